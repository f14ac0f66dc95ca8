import type { Command } from "commander";
import type { Statement } from "../../bundle/statement.ts";
import type { ChainCheck } from "../../entries/chain.ts";
import type { Problem } from "../../problems/english/index.ts";
import {
  addOptionalFundOptions,
  type FundOptions,
  fundOptionsOf,
  standingText,
  withFund,
} from "../support/chain-options.ts";

interface CheckOptions extends Partial<FundOptions> {
  readonly statement: string;
  readonly json?: true;
}

const HELP = `
Recomputed from the statement alone: the key, from account, position and salt; the path from the entry to the positions
root; and the share, by the rule. With --rpc and --fund, the chain is asked as well: whether the statement is of this fund on
this chain and in its token's decimals, whether its header is the one that stands there, pending or final, by what rule, and
what the contract itself computes as the share. Without them, whether the header is the one on chain stays open.

A file of many statements, a JSON list or JSON lines, is checked one by one and summed up by settlement, with the arithmetic
of the shares: loss x 80 % x own profit / head's profit, by the settlement's own rule. One that is there twice counts once.
Statements are also found in a mail (.eml, with its attachments), in quoted or fenced text, and in UTF-16.

Examples:
  $ zke-insurance-fund check --statement statement.json
  $ zke-insurance-fund check --statement statements.jsonl
  $ zke-insurance-fund check --statement statement.json --rpc http://127.0.0.1:8545 --fund 0x...`;

/** Adds `check`: whether a statement holds. */
export function addCheckCommand(program: Command): void {
  const command = program
    .command("check")
    .description("Check a statement: is this position in the settlement, and is its share the rule's?")
    .requiredOption("--statement <file>", "the statement as JSON, or many as a JSON list or JSON lines");
  addOptionalFundOptions(command)
    .option("--json", "print one JSON value")
    .addHelpText("after", HELP)
    .action(checkCommand);
}

async function checkCommand({ statement: file, json, ...options }: CheckOptions): Promise<void> {
  const where = fundOptionsOf(options);
  const { readStatementsFile } = await import("../../bundle/statements-file.ts");
  const { checkStatement } = await import("../../bundle/statement.ts");
  const { printVerdict } = await import("../support/verdict.ts");
  const read = await readStatementsFile(file);
  if ("many" in read) {
    const { checkMany } = await import("../support/check-many.ts");
    const ask = where && ((one: Statement) => askChain(where, one));
    await printVerdict(await checkMany(read.many, ask), json === true);
    return;
  }
  const statement = read.one;
  const offline = checkStatement(statement);
  const onChain = offline.ok && where !== undefined ? await askChain(where, statement) : undefined;
  const { ok, problems } = onChain?.ok === false ? onChain : offline;
  const verdict = {
    ok,
    json: () => jsonOf(statement, problems, onChain),
    lines: () => linesOf(statement, problems, onChain),
  };
  await printVerdict(verdict, json === true);
}

async function askChain(where: FundOptions, statement: Statement): Promise<ChainCheck> {
  const { checkShare } = await import("../../entries/chain.ts");
  return withFund(where, ({ fund }) => checkShare(fund, statement));
}

async function jsonOf(
  statement: Statement,
  problems: readonly Problem[],
  onChain: ChainCheck | undefined,
): Promise<object> {
  const { identityToJson } = await import("../../bundle/json.ts");
  const { problemsJson, standingJson } = await import("../support/verdict.ts");
  const { identity, decimals, period, account, position, index, profit, share } = statement;
  return {
    ok: problems.length === 0,
    ...problemsJson(problems, decimals),
    ...identityToJson(identity),
    ...{ decimals, period, account, position, index, profit, share },
    checkedAgainst: onChain === undefined ? "header" : "chain",
    ...(onChain && standingJson(onChain)),
  };
}

async function linesOf(
  statement: Statement,
  problems: readonly Problem[],
  onChain: ChainCheck | undefined,
): Promise<string[]> {
  const { problemLines, problemTexts } = await import("../support/verdict.ts");
  const { identity, decimals, account, position, share, profit, index, settlement } = statement;
  if (problems.length > 0) return problemLines("The statement does not hold:", problemTexts(problems, decimals));
  const { formatAmount } = await import("../../rule/amount.ts");
  const { identityText } = await import("../../commitment/domain.ts");
  const { shareText } = await import("../support/arithmetic.ts");
  const amount = (units: bigint) => formatAmount(units, decimals);
  return [
    `The statement holds: position ${JSON.stringify(position)} of account ${JSON.stringify(account)} is charged ` +
      `${amount(share)} of a profit of ${amount(profit)} in period ${settlement.period} of ${identityText(identity)}.`,
    `It is entry ${index} of ${settlement.positionCount}, and the share is the rule's.`,
    `  ${shareText(statement)}`,
    onChain === undefined ? await notAsked(statement) : `The contract says the same. ${standingText(onChain, amount)}`,
  ];
}

async function notAsked(statement: Statement): Promise<string> {
  const { settlementHashOf } = await import("../../bundle/document.ts");
  const hash = settlementHashOf(statement);
  if (hash === undefined) return "It is of no named fund, so no chain can say whether its header counts.";
  return `Not asked: whether the header is the one on chain. Its settlement hash is ${hash}.`;
}
