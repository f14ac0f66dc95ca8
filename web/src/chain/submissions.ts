import type { Submission, SubmissionStatus } from "zke-insurance-fund/chain";

export type { Demand, Submission, SubmissionStatus } from "zke-insurance-fund/chain";
export { isOnlyOnRecord } from "zke-insurance-fund/chain";

export function stateOf({ ending }: Submission): SubmissionStatus {
  return ending?.state ?? "pending";
}

/** A period, its newest submission first. */
export interface PeriodHistory {
  readonly period: bigint;
  readonly latest: Submission;
  readonly earlier: readonly Submission[];
}

/** Groups submissions by period, the newest period first. */
export function periodsFrom(submissions: Iterable<Submission>): PeriodHistory[] {
  const byPeriod = new Map<bigint, Submission[]>();
  for (const submission of submissions) {
    const { period } = submission.settlement;
    byPeriod.set(period, [submission, ...(byPeriod.get(period) ?? [])]);
  }
  return [...byPeriod]
    .map(([period, [latest, ...earlier]]) => ({ period, latest: latest as Submission, earlier }))
    .sort((a, b) => (a.period < b.period ? 1 : -1));
}

/** Reuses the previous objects of unchanged periods, so that their views do not render again. */
export function unchangedKept(before: readonly PeriodHistory[], now: readonly PeriodHistory[]): PeriodHistory[] {
  const known = new Map(before.map((history) => [history.period, history]));
  return now.map((history) => {
    const old = known.get(history.period);
    return old !== undefined && traceOf(old) === traceOf(history) ? old : history;
  });
}

const traceOf = ({ latest, earlier }: PeriodHistory) => [latest, ...earlier].map(({ newest }) => newest).join();
