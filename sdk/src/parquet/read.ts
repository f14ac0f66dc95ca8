import {
  type AsyncBuffer,
  type ColumnMetaData,
  type Compressors,
  type FileMetaData,
  type KeyValue,
  parquetMetadataAsync,
  parquetScan,
  type RowGroup,
  type SchemaElement,
} from "hyparquet";
import { InputError } from "../errors.ts";
import { FILES } from "../problems/english/files.ts";
import { TABLES } from "../problems/english/tables.ts";
import { refused } from "../problems/problem.ts";
import { limitedCodecs } from "./codecs.ts";
import { assertFooter } from "./footer.ts";
import { eachPlain, type PlainPage, plainPages, storedPages, type TakeCell } from "./plain.ts";
import { assertParts, columnsOf, isFlat, startOf } from "./structure.ts";
import { typeNameOf } from "./type-names.ts";

/** Bytes of a Parquet file, read a slice at a time; in a browser, of a `File` or a download. */
export type { AsyncBuffer, Compressors, KeyValue };

/** How a column's values are to be understood. */
export type ParquetKind =
  | { readonly is: "text" }
  | { readonly is: "bytes" }
  | { readonly is: "integer"; readonly isUnsigned?: boolean }
  | { readonly is: "decimal"; readonly scale: number }
  | { readonly is: "other"; readonly name: string };

/** A value as the library gives it. */
type ParquetValue = Uint8Array | bigint | number | null | undefined;

/** Some rows of a Parquet file, to be read column by column. */
interface ParquetColumns {
  /** The first row's number in the file, from 0. */
  readonly start: number;
  readonly count: number;
  /** Hands out a column's values; the column by its place among the names. */
  each(column: number, take: TakeCell): Promise<void>;
}

/** An opened Parquet file whose columns are the expected ones. */
export interface ParquetTable {
  /** The file's name, for errors. */
  readonly file: string;
  /** The columns, as they were asked for. */
  readonly names: readonly string[];
  /** How each column's values are to be understood, in the order of the names. */
  readonly kinds: readonly ParquetKind[];
  /** The names of their types, see `typeNameOf`. */
  readonly types: readonly string[];
  readonly count: number;
  /** Reads rows from one on up to another, all unless given, one row group at a time: no object for each value, where that can be. */
  columns(from?: number, to?: number): AsyncGenerator<ParquetColumns>;
}

/** What is needed to open a Parquet file. */
export interface ParquetSource {
  /** The file's name, for errors. */
  readonly name: string;
  readonly file: AsyncBuffer;
  /** Codecs beside Snappy, which is built in. */
  readonly compressors?: Compressors | undefined;
  /** Called with what the file says of itself. */
  readonly onMetadata?: ((pairs: readonly KeyValue[]) => void) | undefined;
  /** The most rows that are read, so that a file that promises more takes no memory; 2^32 - 1 unless given. */
  readonly mostRows?: number;
  /**
   * Called with a value that is none of its column, named by line and column: such values are read as zeros then, unless this
   * throws. Left out, they end the reading.
   */
  readonly onUnreadable?: ((error: InputError) => void) | undefined;
  /** Called now and then with the number of rows read so far, and the part of all that this is. */
  readonly onRows?: ((rows: number, done: number) => void) | undefined;
}

// The footer's length, and the mark of the file's end.
const FOOTER_END = 8;
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
  return openChosen(source, (found) => {
    if (!hasColumns(found, columns)) {
      const got = found.map((element) => element.name);
      throw refused(FILES, "otherColumns", {}, { file: source.name, got: got.join(","), expected: columns.join(",") });
    }
    const nested = found.find((element) => !isFlat(element));
    if (nested !== undefined) {
      throw refused(FILES, "nestedColumn", {}, { file: source.name, column: nested.name, got: typeNameOf(nested) });
    }
    return columns;
  });
}

/**
 * Opens a Parquet file, and reads some of its columns.
 *
 * @param choose takes the names of all columns, and gives those to be read
 * @throws {InputError} if it is not Parquet, or a column that is to be read stands there twice or has no plain values
 */
