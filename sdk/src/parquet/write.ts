import type { ColumnMetaData, CompressionCodec, OffsetIndex, ParquetType, SchemaElement } from "hyparquet";
import { ByteWriter, ParquetWriter } from "hyparquet-writer";
import { writePageHeader } from "hyparquet-writer/src/datapage.js";
import { snappyCompress } from "hyparquet-writer/src/snappy.js";
import { WORD } from "../columns/amounts.ts";
import { compressHere } from "../engine/snappy.ts";
import { type ColumnData, emptyPage, pageFiller } from "./page.ts";

/** Takes a file's bytes, piece by piece, and how many of its rows are in all pieces so far. */
export type ByteSink = (bytes: Uint8Array, rows: number) => Promise<void> | void;

type Writer = ParquetWriter["writer"];
type Chunk = ParquetWriter["pendingIndexes"][number];

const PHYSICAL_TYPES: Record<ColumnData["is"], ParquetType> = {
  index: "INT64",
  integer: "INT64",
  amount: "BYTE_ARRAY",
  word: "FIXED_LEN_BYTE_ARRAY",
  text: "BYTE_ARRAY",
  ranges: "BYTE_ARRAY",
};
const ROW_GROUP = 65_536;
const ROW_GROUP_BYTES = 1 << 22;

/**
 * Writes columns as a Parquet file: indexes and times as INT64, amounts as decimal text, words as 32 fixed bytes, all values required and
 * plainly encoded, compressed by Snappy but for words. The library writes headers and footer; the pages are made here, since
 * it wants an object for each value.
 *
 * @param prepare awaited before the rows of a row group are asked for, from one on up to another
 * @param sink called after each row group, and once more at the end; a row group is made while the one before is written
 * @param metadata what the file says of itself, by keys
 */
export async function writeParquet(
  count: number,
  columns: readonly ColumnData[],
  sink: ByteSink,
  prepare?: (from: number, to: number) => Promise<void>,
  metadata?: ReadonlyMap<string, string>,
): Promise<void> {
  const writer = new ByteWriter(ROW_GROUP_BYTES);
  const kvMetadata = metadata && { kvMetadata: [...metadata].map(([key, value]) => ({ key, value })) };
  const schema = schemaOf(columns);
  const parquet = new ParquetWriter({ writer, schema, createdBy: "zke-insurance-fund", ...kvMetadata });
  let written = Promise.resolve();
  const drain = async (rows: number) => {
    const bytes = writer.getBytes().slice();
    writer.index = 0;
    await written;
    written = Promise.resolve(sink(bytes, rows));
    // It is awaited later; if the next row group fails before that, there is one failure to tell, not two.
    written.catch(() => {});
  };
  for (let start = 0; start < count; start += ROW_GROUP) {
    const end = Math.min(start + ROW_GROUP, count);
    await prepare?.(start, end);
    writeRowGroup(parquet, columns, start, end);
    await drain(end);
  }
  parquet.finish();
  await drain(count);
  await written;
}

function schemaOf(columns: readonly ColumnData[]): SchemaElement[] {
  return [{ name: "root", num_children: columns.length }, ...columns.map(elementOf)];
}

function elementOf({ name, is }: ColumnData): SchemaElement {
  const required = { name, repetition_type: "REQUIRED", type: PHYSICAL_TYPES[is] } as const;
  if (is === "index" || is === "integer") return required;
  if (is === "word") return { ...required, type_length: WORD };
  return { ...required, converted_type: "UTF8", logical_type: { type: "STRING" } };
}

function writeRowGroup(parquet: ParquetWriter, columns: readonly ColumnData[], start: number, end: number): void {
  const { writer } = parquet;
  const offset = writer.offset;
  const chunks = columns.map((column) => writeChunk(writer, column, start, end));
  parquet.pendingIndexes.push(...chunks);
  parquet.num_rows += BigInt(end - start);
  parquet.row_groups.push({
    columns: chunks.map(({ chunk }) => chunk),
    total_byte_size: chunks.reduce((sum, { chunk }) => sum + (chunk.meta_data?.total_uncompressed_size ?? 0n), 0n),
    num_rows: BigInt(end - start),
    total_compressed_size: BigInt(writer.offset - offset),
  });
}

/** Writes a column's part of a row group; gives what the footer says of it. */
function writeChunk(writer: Writer, column: ColumnData, start: number, end: number): Chunk {
  const { is, name } = column;
  // To compress hashes takes time, and gains nothing.
  const codec = is === "word" ? "UNCOMPRESSED" : "SNAPPY";
  const offset = writer.offset;
  const { page_locations, uncompressed } = writePages(writer, column, codec, start, end);
  const meta_data: ColumnMetaData = {
    type: PHYSICAL_TYPES[is],
    encodings: ["PLAIN"],
    path_in_schema: [name],
    codec,
    num_values: BigInt(end - start),
    total_uncompressed_size: BigInt(uncompressed),
    total_compressed_size: BigInt(writer.offset - offset),
    data_page_offset: BigInt(offset),
    ...(is === "index" && { statistics: rangeOf(column.at, start, end) }),
  };
  return { chunk: { file_offset: BigInt(offset), meta_data }, offsetIndex: { page_locations } };
}

function writePages(writer: Writer, column: ColumnData, codec: CompressionCodec, start: number, end: number) {
  const fill = pageFiller(column);
  const page = emptyPage();
  const page_locations: OffsetIndex["page_locations"] = [];
  let uncompressed = 0;
  for (let row = start; row < end; page.length = 0) {
    const next = fill(page, row, end);
    const values = page.bytes.subarray(0, page.length);
    const offset = writer.offset;
    const headerBytes = writePage(writer, codec === "SNAPPY" ? compress(values) : values, page.length, next - row);
    uncompressed += headerBytes + page.length;
    page_locations.push({
      offset: BigInt(offset),
      compressed_page_size: writer.offset - offset,
      first_row_index: BigInt(row - start),
    });
    row = next;
  }
  return { page_locations, uncompressed };
}

/** Writes a page whose values are all there; gives the bytes of its header. */
function writePage(writer: Writer, body: Uint8Array, length: number, rows: number): number {
  const start = writer.offset;
  writePageHeader(writer, {
    type: "DATA_PAGE_V2",
    uncompressed_page_size: length,
    compressed_page_size: body.length,
    data_page_header_v2: {
      num_values: rows,
      num_nulls: 0,
      num_rows: rows,
      encoding: "PLAIN",
      definition_levels_byte_length: 0,
      repetition_levels_byte_length: 0,
      is_compressed: true,
    },
  });
  const headerBytes = writer.offset - start;
  writer.appendBytes(body);
  return headerBytes;
}

function compress(values: Uint8Array): Uint8Array {
  return compressHere(values) ?? snappyCompress(values);
}

/** The smallest and the largest index, from which a reader knows where to look. */
function rangeOf(at: (row: number) => number, start: number, end: number) {
  let [min, max] = [at(start), at(start)];
  for (let row = start; row < end; row++) {
    min = Math.min(min, at(row));
    max = Math.max(max, at(row));
  }
  return { min_value: BigInt(min), max_value: BigInt(max), null_count: 0n };
}
