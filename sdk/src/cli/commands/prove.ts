import type { Command } from "commander";
import type { Statement } from "../../bundle/statement.ts";
import { USAGE } from "../../problems/english/usage.ts";
import { refused } from "../../problems/problem.ts";
import { EXIT, endWith, note, printJson, printLines } from "../support/output.ts";

interface ProveOptions {
  readonly bundle: string;
  readonly account?: string;
  readonly position?: string;
  readonly all?: true;
  readonly out?: string;
  readonly asset?: string;
  readonly json?: true;
}

const HELP = `
A statement is printed as JSON. It names the position's place in the list, its share, and the proof that the entry is
part of the settlement that everybody sees; the trader checks it with "check". The bundle's private/ is needed.

With --position, the one statement: of positions beyond the head, too, where the share is 0. Without, a list of those of
the account's positions in the head, whose names are in private/.

With --all, the statements of the whole head go into a file, in one pass and in little memory. By its ending:
  .jsonl            statements with their proofs, one a line; "check" takes the file as it is
  .csv, .parquet    entries of the traders' asset statements: time,type,asset,amount,account,position,period,index;
                    the amount is what the balance changes by, in tokens: minus the share. --asset names what it is in.
                    Ids stand there as they are, also those that a spreadsheet runs as formulas: they are told
The file is for its owner alone, since it says whose each position is, and it is there as a whole or not at all.

Examples:
  $ zke-insurance-fund prove --bundle period-1 --account alice --position BTCUSDT > statement.json
  $ zke-insurance-fund prove --bundle period-1 --account alice > statements.json
  $ zke-insurance-fund prove --bundle period-1 --all --out statements.jsonl
  $ zke-insurance-fund prove --bundle period-1 --all --out statements.csv --asset USDT`;

/** Adds `prove`: the statements of a position, an account, or all. */
export function addProveCommand(program: Command): void {
  program
    .command("prove")
    .description("Make the statement of a position, with its share and its proof; or of an account, or of all.")
    .requiredOption("--bundle <folder>", "the settlement's bundle")
    .option("--account <id>", "the account, as it stood in the table of positions")
    .option("--position <id>", "the position, as it stood in the table of positions; all of the account unless given")
    .option("--all", "all positions of the head, into a file")
    .option("--out <file>", "where --all goes: .jsonl, .csv or .parquet; must not exist")
    .option("--asset <name>", "what the amounts are in, such as USDT; for .csv and .parquet")
    .option("--json", "print one JSON value, on one line")
    .addHelpText("after", HELP)
    .action(proveCommand);
}

async function proveCommand(options: ProveOptions): Promise<void> {
  const { bundle, account, position, all, out, json } = options;
  if (all) {
    if (account !== undefined || position !== undefined) {
      throw refused(USAGE, "allOrOne", {});
    }
    if (out === undefined) throw refused(USAGE, "allWithoutOut", {});
    await proveAll(bundle, out, options);
    return;
  }
  if (account === undefined) throw refused(USAGE, "noAccount", {});
  if (out !== undefined || options.asset !== undefined) {
    throw refused(USAGE, "outWithoutAll", {});
  }
  if (position === undefined) await proveAccount(bundle, account, json);
  else await provePosition(bundle, account, position, json);
}

async function provePosition(folder: string, account: string, position: string, json: true | undefined): Promise<void> {
  const { proveInFolder, statementToJson } = await import("../../entries/bundle.ts");
  const { formatAmount } = await import("../../rule/amount.ts");
  const onWholeList = (reason: string) => note(`The whole list is read, since ${reason}.`);
  const statement = await proveInFolder(folder, account, position, { onWholeList });
  if (statement === undefined) {
    const message = `The settlement has no position ${JSON.stringify(position)} of account ${JSON.stringify(account)}.`;
    note(message, "Positions without a profit are not in the list, and none is where there is nothing to share.");
    if (json) printJson({ found: false, account, position });
    endWith(EXIT.no);
    return;
  }
  printJson(statementToJson(statement), json ? undefined : 2);
  if (json) return;
  const { share, profit, index, decimals } = statement;
  const { headCount, positionCount } = statement.settlement;
  note(
    `The share is ${formatAmount(share, decimals)} of a profit of ${formatAmount(profit, decimals)}: ` +
      `index ${index} of ${positionCount} positions, of which the first ${headCount} share.`,
  );
}

async function proveAccount(folder: string, account: string, json: true | undefined): Promise<void> {
  const { openProver, statementToJson } = await import("../../entries/bundle.ts");
  const { formatAmount } = await import("../../rule/amount.ts");
  const statements = await (await openProver(folder)).proveAccount(account);
  printJson(statements.map(statementToJson), json ? undefined : 2);
  if (statements.length === 0) {
    note(
      `The settlement's head has no position of account ${JSON.stringify(account)}.`,
      "Beyond the head nothing is paid, and private/ does not say whose a position is: name it with --position.",
    );
    endWith(EXIT.no);
    return;
  }
  if (json) return;
  const sum = (of: (statement: Statement) => bigint) => {
    const units = statements.reduce((total, statement) => total + of(statement), 0n);
    return formatAmount(units, (statements[0] as Statement).decimals);
  };
  const positions = statements.length === 1 ? "1 position" : `${statements.length} positions`;
  note(`The share is ${sum(({ share }) => share)} of a profit of ${sum(({ profit }) => profit)} in ${positions}.`);
}

async function proveAll(folder: string, out: string, { asset, json }: ProveOptions): Promise<void> {
  const { openProver, TableNotes, writeStatementsFile } = await import("../../entries/bundle.ts");
  const { formatAmount } = await import("../../rule/amount.ts");
  const { withProgress } = await import("../support/progress.ts");
  const { interruptible } = await import("../support/interrupt.ts");
  const prover = await openProver(folder);
  const notes = new TableNotes();
  const statements = await withProgress(
    `Writing ${out}`,
    (onRows) => interruptible((signal) => writeStatementsFile(prover, out, { asset, notes, signal, onRows })),
    "statements",
  );
  const warnings = notes.lines();
  for (const line of warnings) note(`warning: ${line}`);
  const { settlement, outcome, decimals } = prover.document;
  const shared = formatAmount(outcome.shared, decimals);
  const { period } = settlement;
  if (json)
    printJson({ file: out, statements, shared: outcome.shared, period, ...(warnings.length > 0 && { warnings }) });
  else {
    printLines(
      `${statements} statements of period ${period} are in ${out}. Their shares are ${shared} together.`,
      "The file says whose each position is: it is the exchange's alone.",
    );
  }
}
