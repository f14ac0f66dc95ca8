import { AMOUNTS } from "../problems/english/amounts.ts";
import { refused } from "../problems/problem.ts";
import { assertScale, type ExactDecimal, LARGEST_AMOUNT, parseDecimal } from "../rule/amount.ts";
import { parseQuantity, QUANTITY_DECIMALS } from "../rule/quantity.ts";
import type { TableNotes } from "./notes.ts";

/** How amounts of a table are read. */
export interface AmountRead {
  /** Decimal places of the asset. */
  readonly decimals: number;
  /** Whether there may be losses. */
  readonly signed: boolean;
  /** Where digits behind the asset's last decimal are noted that are cut off; left out, they are refused. */
  readonly rounded?: TableNotes | undefined;
}

// 2^127 has 39 digits; what is longer than this is either out of range or padded without need.
const LONGEST_AMOUNT = 128;
const LONGEST_QUANTITY = 80;

/**
 * Parses an amount of a table: as `parseAmount` does, but zeros behind the asset's last decimal say nothing and are no error.
 *
 * @returns base units, at most 2^127 in absolute value
 * @throws {InputError} if it is no plain decimal, out of range, or has digits behind the asset's last decimal and none may be cut off
 */
export function parseTableAmount(text: string, read: AmountRead): bigint {
  return amountOf(parseDecimal(text, LONGEST_AMOUNT), read, text);
}

/** The base units of an exact decimal. */
export function amountOf({ negative, digits, scale }: ExactDecimal, read: AmountRead, got: string): bigint {
  const { decimals, signed, rounded } = read;
  if (negative && !signed) throw refused(AMOUNTS, "amountNegative", {}, { got });
  const further = scale - decimals;
  const factor = 10n ** BigInt(Math.abs(further));
  const amount = further > 0 ? digits / factor : digits * factor;
  const rest = further > 0 ? digits % factor : 0n;
  if (rest > 0n && rounded === undefined) assertScale("an amount", scale, decimals, got);
  if (amount > LARGEST_AMOUNT) throw refused(AMOUNTS, "amountTooLarge", {}, { got });
  if (rest > 0n) rounded?.round(rest, scale);
  return negative ? -amount : amount;
}

/**
 * Parses a quantity of a table: as `parseQuantity` does, but zeros behind the 18th decimal are no error.
 *
 * @throws {InputError} whatever `parseQuantity` throws
 */
export function parseTableQuantity(text: string): bigint {
  const point = text.indexOf(".");
  if (point < 0 || text.length > LONGEST_QUANTITY || text.length - point - 1 <= QUANTITY_DECIMALS)
    return parseQuantity(text);
  const end = point + 1 + QUANTITY_DECIMALS;
  return /^0+$/.test(text.slice(end)) ? parseQuantity(text.slice(0, end)) : parseQuantity(text);
}
