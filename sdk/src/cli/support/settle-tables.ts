import type { Command } from "commander";
import type { TableNotes } from "../../entries/bundle.ts";
import { TABLES } from "../../problems/english/tables.ts";
import { refused } from "../../problems/problem.ts";
import { formatAmount } from "../../rule/amount.ts";
import type { ReadTables, TableFiles } from "../../tables/period-tables.ts";
import { choiceOption, integerOption } from "./options.ts";
import { note, tableLines } from "./output.ts";
import type { SettleTerms } from "./settle-terms.ts";

/** How the tables look, and what is expected of them: the options as they are given. */
export interface TableOptionTexts extends FormatOptionTexts {
  readonly expectRows?: string;
  readonly expectProfit?: string;
  readonly expectLoss?: string;
  readonly expectLiquidations?: string;
}

/** How the tables look: the options as they are given. */
export interface FormatOptionTexts {
  readonly columns?: string;
  readonly ignoreColumns?: string;
  readonly round?: string;
  readonly allowZeroPrice?: true;
}

/** Adds the options that say it. */
export function addTableOptions(command: Command): Command {
  command
    .option(
      "--expect-rows <number>",
      "how many positions there are, those without a profit included; else nothing is written",
    )
    .option("--expect-profit <amount>", "the sum of the positions' profits in tokens; else nothing is written")
    .option("--expect-loss <amount>", "the sum of the positions' losses in tokens; else nothing is written")
    .option("--expect-liquidations <number>", "how many liquidations there are; else nothing is written");
  return addFormatOptions(command);
}

/** Adds those that say how the tables look. */
export function addFormatOptions(command: Command): Command {
  return command
    .option("--columns <names>", "the tables' own names of columns: account=uid,profit=realizedPnl")
    .option("--ignore-columns <names>", "columns that are not needed, by the tables' names: note,leverage")
    .option("--round <how>", '"down" cuts digits behind the asset\'s last decimal off, and tells how much')
    .option("--allow-zero-price", "take a close_price of 0, which mostly is a missing one");
}

/**
 * Reads the tables of a period.
 *
 * @throws {InputError} if an option or a table is not usable, a table is not what was expected, or there is a loss and no row to share it
 */
export async function readTables(files: TableOptionTexts & TableFiles, terms: SettleTerms): Promise<ReadTables> {
  if (files.positions.includes("-") && files.liquidations.includes("-")) {
    throw refused(TABLES, "readTwice", {}, { file: "standard input" });
  }
  const { readPeriodTables } = await import("../../tables/period-tables.ts");
  const { withProgress } = await import("./progress.ts");
  const { startTime, endTime, decimals } = terms;
  const format = { ...(await formatOf(files)), startTime, endTime, decimals };
  const expectLiquidations = rowsOf(files.expectLiquidations, "--expect-liquidations");
  const expect = await expectedOf(files, decimals);
  return readPeriodTables(files, { ...format, expect, expectLiquidations }, (names, read) =>
    withProgress(`Reading ${names.join(", ")}`, read),
  );
}

/** Tells of tables before anything is written: warnings, and unless all is told as JSON, the totals. */
export function tellTables({ positionNotes, liquidationNotes }: ReadTables, decimals: number, json: boolean): void {
  for (const line of [...liquidationNotes.lines(), ...positionNotes.lines()]) note(`warning: ${line}`);
  if (json) return;
  const totals = (notes: TableNotes) => {
    const [profit, loss] = [formatAmount(notes.profit, decimals), formatAmount(notes.loss, decimals)];
    const cut =
      notes.roundedRows === 0 ? "" : `; rounded down in ${notes.roundedRows} rows, by ${notes.rounded} in all`;
    return `${notes.rows} rows read, ${notes.inProfit} in profit: profits ${profit}, losses ${loss}${cut}`;
  };
  note(
    ...tableLines([
      ["liquidations", totals(liquidationNotes)],
      ["positions", totals(positionNotes)],
    ]),
  );
}

/** What there is to tell of the tables, as JSON: sums in base units. */
export function tablesToJson({ positionNotes, liquidationNotes }: ReadTables) {
  const ofTable = (notes: TableNotes) => ({
    rows: String(notes.rows),
    inProfit: String(notes.inProfit),
    profit: notes.profit,
    loss: notes.loss,
    rounded: { rows: String(notes.roundedRows), tokens: notes.rounded },
    warnings: notes.lines(),
  });
  return { positions: ofTable(positionNotes), liquidations: ofTable(liquidationNotes) };
}

/**
 * Reads the options that say how the tables look.
 *
 * @throws {InputError} if one is not usable
 */
export async function formatOf({ columns, ignoreColumns, round, allowZeroPrice }: FormatOptionTexts) {
  const { parseColumns } = await import("../../tables/options.ts");
  const { POSITION_COLUMNS } = await import("../../tables/positions-input.ts");
  const { PRICE_COLUMNS, VALUE_COLUMNS } = await import("../../tables/liquidations-input.ts");
  const known = [...new Set([...POSITION_COLUMNS, ...VALUE_COLUMNS, ...PRICE_COLUMNS])];
  return {
    columns: columns === undefined ? undefined : parseColumns(columns, known),
    ignoreColumns: ignoreColumns?.split(","),
    round: round === undefined ? undefined : choiceOption(round, "--round", ["down"]),
    allowZeroPrice,
  };
}

async function expectedOf({ expectRows, expectProfit, expectLoss }: TableOptionTexts, decimals: number) {
  return {
    rows: rowsOf(expectRows, "--expect-rows"),
    profit: await sumOf(expectProfit, "--expect-profit", decimals),
    loss: await sumOf(expectLoss, "--expect-loss", decimals),
  };
}

function rowsOf(text: string | undefined, name: string): number | undefined {
  return text === undefined ? undefined : Number(integerOption(text, name, 32));
}

/** A sum in tokens; that of the losses may stand with its minus, as databases give it. */
async function sumOf(text: string | undefined, name: string, decimals: number): Promise<bigint | undefined> {
  if (text === undefined) return undefined;
  const { inColumn } = await import("../../tables/liquidations-input.ts");
  const { parseTableAmount } = await import("../../tables/numbers.ts");
  const sum = inColumn(name, () => parseTableAmount(text, { decimals, signed: name === "--expect-loss" }));
  return sum < 0n ? -sum : sum;
}
