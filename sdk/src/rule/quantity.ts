import { BIGINT, requireGiven } from "../columns/given.ts";
import { LISTS } from "../problems/english/lists.ts";
import { refused } from "../problems/problem.ts";
import { assertScale, formatDecimal, parseDecimal } from "./amount.ts";

/** A quantity is counted in 10^-18 of its market's unit. */
export const QUANTITY_DECIMALS = 18;

// 2^128 has 39 digits; what is longer than this is padded without need.
const LONGEST_TEXT = 80;
const BITS = 128n;

/**
 * Parses the quantity of a liquidation.
 *
 * @param text plain decimal with at most 18 decimals, above zero
 * @returns in 10^-18 of the market's unit, below 2^128
 * @throws {InputError} on anything else; a 19th decimal is an error and never rounded, even if it is a zero
 * @example
 * parseQuantity("0.25") // 250000000000000000n
 */
export function parseQuantity(text: string): bigint {
  const { negative, digits, scale } = parseDecimal(text, LONGEST_TEXT);
  if (negative) throw refused(LISTS, "quantityNegative", {}, { got: text });
  assertScale("a quantity", scale, QUANTITY_DECIMALS, text);
  const quantity = digits * 10n ** BigInt(QUANTITY_DECIMALS - scale);
  if (quantity === 0n) throw refused(LISTS, "quantityZero", {}, { got: text });
  if (quantity >> BITS === 0n) return quantity;
  throw refused(LISTS, "quantityTooLarge", {}, { got: text });
}

/**
 * Writes a quantity as the shortest plain decimal: `parseQuantity` reads it back.
 *
 * @param quantity in 10^-18 of the market's unit
 * @example
 * formatQuantity(250000000000000000n) // "0.25"
 */
export function formatQuantity(quantity: bigint): string {
  requireGiven({ quantity }, { quantity: BIGINT });
  return formatDecimal(quantity, QUANTITY_DECIMALS);
}
