import { BIGINT, partsOf, requireGiven } from "../columns/given.ts";
import { PRICES } from "../problems/english/prices.ts";
import { refused } from "../problems/problem.ts";
import { assertDecimals, assertScale, formatDecimal, parseDecimal } from "../rule/amount.ts";
import { QUANTITY_DECIMALS } from "../rule/quantity.ts";

/** A price is counted in 10^-18 tokens for one of its market's unit. */
export const PRICE_DECIMALS = 18;

const WORTH = partsOf({ value: BIGINT, quantity: BIGINT });
// 2^128 has 39 digits; what is longer than this is padded without need.
const LONGEST_TEXT = 80;
const BITS = 128n;
const SCALE = QUANTITY_DECIMALS + PRICE_DECIMALS;

/** What a quantity is worth: its value and its quantity, as a liquidation has them. */
export interface Worth {
  /** Base units. */
  readonly value: bigint;
  /** In 10^-18 of the market's unit. */
  readonly quantity: bigint;
}

/**
 * Parses a price of a market.
 *
 * @param text plain decimal with at most 18 decimals, above zero
 * @returns in 10^-18 tokens, below 2^128
 * @throws {InputError} on anything else; a 19th decimal is an error and never rounded, even if it is a zero
 * @example
 * parsePrice("112000.5") // 112000500000000000000000n
 */
export function parsePrice(text: string): bigint {
  const { negative, digits, scale } = parseDecimal(text, LONGEST_TEXT);
  if (negative) throw refused(PRICES, "priceNegative", {}, { got: text });
  assertScale("a price", scale, PRICE_DECIMALS, text);
  const price = digits * 10n ** BigInt(PRICE_DECIMALS - scale);
  if (price === 0n) throw refused(PRICES, "priceNotPositive", {}, { got: text });
  if (price >> BITS === 0n) return price;
  throw refused(PRICES, "priceTooLarge", {}, { got: text });
}

/**
 * Writes a price as the shortest plain decimal: `parsePrice` reads it back.
 *
 * @param price in 10^-18 tokens
 * @example
 * formatPrice(112000500000000000000000n) // "112000.5"
 */
export function formatPrice(price: bigint): string {
  requireGiven({ price }, { price: BIGINT });
  return formatDecimal(price, PRICE_DECIMALS);
}

/**
 * quantity * price in base units, as a fraction: nothing is rounded.
 *
 * @param quantity in 10^-18 of the market's unit
 * @param price in 10^-18 tokens
 * @param decimals decimal places of the token, 0 to 18
 * @throws {InputError} if the decimals are out of range
 */
export function exactValue(quantity: bigint, price: bigint, decimals: number) {
  return {
    numerator: quantity * price * 10n ** BigInt(assertDecimals(decimals)),
    denominator: 10n ** BigInt(SCALE),
  };
}

/**
 * The price that a value and a quantity tell: the shortest plain decimal `p` with floor(quantity * p) = value. A value was rounded
 * down to the token's base unit, and value / quantity alone would show 112000.499999 for a price of 112000.5.
 *
 * @param decimals decimal places of the token, 0 to 18
 * @returns undefined for a quantity of zero, which tells no price
 * @throws {InputError} if the decimals are out of range
 * @example
 * priceText({ value: 56000250000n, quantity: 500000000000000000n }, 6) // "112000.5"
 */
export function priceText(worth: Worth, decimals: number): string | undefined {
  requireGiven({ worth }, { worth: WORTH });
  const { value, quantity } = worth;
  const unit = 10n ** BigInt(QUANTITY_DECIMALS - assertDecimals(decimals));
  if (quantity === 0n) return undefined;
  // The prices that give the value are those from value * unit / quantity on, and before (value + 1) * unit / quantity: each decimal
  // more makes ten times as many candidates, and sooner or later one of them is hit.
  for (let scale = 0, power = unit; ; scale++, power *= 10n) {
    const candidate = (value * power + quantity - 1n) / quantity;
    if (candidate * quantity < (value + 1n) * power) return formatDecimal(candidate, scale);
  }
}
