import type { Command } from "commander";
import type { Statement, StatementCheck } from "../bundle/statement.ts";
import { EXIT, endWith, printJson, printLines } from "./output.ts";

interface CheckOptions {
  readonly statement: string;
  readonly json?: true;
}

// A proof has at most 64 hashes; a statement is a few kilobytes.
const MOST_BYTES = 1 << 20;

const HELP = `
Recomputed from the statement alone: the key, from account, position and salt; the path from the entry to the positions
root; and the share, by the rule. Whether the header in the statement is the one on chain is not asked here.

Example:
  $ zke-insurance-fund check --statement statement.json`;

/** Adds `check`: whether a statement holds. */
export function addCheckCommand(program: Command): void {
  program
    .command("check")
    .description("Check a statement: is this position in the settlement, and is its share the rule's?")
    .requiredOption("--statement <file>", "the statement, as JSON")
    .option("--json", "print one JSON value")
    .addHelpText("after", HELP)
    .action(checkCommand);
}

async function checkCommand({ statement: file, json }: CheckOptions): Promise<void> {
  const { readSmallFile } = await import("../bundle/text-file.ts");
  const { checkStatement, parseStatement } = await import("../bundle/statement.ts");
  const statement = parseStatement(await readSmallFile(file, MOST_BYTES), file);
  const result = checkStatement(statement);
  if (json) printJson(jsonOf(statement, result));
  else printLines(...(await linesOf(statement, result)));
  endWith(result.ok ? EXIT.done : EXIT.no);
}

function jsonOf(statement: Statement, { ok, problems }: StatementCheck) {
  const { period, account, position, index, profit, share } = statement;
  return { ok, problems, period, account, position, index, profit, share, checkedAgainst: "header" };
}

async function linesOf(statement: Statement, { ok, problems }: StatementCheck): Promise<string[]> {
  if (!ok) return ["The statement does not hold:", ...problems.map((problem) => `  ${problem}`)];
  const { formatAmount } = await import("../rule/amount.ts");
  const { hashSettlement } = await import("../commitment/header.ts");
  const { account, position, share, profit, index, settlement } = statement;
  return [
    `The statement holds: position ${JSON.stringify(position)} of account ${JSON.stringify(account)} is charged ` +
      `${formatAmount(share)} of a profit of ${formatAmount(profit)} in period ${settlement.period}.`,
    `It is entry ${index} of ${settlement.positionCount}, and the share is the rule's.`,
    `Not asked: whether the header is the one on chain. Its settlement hash is ${hashSettlement(settlement)}.`,
  ];
}
