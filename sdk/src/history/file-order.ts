import { HISTORIES } from "../problems/english/histories.ts";
import { refused } from "../problems/problem.ts";
import { type FundHistory, type HistoryPlace, type HistorySubmission, totalsIn } from "./file.ts";

/**
 * Holds a history to itself.
 *
 * @throws {InputError} if a submission or period is missing or there twice, times and blocks are not in order, or sums are not its totals
 */
export function requireOrder(history: FundHistory): void {
  requireSubmissions(history.submissions);
  requireCredits(history);
  requirePlaces(history);
  const sums = totalsIn(history);
  for (const [total, told] of Object.entries(history.totals) as [keyof typeof sums, bigint][])
    if (sums[total] !== told) throw refused(HISTORIES, "historySums", { total, found: sums[total], told });
}

/** Serial numbers 1, 2, and so on; periods likewise, each again only after its submission before was voided. */
function requireSubmissions(submissions: readonly HistorySubmission[]): void {
  const latest = new Map<bigint, HistorySubmission>();
  let next = 1n;
  submissions.forEach((submission, at) => {
    const { serial, period, submitted, ended } = submission;
    const before = latest.get(period);
    const isAgain = before?.ended !== undefined && before.ended.state !== "finalized";
    const isFollowing = !isAgain || (before.ended?.time ?? 0n) <= submitted.time;
    const isEnded = ended === undefined || ended.time >= submitted.time;
    if (serial !== BigInt(at + 1) || !(isAgain || period === next) || !isFollowing || !isEnded)
      throw refused(HISTORIES, "historyOutOfOrder", { serial: BigInt(at + 1) });
    if (!isAgain) next++;
    latest.set(period, submission);
  });
}

function requireCredits({ credits }: FundHistory): void {
  let last = 0n;
  for (const { period } of credits) {
    if (period <= last) throw refused(HISTORIES, "historyCreditsOutOfOrder", { period });
    last = period;
  }
}

/** A later time is in no earlier block, and one block has one time; nothing is after the last. */
function requirePlaces({ submissions, payments, block }: FundHistory): void {
  const places: Pick<HistoryPlace, "block" | "time">[] = [...payments];
  for (const { submitted, ended } of submissions) places.push(submitted, ...(ended === undefined ? [] : [ended]));
  places.sort((a, b) => (a.time === b.time ? a.block - b.block : a.time < b.time ? -1 : 1));
  let last: Pick<HistoryPlace, "block" | "time"> = { block: -1, time: -1n };
  for (const place of [...places, { block: block.number, time: block.time }]) {
    if (place.block < last.block || (place.block === last.block && place.time !== last.time))
      throw refused(HISTORIES, "historyPlacesOutOfOrder", { block: place.block });
    last = place;
  }
}
