import { parseAmount } from "../rule/amount.ts";
import { type ByteRange, textOf } from "./ids.ts";

const MINUS = 45;
const POINT = 46;
const ZERO = 48;
const DECIMALS = 6;
// 9 digits before the point and 6 behind make a number below 2^53.
const MOST_WHOLE_DIGITS = 9;
const POWERS_OF_TEN = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000];

/**
 * Parses a decimal amount that stands as bytes: the same result as `parseAmount(text, { signed: true })`, as a number
 * where it is small enough to be exact, since most are and a bigint a row is slow.
 *
 * @returns base units
 * @throws {InputError} whatever `parseAmount` throws
 */
export function parseAmountBytes(range: ByteRange): number | bigint {
  const amount = shortAmount(range);
  if (amount !== undefined) return amount;
  return parseAmount(textOf(range.bytes.subarray(range.start, range.end)), { signed: true });
}

/** The amount if it is written as `-?d{1,9}(.d{1,6})?`, else undefined: the fast path knows one shape and judges none. */
function shortAmount({ bytes, start, end }: ByteRange): number | undefined {
  const negative = bytes[start] === MINUS;
  const first = negative ? start + 1 : start;
  let units = 0;
  let at = first;
  for (; at < end; at++) {
    const digit = (bytes[at] as number) - ZERO;
    if (digit < 0 || digit > 9) break;
    units = 10 * units + digit;
  }
  const whole = at - first;
  if (whole === 0 || whole > MOST_WHOLE_DIGITS) return undefined;
  let decimals = 0;
  if (at < end) {
    decimals = end - at - 1;
    if (bytes[at] !== POINT || decimals === 0 || decimals > DECIMALS) return undefined;
    for (at++; at < end; at++) {
      const digit = (bytes[at] as number) - ZERO;
      if (digit < 0 || digit > 9) return undefined;
      units = 10 * units + digit;
    }
  }
  const amount = units * (POWERS_OF_TEN[DECIMALS - decimals] as number);
  return negative ? 0 - amount : amount;
}
