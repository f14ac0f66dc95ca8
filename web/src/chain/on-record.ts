import type { ChainError } from "zke-insurance-fund";
import { type Fund, gapInSubmission } from "zke-insurance-fund/chain";
import type { PeriodHistory } from "./submissions.ts";

/**
 * Compares periods with what the contract stores of them: the hash of the header, the status, the open demands, and the figures that were
 * fixed. What has ended and was found right is not asked about again.
 *
 * @param known names the newest events of what was found right before; what is found is added
 * @returns what is to be asked of periods at a block: all that is missing
 */
export function comparer(
  fund: Fund,
  known: Set<string>,
): (periods: readonly PeriodHistory[], block: number) => Promise<ChainError[]> {
  return async (periods, block) => {
    const asked = periods.map(({ latest }) => latest).filter(({ newest }) => !known.has(newest));
    if (asked.length === 0) return [];
    const domain = await fund.domain();
    const gaps = await Promise.all(
      asked.map(async (submission) => {
        const gap = gapInSubmission(submission, await fund.record(submission.period, block), domain);
        if (gap === undefined && submission.ending !== undefined) known.add(submission.newest);
        return gap;
      }),
    );
    return gaps.filter((gap) => gap !== undefined);
  };
}
