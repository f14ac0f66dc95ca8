// Integers as decimal digits in ASCII, where a text for each would cost more than what is done with it.
import { type Amounts, amountAt, smallAmounts } from "./amounts.ts";

/** Digits of the largest amount: 2^128 - 1 has 39. */
export const LONGEST_AMOUNT = 39;

/** Writes an amount of a column; gives the place behind it. */
export function amountWriter(amounts: Amounts): (bytes: Uint8Array, at: number, row: number) => number {
  const small = smallAmounts(amounts);
  return (bytes, at, row) => {
    const value = small.at(row);
    return value >= 0 ? writeNumber(bytes, at, value) : writeInteger(bytes, at, amountAt(amounts, row));
  };
}

const BILLION = 1e9;
const DIGIT_0 = 48;

/** Writes an integer of any size; gives the place behind it. */
function writeInteger(bytes: Uint8Array, at: number, value: bigint): number {
  const digits = value.toString();
  for (let i = 0; i < digits.length; i++) bytes[at + i] = digits.charCodeAt(i);
  return at + digits.length;
}

/** Writes an integer from 0 to 2^53; gives the place behind it. */
export function writeNumber(bytes: Uint8Array, at: number, value: number): number {
  const upper = Math.floor(value / BILLION);
  if (upper === 0) return writeDigits(bytes, at, value, digitsOf(value));
  const middle = writeDigits(bytes, at, upper, digitsOf(upper));
  return writeDigits(bytes, middle, value - upper * BILLION, 9);
}

/** Writes a number below 10^9 with so many digits. */
function writeDigits(bytes: Uint8Array, at: number, value: number, digits: number): number {
  let rest = value | 0;
  for (let i = at + digits - 1; i >= at; i--) {
    const tenth = (rest / 10) | 0;
    bytes[i] = DIGIT_0 + rest - 10 * tenth;
    rest = tenth;
  }
  return at + digits;
}

function digitsOf(value: number): number {
  let digits = 1;
  for (let power = 10; value >= power; power *= 10) digits++;
  return digits;
}
