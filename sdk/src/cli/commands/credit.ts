import type { Command } from "commander";
import type { CreditAsked, CreditOutcome, CreditResult } from "../../entries/chain.ts";
import { USAGE } from "../../problems/english/usage.ts";
import { refused } from "../../problems/problem.ts";
import { ALLOWANCE_HELP, allowanceOption, INTO_FROZEN_HELP } from "../support/allowance-option.ts";
import { addSenderOptions, KEY_HELP, type SenderOptions, withSender } from "../support/chain-options.ts";
import { integerOption } from "../support/options.ts";
import { note, printJson, printLines, tableLines } from "../support/output.ts";

interface CreditOptions extends Omit<SenderOptions, "from"> {
  readonly period: string;
  readonly amount?: string;
  readonly ref?: string;
  /** Where the credits are, and which account sends them. */
  readonly from?: readonly string[];
  readonly expectRows?: string;
  readonly sequence?: string;
  readonly perCall?: string;
  readonly allowance?: string;
  readonly intoFrozen?: true;
  readonly json?: true;
}

const HELP = `
Liquidations that closed better than they were taken over are credited as they happen, by the operator: one by --ref and --amount,
or many by --from FILE, a CSV file ("-" for standard input):

  ref,amount
  liq-1,250.75
  liq-2,0.000001

A reference is 32 bytes of hex, or any text, which is hashed: all of it is seen, so no blank at an end, no control, no zero-width
or bidirectional mark. A last line without its end is refused, since the file may be cut off, unless --expect-rows says how many
rows there are.

Each reference is credited once: what was credited to the period before is found in the fund's events, which must be as many as the
contract counts, and is left out. So the same command again goes on where one before it was stopped, and several at once pay each
reference once. A reference that was credited with another amount, or to another period, is refused, and nothing is sent. Other
periods' credits are looked over in the last 5,000 blocks, where the node answers 500 at once, and from --from-block on; the result
says how far back that was, and whether it was all of them.

Many go by few transactions, of 500 credits each unless --per-call says otherwise. Their sum is approved once, or --allowance, which
then stands for the credits to come (see approve). A token that takes a fee refuses several at once: with --per-call 1, each counts
as what arrived.
${KEY_HELP}

Examples:
  $ zke-insurance-fund credit --rpc http://127.0.0.1:8545 --fund 0x... --period 1 --amount 250.75 --ref liq-1
  $ zke-insurance-fund credit --rpc http://127.0.0.1:8545 --fund 0x... --period 1 --from credits.csv`;

/** Adds `credit`: liquidations' profits go to the fund. */
export function addCreditCommand(program: Command): void {
  addSenderOptions(
    program.command("credit").description("Credit liquidations' profits to the fund, once for each reference."),
    true,
  )
    .requiredOption("--period <number>", "the period the liquidations belong to")
    .option("--amount <amount>", "the profit in tokens")
    .option("--ref <reference>", "your reference of the liquidation")
    .option(
      "--from <file|address>",
      "a CSV file of many: ref,amount; - for standard input. Or the account that sends; may be given twice, once for each",
      (text: string, before: readonly string[] = []) => [...before, text],
    )
    .option("--expect-rows <number>", "how many credits the file has; else nothing is sent")
    .option("--per-call <number>", "how many credits a transaction has at the most (default: 500)")
    .option("--allowance <amount>", ALLOWANCE_HELP)
    .option("--sequence <number>", "how many credits the period has before the first of these (default: looked up)")
    .option("--into-frozen", INTO_FROZEN_HELP)
    .option("--json", "print one JSON value")
    .addHelpText("after", HELP)
    .action(creditCommand);
}

const ADDRESS = /^0x[0-9a-f]{40}$/i;

/** `--from` names a file, an address that sends, or both, one after the other. */
function placesOf({ from = [] }: CreditOptions) {
  const files = from.filter((text) => !ADDRESS.test(text));
  const senders = from.filter((text) => ADDRESS.test(text));
  if (files.length < 2 && senders.length < 2) return { file: files[0], sender: senders[0] };
  throw refused(USAGE, "fromTwice", {}, { got: from.join(" ") });
}

