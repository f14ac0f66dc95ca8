import type { Fault } from "../fault.ts";

/** What each fault is: the rest of a sentence that ends with it. */
export const FAULT_PHRASES: Readonly<Record<Fault, string>> = {
  Silence: "a demanded leaf was not shown in time",
  DuplicateKey: "two positions have the same key",
  PositionZeroProfit: "a position's profit is zero",
  PositionAboveCumulative: "a position's profit is above its cumulative profit",
  PositionAboveTotal: "a cumulative profit is above the total profit",
  PositionFirst: "the first position's cumulative profit is not its own profit",
  PositionLast: "the last position's cumulative profit is not the total profit",
  PositionHeadProfit: "the last head position's cumulative profit is not the head's profit",
  PositionHeadCut: "the head reaches its part of the profit already without its last position",
  PositionOrder: "a position stands before one with a larger profit, or before an equal one with a smaller key",
  PositionSum: "two cumulative profits differ by less or more than the positions between them can make up",
  LiquidationSide: "a liquidation's side is neither long (0) nor short (1)",
  LiquidationValue: "a liquidation's quantity is zero, or its quantity or one of its values is 2^128 or more",
  LiquidationTime: "a liquidation was closed before the period's start, or not before its end",
  LiquidationAboveTotal: "a running total is above the period's profit or loss",
  LiquidationBelowResult: "a running total is below the liquidation's own result",
  LiquidationFirst: "the first liquidation's running totals are not its own result",
  LiquidationLast: "the last liquidation's running totals are not the period's profit and loss",
  LiquidationOrder: "a liquidation stands before one whose key is smaller or the same",
  LiquidationSum:
    "the running totals rise by less than the later liquidation's own result (between neighbours: not by exactly that)",
};

/** What a fault means, as a sentence. */
export function faultText(fault: Fault): string {
  const phrase = FAULT_PHRASES[fault];
  return `${phrase.charAt(0).toUpperCase()}${phrase.slice(1)}.`;
}
