// What a Parquet file says of itself, before a value is read. Readers differ in what they make of a file that contradicts itself: one
// finds a column by its place, another by its name. So such a file is none.

import type { ColumnChunk, ColumnMetaData, FileMetaData, RowGroup, SchemaElement } from "hyparquet";
import { FILES } from "../problems/english/files.ts";
import { refused } from "../problems/problem.ts";

/** A file's columns as its schema names them, those with columns of their own as one. */
export function columnsOf({ schema }: FileMetaData): SchemaElement[] {
  const columns: SchemaElement[] = [];
  for (let at = 1; at < schema.length; at = endOf(schema, at)) columns.push(schema[at] as SchemaElement);
  return columns;
}

/** Where an element ends, and all that is in it. */
function endOf(schema: readonly SchemaElement[], start: number): number {
  let end = start;
  for (let open = 1; open > 0 && end < schema.length; end++) open += (schema[end]?.num_children ?? 0) - 1;
  return end;
}

/** Whether a column has one value, or none, in each row. */
export function isFlat({ type, num_children, repetition_type }: SchemaElement): boolean {
  const isOnce = repetition_type === "REQUIRED" || repetition_type === "OPTIONAL";
  return type !== undefined && !num_children && isOnce;
}

/**
 * Checks that the parts of a file with flat columns are those that its schema and its row count say.
 *
 * @throws {InputError} if they are not
 */
export function assertParts(metadata: FileMetaData, byteLength: number, file: string): void {
  const columns = columnsOf(metadata);
  const isWhole = metadata.schema[0]?.num_children === columns.length;
  if (!isWhole || !metadata.row_groups.every((group) => areParts(group, columns, byteLength))) {
    throw refused(FILES, "parquetDamaged", {}, { file });
  }
}

function areParts(group: RowGroup, columns: readonly SchemaElement[], byteLength: number): boolean {
  return (
    group.num_rows >= 0n &&
    group.columns.length === columns.length &&
    group.columns.every((chunk, i) => isPartOf(chunk, columns[i] as SchemaElement, group, byteLength))
  );
}

function isPartOf(chunk: ColumnChunk, element: SchemaElement, { num_rows }: RowGroup, byteLength: number): boolean {
  const { meta_data: meta, file_path, crypto_metadata } = chunk;
  if (meta === undefined || file_path !== undefined || crypto_metadata !== undefined) return false;
  const [path, ...deeper] = meta.path_in_schema;
  const start = startOf(meta);
  return (
    path === element.name &&
    deeper.length === 0 &&
    meta.type === element.type &&
    meta.num_values === num_rows &&
    start >= MAGIC &&
    start <= Number(meta.data_page_offset) &&
    meta.total_compressed_size >= 0n &&
    start + Number(meta.total_compressed_size) <= byteLength
  );
}

/** Where a column's part of a row group begins: with its dictionary, if it has one. */
export function startOf({ dictionary_page_offset, data_page_offset }: ColumnMetaData): number {
  return Number(dictionary_page_offset || data_page_offset);
}

/** The bytes that a file begins with, and ends with. */
const MAGIC = 4;
