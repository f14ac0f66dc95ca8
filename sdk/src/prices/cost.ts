import { BIGINT, ifGiven, partsOf, requireGiven } from "../columns/given.ts";
import { outcomeOf, type PeriodTotals } from "../rule/apportionment.ts";
import { TOTALS } from "../rule/given.ts";
import type { RulePolicy } from "../rule/policy.ts";

/** What closes outside the market's prices cost in one period, by the rule. Base units. */
export interface PriceCost {
  /** By how much the period's loss would have been less. */
  readonly loss: bigint;
  /** What the fund's profit lacks. */
  readonly profit: bigint;
  /** What the head paid too much: the winners' part. */
  readonly head: bigint;
  /** What the fund paid, or was to pay, too much. */
  readonly fund: bigint;
}

const EXCESS = partsOf({ loss: BIGINT, profit: BIGINT });

/**
 * What a period's closes outside the market's prices cost: the rule's outcome, against the outcome with the loss that each close at
 * the nearest price would have left.
 *
 * @param totals of the settlement's header
 * @param excess by how much the list's losses are larger, and its profits smaller, from `checkPrices`
 * @param coverage what the fund pays; its quota unless given
 * @throws {InputError} if the rule is out of bounds
 * @example
 * costOf({ loss: 5500n, totalProfit: 8080n, headProfit: 8000n }, DEFAULT_RULE, { loss: 500n, profit: 0n }).head // 400n
 */
export function costOf(
  totals: PeriodTotals,
  rule: RulePolicy,
  excess: { readonly loss: bigint; readonly profit: bigint },
  coverage?: bigint,
): PriceCost {
  requireGiven({ totals, excess, coverage }, { totals: TOTALS, excess: EXCESS, coverage: ifGiven(BIGINT) });
  // A list that breaks the rule may have more losses than its header says.
  const loss = excess.loss < totals.loss ? excess.loss : totals.loss;
  const was = outcomeOf(totals, rule);
  const would = outcomeOf({ ...totals, loss: totals.loss - loss }, rule);
  // What the fund could not pay of its quota it would not have paid of a smaller one either.
  const paid = coverage ?? was.quota;
  return {
    loss,
    profit: excess.profit,
    head: was.shared - would.shared,
    fund: paid > would.quota ? paid - would.quota : 0n,
  };
}
