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
