import type { Command } from "commander";
import type { CreditAsked, CreditOutcome, CreditResult } from "../../entries/chain.ts";
import { InputError } from "../../errors.ts";
import { addSenderOptions, KEY_HELP, type SenderOptions, withSender } from "../support/chain-options.ts";
import { integerOption } from "../support/options.ts";
import { note, printJson, printLines, tableLines } from "../support/output.ts";

interface CreditOptions extends SenderOptions {
  readonly period: string;
  readonly amount?: string;
  readonly ref?: string;
  readonly from?: string;
  readonly sequence?: string;
  readonly perCall?: string;
  readonly json?: true;
}

const HELP = `
Liquidations that closed better than they were taken over are credited as they happen, by the operator: one by --ref and --amount,
or many by --from FILE, a CSV file ("-" for standard input):

  ref,amount
  liq-1,250.75
  liq-2,0.000001

A reference is 32 bytes of hex, or any text, which is hashed. It is credited once: what was credited to the period before is found
in the fund's events, which must be as many as the contract counts, and is left out. So the same command again goes on where one
before it was stopped, and several at once pay each reference once. With --from-block, other periods' credits are looked over from
that block, too (without it, those of the last 5,000 blocks, where the node answers that at once): a reference that was credited to
another period, or with another amount, is refused, and nothing is sent.

Many go by few transactions, of 500 credits each unless --per-call says otherwise. Their sum is approved once. A token that takes a
fee refuses several at once: with --per-call 1, each counts as what arrived.
${KEY_HELP}

Examples:
  $ zke-insurance-fund credit --rpc http://127.0.0.1:8545 --fund 0x... --period 1 --amount 250.75 --ref liq-1
  $ zke-insurance-fund credit --rpc http://127.0.0.1:8545 --fund 0x... --period 1 --from credits.csv`;

/** Adds `credit`: liquidations' profits go to the fund. */
export function addCreditCommand(program: Command): void {
  addSenderOptions(
    program.command("credit").description("Credit liquidations' profits to the fund, once for each reference."),
  )
    .requiredOption("--period <number>", "the period the liquidations belong to")
    .option("--amount <amount>", "the profit in tokens")
    .option("--ref <reference>", "your reference of the liquidation")
    .option("--from <file>", "a CSV file of many: ref,amount; - for standard input")
    .option("--per-call <number>", "how many credits a transaction has at the most (default: 500)")
    .option("--sequence <number>", "how many credits the period has before the first of these (default: looked up)")
    .option("--json", "print one JSON value")
    .addHelpText("after", HELP)
    .action(creditCommand);
}

async function creditCommand(options: CreditOptions): Promise<void> {
  const period = integerOption(options.period, "--period", 64);
  const sequence = options.sequence === undefined ? undefined : integerOption(options.sequence, "--sequence", 64);
  const perCall = options.perCall === undefined ? undefined : perCallOf(options.perCall);
  requireOneSource(options);
  const { credit } = await import("../../entries/chain.ts");
  const { decimals, result } = await withSender(options, async ({ fund, sender, fromBlock }) => {
    const decimals = await fund.decimals();
    const credits = await creditsOf(options, decimals);
    const onProgress = (sent: number) => note(`Credited ${sent} of ${credits.length}.`);
    const progress = credits.length > 1 ? { onProgress } : {};
    const result = await credit(fund, sender, { period, credits, sequence }, { fromBlock, perCall, ...progress });
    return { decimals, result };
  });
  if (options.json) printJson(jsonOf(result, decimals));
  else printLines(...(await linesOf(result, decimals)));
}

function perCallOf(text: string): number {
  const perCall = Number(integerOption(text, "--per-call", 16));
  if (perCall > 0) return perCall;
  throw new InputError("--per-call is not usable", { got: text, expected: "1 or more" });
}

function requireOneSource({ from, amount, ref }: CreditOptions): void {
  if (from === undefined) {
    const missing = amount === undefined ? "--amount" : ref === undefined ? "--ref" : undefined;
    if (missing === undefined) return;
    throw new InputError(`${missing} is missing`, { expected: "--amount and --ref, or --from" });
  }
  if (amount === undefined && ref === undefined) return;
  throw new InputError("--from has references and amounts already", { expected: "--amount and --ref, or --from" });
}

async function creditsOf({ from, amount = "", ref = "" }: CreditOptions, decimals: number): Promise<CreditAsked[]> {
  const { inColumn } = await import("../../tables/liquidations-input.ts");
  const { refOf } = await import("../../chain/reference.ts");
  const { parseCredit, readCreditsFile } = await import("../support/credits-file.ts");
  if (from !== undefined) return readCreditsFile(from, decimals);
  const asked = {
    ref: inColumn("--ref", () => refOf(ref)),
    amount: inColumn("--amount", () => parseCredit(amount, decimals)),
  };
  return [{ ...asked, name: ref }];
}

function jsonOf({ period, credits, approvals }: CreditResult, decimals: number) {
  const sent = credits.filter((outcome) => outcome.sent);
  return {
    period,
    decimals: String(decimals),
    sent: String(sent.length),
    creditedBefore: String(credits.length - sent.length),
    amount: sumOf(sent),
    credits,
    approvals,
  };
}

const sumOf = (credits: readonly CreditOutcome[]) => credits.reduce((sum, { arrived }) => sum + arrived, 0n);

async function linesOf({ period, credits, approvals }: CreditResult, decimals: number): Promise<string[]> {
  const { formatAmount } = await import("../../rule/amount.ts");
  const sent = credits.filter((outcome) => outcome.sent);
  const before = credits.filter((outcome) => !outcome.sent);
  const text = (list: readonly CreditOutcome[]) => formatAmount(sumOf(list), decimals);
  const [only, ...others] = credits;
  if (only === undefined) return ["Nothing was sent: there is nothing to credit."];
  const one =
    others.length === 0 ? [["sequence", String(only.sequence)] as const, ["reference", only.ref] as const] : [];
  const transactions = new Set((others.length === 0 ? credits : sent).map(({ transaction }) => transaction));
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
    ]),
  ];
}
