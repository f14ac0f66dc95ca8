import { BIGINT, FUNCTION, partsOf, requireGiven } from "../columns/given.ts";
import { BASICS } from "../problems/english/basics.ts";
import { refused } from "../problems/problem.ts";
import { ENTRIES, SPLIT, TOTALS } from "./given.ts";
import { assertRulePolicy, BPS, type RulePolicy } from "./policy.ts";

/** The totals of a period that the rule needs, in base units; a settlement's header has them. */
export interface PeriodTotals {
  /** L, the sum of the period's losses. */
  readonly loss: bigint;
  /** P, the profit of all profitable positions. */
  readonly totalProfit: bigint;
  /** H, the profit of the head. */
  readonly headProfit: bigint;
}

/** What the rule makes of a period, in base units. */
export interface Outcome {
  /** The users' part of the losses. */
  readonly toShare: bigint;
  /** The fund's part, if it has that much. */
  readonly quota: bigint;
  /** What the head pays in fact: the sum of all shares. */
  readonly shared: bigint;
}

/** The head: how many positions take part, and their profit together. */
export interface Head {
  readonly headCount: number;
  readonly headProfit: bigint;
}

/** S and D of the rule: a share is S * profit / D, rounded along the cumulative profit. */
export interface Split {
  /** S, what is collected: the users' part, but never more than the profit it is measured against. */
  readonly collected: bigint;
  /** D, the profit that shares are measured against. */
  readonly measure: bigint;
}

const POSITION = partsOf({ profit: BIGINT, cumulativeProfit: BIGINT });
const WHOLE = BigInt(BPS);

/**
 * The users' part of the losses, rounded down: the odd unit falls on the fund, never on traders.
 *
 * @param loss base units
 * @throws {InputError} if the rule is out of bounds, or the loss is negative
 * @example
 * toShareDown(5501n, DEFAULT_RULE) // 4400n
 */
export function toShareDown(loss: bigint, rule: RulePolicy): bigint {
  requireGiven({ loss }, { loss: BIGINT });
  assertRulePolicy(rule);
  if (loss < 0n) throw refused(BASICS, "lossNegative", {}, { got: String(loss) });
  return (loss * BigInt(BPS - rule.coverBps)) / WHOLE;
}

/**
 * The fund's part of the losses, rounded up: what `toShareDown` leaves.
 *
 * @param loss base units
 * @throws {InputError} if the rule is out of bounds
 * @example
 * quotaUp(5501n, DEFAULT_RULE) // 1101n
 */
export function quotaUp(loss: bigint, rule: RulePolicy): bigint {
  return loss - toShareDown(loss, rule);
}

/**
 * Whether positions with this profit together are enough to be the head; exactly headBps is enough.
 *
 * @throws {InputError} if the rule is out of bounds
 * @example
 * reachesHead(900n, 1000n, DEFAULT_RULE) // true
 */
export function reachesHead(profit: bigint, totalProfit: bigint, rule: RulePolicy): boolean {
  requireGiven({ profit, totalProfit }, { profit: BIGINT, totalProfit: BIGINT });
  assertRulePolicy(rule);
  return profit * WHOLE >= totalProfit * BigInt(rule.headBps);
}

/**
 * Cuts the head off a list: the fewest first positions that together hold headBps of all profit.
 *
 * @param count number of positions, sorted by profit, highest first
 * @param cumulativeAt running total of the profits up to and including a list index; never falls
 * @throws {InputError} if the rule is out of bounds, or the count is no whole number
 * @example
 * headOf(3, (i) => [60n, 90n, 100n][i], DEFAULT_RULE) // { headCount: 2, headProfit: 90n }
 */
