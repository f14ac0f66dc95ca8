import { BIGINT, partsOf, requireGiven } from "../columns/given.ts";
import { InputError } from "../errors.ts";
import { LISTS } from "../problems/english/lists.ts";
import { refused } from "../problems/problem.ts";
import { assertDecimals, type ExactDecimal, LARGEST_AMOUNT, parseDecimal } from "./amount.ts";

/** The side of a liquidated position. */
export type Side = "long" | "short";

/** What the liquidation engine took over and closed; values in base units. */
export interface LiquidationResultInput {
  readonly side: Side;
  readonly takeoverValue: bigint;
  readonly closeValue: bigint;
}

const CLOSED = partsOf({ takeoverValue: BIGINT, closeValue: BIGINT });
// Beyond any price or quantity of a market, and short enough that hostile input costs nothing.
const LONGEST_FACTOR = 80;

/**
 * The result of a liquidation in base units: above zero a profit of the fund, below zero a margin call liquidation loss.
 *
 * @throws {InputError} if the side is neither "long" nor "short"
 * @example
 * resultOf({ side: "long", takeoverValue: 100n, closeValue: 90n }) // -10n
 * resultOf({ side: "short", takeoverValue: 100n, closeValue: 90n }) // 10n
 */
export function resultOf(closed: LiquidationResultInput): bigint {
  requireGiven({ closed }, { closed: CLOSED });
  const { side, takeoverValue, closeValue } = closed;
  assertSide(side);
  return side === "long" ? closeValue - takeoverValue : takeoverValue - closeValue;
}

/**
 * floor(quantity * price) in base units, with exact decimal arithmetic on both factors.
 *
 * @param quantity plain decimal, not negative, any number of decimals, at most 80 characters
 * @param price the same
 * @param decimals decimal places of the token, 0 to 18
 * @throws {InputError} if a factor is not such a decimal, or the value is above 2^127 base units
 * @example
 * valueAtPrice("0.001", "64123.4567", 6) // 64123456n
 */
export function valueAtPrice(quantity: string, price: string, decimals: number): bigint {
  const a = factorOf(quantity, "quantity");
  const b = factorOf(price, "price");
  const shift = BigInt(assertDecimals(decimals)) - BigInt(a.scale + b.scale);
  const product = a.digits * b.digits;
  const value = shift >= 0n ? product * 10n ** shift : product / 10n ** -shift;
  if (value > LARGEST_AMOUNT) {
    throw refused(LISTS, "valueTooLarge", {}, { got: `${quantity} * ${price}` });
  }
  return value;
}

/**
 * Reads a side as it stands in an input table.
 *
 * @throws {InputError} on anything but "long" and "short"
 * @example
 * parseSide("long") // "long"
 */
export function parseSide(text: string): Side {
  assertSide(text);
  return text;
}

function assertSide(side: string): asserts side is Side {
  if (side === "long" || side === "short") return;
  throw refused(LISTS, "sideUnknown", {}, { got: String(side) });
}

function factorOf(text: string, column: "quantity" | "price"): ExactDecimal {
  try {
    const factor = parseDecimal(text, LONGEST_FACTOR);
    if (factor.negative) throw refused(LISTS, "factorNegative", { name: column }, { got: text });
    return factor;
  } catch (error) {
    throw error instanceof InputError ? error.at({ column }) : error;
  }
}
