import type { ChainError } from "zke-insurance-fund";
import { type Fund, gapInSubmission } from "zke-insurance-fund/chain";
import type { PeriodHistory, Submission } from "./submissions.ts";

/**
 * Compares periods with what the contract stores of them: the hash of the header, the status, the open demands, and the figures that were
 * fixed. What has ended and was found right is not asked about again.
 *
 * @param known names the newest events of what was found right before, each with the time on record of the period's latest event; what is
 *   found is added
 * @returns what is to be asked of periods at a block: all that is missing
 */
export function comparer(
  fund: Fund,
  known: Map<string, bigint>,
): (periods: readonly PeriodHistory[], block: number) => Promise<ChainError[]> {
  const isAsked = ({ ending, newest }: Submission) => ending === undefined || !known.has(newest);
  return async (periods, block) => {
    const asked = periods.map(({ latest }) => latest).filter(isAsked);
    const gaps = await Promise.all(
      asked.map(async (submission) => {
        const [record, domain] = await Promise.all([fund.record(submission.period, block), fund.domain()]);
        const gap = gapInSubmission(submission, record, domain);
        if (gap === undefined) known.set(submission.newest, record.lastTime);
        return gap;
      }),
    );
    return gaps.filter((gap) => gap !== undefined);
  };
}