export function headOf(count: number, cumulativeAt: (index: number) => bigint, rule: RulePolicy): Head {
  requireGiven({ count, cumulativeAt }, { count: ENTRIES, cumulativeAt: FUNCTION });
  assertRulePolicy(rule);
  if (count === 0) return { headCount: 0, headProfit: 0n };
  const totalProfit = cumulativeAt(count - 1);
  let tooFew = 0;
  let enough = count;
  while (enough - tooFew > 1) {
    const middle = Math.floor((tooFew + enough) / 2);
    if (reachesHead(cumulativeAt(middle - 1), totalProfit, rule)) enough = middle;
    else tooFew = middle;
  }
  return { headCount: enough, headProfit: cumulativeAt(enough - 1) };
}

/**
 * What is collected from the head, and the profit it is measured against.
 *
 * @throws {InputError} if the rule is out of bounds
 * @example
 * splitOf({ loss: 1000n, totalProfit: 100n, headProfit: 90n }, DEFAULT_RULE) // { collected: 90n, measure: 90n }
 */
export function splitOf(totals: PeriodTotals, rule: RulePolicy): Split {
  requireGiven({ totals }, { totals: TOTALS });
  const toShare = toShareDown(totals.loss, rule);
  const measure = rule.basis === "head" ? totals.headProfit : totals.totalProfit;
  return { collected: lesser(toShare, measure), measure };
}

/**
 * What the positions up to a running total pay together, rounded down; a share is the difference of two such sums.
 *
 * @param cumulative running total of profits, base units
 * @example
 * shareUpTo(60n, { collected: 45n, measure: 90n }) // 30n
 */
export function shareUpTo(cumulative: bigint, split: Split): bigint {
  requireGiven({ cumulative, split }, { cumulative: BIGINT, split: SPLIT });
  return upTo(cumulative, split);
}

/** The same, of what is of the right kind: a list has millions of rows. */
export function upTo(cumulative: bigint, { collected, measure }: Split): bigint {
  return measure === 0n ? 0n : (collected * cumulative) / measure;
}

/**
 * The share of one position of the head, in base units; never more than its profit.
 *
 * @param position its profit, and the running total of profits that includes it
 * @example
 * shareOf({ profit: 30n, cumulativeProfit: 90n }, { collected: 45n, measure: 90n }) // 15n
 */
export function shareOf(
  position: { readonly profit: bigint; readonly cumulativeProfit: bigint },
  split: Split,
): bigint {
  requireGiven({ position, split }, { position: POSITION, split: SPLIT });
  const before = position.cumulativeProfit - position.profit;
  return upTo(position.cumulativeProfit, split) - upTo(before, split);
}

/**
 * What the rule makes of a period's totals.
 *
 * @throws {InputError} if the rule is out of bounds
 * @example
 * outcomeOf({ loss: 5500n, totalProfit: 8080n, headProfit: 8000n }, DEFAULT_RULE)
 * // { toShare: 4400n, quota: 1100n, shared: 4400n }
 */
export function outcomeOf(totals: PeriodTotals, rule: RulePolicy): Outcome {
  requireGiven({ totals }, { totals: TOTALS });
  const toShare = toShareDown(totals.loss, rule);
  const shared = upTo(totals.headProfit, splitOf(totals, rule));
  return { toShare, quota: totals.loss - toShare, shared };
}

/**
 * What the fund pays: its quota, or what it has, and never less than nothing.
 *
 * @param available the fund's assets that are not reserved, this period's profit included
 * @example
 * coverageOf(1100n, 600n) // 600n
 */
export function coverageOf(quota: bigint, available: bigint): bigint {
  requireGiven({ quota, available }, { quota: BIGINT, available: BIGINT });
  return lesser(quota, available < 0n ? 0n : available);
}

/**
 * What neither the fund nor the head may pay, in base units.
 *
 * @example
 * deficitOf(3000n, 2400n, 0n) // 600n
 */
export function deficitOf(loss: bigint, shared: bigint, coverage: bigint): bigint {
  requireGiven({ loss, shared, coverage }, { loss: BIGINT, shared: BIGINT, coverage: BIGINT });
  return loss - shared - coverage;
}

function lesser(a: bigint, b: bigint): bigint {
  if (a < b) return a;
  return b;
}
