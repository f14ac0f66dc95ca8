import type { SchemaElement } from "hyparquet";
import { ByteWriter, ParquetWriter } from "hyparquet-writer";
import { type Amounts, amountAt, WORD } from "../commitment/columns.ts";

/** A column to write. Amounts become decimal text: no integer type that every reader keeps has 128 bits. */
export type ColumnData =
  | { readonly name: string; readonly is: "index"; readonly at: (row: number) => number }
  | { readonly name: string; readonly is: "amount"; readonly amounts: Amounts }
  | { readonly name: string; readonly is: "word"; readonly words: Uint8Array }
  | { readonly name: string; readonly is: "text"; readonly at: (row: number) => string };

/** Takes a file's bytes, piece by piece. */
export type ByteSink = (bytes: Uint8Array) => Promise<void> | void;

/** Rows of a row group: small enough to read one row without much around it. */
const ROW_GROUP = 65_536;

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
    await parquet.write({ columnData, rowGroupSize: ROW_GROUP });
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
  if (column.is === "index") return { name, encoding: "PLAIN", data: each((row) => BigInt(column.at(row))) } as const;
  if (column.is === "amount") return { ...plain, data: decimalBytes(column.amounts, start, end) };
  return { ...plain, data: each((row) => column.words.subarray(WORD * row, WORD * (row + 1))) };
}

/** Amounts as the bytes of their digits, out of one buffer: an encoder call for each would cost more than all the rest. */
function decimalBytes(amounts: Amounts, start: number, end: number): Uint8Array[] {
  const bytes = new Uint8Array(LONGEST_AMOUNT * (end - start));
  const values: Uint8Array[] = [];
  let length = 0;
  for (let row = start; row < end; row++) {
    const digits = amountAt(amounts, row).toString();
    for (let i = 0; i < digits.length; i++) bytes[length + i] = digits.charCodeAt(i);
    values.push(bytes.subarray(length, length + digits.length));
    length += digits.length;
  }
  return values;
}
