// A period's tables from files: where a command puts them, or where they are put by somebody else.
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileError, readSmallFile } from "../../disk/text-file.ts";
import { SCHEDULING } from "../../problems/english/scheduling.ts";
import { refused } from "../../problems/problem.ts";
import { parseTableAmount } from "../../tables/numbers.ts";
import { type ReadTables, readPeriodTables, type TablesFormat } from "../../tables/period-tables.ts";
import { type CommandOptions, runCommand } from "./command.ts";
import { type EndedPeriod, placeOf, requirePlace, type TablesOf, variablesOf } from "./period.ts";

/** How the tables of all periods look. */
export type EveryFormat = Omit<
  TablesFormat,
  "decimals" | "startTime" | "endTime" | "expect" | "expectLiquidations" | "signal"
>;

/** What the exchange counted itself, beside its tables. */
const EXPECTED = "expected.json";
const MOST_BYTES = 1 << 16;
const TABLE = /\.(csv|jsonl|ndjson|json|parquet)(\.(gz|zst))?$/i;

/**
 * Takes tables from a folder of each period's own, which must be complete when it is there: moved to its place when it is.
 *
 * @param template the folder, with `{period}` where the number goes
 * @throws {InputError} if it is the same for each period
 */
export function tablesIn(template: string, format: EveryFormat = {}): TablesOf {
  requirePlace(template, "--tables-in");
  return (period, signal) => readFolder(placeOf(template, period), period, format, signal);
}

/**
 * Takes tables from a command, which writes them into a folder: `FUND_TABLES`, of the period `FUND_PERIOD` from `FUND_START` to `FUND_END`
 * (Unix seconds).
 *
 * @param scratch a folder for what is removed afterwards
 */
export function tablesBy(
  command: string,
  options: Pick<CommandOptions, "log" | "timeout"> & { readonly scratch: string; readonly format?: EveryFormat },
): TablesOf {
  const { scratch, format = {}, ...how } = options;
  return async (period, signal) => {
    const folder = await mkdtemp(join(scratch, "tables-"));
    try {
      const variables = { ...variablesOf(period), FUND_TABLES: folder };
      await runCommand(command, { ...how, what: "tables", variables, signal });
      return await readFolder(folder, period, format, signal);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  };
}

async function readFolder(
  folder: string,
  { decimals, startTime, endTime }: EndedPeriod,
  format: EveryFormat,
  signal: AbortSignal,
): Promise<ReadTables> {
  const names = await readdir(folder).catch((error: unknown) => {
    throw fileError(error, folder);
  });
  const filesOf = (table: "positions" | "liquidations") => {
    const own = names.filter((name) => name.startsWith(table)).sort();
    const odd = own.find((name) => !TABLE.test(name));
    if (odd !== undefined) throw refused(SCHEDULING, "tableUnknown", {}, { file: join(folder, odd) });
    if (own.length === 0) throw refused(SCHEDULING, "tablesMissing", { table }, { file: folder });
    return own.map((name) => join(folder, name));
  };
  const files = { positions: filesOf("positions"), liquidations: filesOf("liquidations") };
  const expected = names.includes(EXPECTED) ? await expectedIn(join(folder, EXPECTED), decimals) : {};
  return readPeriodTables(files, { ...format, ...expected, decimals, startTime, endTime, signal });
}

/** What the exchange counted: all of it must be understood, since it is there to stop what is wrong. */
async function expectedIn(
  file: string,
  decimals: number,
): Promise<Pick<TablesFormat, "expect" | "expectLiquidations">> {
  const malformed = (got?: string) => refused(SCHEDULING, "expectedMalformed", {}, { file, ...(got && { got }) });
  let found: unknown;
  try {
    found = JSON.parse(await readSmallFile(file, MOST_BYTES));
  } catch (error) {
    if (error instanceof SyntaxError) throw malformed();
    throw error;
  }
  if (typeof found !== "object" || found === null || Array.isArray(found)) throw malformed();
  const { rows, profit, loss, liquidations, ...further } = found as Readonly<Record<string, unknown>>;
  const [unknown] = Object.keys(further);
  if (unknown !== undefined) throw malformed(unknown);
  const count = (value: unknown) => {
    if (value === undefined) return undefined;
    if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return value;
    throw malformed(JSON.stringify(value));
  };
  const sum = (value: unknown) => {
    if (value === undefined) return undefined;
    if (typeof value !== "string") throw malformed(JSON.stringify(value));
    const units = parseTableAmount(value, { decimals, signed: true });
    return units < 0n ? -units : units;
  };
  const expect = { rows: count(rows), profit: sum(profit), loss: sum(loss) };
  return { expect, expectLiquidations: count(liquidations) };
}
