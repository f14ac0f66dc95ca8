import { InputError } from "../errors.ts";
import type { ParquetSource } from "../parquet/read.ts";
import { TABLES } from "../problems/english/tables.ts";
import { refused } from "../problems/problem.ts";
import { formatAmount } from "../rule/amount.ts";
import type { TableNotes } from "./notes.ts";
import type { ExpectedTotals } from "./options.ts";
import type { CsvSource, OnRows } from "./scan.ts";

/** Reads a table that is one file, or several one after the other. */
export interface TableReader<T> {
  /** Reads a file of text. */
  text(source: CsvSource, onRows?: OnRows): Promise<void>;
  parquet(source: ParquetSource, onRows?: OnRows): Promise<void>;
  /** What was read. To be called once, after the last file. */
  finish(): T;
}

/**
 * Compares what was read with what was expected.
 *
 * @param decimals decimal places of the asset
 * @throws {InputError} at the first total that is another
 */
export function assertTotals(expect: ExpectedTotals | undefined, notes: TableNotes, decimals: number): void {
  const amount = (units: bigint) => formatAmount(units, decimals);
  const { rows, profit, loss } = expect ?? {};
  const compared = [
    ["rows", String(notes.rows), rows === undefined ? undefined : String(rows)],
    ["profit", amount(notes.profit), profit === undefined ? undefined : amount(profit)],
    ["loss", amount(notes.loss), loss === undefined ? undefined : amount(loss)],
  ] as const;
  for (const [what, got, expected] of compared) {
    if (expected !== undefined && got !== expected) throw refused(TABLES, "otherTotal", { what }, { got, expected });
  }
}

/** Reads one source with a reader. */
export async function readWith<T>(reader: TableReader<T>, read: () => Promise<void>, file: string): Promise<T> {
  await read();
  try {
    return reader.finish();
  } catch (error) {
    throw error instanceof InputError ? error.at({ file }) : error;
  }
}
