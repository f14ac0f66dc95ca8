import type { Command } from "commander";
import type { Bundle } from "../bundle/bundle.ts";
import type { Hex } from "../commitment/hex.ts";
import { InputError } from "../errors.ts";
import type { RulePolicy } from "../rule/policy.ts";
import { choiceOption, integerOption } from "./options.ts";
import { formatTime, printJson, printLines, tableLines } from "./output.ts";

interface SettleOptions {
  readonly positions: string;
  readonly liquidations: string;
  readonly period: string;
  readonly start: string;
  readonly end: string;
  readonly out: string;
  readonly secret?: string;
  readonly basis: string;
  readonly coverBps: string;
  readonly headBps: string;
  readonly json?: true;
}

const HELP = `
Input, as CSV (or Parquet with the same columns, if the name ends with .parquet):

  positions.csv                        liquidations.csv
  account,position,profit              liquidation,market,side,takeover_value,close_value
  alice,BTCUSDT,1250.75                liq-1,BTCUSDT,long,64000.5,63120
  bob,ETHUSDT,-310.2                   liq-2,ETHUSDT,short,2500,2520.000001

Amounts are in tokens, with at most 6 decimals. Positions without a profit are read and left out. Liquidations may have
quantity,takeover_price,close_price instead of the two values. Anything malformed stops the run and writes nothing.

Output, a folder: settlement.json, positions.parquet and liquidations.parquet are for everybody, as are positions.index
and positions.tree beside a long list, from which "prove" is quick; private/ holds the period's secret and the statements,
and is never published.

Example:
  $ zke-insurance-fund settle --positions positions.csv --liquidations liquidations.csv \\
      --period 1 --start 1760129700 --end 1760130420 --out period-1`;

/** Adds `settle`: from tables to a bundle. */
export function addSettleCommand(program: Command): void {
  program
    .command("settle")
    .description("Settle a period: read its tables, apply the rule, and write the bundle.")
    .requiredOption("--positions <file>", "table of positions, with their profit")
    .requiredOption("--liquidations <file>", "table of liquidations")
    .requiredOption("--period <number>", "the period's number; the first is 1")
    .requiredOption("--start <time>", "when the period starts, in Unix seconds")
    .requiredOption("--end <time>", "when the period ends, in Unix seconds")
    .requiredOption("--out <folder>", "where the bundle goes; must not exist or be empty")
    .option("--secret <hex>", "the period's secret, 32 bytes; random unless given")
    .option("--basis <basis>", "measure shares against the profit of the head, or all", "head")
    .option("--cover-bps <bps>", "the fund's part of the losses, in basis points", "2000")
    .option("--head-bps <bps>", "the head's part of all profit, in basis points", "9000")
    .option("--json", "print one JSON value")
    .addHelpText("after", HELP)
    .action(settleCommand);
}

async function settleCommand(options: SettleOptions): Promise<void> {
  const period = integerOption(options.period, "--period", 64);
  const startTime = integerOption(options.start, "--start", 64);
  const endTime = integerOption(options.end, "--end", 64);
  const rule = ruleOf(options);
  const secret = await secretOf(options.secret);
  const { assertFreeFolder, readLiquidationsFile, readPositionsFile, settleTablesAsync, writeBundle } = await import(
    "../bundle/index.ts"
  );
  const { withProgress } = await import("./progress.ts");
  const { interruptible } = await import("./interrupt.ts");
  await assertFreeFolder(options.out);
  const liquidations = await withProgress(`Reading ${options.liquidations}`, (update) =>
    readLiquidationsFile(options.liquidations, update),
  );
  const positions = await withProgress(`Reading ${options.positions}`, (update) =>
    readPositionsFile(options.positions, update),
  );
  const bundle = await withProgress(`Settling ${positions.count} positions`, (update) =>
    settleTablesAsync(
      { period, startTime, endTime, rule, secret, positions, liquidations },
      { onProgress: (done) => update(Math.round(done * positions.count), done) },
    ),
  );
  await withProgress(`Writing ${options.out}`, (onRows) =>
    interruptible((signal) => writeBundle(options.out, bundle, { signal, onRows })),
  );
  await printSettlement(bundle, options);
}

function ruleOf({ coverBps, headBps, basis }: SettleOptions): RulePolicy {
  return {
    coverBps: Number(integerOption(coverBps, "--cover-bps", 16)),
    headBps: Number(integerOption(headBps, "--head-bps", 16)),
    basis: choiceOption(basis, "--basis", ["head", "all"]),
  };
}

async function secretOf(given: string | undefined): Promise<Hex> {
  const { isWord } = await import("../commitment/hex.ts");
  if (given === undefined) {
    const { randomBytes } = await import("node:crypto");
    return `0x${randomBytes(32).toString("hex")}`;
  }
  // What was given is not repeated: it may be the secret but for a slip.
  if (!isWord(given)) throw new InputError("--secret is not usable", { expected: "0x and 64 hex digits" });
  return given.toLowerCase() as Hex;
}

async function printSettlement({ document }: Bundle, { out, json }: SettleOptions): Promise<void> {
  const { documentToJson } = await import("../bundle/document.ts");
  const { hashSettlement } = await import("../commitment/header.ts");
  const { formatAmount } = await import("../rule/amount.ts");
  const { settlement: s, outcome } = document;
  const settlementHash = hashSettlement(s);
  if (json) {
    printJson({ bundle: out, settlementHash, ...documentToJson(document) });
    return;
  }
  printLines(
    `Period ${s.period} is settled, ${formatTime(s.startTime)} to ${formatTime(s.endTime)}. The bundle is in ${out}.`,
    "",
    ...tableLines([
      ["liquidations", `${s.liquidationCount}: profits ${formatAmount(s.profit)}, losses ${formatAmount(s.loss)}`],
      ["positions", `${s.positionCount} in profit: ${formatAmount(s.totalProfit)}`],
      ["head", `${s.headCount} of them: ${formatAmount(s.headProfit)}`],
      ["shared", `${formatAmount(outcome.shared)} by the head, of ${formatAmount(outcome.toShare)} to share`],
      ["quota", `${formatAmount(outcome.quota)} by the fund, as far as it has that`],
      ["settlement hash", settlementHash],
      ["positions root", s.positionsRoot],
      ["liquidations root", s.liquidationsRoot],
    ]),
    "",
    "Publish the folder without private/, which holds the secret and the traders' statements.",
  );
}
