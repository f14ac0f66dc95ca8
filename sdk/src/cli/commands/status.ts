import type { Command } from "commander";
import { readyAt, ruleText } from "../../chain/types.ts";
import type { Chain, ChainPolicy, Fund, FundOverview, PeriodCredits, PeriodRecord } from "../../entries/chain.ts";
import { readUnfinished, reservableNow, type UnfinishedPeriod } from "../../operations/standing-periods.ts";
import { addFundOptions, type FundOptions, type OpenFund, withFund } from "../support/chain-options.ts";
import { integerOption } from "../support/options.ts";
import { EXIT, endWith, formatTime, note, printJson, printLines, tableLines } from "../support/output.ts";

interface StatusOptions extends FundOptions {
  readonly period?: string;
  readonly changes?: boolean;
  readonly json?: true;
}

const HELP = `
Beside the figures it says what the delays are for: who may do what and how soon, what is announced (old and new, by whom, when), what was
changed since the deployment, and whether the token would let the fund pay. That takes the logs of fund and manager. A node that takes many
questions for them is asked only with --changes, which is said; where they cannot be had whole, the exit code is 3, and that is said, too.

Examples:
  $ zke-insurance-fund status --rpc http://127.0.0.1:8545 --fund 0x...
  $ zke-insurance-fund status --rpc http://127.0.0.1:8545 --fund 0x... --period 1`;

/** Adds `status`: the fund's figures, or a period's. */
export function addStatusCommand(program: Command): void {
  addFundOptions(
    program.command("status").description("Show the fund's figures, or where a period's settlement stands."),
  )
    .option("--period <number>", "one period instead of the fund")
    .option("--changes", "say who may do what, and what changes, however many questions that takes")
    .option("--json", "print one JSON value")
    .addHelpText("after", HELP)
    .action(statusCommand);
}

async function statusCommand(options: StatusOptions): Promise<void> {
  const period = options.period === undefined ? undefined : integerOption(options.period, "--period", 64);
  await withFund(options, async (open) => {
    if (period === undefined) await showFund(open, options);
    else await showPeriod(open.fund, period, options);
  });
}

async function showFund(open: OpenFund, { json, changes = false }: StatusOptions): Promise<void> {
  const { fund } = open;
  const { chainId }: Chain = open.chain;
  const { readVault, standingJson, standingLines } = await import("../../entries/chain.ts");
  const { vaultText } = await import("../../operations/standing-words.ts");
  const { readStandingOf } = await import("../support/standing.ts");
  const read = await readStandingOf(open, changes);
  const unread = "unread" in read ? read : undefined;
  const standing = "unread" in read ? undefined : read;
  const overview = standing?.overview ?? (await fund.overview());
  const decimals = await fund.decimals();
  const of = { fund: fund.address, decimals };
  const vault = standing?.vault ?? (await readVault(fund));
  if (unread?.failed) {
    note(`Who may do what, and what is announced, is not known: ${unread.unread}`);
    endWith(EXIT.chain);
  }
  const [nextEndTime, { periods, fromPeriod }] = await Promise.all([
    nextEndOf(fund, overview),
    readUnfinished(fund, overview),
  ]);
  if (json) {
    const { policy, ...figures } = overview;
    const where = { chainId, fund: fund.address, decimals: String(decimals) };
    printJson({
      ...where,
      ...figures,
      reservable: reservableNow(overview),
      nextEndTime,
      periods,
      fromPeriod,
      policy: policyJson(policy),
      vault: { frozen: vault.frozen !== undefined, reason: vault.frozen },
      ...(standing !== undefined && standingJson(standing, of)),
      unread: unread?.unread,
    });
    return;
  }
  const { formatAmount } = await import("../../rule/amount.ts");
  const format = (amount: bigint) => formatAmount(amount, decimals);
  const { block, time, totals } = overview;
  printLines(
    `The fund ${fund.address} on chain ${chainId} at block ${block}, ${formatTime(time)}:`,
    ...tableLines([
      ["assets", format(overview.assets)],
      ["reserved", `${format(overview.reserved)} for ${overview.pendingCount} pending settlements`],
      ["available", format(overview.available)],
      ["may be reserved now", format(reservableNow(overview))],
      ["owed to others", `${format(overview.liabilities)}: bonds held and claimable sums`],
      ["solvency", solvencyText(overview.solvency, format)],
      ["vault", vaultText(vault)],
      [
        "came in",
        `${format(totals.credited)} credited, ${format(totals.donated)} donated, ${format(totals.forfeited)} of bonds`,
      ],
      [
        "went out",
        `${format(totals.covered)} covered, ${format(totals.migrated)} migrated, ${format(totals.writtenOff)} written off`,
      ],
      ["submissions", overview.submissions.toString()],
      ["next period", nextPeriodText(overview, nextEndTime)],
      ...periods.flatMap((each) => periodRow(each)),
      ...policyRows(overview.policy, format),
      ["state", stateText(overview)],
      ["token", `${overview.token}, ${decimals} decimals`],
      ["clearing", overview.clearing],
    ]),
    "",
    ...(standing === undefined ? unreadLines(unread) : standingLines(standing, of, MOST_CHANGES)),
  );
}

