import type { Command } from "commander";
import type { Bundle } from "../../bundle/bundle.ts";
import type { Hex } from "../../columns/hex.ts";
import { USAGE } from "../../problems/english/usage.ts";
import { refused } from "../../problems/problem.ts";
import type { ReadTables } from "../../tables/period-tables.ts";
import { formatTime, printJson, printLines, tableLines } from "../support/output.ts";
import { addTableOptions, type TableOptionTexts } from "../support/settle-tables.ts";
import { addTermsOptions, type TermsOptions, termsOf } from "../support/settle-terms.ts";

interface SettleOptions extends TermsOptions, TableOptionTexts {
  readonly positions: readonly string[];
  readonly liquidations: readonly string[];
  readonly out: string;
  readonly secret?: string;
  readonly secretFile?: string;
  readonly json?: true;
}

const HELP = `
Input, as CSV, JSON lines or Parquet with the same columns:

  positions.csv                        liquidations.csv
  account,position,profit              liquidation,market,side,quantity,takeover_value,close_value,time
  alice,BTCUSDT,1250.75                liq-1,BTCUSDT,long,0.5,64000.5,63120,2025-10-10T21:05:00Z
  bob,ETHUSDT,-310.2                   liq-2,ETHUSDT,short,1.25,2500,2520.000001,1760130310

Amounts are in tokens, with at most the asset's decimals; quantities in the market's unit, with at most 18. A time is that of
closing, in Unix seconds or ISO 8601 with its offset, and lies in the period. Positions without a profit are read and left out.
Liquidations may have takeover_price,close_price instead of the two values. Anything malformed stops the run and writes nothing.

A table may be "-" for standard input, a pattern such as 'positions-*.csv', or several files, each by the option again; packed by gzip
or zstd, in UTF-16 with its mark, with semicolons or tabs. What a file is, its first bytes say. How many rows were read, and their
sums, are told before anything is written: --expect-rows, --expect-profit and --expect-loss hold them against what the exchange
counted itself. docs/tables.md has it all, and recipes for databases.

The fund. With --fund and --rpc, its chain, its asset's decimals, the next period, its start, its rule and, where the fund fixes
how long periods are, its end are read from the fund; what is given all the same must be what the fund says. With --fund,
--chain-id and --decimals, nothing is asked. Without --fund, the settlement is of no named fund: it has no settlement hash, and
cannot be submitted.

Output, a folder: settlement.json, positions.parquet and liquidations.parquet are for everybody, as are positions.index
and positions.tree beside a long list, from which "prove" is quick; private/ holds the period's secret and the statements,
and is never published.

Examples:
  $ zke-insurance-fund settle --positions positions.csv --liquidations liquidations.csv \\
      --rpc http://127.0.0.1:8545 --fund 0x... --end 1760130420 --out period-1
  $ zke-insurance-fund settle --positions positions.csv --liquidations liquidations.csv \\
      --period 1 --start 1760129700 --end 1760130420 --out period-1`;

/** Adds `settle`: from tables to a bundle. */
export function addSettleCommand(program: Command): void {
  const command = program
    .command("settle")
    .description("Settle a period: read its tables, apply the rule, and write the bundle.")
    .requiredOption("--positions <file>", "table of positions, with their profit", another)
    .requiredOption("--liquidations <file>", "table of liquidations", another)
    .requiredOption("--out <folder>", "where the bundle goes; must not exist or be empty");
  addTableOptions(addTermsOptions(command))
    .option("--secret <hex>", "the period's secret, 32 bytes; random unless given")
    .option(
      "--secret-file <file>",
      "a file with it, as private/secret of a bundle: it stays out of the list of processes",
    )
    .option("--json", "print one JSON value")
    .addHelpText("after", HELP)
    .action(settleCommand);
}

