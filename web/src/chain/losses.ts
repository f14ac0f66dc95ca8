import { outcomeOf } from "zke-insurance-fund";
import type { PeriodHistory, Submission } from "./submissions.ts";

/** A loss that the fund had a part in, in base units. */
export interface Loss {
  readonly submission: Submission;
  readonly loss: bigint;
  /** The fund's part by the rule, whether or not it had that much. */
  readonly quota: bigint;
}

/** How many periods count as recent. */
export const RECENT_PERIODS = 30;
const LARGEST = 5;

/** The largest losses of the recent periods that stand, the largest of the fund's parts first. */
export function largestLosses(periods: readonly PeriodHistory[]): Loss[] {
  return periods
    .map(({ latest }) => latest)
    .filter(({ ending }) => ending === undefined || ending.state === "finalized")
    .slice(0, RECENT_PERIODS)
    .map((submission) => {
      const { settlement, policy } = submission;
      return { submission, loss: settlement.loss, quota: outcomeOf(settlement, policy).quota };
    })
    .filter(({ loss }) => loss > 0n)
    .sort((a, b) => (a.quota < b.quota ? 1 : a.quota > b.quota ? -1 : 0))
    .slice(0, LARGEST);
}
