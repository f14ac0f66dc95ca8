import { requireGiven } from "../columns/given.ts";
import { POSITION, SETTLEMENT } from "../commitment/given.ts";
import type { Settlement } from "../commitment/header.ts";
import type { Position } from "../commitment/leaves.ts";
import { reachesHead } from "../rule/apportionment.ts";
import { RULE } from "../rule/given.ts";
import type { RulePolicy } from "../rule/policy.ts";
import type { Fault } from "./fault.ts";

/**
 * What is wrong with one position of a settlement, or undefined. Total: any 256-bit numbers are judged.
 *
 * @param leaf a position that was proven to be in the list
 * @throws {InputError} if the rule is out of bounds
 * @example
 * const fault = faultOfPosition(leaf, settlement, DEFAULT_RULE);
 */
export function faultOfPosition(leaf: Position, settlement: Settlement, rule: RulePolicy): Fault | undefined {
  requireGiven({ leaf, settlement, rule }, { leaf: POSITION, settlement: SETTLEMENT, rule: RULE });
  return faultAlone(leaf, settlement, rule);
}

/** The same, of what is of the right kind: a list has millions of entries. */
export function faultAlone(leaf: Position, settlement: Settlement, rule: RulePolicy): Fault | undefined {
  const { index, profit, cumulativeProfit } = leaf;
  const { totalProfit, positionCount, headCount, headProfit } = settlement;
  if (profit === 0n) return "PositionZeroProfit";
  if (profit > cumulativeProfit) return "PositionAboveCumulative";
  if (cumulativeProfit > totalProfit) return "PositionAboveTotal";
  if (index === 0n && cumulativeProfit !== profit) return "PositionFirst";
  if (index + 1n === positionCount && cumulativeProfit !== totalProfit) return "PositionLast";
  if (index + 1n !== headCount) return undefined;
  if (cumulativeProfit !== headProfit) return "PositionHeadProfit";
  return reachesHead(cumulativeProfit - profit, totalProfit, rule) ? "PositionHeadCut" : undefined;
}

/**
 * What is wrong with two positions of a settlement, alone or together, or undefined; in either order. The same index twice is
 * judged as one leaf. Total: any 256-bit numbers are judged.
 *
 * @throws {InputError} if the rule is out of bounds
 * @example
 * const fault = faultOfPositionPair(first, second, settlement, DEFAULT_RULE);
 */
export function faultOfPositionPair(
  a: Position,
  b: Position,
  settlement: Settlement,
  rule: RulePolicy,
): Fault | undefined {
  requireGiven({ a, b, settlement, rule }, { a: POSITION, b: POSITION, settlement: SETTLEMENT, rule: RULE });
  const [first, second] = a.index > b.index ? [b, a] : [a, b];
  const alone = faultAlone(first, settlement, rule) ?? faultAlone(second, settlement, rule);
  if (alone !== undefined || first.index === second.index) return alone;
  return faultBetweenPositions(first, second);
}

/** What is wrong between two positions without a fault of their own, the one with the smaller index first. */
export function faultBetweenPositions(first: Position, second: Position): Fault | undefined {
  const [key, laterKey] = [BigInt(first.key), BigInt(second.key)];
  if (key === laterKey) return "DuplicateKey";
  if (first.profit < second.profit || (first.profit === second.profit && key > laterKey)) return "PositionOrder";
  const distance = second.index - first.index;
  const between = second.cumulativeProfit - first.cumulativeProfit;
  // Each of the positions up to the second has at least the second's profit and at most the first's; a neighbour is the second.
  const largest = distance === 1n ? second.profit : first.profit;
  return between < distance * second.profit || between > distance * largest ? "PositionSum" : undefined;
}
