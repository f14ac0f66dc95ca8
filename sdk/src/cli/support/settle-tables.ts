import type { Command } from "commander";
import type { LiquidationInput, PositionTable, TableNotes } from "../../entries/bundle.ts";
import { TABLES } from "../../problems/english/tables.ts";
import { refused } from "../../problems/problem.ts";
import { formatAmount } from "../../rule/amount.ts";
import { choiceOption, integerOption } from "./options.ts";
import { note, tableLines } from "./output.ts";
import type { SettleTerms } from "./settle-terms.ts";

/** How the tables look, and what is expected of them: the options as they are given. */
export interface TableOptionTexts {
  readonly expectRows?: string;
  readonly expectProfit?: string;
  readonly expectLoss?: string;
  readonly expectLiquidations?: string;
  readonly columns?: string;
  readonly ignoreColumns?: string;
  readonly round?: string;
  readonly allowZeroPrice?: true;
}

/** A period's tables, and what there is to tell of each. */
export interface ReadTables {
  readonly positions: PositionTable;
  readonly liquidations: LiquidationInput[];
  readonly positionNotes: TableNotes;
  readonly liquidationNotes: TableNotes;
}

/** Adds the options that say it. */
export function addTableOptions(command: Command): Command {
  return command
    .option(
      "--expect-rows <number>",
      "how many positions there are, those without a profit included; else nothing is written",
    )
    .option("--expect-profit <amount>", "the sum of the positions' profits in tokens; else nothing is written")
    .option("--expect-loss <amount>", "the sum of the positions' losses in tokens; else nothing is written")
    .option("--expect-liquidations <number>", "how many liquidations there are; else nothing is written")
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
export async function readTables(
  files: TableOptionTexts & { readonly positions: readonly string[]; readonly liquidations: readonly string[] },
  terms: SettleTerms,
): Promise<ReadTables> {
  const { readLiquidationsFile, readPositionsFile, TableNotes } = await import("../../entries/bundle.ts");
  const { withProgress } = await import("./progress.ts");
  if (files.positions.includes("-") && files.liquidations.includes("-")) {
    throw refused(TABLES, "readTwice", {}, { file: "standard input" });
  }
  const format = await formatOf(files, terms);
  const [positionNotes, liquidationNotes] = [new TableNotes(), new TableNotes()];
  const ofPositions = { ...format, expect: await expectedOf(files, terms.decimals), notes: positionNotes };
  const ofLiquidations = { ...format, expect: { rows: rowsOf(files.expectLiquidations, "--expect-liquidations") } };
  const reading = (names: readonly string[]) => `Reading ${names.join(", ")}`;
  const liquidations = await withProgress(reading(files.liquidations), (update) =>
    readLiquidationsFile(files.liquidations, { ...ofLiquidations, notes: liquidationNotes }, update),
  );
  const positions = await withProgress(reading(files.positions), (update) =>
    readPositionsFile(files.positions, ofPositions, update),
  );
  if (positionNotes.rows === 0 && liquidationNotes.loss > 0n && ofPositions.expect.rows === undefined) {
    throw refused(TABLES, "noRows", {}, { file: files.positions.join(", ") });
  }
  return { positions, liquidations, positionNotes, liquidationNotes };
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

async function formatOf(options: TableOptionTexts, { decimals, startTime, endTime }: SettleTerms) {
  const { parseColumns } = await import("../../tables/options.ts");
  const { POSITION_COLUMNS } = await import("../../tables/positions-input.ts");
  const { PRICE_COLUMNS, VALUE_COLUMNS } = await import("../../tables/liquidations-input.ts");
  const { columns, ignoreColumns, round, allowZeroPrice } = options;
  const known = [...new Set([...POSITION_COLUMNS, ...VALUE_COLUMNS, ...PRICE_COLUMNS])];
  return {
    mustEnd: true,
    decimals,
    startTime,
    endTime,
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
