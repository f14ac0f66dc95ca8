import { type AsyncBuffer, type Compressors, type FileMetaData, parquetMetadataAsync, parquetScan } from "hyparquet";
import { InputError } from "../errors.ts";

/** Bytes of a Parquet file, read a slice at a time; in a browser, of a `File` or a download. */
export type { AsyncBuffer, Compressors };

/** How a column's values are to be understood. */
export type ParquetKind =
  | { readonly is: "text" }
  | { readonly is: "bytes" }
  | { readonly is: "integer" }
  | { readonly is: "decimal"; readonly scale: number }
  | { readonly is: "other"; readonly name: string };

/** A value as it is stored: text and bytes as bytes, numbers as they are; undefined where a value is missing. */
export type ParquetValue = Uint8Array | bigint | number | undefined;

/** Some rows of a Parquet file, all columns at hand. */
interface ParquetRows {
  /** The first row's number in the file, from 0. */
  readonly start: number;
  readonly count: number;
  /** The values of each column, in the order of the names asked for. */
  readonly columns: readonly ArrayLike<ParquetValue>[];
}

/** An opened Parquet file whose columns are the expected ones. */
export interface ParquetTable {
  readonly count: number;
  /** How each column's values are to be understood, in the order of the names asked for. */
  readonly kinds: readonly ParquetKind[];
  /** Reads rows from one on up to another, all unless given, one row group at a time. */
  rows(from?: number, to?: number): AsyncGenerator<ParquetRows>;
}

/** What is needed to open a Parquet file. */
export interface ParquetSource {
  /** The file's name, for errors. */
  readonly name: string;
  readonly file: AsyncBuffer;
  /** Codecs beside Snappy, which is built in. */
  readonly compressors?: Compressors | undefined;
  /** The most rows that are read, so that a file that promises more takes no memory; 2^32 - 1 unless given. */
  readonly mostRows?: number;
  /** Called now and then with the number of rows read so far, and the part of all that this is. */
  readonly onRows?: ((rows: number, done: number) => void) | undefined;
}

const MOST_ROWS = 0xffffffff;
// Text must come as its bytes: a decoder would put U+FFFD for malformed UTF-8, and two ids could become one.
const asBytes = (bytes: Uint8Array) => bytes;
const PARSERS = { stringFromBytes: asBytes, jsonFromBytes: asBytes };

/**
 * Opens a Parquet file that has exactly the columns asked for, in any order.
 *
 * @throws {InputError} if it is not Parquet, or has other columns
 */
export async function openParquet(source: ParquetSource, columns: readonly string[]): Promise<ParquetTable> {
  const { name, file, compressors, mostRows = MOST_ROWS } = source;
  const metadata = await readable(name, () => parquetMetadataAsync(file, { parsers: PARSERS, geoparquet: false }));
  assertNames(name, metadata, columns);
  const kinds = columns.map((column) => kindOf(metadata, column));
  const count = Number(metadata.num_rows);
  if (!Number.isSafeInteger(count) || count < 0 || count > mostRows) {
    throw new InputError("the number of rows is out of range", { file: name, got: String(metadata.num_rows) });
  }
  return { count, kinds, rows: readRowGroups };

  async function* readRowGroups(from = 0, to = count): AsyncGenerator<ParquetRows> {
    const options = {
      file,
      metadata,
      utf8: false,
      parsers: PARSERS,
      geoparquet: false,
      ...(compressors && { compressors }),
    };
    const scan = await readable(name, () => parquetScan(options));
    let total = 0;
    for (const group of scan.ranges) {
      total += group.rowEnd - group.rowStart;
      const [rowStart, rowEnd] = [Math.max(group.rowStart, from), Math.min(group.rowEnd, to)];
      if (rowStart >= rowEnd) continue;
      const values: ArrayLike<ParquetValue>[] = [];
      for (const column of columns) {
        values.push(await readable(name, () => scan.readColumn({ column, rowStart, rowEnd })));
      }
      assertLengths(name, rowEnd - rowStart, values);
      yield { start: rowStart, count: rowEnd - rowStart, columns: values };
    }
    if (total !== count) throw new InputError("the file has other rows than it says", { file: name, got: `${total}` });
  }
}

/** The reader throws errors of all kinds on malformed files; to the caller they are one. */
async function readable<T>(file: string, read: () => T | Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    // What the reader says on purpose is a plain Error's; of anything else it had no idea.
    const isSaid = error instanceof Error && error.constructor === Error && !/undefined/.test(error.message);
    const reason = isSaid ? error.message : "it is damaged";
    throw new InputError(`not a readable Parquet file: ${reason}`, { file });
  }
}

function assertNames(file: string, { schema }: FileMetaData, expected: readonly string[]): void {
  const names = schema.slice(1).map((element) => element.name);
  const same = names.length === expected.length && expected.every((name) => names.includes(name));
  if (
    same &&
    schema.slice(1).every((element) => element.type !== undefined && element.repetition_type !== "REPEATED")
  ) {
    return;
  }
  throw new InputError("the columns are not the expected ones", {
    file,
    got: names.join(","),
    expected: expected.join(","),
  });
}

/** Says how a column is to be understood; a decimal is marked as plain bytes first, since the reader would round it. */
function kindOf({ schema }: FileMetaData, column: string): ParquetKind {
  const element = schema.find(({ name }, i) => i > 0 && name === column);
  if (element === undefined) return { is: "other", name: "nothing" };
  const { type = "", converted_type: converted, logical_type: logical, scale } = element;
  if (converted === "DECIMAL" || logical?.type === "DECIMAL") {
    delete element.converted_type;
    delete element.logical_type;
    return { is: "decimal", scale: logical?.type === "DECIMAL" ? logical.scale : (scale ?? 0) };
  }
  if (converted === "UTF8" || logical?.type === "STRING") return { is: "text" };
  const isPlainInteger = converted === undefined ? logical === undefined : /^U?INT_(32|64)$/.test(converted);
  if ((type === "INT32" || type === "INT64") && (isPlainInteger || logical?.type === "INTEGER"))
    return { is: "integer" };
  if (/BYTE_ARRAY$/.test(type) && converted === undefined && logical === undefined) return { is: "bytes" };
  return { is: "other", name: logical?.type ?? converted ?? type };
}

function assertLengths(file: string, count: number, columns: readonly ArrayLike<ParquetValue>[]): void {
  if (columns.every((values) => values.length === count)) return;
  throw new InputError("not a readable Parquet file: a column ends early", { file });
}
