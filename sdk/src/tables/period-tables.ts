import { TABLES } from "../problems/english/tables.ts";
import { refused } from "../problems/problem.ts";
import { readLiquidationsFile, readPositionsFile } from "./files.ts";
import type { LiquidationFormat, LiquidationInput } from "./liquidations-input.ts";
import { TableNotes } from "./notes.ts";
import type { ExpectedTotals } from "./options.ts";
import type { PositionTable } from "./positions-input.ts";
import type { OnRows } from "./scan.ts";

/** The names of a period's files; patterns too. */
export interface TableFiles {
  readonly positions: readonly string[];
  readonly liquidations: readonly string[];
}

/** A period's tables, and what there is to tell of each. */
export interface ReadTables {
  readonly positions: PositionTable;
  readonly liquidations: LiquidationInput[];
  readonly positionNotes: TableNotes;
  readonly liquidationNotes: TableNotes;
}

/** How a period's tables look, and what is expected of them; each must end with its last line's end, or have the rows that it should. */
export interface TablesFormat extends Omit<LiquidationFormat, "expect" | "mustEnd" | "notes"> {
  readonly expect?: ExpectedTotals | undefined;
  /** How many liquidations there are. */
  readonly expectLiquidations?: number | undefined;
}

/** Reads one table, with somebody who is told how far it is. */
export type Reading = <T>(files: readonly string[], read: (onRows?: OnRows) => Promise<T>) => Promise<T>;

/**
 * Reads the tables of a period.
 *
 * @throws {InputError} if a table is not usable, is not what was expected, or there is a loss and no row to share it
 */
export async function readPeriodTables(
  { positions: ofPositions, liquidations: ofLiquidations }: TableFiles,
  { expectLiquidations, expect, ...given }: TablesFormat,
  reading: Reading = (_, read) => read(),
): Promise<ReadTables> {
  const format = { ...given, mustEnd: true };
  const [positionNotes, liquidationNotes] = [new TableNotes(), new TableNotes()];
  const counted = { expect: { rows: expectLiquidations }, notes: liquidationNotes };
  const liquidations = await reading(ofLiquidations, (onRows) =>
    readLiquidationsFile(ofLiquidations, { ...format, ...counted }, onRows),
  );
  const positions = await reading(ofPositions, (onRows) =>
    readPositionsFile(ofPositions, { ...format, expect, notes: positionNotes }, onRows),
  );
  if (positionNotes.rows === 0 && liquidationNotes.loss > 0n && expect?.rows === undefined) {
    throw refused(TABLES, "noRows", {}, { file: ofPositions.join(", ") });
  }
  return { positions, liquidations, positionNotes, liquidationNotes };
}
