import { type ByteRange, withRoom } from "../columns/bytes.ts";
import { InputError } from "../errors.ts";
import { TABLES } from "../problems/english/tables.ts";
import { refused } from "../problems/problem.ts";
import { type CsvRecord, CsvScanner } from "./csv.ts";
import { JsonLines } from "./json-lines.ts";
import { inTheirWords, shapeOf, type TableOptions, type TableShape } from "./options.ts";
import { RowErrorCollector } from "./row-errors.ts";
import { textPieces } from "./text-pieces.ts";

/** A file of text in pieces of any size. */
export interface CsvSource {
  /** The file's name, for errors. */
  readonly name: string;
  readonly pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
  /** How many bytes there are, if it is known; for the progress. */
  readonly size?: number | undefined;
}

/** Called now and then with the number of rows read so far, and the part of all that this is, from 0 to 1, if it is known. */
export type OnRows = (rows: number, done?: number) => void;

/** A row's fields in the order of the header that was asked for. */
export interface TableRow {
  readonly line: number;
  /** A field as bytes, which the next row overwrites. */
  field(column: number): ByteRange;
}

type TakeRow = (row: TableRow) => void;

/**
 * Reads a table from text, CSV or JSON lines, in UTF-8 or, by its mark, UTF-16: finds the columns of one of the headers, and hands out
 * the rows.
 *
 * @param takerOf gives what takes the rows, by the place of the header that stands there
 * @throws {InputError} with file, line and column: what is wrong with up to 20 rows; or if the last line has no end and must
 *   have one, and no number of rows vouches for it
 */
export async function scanTable(
  source: CsvSource,
  headers: readonly (readonly string[])[],
  takerOf: (header: number) => TakeRow,
  options: TableOptions,
  onRows: OnRows | undefined,
): Promise<void> {
  const { name: file, size } = source;
  const errors = new RowErrorCollector();
  const onBadRecord = (error: InputError) => errors.add(inTheirWords(error.at({ file }), options));
  let rows = 0;
  const take = (takeRow: TakeRow, row: TableRow) => {
    try {
      takeRow(row);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      onBadRecord(error.at({ line: row.line }));
    }
    rows++;
  };
  const pieces = await textPieces(source.pieces, file);
  const target = { file, headers, takerOf, options, take, onBadRecord };
  const reader = pieces.isJson ? jsonReader(target) : csvReader(target);
  try {
    for await (const { piece, read } of pieces.pieces) {
      options.signal?.throwIfAborted();
      reader.push(piece);
      onRows?.(rows, size && Math.min(read / size, 1));
    }
    reader.end();
  } catch (error) {
    throw errors.endedBy(error);
  }
  errors.assertNone();
  onRows?.(rows);
  if (!reader.endsOpen || options.expect?.rows !== undefined) return;
  const place = { file, line: Math.max(reader.line - 1, 1) };
  if (options.mustEnd) throw refused(TABLES, "lastLineOpen", {}, place);
  options.notes?.warn({ code: "lastLineOpen", args: place });
}

interface Target {
  readonly file: string;
  readonly headers: readonly (readonly string[])[];
  readonly takerOf: (header: number) => TakeRow;
  readonly options: TableOptions;
  readonly take: (takeRow: TakeRow, row: TableRow) => void;
  readonly onBadRecord: (error: InputError) => void;
}

function csvReader({ file, headers, takerOf, options, take, onBadRecord }: Target): CsvScanner {
  let takeRow: TakeRow = () => {};
  let places: readonly number[] = [];
  // One row and one range a column, used again: an object for each field would cost more than reading it.
  const ranges: { bytes: Uint8Array; start: number; end: number }[] = [];
  let record: CsvRecord | undefined;
  const row = {
    line: 0,
    field(column: number): ByteRange {
      const { bytes, starts, ends } = record as CsvRecord;
      const range = ranges[column] as (typeof ranges)[number];
      const place = places[column] as number;
      range.bytes = bytes;
      range.start = starts[place] as number;
      range.end = ends[place] as number;
      return range;
    },
  };
  return new CsvScanner({
    file,
    expected: headers.map((header) => header.join(",")).join(" or "),
    onHeader(names) {
      const shape = shapeOf(names, headers, options, file);
      ({ places } = shape);
      for (const _ of places) ranges.push({ bytes: new Uint8Array(), start: 0, end: 0 });
      takeRow = takerOf(shape.choice);
    },
    onRecord(found) {
      record = found;
      row.line = found.line;
      take(takeRow, row);
    },
    onBadRecord,
  });
}

const encoder = new TextEncoder();

function jsonReader({ file, headers, takerOf, options, take, onBadRecord }: Target): JsonLines {
  let found: { readonly shape: TableShape; readonly takeRow: TakeRow; readonly fields: Set<string> } | undefined;
  let bytes = new Uint8Array(1 << 10);
  const reader = new JsonLines({
    file,
    onObject(fields, line) {
      if (found === undefined) {
        const shape = shapeOf([...fields.keys()], headers, options, file);
        found = { shape, takeRow: takerOf(shape.choice), fields: new Set(fields.keys()) };
      }
      const further = [...fields.keys()].filter((name) => !found?.fields.has(name));
      for (const name of further) found.fields.add(name);
      const told = further.filter((name) => !options.ignoreColumns?.includes(name));
      if (told.length > 0) options.notes?.warn({ code: "furtherColumns", args: { file, columns: told } });
      let length = 0;
      const ranges = found.shape.names.map((column) => {
        const value = fields.get(column);
        if (value === undefined) {
          throw refused(TABLES, fields.has(column) ? "fieldNoText" : "fieldMissing", {}, { column });
        }
        bytes = withRoom(bytes, length + 3 * value.length);
        const start = length;
        length += encoder.encodeInto(value, bytes.subarray(start)).written;
        return { start, end: length };
      });
      const row = { line, field: (column: number) => ({ bytes, ...(ranges[column] as (typeof ranges)[number]) }) };
      take(found.takeRow, row);
    },
    onBadRecord(error) {
      // Without the first line nobody knows which columns there are.
      if (found === undefined) throw error;
      onBadRecord(error);
    },
  });
  return reader;
}
