// What an audit found out, as rows: for its files and its page.
import { formatAmount } from "../../rule/amount.ts";
import type { Audit } from "../audit.ts";
import { liabilitiesOf, type Movement } from "../ledger/books.ts";
import type { Entry } from "../ledger/ledger.ts";
import type { AuditedPeriod, AuditedSubmission } from "../ledger/state.ts";
import { csvRow, timeText } from "./text.ts";

const LEDGER_COLUMNS = [
  ...[
    "block",
    "log",
    "time",
    "transaction",
    "event",
    "kind",
    "from",
    "to",
    "period",
    "account",
    "sequence",
    "ref",
    "amount",
  ],
  ...["assets", "reserved", "bonds", "claimable", "vault"],
];

/** The first line of ledger.csv. */
export const LEDGER_HEAD = csvRow(LEDGER_COLUMNS);

/**
 * The lines of ledger.csv for an entry: one for each movement of money, with what lies in the vault after it. A call's credits are as
 * many movements.
 */
export function ledgerRows({ event, movements }: Entry, decimals: number): string {
  const { blockNumber, logIndex, time, transactionHash, name } = event;
  // Nothing in these fields needs a quote: they are numbers, hashes and our own words.
  const place = `${blockNumber},${logIndex},${timeText(time)},${transactionHash},${name}`;
  let rows = "";
  for (const movement of movements) rows += `${place},${movementFields(movement, decimals)}\n`;
  return rows;
}

function movementFields({ after, ...movement }: Movement, decimals: number): string {
  const { kind, from, to, period, account, sequence, ref, amount } = movement;
  const { assets, reserved, bonds, claims } = after;
  const sums = [amount, assets, reserved, bonds, claims, assets + liabilitiesOf(after)];
  const concerning = `${period ?? ""},${account ?? ""},${sequence ?? ""},${ref ?? ""}`;
  return `${kind},${from},${to},${concerning},${sums.map((sum) => formatAmount(sum, decimals)).join(",")}`;
}

/** A settlement, or a period that was only credited so far: its figures by their names, as text. */
export type PeriodRow = Readonly<Record<(typeof PERIOD_COLUMNS)[number], string>>;

const PERIOD_COLUMNS = [
  ...([
    "period",
    "submission",
    "status",
    "fault",
    "start",
    "end",
    "submitted_at",
    "challenge_end",
    "ended_at",
  ] as const),
  ...(["profit", "loss", "coverage", "shared", "deficit", "credited", "pulled", "bond"] as const),
  ...(["liquidations", "positions", "total_profit", "head", "head_profit"] as const),
  ...([
    "cover_bps",
    "head_bps",
    "basis",
    "brake_bps",
    "period_hours",
    "demands",
    "bundle",
    "operator",
    "settlement_hash",
    "data_uri",
  ] as const),
] as const;

/** A row for each submission in the order of the chain, and for each period that was credited and not submitted. */
export function periodRows({ ledger, bundles, decimals }: Audit): PeriodRow[] {
  const results = new Map(bundles.map(({ serial, result }) => [serial, result]));
  const sum: Sum = (amount) => formatAmount(amount, decimals);
  const rows = ledger.submissions.map((submission) =>
    submissionRow(submission, ledger.periods.get(submission.period), results.get(submission.serial) ?? "", sum),
  );
  const waiting = [...ledger.periods.values()].filter(({ latest }) => latest === undefined);
  waiting.sort((a, b) => (a.period < b.period ? -1 : 1));
  return [...rows, ...waiting.map((period) => waitingRow(period, sum))];
}

/** periods.csv as a whole. */
export function periodsCsv(rows: readonly PeriodRow[]): string {
  return [csvRow(PERIOD_COLUMNS), ...rows.map((row) => csvRow(PERIOD_COLUMNS.map((column) => row[column])))].join("");
}

type Sum = (amount: bigint) => string;

function submissionRow(
  submission: AuditedSubmission,
  period: AuditedPeriod | undefined,
  bundle: string,
  sum: Sum,
): PeriodRow {
  const { settlement: s, policy } = submission;
  return {
    period: `${s.period}`,
    submission: `${submission.serial}`,
    status: submission.status,
    fault: submission.fault ?? "",
    start: timeText(s.startTime),
    end: timeText(s.endTime),
    submitted_at: timeText(submission.submittedAt),
    challenge_end: timeText(submission.challengeEnd),
    ended_at: submission.endedAt === undefined ? "" : timeText(submission.endedAt),
    profit: sum(s.profit),
    loss: sum(s.loss),
    coverage: sum(submission.coverage),
    shared: sum(submission.shared),
    deficit: sum(submission.deficit),
    credited: sum(period?.credited ?? 0n),
    pulled: sum(submission.pulled),
    bond: sum(submission.bond),
    liquidations: `${s.liquidationCount}`,
    positions: `${s.positionCount}`,
    total_profit: sum(s.totalProfit),
    head: `${s.headCount}`,
    head_profit: sum(s.headProfit),
    cover_bps: `${policy.coverBps}`,
    head_bps: `${policy.headBps}`,
    basis: policy.basis,
    brake_bps: `${policy.maxCoverageBps}`,
    period_hours: `${policy.periodHours}`,
    demands: `${submission.demands}`,
    bundle,
    operator: submission.operator,
    settlement_hash: submission.settlementHash,
    data_uri: submission.dataURI,
  };
}

function waitingRow({ period, credited }: AuditedPeriod, sum: Sum): PeriodRow {
  const nothing = Object.fromEntries(PERIOD_COLUMNS.map((column) => [column, ""])) as PeriodRow;
  return { ...nothing, period: `${period}`, status: "none", credited: sum(credited) };
}
