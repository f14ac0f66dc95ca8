import type { SchemaElement } from "hyparquet";
import { ByteWriter, ParquetWriter } from "hyparquet-writer";
import { type Amounts, amountAt, smallAmountAt, WORD } from "../commitment/columns.ts";

/** A column to write. Amounts become decimal text: no integer type that every reader keeps has 128 bits. */
export type ColumnData =
  | { readonly name: string; readonly is: "index"; readonly at: (row: number) => number }
  | { readonly name: string; readonly is: "amount"; readonly amounts: Amounts }
  | { readonly name: string; readonly is: "word"; readonly words: Uint8Array }
  | { readonly name: string; readonly is: "text"; readonly at: (row: number) => string }
  /** Text as its UTF-8 bytes. */
  | { readonly name: string; readonly is: "bytes"; readonly at: (row: number) => Uint8Array };

/** Takes a file's bytes, piece by piece. */
export type ByteSink = (bytes: Uint8Array) => Promise<void> | void;

const ROW_GROUP = 65_536;
// Small enough to read one row without much around it.
const PAGE_BYTES = 65_536;

// 2^128 - 1 has 39 digits.
const LONGEST_AMOUNT = 39;

/**
 * Writes columns as a Parquet file: indexes as INT64, amounts as decimal text, words as 32 fixed bytes, all values required.
 *
 * @param sink called after each row group, and once more at the end
 */
export async function writeParquet(count: number, columns: readonly ColumnData[], sink: ByteSink): Promise<void> {
  const writer = new ByteWriter();
  const drain = async () => {
    const bytes = writer.getBytes().slice();
    writer.index = 0;
    await sink(bytes);
  };
  const parquet = new ParquetWriter({ writer, schema: schemaOf(columns), createdBy: "zke-insurance-fund" });
  for (let start = 0; start < count; start += ROW_GROUP) {
    const end = Math.min(start + ROW_GROUP, count);
    const columnData = columns.map((column) => sourceOf(column, start, end));
    await parquet.write({ columnData, rowGroupSize: ROW_GROUP, pageSize: PAGE_BYTES });
    await drain();
  }
  await parquet.finish();
  await drain();
}

function schemaOf(columns: readonly ColumnData[]): SchemaElement[] {
  return [{ name: "root", num_children: columns.length }, ...columns.map(elementOf)];
}

function elementOf({ name, is }: ColumnData): SchemaElement {
  const required = { name, repetition_type: "REQUIRED" } as const;
  if (is === "index") return { ...required, type: "INT64" };
  if (is === "word") return { ...required, type: "FIXED_LEN_BYTE_ARRAY", type_length: WORD };
  return { ...required, type: "BYTE_ARRAY", converted_type: "UTF8", logical_type: { type: "STRING" } };
}

function sourceOf(column: ColumnData, start: number, end: number) {
  const { name } = column;
  const each = <T>(valueAt: (row: number) => T) => Array.from({ length: end - start }, (_, i) => valueAt(start + i));
  if (column.is === "text") return { name, data: each(column.at) };
  // Of keys and decimal text, the smallest and the largest say nothing, and hardly a value comes twice.
  const plain = { name, encoding: "PLAIN", statistics: false } as const;
  if (column.is === "bytes") return { ...plain, data: each(column.at) };
  if (column.is === "index") return { name, encoding: "PLAIN", data: each((row) => BigInt(column.at(row))) } as const;
  if (column.is === "amount") return { ...plain, data: decimalBytes(column.amounts, start, end) };
  const data = each((row) => column.words.subarray(WORD * row, WORD * (row + 1)));
  // To compress hashes takes time, and gains nothing.
  return { ...plain, codec: "UNCOMPRESSED", data } as const;
}

const BILLION = 1e9;
const DIGIT_0 = 48;

/** Amounts as the bytes of their digits, out of one buffer: an encoder call for each would cost more than all the rest. */
function decimalBytes(amounts: Amounts, start: number, end: number): Uint8Array[] {
  const bytes = new Uint8Array(LONGEST_AMOUNT * (end - start));
  const values: Uint8Array[] = new Array(end - start);
  let length = 0;
  for (let row = start; row < end; row++) {
    const small = smallAmountAt(amounts, row);
    const next = small === undefined ? writeText(bytes, length, amounts, row) : writeNumber(bytes, length, small);
    values[row - start] = bytes.subarray(length, next);
    length = next;
  }
  return values;
}

function writeText(bytes: Uint8Array, at: number, amounts: Amounts, row: number): number {
  const digits = amountAt(amounts, row).toString();
  for (let i = 0; i < digits.length; i++) bytes[at + i] = digits.charCodeAt(i);
  return at + digits.length;
}

/** Writes a number below 2^53; gives the place behind it. */
function writeNumber(bytes: Uint8Array, at: number, value: number): number {
  const upper = Math.floor(value / BILLION);
  if (upper === 0) return writeDigits(bytes, at, value, digitsOf(value));
  const middle = writeDigits(bytes, at, upper, digitsOf(upper));
  return writeDigits(bytes, middle, value - upper * BILLION, 9);
}

/** Writes a number below 10^9 with so many digits. */
function writeDigits(bytes: Uint8Array, at: number, value: number, digits: number): number {
  let rest = value | 0;
  for (let i = at + digits - 1; i >= at; i--) {
    const tenth = (rest / 10) | 0;
    bytes[i] = DIGIT_0 + rest - 10 * tenth;
    rest = tenth;
  }
  return at + digits;
}

function digitsOf(value: number): number {
  let digits = 1;
  for (let power = 10; value >= power; power *= 10) digits++;
  return digits;
}
