import { BIGINT, listOf, requireGiven, TEXT } from "../columns/given.ts";

/** What a period's settlement can be, in the order of the contract's numbers. */
export const STATUSES = ["none", "pending", "finalized", "voided"] as const;
/** What a period's settlement is. */
export type SettlementStatus = (typeof STATUSES)[number];

/** The lists of a settlement, in the order of the contract's numbers. */
export const TREES = ["liquidations", "positions"] as const;
/** One of a settlement's lists. */
export type TreeName = (typeof TREES)[number];

/**
 * The word for one of the contract's numbers; the number itself, if a newer contract has more.
 *
 * @example
 * wordOf(["none", "pending"], 1n) // "pending"
 * wordOf(["none", "pending"], 7n) // "number 7"
 */
export function wordOf<T extends string>(words: readonly T[], number: bigint): T | `number ${bigint}` {
  requireGiven({ words, number }, { words: listOf(TEXT), number: BIGINT });
  return words[Number(number)] ?? `number ${number}`;
}