export async function openColumns(
  source: ParquetSource,
  choose: (names: readonly string[]) => readonly string[],
): Promise<ParquetTable> {
  return openChosen(source, (columns) => {
    const names = choose(columns.map(({ name }) => name));
    for (const column of names) {
      const found = columns.filter(({ name }) => name === column);
      const place = { file: source.name, column };
      if (found.length !== 1) throw refused(TABLES, "columnTwice", {}, place);
      if (!found.every(isFlat)) throw refused(TABLES, "columnNested", {}, place);
    }
    return names;
  });
}

async function openChosen(
  source: ParquetSource,
  choose: (columns: readonly SchemaElement[]) => readonly string[],
): Promise<ParquetTable> {
  const { name, file, compressors, mostRows = MOST_ROWS } = source;
  const metadata = await readable(name, () => metadataOf(file));
  const columns = await readable(name, () => columnsOf(metadata));
  const names = choose(columns);
  await readable(name, () => assertParts(metadata, file.byteLength, name));
  source.onMetadata?.(metadata.key_value_metadata ?? []);
  const types = names.map((column) => typeNameOf(elementOf(metadata, column)));
  const kinds = names.map((column) => kindOf(metadata, column));
  const count = Number(metadata.num_rows);
  if (!Number.isSafeInteger(count) || count < 0 || count > mostRows) {
    throw refused(FILES, "rowsOutOfRange", {}, { file: name, got: String(metadata.num_rows) });
  }
  const opened = { name, file, metadata, names, count, compressors: limitedCodecs(compressors) };
  return { file: name, names, kinds, types, count, columns: (from = 0, to = count) => readColumns(opened, from, to) };
}

async function metadataOf(file: AsyncBuffer): Promise<FileMetaData> {
  const metadata = await parquetMetadataAsync(file, { parsers: PARSERS, geoparquet: false });
  const end = file.byteLength - FOOTER_END;
  assertFooter(new Uint8Array(await file.slice(end - metadata.metadata_length, end)));
  return metadata;
}

/** A file whose columns are the expected ones. */
interface OpenedFile {
  readonly name: string;
  readonly file: AsyncBuffer;
  readonly metadata: FileMetaData;
  readonly names: readonly string[];
  readonly count: number;
  readonly compressors: Compressors;
}

async function* readColumns(opened: OpenedFile, from: number, to: number): AsyncGenerator<ParquetColumns> {
  const { name, metadata, names } = opened;
  const groups = rowGroupsByStart(metadata);
  for await (const { start, count, read } of readRowGroups(opened, from, to)) {
    const group = groups.get(start);
    const each = async (index: number, take: TakeCell) => {
      const column = names[index] as string;
      const isWhole = group !== undefined && Number(group.num_rows) === count;
      const pages = isWhole ? await readable(name, () => readPlain(opened, group, column)) : undefined;
      try {
        if (pages !== undefined) eachPlain(pages, elementOf(metadata, column), take);
        else eachValue(await read(column), take);
      } catch (error) {
        throw error instanceof InputError ? error.at({ file: name }) : error;
      }
    };
    yield { start, count, each };
  }
}

/** The row groups that have rows of a range, and how to read one column of each. */
async function* readRowGroups({ name, file, metadata, count, compressors }: OpenedFile, from: number, to: number) {
  const options = { file, metadata, compressors, utf8: false, parsers: PARSERS, geoparquet: false };
  const scan = await readable(name, () => parquetScan(options));
  let total = 0;
  for (const { rowStart, rowEnd } of scan.ranges) {
    total += rowEnd - rowStart;
    const [start, end] = [Math.max(rowStart, from), Math.min(rowEnd, to)];
    if (start >= end) continue;
    const read = async (column: string) => {
      const values = await readable(name, () => scan.readColumn({ column, rowStart: start, rowEnd: end }));
      assertLength(name, end - start, values);
      return values;
    };
    yield { start, count: end - start, read };
  }
  if (total !== count)
    throw refused(FILES, "rowsDoNotAddUp", {}, { file: name, got: `${total}`, expected: `${count}` });
}

