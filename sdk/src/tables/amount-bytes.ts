import { type ByteRange, textOf } from "../columns/bytes.ts";
import { type AmountRead, parseTableAmount } from "./numbers.ts";

const MINUS = 45;
const POINT = 46;
const ZERO = 48;
// So many digits in all make a number below 2^53.
const MOST_DIGITS = 15;
const POWERS_OF_TEN = Array.from({ length: MOST_DIGITS + 1 }, (_, power) => 10 ** power);

/**
 * Parses a decimal amount that stands as bytes: the same result as `parseTableAmount`, as a number where it is small enough to be
 * exact, since most are and a bigint a row is slow.
 *
 * @returns base units
 * @throws {InputError} whatever `parseTableAmount` throws
 */
export function parseAmountBytes(range: ByteRange, read: AmountRead): number | bigint {
  const isRefused = range.bytes[range.start] === MINUS && !read.signed;
  const amount = isRefused ? undefined : shortAmount(range, read.decimals);
  if (amount !== undefined) return amount;
  return parseTableAmount(textOf(range.bytes.subarray(range.start, range.end)), read);
}

/**
 * The amount if it is written as digits, with a point between some of them or none, and has at most 15 digits in base units;
 * else undefined: the fast path knows one shape and judges none.
 */
function shortAmount({ bytes, start, end }: ByteRange, decimals: number): number | undefined {
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
  if (whole === 0 || whole > MOST_DIGITS - decimals) return undefined;
  let given = 0;
  if (at < end) {
    given = end - at - 1;
    if (bytes[at] !== POINT || given === 0 || given > decimals) return undefined;
    for (at++; at < end; at++) {
      const digit = (bytes[at] as number) - ZERO;
      if (digit < 0 || digit > 9) return undefined;
      units = 10 * units + digit;
    }
  }
  const amount = units * (POWERS_OF_TEN[decimals - given] as number);
  return negative ? 0 - amount : amount;
}
