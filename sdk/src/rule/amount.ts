import { BIGINT, FLAG, ifGiven, partsOf, requireGiven } from "../columns/given.ts";
import { AMOUNTS, type Decimal } from "../problems/english/amounts.ts";
import { refused } from "../problems/problem.ts";

/** The largest amount that is read from text, in base units: 2^127. */
export const LARGEST_AMOUNT = 2n ** 127n;

const FORMAT = partsOf({ signed: ifGiven(FLAG) });
const DECIMALS = 6;
/** The most decimal places that a token has. */
export const MOST_DECIMALS = 18;
const PLAIN_DECIMAL = /^(-?)(\d+)(?:\.(\d+))?$/;
// 2^127 has 39 digits; what is longer than this is either out of range or padded without need.
const LONGEST_TEXT = 128;

/** How an amount may be written. */
export interface AmountFormat {
  /** Decimal places of the token: 6 unless given, at most 18. */
  readonly decimals?: number | undefined;
  /** Whether a leading "-" is allowed (a position's profit may be a loss); false unless given. */
  readonly signed?: boolean | undefined;
}

/**
 * Parses a plain decimal into base units of the token.
 *
 * @param text digits with at most one point; no exponent, no "+", no blanks
 * @returns base units, at most 2^127 in absolute value
 * @throws {InputError} on anything else; a digit behind the token's last decimal is an error and never rounded, even if it is
 *   a zero
 * @example
 * parseAmount("1.5") // 1500000n
 * parseAmount("-0.000001", { signed: true }) // -1n
 */
export function parseAmount(text: string, format: AmountFormat = {}): bigint {
  requireGiven({ format }, { format: FORMAT });
  const decimals = assertDecimals(format.decimals === undefined ? DECIMALS : format.decimals);
  const { negative, digits, scale } = parseDecimal(text, LONGEST_TEXT);
  if (negative && format.signed !== true) throw refused(AMOUNTS, "amountNegative", {}, { got: text });
  assertScale("an amount", scale, decimals, text);
  const amount = digits * 10n ** BigInt(decimals - scale);
  if (amount > LARGEST_AMOUNT) throw refused(AMOUNTS, "amountTooLarge", {}, { got: text });
  return negative ? -amount : amount;
}

/**
 * Writes base units as the shortest plain decimal: `parseAmount` reads it back.
 *
 * @param amount base units, negative ones too
 * @param decimals decimal places of the token, 6 unless given
 * @throws {InputError} if decimals is not an integer from 0 to 18
 * @example
 * formatAmount(1500000n) // "1.5"
 */
export function formatAmount(amount: bigint, decimals: number = DECIMALS): string {
  requireGiven({ amount }, { amount: BIGINT });
  return formatDecimal(amount, assertDecimals(decimals));
}

/** Writes `digits / 10^scale` as the shortest plain decimal. */
export function formatDecimal(digits: bigint, scale: number): string {
  const text = (digits < 0n ? -digits : digits).toString().padStart(scale + 1, "0");
  const whole = text.slice(0, text.length - scale);
  const fraction = text.slice(text.length - scale).replace(/0+$/, "");
  return `${digits < 0n ? "-" : ""}${whole}${fraction && `.${fraction}`}`;
}

/**
 * Refuses digits behind the last decimal there is.
 *
 * @throws {InputError} naming what it is a number of
 */
export function assertScale(what: Decimal, scale: number, decimals: number, text: string): void {
  if (scale > decimals) throw refused(AMOUNTS, "tooManyDecimals", { what, decimals }, { got: text });
}

/** A decimal number without rounding: `digits / 10^scale`, negated if `negative`. */
export interface ExactDecimal {
  readonly negative: boolean;
  readonly digits: bigint;
  readonly scale: number;
}

/**
 * Reads a plain decimal of any precision up to a length, exactly.
 *
 * @throws {InputError} if it is not a plain decimal, or longer than `longest` characters
 */
export function parseDecimal(text: string, longest: number): ExactDecimal {
  // The length is judged first: turning digits into a bigint costs more than linear time.
  if (typeof text !== "string") throw refused(AMOUNTS, "amountNotText", {}, { got: String(text) });
  if (text.length > longest) throw refused(AMOUNTS, "numberTooLong", { longest }, { got: text });
  const match = PLAIN_DECIMAL.exec(text);
  if (match === null) throw refused(AMOUNTS, "notDecimal", {}, { got: text });
  const [, sign, whole = "", fraction = ""] = match;
  return { negative: sign === "-", digits: BigInt(whole + fraction), scale: fraction.length };
}

/**
 * Checks a token's number of decimal places.
 *
 * @throws {InputError} if it is not an integer from 0 to 18
 */
export function assertDecimals(decimals: number): number {
  if (Number.isInteger(decimals) && decimals >= 0 && decimals <= MOST_DECIMALS) return decimals;
  throw refused(AMOUNTS, "decimalsOutOfRange", { most: MOST_DECIMALS }, { got: String(decimals) });
}
