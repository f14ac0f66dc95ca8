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

/** A column of values, by its path: a column with columns of its own has several. */
interface Leaf {
  readonly path: readonly string[];
  readonly element: SchemaElement;
  readonly isFlat: boolean;
}

function leavesOf(
  schema: readonly SchemaElement[],
  start = 1,
  end = schema.length,
  above: readonly string[] = [],
): Leaf[] {
  const leaves: Leaf[] = [];
  for (let at = start; at < end; ) {
    const element = schema[at] as SchemaElement;
    const [next, path] = [endOf(schema, at), [...above, element.name]];
    if (element.num_children) leaves.push(...leavesOf(schema, at + 1, next, path));
    else leaves.push({ path, element, isFlat: path.length === 1 && isFlat(element) });
    at = next;
  }
  return leaves;
}

/**
 * Checks that the parts of a file are those that its schema and its row count say.
 *
 * @throws {InputError} if they are not
 */
export function assertParts(metadata: FileMetaData, byteLength: number, file: string): void {
  const leaves = leavesOf(metadata.schema);
  const isWhole = metadata.schema[0]?.num_children === columnsOf(metadata).length;
  if (!isWhole || !metadata.row_groups.every((group) => areParts(group, leaves, byteLength))) {
    throw refused(FILES, "parquetDamaged", {}, { file });
  }
}

function areParts(group: RowGroup, leaves: readonly Leaf[], byteLength: number): boolean {
  return (
    group.num_rows >= 0n &&
    group.columns.length === leaves.length &&
    group.columns.every((chunk, i) => isPartOf(chunk, leaves[i] as Leaf, group, byteLength))
  );
}

function isPartOf(
  chunk: ColumnChunk,
  { path, element, isFlat }: Leaf,
  { num_rows }: RowGroup,
  byteLength: number,
): boolean {
  const { meta_data: meta, file_path, crypto_metadata } = chunk;
  if (meta === undefined || file_path !== undefined || crypto_metadata !== undefined) return false;
  const start = startOf(meta);
  return (
    meta.path_in_schema.length === path.length &&
    path.every((name, depth) => meta.path_in_schema[depth] === name) &&
    meta.type === element.type &&
    (!isFlat || meta.num_values === num_rows) &&
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