async function settleCommand(options: SettleOptions): Promise<void> {
  const secret = await secretOf(options);
  const { assertFreeFolder, settleTablesAsync, writeBundle } = await import("../../entries/bundle.ts");
  const { assertPeriod } = await import("../../commitment/settle.ts");
  const { withProgress } = await import("../support/progress.ts");
  const { interruptible } = await import("../support/interrupt.ts");
  const { readTables, tellTables } = await import("../support/settle-tables.ts");
  await assertFreeFolder(options.out);
  const terms = await termsOf(options);
  assertPeriod(terms.period, terms.startTime, terms.endTime);
  const tables = await readTables(options, terms);
  tellTables(tables, terms.decimals, options.json === true);
  const { positions, liquidations } = tables;
  const bundle = await withProgress(`Settling ${positions.count} positions`, (update) =>
    settleTablesAsync(
      { ...terms, secret, positions, liquidations },
      { onProgress: (done) => update(Math.round(done * positions.count), done) },
    ),
  );
  await withProgress(`Writing ${options.out}`, (onRows) =>
    interruptible((signal) => writeBundle(options.out, bundle, { signal, onRows })),
  );
  await printSettlement(bundle, tables, options);
}

// A line of 66 characters, whatever ends it.
const MOST_SECRET_BYTES = 128;

/** An option that may be given several times. */
function another(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}

async function secretOf({ secret, secretFile }: SettleOptions): Promise<Hex> {
  const { isWord } = await import("../../columns/hex.ts");
  const { readSmallFile } = await import("../../disk/text-file.ts");
  if (secret !== undefined && secretFile !== undefined) throw refused(USAGE, "secretTwice", {});
  const given = secretFile === undefined ? secret : (await readSmallFile(secretFile, MOST_SECRET_BYTES)).trim();
  if (given === undefined) {
    const { randomBytes } = await import("node:crypto");
    return `0x${randomBytes(32).toString("hex")}`;
  }
  // What was given is not repeated: it may be the secret but for a slip.
  if (!isWord(given)) throw refused(USAGE, "secretUnusable", {});
  const { assertSecret } = await import("../../commitment/keys.ts");
  assertSecret(given);
  return given.toLowerCase() as Hex;
}

async function printSettlement({ document }: Bundle, tables: ReadTables, { out, json }: SettleOptions): Promise<void> {
  const { documentToJson, settlementHashOf } = await import("../../bundle/document.ts");
  const { identityText } = await import("../../commitment/domain.ts");
  const { formatAmount } = await import("../../rule/amount.ts");
  const { identity, decimals, settlement: s, outcome } = document;
  const settlementHash = settlementHashOf(document);
  if (json) {
    const { tablesToJson } = await import("../support/settle-tables.ts");
    const hash = { bundle: out, settlementHash: settlementHash ?? null };
    printJson({ ...hash, ...documentToJson(document), tables: tablesToJson(tables) });
    return;
  }
  const amount = (units: bigint) => formatAmount(units, decimals);
  printLines(
    `Period ${s.period} of ${identityText(identity)} is settled, ${formatTime(s.startTime)} to ${formatTime(s.endTime)}. ` +
      `The bundle is in ${out}.`,
    "",
    ...tableLines([
      ["liquidations", `${s.liquidationCount}: profits ${amount(s.profit)}, losses ${amount(s.loss)}`],
      ["positions", `${s.positionCount} in profit: ${amount(s.totalProfit)}`],
      ["head", `${s.headCount} of them: ${amount(s.headProfit)}`],
      ["shared", `${amount(outcome.shared)} by the head, of ${amount(outcome.toShare)} to share`],
      ["quota", `${amount(outcome.quota)} by the fund, as far as it has that`],
      ["settlement hash", settlementHash ?? "none, and it cannot be submitted: no fund was named"],
      ["positions root", s.positionsRoot],
      ["liquidations root", s.liquidationsRoot],
    ]),
    "",
    "Publish the folder without private/, which holds the secret and the traders' statements.",
  );
}