async function creditCommand(options: CreditOptions): Promise<void> {
  const { file, sender } = placesOf(options);
  const period = integerOption(options.period, "--period", 64);
  const sequence = options.sequence === undefined ? undefined : integerOption(options.sequence, "--sequence", 64);
  const perCall = options.perCall === undefined ? undefined : perCallOf(options.perCall);
  requireOneSource(options, file);
  const { credit } = await import("../../entries/chain.ts");
  const done = await withSender({ ...options, from: sender }, async ({ fund, sender, fromBlock }) => {
    const decimals = await fund.decimals();
    const credits = await creditsOf(options, file, decimals);
    const onProgress = (sent: number) => note(`Credited ${sent} of ${credits.length}.`);
    const progress = credits.length > 1 ? { onProgress } : {};
    const allowance = await allowanceOption(options.allowance, decimals);
    const how = { fromBlock, perCall, allowance, intoFrozen: options.intoFrozen, ...progress };
    const result = await credit(fund, sender, { period, credits, sequence }, how);
    return { decimals, result };
  });
  if (done === undefined) return;
  const { decimals, result } = done;
  const { problem } = result.others;
  if (problem !== undefined) {
    note(
      `Other periods' credits were not looked over, so a reference that one of them has would not be noticed: ${problem} ` +
        "With --from-block, they are.",
    );
  }
  if (options.json) printJson(jsonOf(result, decimals));
  else printLines(...(await linesOf(result, decimals)));
}

function perCallOf(text: string): number {
  const perCall = Number(integerOption(text, "--per-call", 16));
  if (perCall > 0) return perCall;
  throw refused(USAGE, "perCallZero", {}, { got: text });
}

function requireOneSource({ amount, ref }: CreditOptions, file: string | undefined): void {
  if (file === undefined) {
    const missing = amount === undefined ? "--amount" : ref === undefined ? "--ref" : undefined;
    if (missing === undefined) return;
    throw refused(USAGE, "optionMissing", { name: missing, expected: "--amount and --ref, or --from" });
  }
  if (amount === undefined && ref === undefined) return;
  throw refused(USAGE, "twoSources", {});
}

async function creditsOf(options: CreditOptions, file: string | undefined, decimals: number): Promise<CreditAsked[]> {
  const { inColumn } = await import("../../tables/liquidations-input.ts");
  const { refOf } = await import("../../chain/reference.ts");
  const { parseCredit, readCreditsFile } = await import("../../operations/credits-file.ts");
  const { expectRows, amount = "", ref = "" } = options;
  if (file !== undefined) {
    const rows = expectRows === undefined ? undefined : Number(integerOption(expectRows, "--expect-rows", 32));
    const { TableNotes } = await import("../../tables/notes.ts");
    const notes = new TableNotes();
    const credits = await readCreditsFile(file, decimals, { rows }, notes);
    for (const line of notes.lines()) note(`warning: ${line}`);
    return credits;
  }
  const { assertSeen } = await import("../../tables/signs.ts");
  assertSeen(ref, "--ref");
  const asked = {
    ref: inColumn("--ref", () => refOf(ref)),
    amount: inColumn("--amount", () => parseCredit(amount, decimals)),
  };
  return [{ ...asked, name: ref }];
}

function jsonOf({ period, credits, approvals, others }: CreditResult, decimals: number) {
  const sent = credits.filter((outcome) => outcome.sent);
  return {
    period,
    decimals: String(decimals),
    sent: String(sent.length),
    creditedBefore: String(credits.length - sent.length),
    amount: sumOf(sent),
    credits,
    approvals,
    otherPeriods: { fromBlock: others.fromBlock?.toString() ?? null, whole: others.isWhole },
  };
}

const sumOf = (credits: readonly CreditOutcome[]) => credits.reduce((sum, { arrived }) => sum + arrived, 0n);

async function linesOf({ period, credits, approvals, others }: CreditResult, decimals: number): Promise<string[]> {
  const { formatAmount } = await import("../../rule/amount.ts");
  const sent = credits.filter((outcome) => outcome.sent);
  const before = credits.filter((outcome) => !outcome.sent);
  const text = (list: readonly CreditOutcome[]) => formatAmount(sumOf(list), decimals);
  const [only, ...more] = credits;
  if (only === undefined) return ["Nothing was sent: there is nothing to credit."];
  const one = more.length === 0 ? [["sequence", String(only.sequence)] as const, ["reference", only.ref] as const] : [];
  const transactions = new Set((more.length === 0 ? credits : sent).map(({ transaction }) => transaction));
  return [
    ...(sent.length > 0 ? [`Credited ${text(sent)} to period ${period}.`] : []),
    ...(before.length > 0
      ? [`${sent.length > 0 ? "" : "Nothing was sent: "}${text(before)} had been credited to period ${period} before.`]
      : []),
    ...tableLines([
      ["credits", `${sent.length} sent, ${before.length} credited before`],
      ...one,
      ...[...transactions].map((hash) => ["transaction", hash] as const),
      ...approvals.map((hash) => ["approval", hash] as const),
      ["other periods", othersText(others)],
    ]),
  ];
}

function othersText({ fromBlock, isWhole }: CreditResult["others"]): string {
  if (fromBlock === undefined) return "not looked over";
  return isWhole ? "all their credits were looked over" : `their credits were looked over from block ${fromBlock} on`;
}
