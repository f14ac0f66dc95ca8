import { UINT128_MAX } from "../columns/amounts.ts";
import { requireGiven } from "../columns/given.ts";
import { LIQUIDATION, SETTLEMENT } from "../commitment/given.ts";
import type { Settlement } from "../commitment/header.ts";
import type { Liquidation } from "../commitment/leaves.ts";
import type { Fault } from "./fault.ts";

/**
 * What is wrong with one liquidation of a settlement, or undefined. Total: any 256-bit numbers are judged.
 *
 * @param leaf a liquidation that was proven to be in the list
 * @example
 * const fault = faultOfLiquidation(leaf, settlement);
 */
export function faultOfLiquidation(leaf: Liquidation, settlement: Settlement): Fault | undefined {
  requireGiven({ leaf, settlement }, { leaf: LIQUIDATION, settlement: SETTLEMENT });
  return faultAlone(leaf, settlement);
}

/** The same, of what is of the right kind: a list has many entries. */
export function faultAlone(leaf: Liquidation, settlement: Settlement): Fault | undefined {
  const { index, side, quantity, time, cumulativeProfit, cumulativeLoss } = leaf;
  if (side > 1n) return "LiquidationSide";
  if (quantity === 0n || [leaf.takeoverValue, leaf.closeValue, quantity].some((value) => value > UINT128_MAX)) {
    return "LiquidationValue";
  }
  if (time < settlement.startTime || time >= settlement.endTime) return "LiquidationTime";
  if (cumulativeProfit > settlement.profit || cumulativeLoss > settlement.loss) return "LiquidationAboveTotal";
  const { profit, loss } = resultParts(leaf);
  if (cumulativeProfit < profit || cumulativeLoss < loss) return "LiquidationBelowResult";
  if (index === 0n && (cumulativeProfit !== profit || cumulativeLoss !== loss)) return "LiquidationFirst";
  if (index + 1n !== settlement.liquidationCount) return undefined;
  return cumulativeProfit !== settlement.profit || cumulativeLoss !== settlement.loss ? "LiquidationLast" : undefined;
}

/**
 * What is wrong with two liquidations of a settlement, alone or together, or undefined; in either order. The same index twice
 * is judged as one leaf. Total: any 256-bit numbers are judged.
 *
 * @example
 * const fault = faultOfLiquidationPair(first, second, settlement);
 */
export function faultOfLiquidationPair(a: Liquidation, b: Liquidation, settlement: Settlement): Fault | undefined {
  requireGiven({ a, b, settlement }, { a: LIQUIDATION, b: LIQUIDATION, settlement: SETTLEMENT });
  const [first, second] = a.index > b.index ? [b, a] : [a, b];
  const alone = faultAlone(first, settlement) ?? faultAlone(second, settlement);
  if (alone !== undefined || first.index === second.index) return alone;
  return faultBetweenLiquidations(first, second);
}

/** What is wrong between two liquidations without a fault of their own, the one with the smaller index first. */
export function faultBetweenLiquidations(first: Liquidation, second: Liquidation): Fault | undefined {
  if (BigInt(first.key) >= BigInt(second.key)) return "LiquidationOrder";
  const { profit, loss } = resultParts(second);
  const moreProfit = second.cumulativeProfit - first.cumulativeProfit - profit;
  const moreLoss = second.cumulativeLoss - first.cumulativeLoss - loss;
  if (moreProfit < 0n || moreLoss < 0n) return "LiquidationSum";
  // Between two that are no neighbours stand others, whose results this pair does not show.
  const neighbours = second.index - first.index === 1n;
  return neighbours && (moreProfit !== 0n || moreLoss !== 0n) ? "LiquidationSum" : undefined;
}

/** A liquidation's own profit and loss, one of them zero. */
function resultParts({ side, takeoverValue, closeValue }: Liquidation): { profit: bigint; loss: bigint } {
  const result = side === 0n ? closeValue - takeoverValue : takeoverValue - closeValue;
  return result > 0n ? { profit: result, loss: 0n } : { profit: 0n, loss: -result };
}
