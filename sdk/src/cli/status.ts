import type { Command } from "commander";
import type { Chain, ChainPolicy, Fund, FundOverview, PeriodRecord } from "../chain/index.ts";
import { readyAt, ruleText } from "../chain/types.ts";
import { addFundOptions, type FundOptions, withFund } from "./chain-options.ts";
import { integerOption } from "./options.ts";
import { formatTime, printJson, printLines, tableLines } from "./output.ts";

interface StatusOptions extends FundOptions {
  readonly period?: string;
  readonly json?: true;
}

const HELP = `
Examples:
  $ zke-insurance-fund status --rpc http://127.0.0.1:8545 --fund 0x...
  $ zke-insurance-fund status --rpc http://127.0.0.1:8545 --fund 0x... --period 1`;

/** Adds `status`: the fund's figures, or a period's. */
export function addStatusCommand(program: Command): void {
  addFundOptions(
    program.command("status").description("Show the fund's figures, or where a period's settlement stands."),
  )
    .option("--period <number>", "one period instead of the fund")
    .option("--json", "print one JSON value")
    .addHelpText("after", HELP)
    .action(statusCommand);
}

async function statusCommand(options: StatusOptions): Promise<void> {
  const period = options.period === undefined ? undefined : integerOption(options.period, "--period", 64);
  await withFund(options, async ({ chain, fund }) => {
    if (period === undefined) await showFund(chain, fund, options);
    else await showPeriod(fund, period, options);
  });
}

async function showFund({ chainId }: Chain, fund: Fund, { json }: StatusOptions): Promise<void> {
  const overview = await fund.overview();
  if (json) {
    printJson({ chainId, fund: fund.address, ...overview, policy: policyJson(overview.policy) });
    return;
  }
  const { formatAmount } = await import("../rule/amount.ts");
  const { block, time, totals } = overview;
  printLines(
    `The fund ${fund.address} at block ${block}, ${formatTime(time)}:`,
    ...tableLines([
      ["assets", formatAmount(overview.assets)],
      ["reserved", `${formatAmount(overview.reserved)} for ${overview.pendingCount} pending settlements`],
      ["available", formatAmount(overview.available)],
      ["owed to others", `${formatAmount(overview.liabilities)}: bonds held and claimable sums`],
      ["solvency", solvencyText(overview.solvency, formatAmount)],
      [
        "came in",
        `${formatAmount(totals.credited)} credited, ${formatAmount(totals.donated)} donated, ${formatAmount(totals.forfeited)} of bonds`,
      ],
      [
        "went out",
        `${formatAmount(totals.covered)} covered, ${formatAmount(totals.migrated)} migrated, ${formatAmount(totals.writtenOff)} written off`,
      ],
      ["next period", `${overview.nextPeriod}, from ${overview.lastEndTime} (${formatTime(overview.lastEndTime)})`],
      ["policy", policyText(overview.policy, formatAmount)],
      ["state", stateText(overview)],
      ["token", overview.token],
      ["clearing", overview.clearing],
    ]),
  );
}

async function showPeriod(fund: Fund, period: bigint, { json }: StatusOptions): Promise<void> {
  const [record, credited, { time }] = await Promise.all([fund.record(period), fund.credited(period), fund.overview()]);
  const { rule, ...fields } = record;
  const due = record.status === "pending" && record.openDemands === 0n && time >= readyAt(record);
  if (json) {
    const submitted =
      record.status === "none" ? {} : { ...fields, readyAt: readyAt(record), due, policy: ruleJson(rule) };
    printJson({ period, status: record.status, time, credited, ...submitted });
    return;
  }
  const { formatAmount } = await import("../rule/amount.ts");
  printLines(
    `Period ${period}: ${STATUS_TEXT[record.status]}`,
    ...tableLines([
      ["credited", `${formatAmount(credited.amount)} in ${credited.count} credits and by submission`],
      ...(record.status === "none" ? [] : recordRows(record, due, formatAmount)),
    ]),
  );
}

const STATUS_TEXT = {
  none: "not submitted yet",
  pending: "pending",
  finalized: "final",
  voided: "voided; it can be submitted again",
} as const;

type Format = (amount: bigint) => string;

function recordRows(record: PeriodRecord, due: boolean, format: Format): [string, string][] {
  const { coverage, bond, operator, openDemands, submission, settlementHash, rule, status } = record;
  const when = due
    ? "now"
    : `from ${formatTime(readyAt(record))}${openDemands > 0n ? ", once its demands are answered" : ""}`;
  return [
    ["coverage", format(coverage)],
    ["bond", `${format(bond)} of ${operator}`],
    ["open demands", openDemands.toString()],
    ...(status === "pending" ? [["can be finalized", when] as [string, string]] : []),
    ["rule", ruleText(rule)],
    ["submission", submission.toString()],
    ["settlement hash", settlementHash],
  ];
}

function solvencyText(solvency: bigint, format: Format): string {
  if (solvency === 0n) return "the token balance is what the books say";
  if (solvency > 0n) return `${format(solvency)} more than the books say; "sync" would make it a donation`;
  return `${format(-solvency)} LESS than the books say`;
}

function stateText({ paused, closed }: FundOverview): string {
  if (closed) return "closed: nothing is credited or submitted any more";
  return paused ? "paused: no credits, submissions or finalizing" : "open";
}

function policyText(policy: ChainPolicy, format: Format): string {
  const { maxCoverageBps, challengeWindow, revealWindow, settlementBond, bondBps, demandBond } = policy;
  return (
    `${ruleText(policy)}; at most ${maxCoverageBps} bps of assets reserved; windows ${challengeWindow} s and ${revealWindow} s; ` +
    `bonds ${format(settlementBond)} or ${bondBps} bps, and ${format(demandBond)}`
  );
}

const ruleJson = ({ coverBps, headBps, basis }: Pick<ChainPolicy, "coverBps" | "headBps" | "basis">) => ({
  coverBps: String(coverBps),
  headBps: String(headBps),
  basis,
});

const policyJson = (policy: ChainPolicy) => ({
  ...policy,
  ...ruleJson(policy),
  maxCoverageBps: String(policy.maxCoverageBps),
  bondBps: String(policy.bondBps),
});
