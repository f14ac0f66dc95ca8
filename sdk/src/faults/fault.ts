/** What can be wrong with a settlement, in the order of the contract's enum; an event's number is an index into this. */
export const FAULTS = [
  "None",
  "Silence",
  "DuplicateKey",
  "PositionZeroProfit",
  "PositionAboveCumulative",
  "PositionAboveTotal",
  "PositionFirst",
  "PositionLast",
  "PositionHeadProfit",
  "PositionHeadCut",
  "PositionOrder",
  "PositionSum",
  "LiquidationSide",
  "LiquidationValue",
  "LiquidationTime",
  "LiquidationAboveTotal",
  "LiquidationBelowResult",
  "LiquidationFirst",
  "LiquidationLast",
  "LiquidationOrder",
  "LiquidationSum",
] as const;

/** A fault that voids a settlement. */
export type Fault = Exclude<(typeof FAULTS)[number], "None">;

const SENTENCES: Record<Fault, string> = {
  Silence: "A demanded leaf was not shown in time.",
  DuplicateKey: "Two positions have the same key.",
  PositionZeroProfit: "A position's profit is zero.",
  PositionAboveCumulative: "A position's profit is above its cumulative profit.",
  PositionAboveTotal: "A cumulative profit is above the total profit.",
  PositionFirst: "The first position's cumulative profit is not its own profit.",
  PositionLast: "The last position's cumulative profit is not the total profit.",
  PositionHeadProfit: "The last head position's cumulative profit is not the head's profit.",
  PositionHeadCut: "The head reaches its part of the profit already without its last position.",
  PositionOrder: "A position stands before one with a larger profit, or before an equal one with a smaller key.",
  PositionSum: "Two cumulative profits differ by less or more than the positions between them can make up.",
  LiquidationSide: "A liquidation's side is neither long (0) nor short (1).",
  LiquidationValue: "A liquidation's quantity is zero, or its quantity or one of its values is 2^128 or more.",
  LiquidationTime: "A liquidation was closed before the period's start, or not before its end.",
  LiquidationAboveTotal: "A running total is above the period's profit or loss.",
  LiquidationBelowResult: "A running total is below the liquidation's own result.",
  LiquidationFirst: "The first liquidation's running totals are not its own result.",
  LiquidationLast: "The last liquidation's running totals are not the period's profit and loss.",
  LiquidationOrder: "A liquidation stands before one whose key is smaller or the same.",
  LiquidationSum: "Two running totals differ by less (neighbours: by other) than the later liquidation's own result.",
};

/**
 * What a fault means, as a sentence.
 *
 * @example
 * describeFault("PositionZeroProfit") // "A position's profit is zero."
 */
export function describeFault(fault: Fault): string {
  return SENTENCES[fault];
}