/** The pages of a column's part of a row group, if all are plain. */
async function readPlain(
  { file, metadata, compressors }: OpenedFile,
  group: RowGroup,
  column: string,
): Promise<readonly PlainPage[] | undefined> {
  const meta = group.columns.find((chunk) => chunk.meta_data?.path_in_schema[0] === column)
    ?.meta_data as ColumnMetaData;
  const start = startOf(meta);
  const chunk = new Uint8Array(await file.slice(start, start + Number(meta.total_compressed_size)));
  const pages = storedPages(chunk, Number(group.num_rows));
  return plainPages(pages, elementOf(metadata, column), meta.codec, compressors);
}

/** Hands out the values of a column that the library read. */
function eachValue(values: ArrayLike<ParquetValue>, take: TakeCell): void {
  for (let row = 0; row < values.length; row++) {
    const value = values[row];
    take(value instanceof Uint8Array ? { bytes: value, start: 0, end: value.length } : (value ?? undefined), row);
  }
}

/** The row groups by the number of their first row; empty ones are left out. */
function rowGroupsByStart({ row_groups }: FileMetaData): Map<number, RowGroup> {
  const groups = new Map<number, RowGroup>();
  let start = 0;
  for (const group of row_groups) {
    if (group.num_rows > 0n) groups.set(start, group);
    start += Number(group.num_rows);
  }
  return groups;
}

function elementOf(metadata: FileMetaData, column: string): SchemaElement {
  return columnsOf(metadata).find(({ name }) => name === column) as SchemaElement;
}

/** The reader throws errors of all kinds on malformed files; to the caller they are one. */
async function readable<T>(file: string, read: () => T | Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof InputError) throw error;
    // What the reader says on purpose is a plain Error's; of anything else it had no idea.
    const isSaid = error instanceof Error && error.constructor === Error && !/undefined/.test(error.message);
    throw isSaid
      ? refused(FILES, "notParquet", { said: error.message }, { file })
      : refused(FILES, "parquetDamaged", {}, { file });
  }
}

/** Whether a file has these columns and no others. */
function hasColumns(columns: readonly SchemaElement[], expected: readonly string[]): boolean {
  const names = columns.map(({ name }) => name);
  return names.length === expected.length && expected.every((name) => names.includes(name));
}

/** Says how a column is to be understood; a decimal is marked as plain bytes first, since the reader would round it. */
function kindOf(metadata: FileMetaData, column: string): ParquetKind {
  const element = elementOf(metadata, column) as SchemaElement | undefined;
  if (element === undefined) return { is: "other", name: "nothing" };
  const { type = "", converted_type: converted, logical_type: logical, scale } = element;
  const isBytes = /BYTE_ARRAY$/.test(type);
  const isInteger = type === "INT32" || type === "INT64";
  // Of a column of which two different things are said, or what its values cannot be, readers make different things.
  const isSaid = (older: string, newer: string) =>
    (converted === older || logical?.type === newer) &&
    (converted ?? older) === older &&
    (logical?.type ?? newer) === newer;
  if (isSaid("DECIMAL", "DECIMAL") && (isBytes || isInteger)) {
    delete element.converted_type;
    delete element.logical_type;
    return { is: "decimal", scale: logical?.type === "DECIMAL" ? logical.scale : (scale ?? 0) };
  }
  if (isSaid("UTF8", "STRING") && isBytes) return { is: "text" };
  const isPlainInteger = converted === undefined ? logical === undefined : /^U?INT_(32|64)$/.test(converted);
  const isUnsigned = converted?.startsWith("UINT_") || (logical?.type === "INTEGER" && !logical.isSigned);
  if (isInteger && (isPlainInteger || logical?.type === "INTEGER"))
    return { is: "integer", ...(isUnsigned && { isUnsigned }) };
  if (isBytes && converted === undefined && logical === undefined) return { is: "bytes" };
  return { is: "other", name: logical?.type ?? converted ?? type };
}

function assertLength(file: string, count: number, values: ArrayLike<ParquetValue>): void {
  if (values.length === count) return;
  throw refused(FILES, "parquetColumnShort", {}, { file });
}
