import { BIGINT, partsOf, requireGiven } from "../columns/given.ts";
import { PRICES } from "../problems/english/prices.ts";
import { refused } from "../problems/problem.ts";
import { exactValue, type Worth } from "./price.ts";

/** The lowest and the highest price of a market in one minute, in 10^-18 tokens for one of its unit. */
export interface PriceRange {
  readonly low: bigint;
  readonly high: bigint;
}

/** Where a price stands to the market's of its minute. */
export type Standing = "within" | "below" | "above";

/** A price held against the market's of its minute. */
export interface HeldPrice {
  readonly standing: Standing;
  /** The value at the nearest price that the market had, rounded down to base units; the value itself where its price is within. */
  readonly nearest: bigint;
  /** How far the price is from the nearest one, in millionths of that, rounded down; 0 where it is within. */
  readonly millionths: bigint;
}

const MILLION = 1_000_000n;

const WORTH = partsOf({ value: BIGINT, quantity: BIGINT });
const RANGE = partsOf({ low: BIGINT, high: BIGINT });

/**
 * Holds the price of a value, value / quantity, against the market's in that minute, without rounding.
 *
 * A value is a whole number of base units, and whoever made it rounded: it is within if quantity * price gives it for some price of
 * the range, however that was rounded. That is so exactly from floor(quantity * low) to ceil(quantity * high):
 * - floor, ceil and the nearest integer of quantity * price, low <= price <= high, all lie there, since none of them falls as the
 *   price rises;
 * - each integer there is less than one base unit from quantity * price for some price of the range: the ends from quantity * low and
 *   quantity * high, and any between them is quantity * price itself for a price of the range.
 *
 * @param decimals decimal places of the token, 0 to 18
 * @throws {InputError} if the decimals are out of range, or the quantity is zero, which has no price
 * @example
 * holdPrice({ value: 5n, quantity: 10n ** 18n }, { low: 7n * 10n ** 18n, high: 9n * 10n ** 18n }, 0).nearest // 7n
 */
export function holdPrice(worth: Worth, range: PriceRange, decimals: number): HeldPrice {
  requireGiven({ worth, range }, { worth: WORTH, range: RANGE });
  const { value, quantity } = worth;
  const { low, high } = range;
  if (quantity <= 0n) throw refused(PRICES, "soldNothing", {}, { got: String(quantity) });
  const least = exactValue(quantity, low, decimals);
  const nearestBelow = least.numerator / least.denominator;
  if (value < nearestBelow) return { standing: "below", nearest: nearestBelow, millionths: millionths(value, least) };
  const most = exactValue(quantity, high, decimals);
  const isAbove = (value - 1n) * most.denominator >= most.numerator;
  if (!isAbove) return { standing: "within", nearest: value, millionths: 0n };
  return { standing: "above", nearest: most.numerator / most.denominator, millionths: millionths(value, most) };
}

/** How far a value is from an exact one, in millionths of that. */
function millionths(value: bigint, { numerator, denominator }: ReturnType<typeof exactValue>): bigint {
  const distance = value * denominator - numerator;
  return ((distance < 0n ? -distance : distance) * MILLION) / numerator;
}