const MOST_CHANGES = 10;

const unreadLines = (unread: { readonly unread: string; readonly failed: boolean } | undefined) => [
  `Who may do what, and what is announced, is NOT KNOWN: ${unread?.unread.replace(/\.$/, "")}.${unread?.failed ? "" : " --changes asks them."}`,
];

/** Where the next period ends, if the rule of its start says how long it is. */
async function nextEndOf(fund: Fund, { block, lastEndTime }: FundOverview): Promise<bigint | undefined> {
  const { periodHours } = await fund.policyAt(lastEndTime, block);
  return periodHours === 0 ? undefined : lastEndTime + HOUR * BigInt(periodHours);
}

function periodRow({ period, state, until }: UnfinishedPeriod): [string, string][] {
  return state === "open"
    ? []
    : [[`period ${period}`, UNFINISHED_TEXT[state](until === undefined ? "" : formatTime(until))]];
}

const UNFINISHED_TEXT = {
  overdue: (until: string) => `OVERDUE: it ended at ${until}, and is not submitted`,
  pending: (until: string) => `pending until ${until} or later`,
  due: () => "can be finalized now",
  voided: () => "voided; it can be submitted again",
  lost: () => "voided, and lost: the fund is closed",
} as const;

function nextPeriodText({ nextPeriod, lastEndTime, time }: FundOverview, end: bigint | undefined): string {
  const from = `${nextPeriod}, from ${lastEndTime} (${formatTime(lastEndTime)})`;
  if (end === undefined) return `${from}, of any length`;
  return `${from} to ${end} (${formatTime(end)})${time < end ? ", which is still to come" : ""}`;
}

async function showPeriod(fund: Fund, period: bigint, { json }: StatusOptions): Promise<void> {
  const { block, time } = await fund.overview();
  const [record, credited] = await Promise.all([fund.record(period, block), fund.credited(period, block)]);
  const decimals = await fund.decimals();
  const { rule, ...fields } = record;
  const due = record.status === "pending" && record.openDemands === 0n && time >= readyAt(record);
  if (json) {
    const submitted =
      record.status === "none" ? {} : { ...fields, readyAt: readyAt(record), due, policy: ruleJson(rule) };
    printJson({ period, decimals: String(decimals), status: record.status, time, credited, ...submitted });
    return;
  }
  const { formatAmount } = await import("../../rule/amount.ts");
  const format = (amount: bigint) => formatAmount(amount, decimals);
  printLines(
    `Period ${period}: ${STATUS_TEXT[record.status]}`,
    ...tableLines([
      ["credited", creditedText(credited, format)],
      ...(record.status === "none" ? [] : recordRows(record, due, format)),
    ]),
  );
}

const STATUS_TEXT = {
  none: "not submitted yet",
  pending: "pending",
  finalized: "final",
  voided: "voided; it can be submitted again",
} as const;

const HOUR = 3_600n;

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

function creditedText({ amount, count, lastTime }: PeriodCredits, format: Format): string {
  const last = lastTime === 0n ? "" : `, the latest ${formatTime(lastTime)}`;
  return `${format(amount)} in ${count} credits and by submission${last}`;
}

function policyRows(policy: ChainPolicy, format: Format): [string, string][] {
  const { periodHours, maxCoverageBps, challengeWindow, revealWindow, maxLevels } = policy;
  const { settlementBond, bondBps, demandBond } = policy;
  return [
    ["rule", ruleText(policy)],
    ["periods", periodHours === 0 ? "of any length" : `of ${periodHours} h`],
    ["brake", `at most ${maxCoverageBps} bps of assets reserved`],
    ["windows", `${challengeWindow} s to challenge, ${revealWindow} s to answer a demand`],
    ["lists", `at most 2^${maxLevels} (${2n ** BigInt(maxLevels)}) entries`],
    [
      "bonds",
      `of a settlement ${format(settlementBond)}, or ${bondBps} bps of what is covered and shared; of a demand ${format(demandBond)}`,
    ],
  ];
}

const ruleJson = ({ coverBps, headBps, basis }: Pick<ChainPolicy, "coverBps" | "headBps" | "basis">) => ({
  coverBps: String(coverBps),
  headBps: String(headBps),
  basis,
});

const policyJson = (policy: ChainPolicy) => ({
  ...policy,
  ...ruleJson(policy),
  periodHours: String(policy.periodHours),
  maxCoverageBps: String(policy.maxCoverageBps),
  maxLevels: String(policy.maxLevels),
  bondBps: String(policy.bondBps),
});
