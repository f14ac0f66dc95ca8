/** What a period's settlement can be, in the order of the contract's numbers. */
export const STATUSES = ["none", "pending", "finalized", "voided"] as const;
/** What a period's settlement is. */
export type SettlementStatus = (typeof STATUSES)[number];

/** The lists of a settlement, in the order of the contract's numbers. */
export const TREES = ["liquidations", "positions"] as const;
/** One of a settlement's lists. */
export type TreeName = (typeof TREES)[number];

/** What can be wrong with a settlement, in words, in the order of the contract's numbers. */
export const FAULTS = [
  "nothing",
  "a demanded entry was not shown in time",
  "two entries of one list have the same key",
  "a position's profit is zero",
  "a position's profit is above its cumulative profit",
  "a cumulative profit is above the total profit",
  "the first position's cumulative profit is not its own profit",
  "the last position's cumulative profit is not the total profit",
  "the last head position's cumulative profit is not the head's profit",
  "the head reaches its part of the profit already without its last position",
  "a position stands before one with a larger profit, or before an equal one with a smaller key",
  "two cumulative profits differ by less or more than the positions between them can make up",
  "a liquidation's side is neither long nor short",
  "a quantity is zero, or a quantity, takeover or close value is 2^128 or more",
  "a liquidation's time is before the period's start, or not before its end",
  "a running total is above the period's profit or loss",
  "a running total is below the liquidation's own result",
  "the first liquidation's running totals are not its own result",
  "the last liquidation's running totals are not the period's profit and loss",
  "a liquidation stands before one with a smaller key, or the same",
  "two running totals differ by less, or as neighbours by other, than the later liquidation's own result",
] as const;

/** The word for one of the contract's numbers; the number itself, if a newer contract has more. */
export function wordOf<T extends string>(words: readonly T[], number: bigint): T | `number ${bigint}` {
  return words[Number(number)] ?? `number ${number}`;
}
