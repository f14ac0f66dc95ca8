import { BASICS, type Thing } from "../problems/english/basics.ts";
import { type ArgsOf, refused } from "../problems/problem.ts";
import { assertBigint } from "./bigints.ts";
import { AMOUNT_COLUMN, COUNT, FLAG, LIST, requireGiven } from "./given.ts";

/** A column of unsigned 128-bit amounts in base units; without `high`, all are below 2^64. */
export interface Amounts {
  readonly low: BigUint64Array;
  readonly high?: BigUint64Array;
}

/** Positions as columns, not as objects: a row is an index into each. All profits are above zero. */
export interface PositionColumns {
  readonly count: number;
  /** 32 bytes a position. */
  readonly keys: Uint8Array;
  readonly profits: Amounts;
}

/** The largest amount that a column or a header holds: 2^128 - 1. */
export const UINT128_MAX = (1n << 128n) - 1n;

/** Bytes of a key, a market, a hash. */
export const WORD = 32;

// A tree has up to twice as many slots, which then still fit 32 bits.
const MAX_COUNT = 2 ** 31 - 1;
const LIMB = 64n;
const UINT64_MAX = (1n << LIMB) - 1n;

/**
 * Makes an empty column.
 *
 * @param wide whether amounts of 2^64 and above must fit
 * @example
 * amountsToArray(allocateAmounts(2, false)) // [0n, 0n]
 */
export function allocateAmounts(count: number, wide: boolean): Amounts {
  requireGiven({ count, wide }, { count: COUNT, wide: FLAG });
  const low = new BigUint64Array(count);
  return wide ? { low, high: new BigUint64Array(count) } : { low };
}

/**
 * Makes a column of given amounts.
 *
 * @throws {InputError} if an amount is negative or above 2^128 - 1
 * @example
 * amountAt(amountsFrom([7n, 2n ** 100n]), 1) // 2n ** 100n
 */
export function amountsFrom(values: readonly bigint[]): Amounts {
  requireGiven({ values }, { values: LIST });
  for (const value of values) assertUint128(value, "an amount");
  const amounts = allocateAmounts(
    values.length,
    values.some((value) => value > UINT64_MAX),
  );
  values.forEach((value, index) => {
    setAmount(amounts, index, value);
  });
  return amounts;
}

/**
 * Reads one amount of a column, in base units. The column is taken for one, since that is asked for row by row.
 *
 * @throws {InputError} if the column has no such row
 * @example
 * amountAt({ low: BigUint64Array.of(5n, 7n) }, 1) // 7n
 */
export function amountAt(amounts: Amounts, index: number): bigint {
  const low = amounts.low[index];
  if (low === undefined) throw refused(BASICS, "noSuchRow", {}, { got: String(index) });
  const high = amounts.high?.[index];
  return high ? (high << LIMB) | low : low;
}

/**
 * Writes one amount into a column. The column is taken for one, since that is asked for row by row.
 *
 * @throws {InputError} if the column has no such row, or the amount does not fit it
 * @example
 * const amounts = amountsFrom([1n, 2n]);
 * setAmount(amounts, 1, 3n);
 */
export function setAmount(amounts: Amounts, index: number, value: bigint): void {
  if (!(index in amounts.low)) throw refused(BASICS, "noSuchRow", {}, { got: String(index) });
  assertBigint(value, "an amount");
  if (amounts.high) assertUint128(value, "an amount");
  else if (value < 0n || value > UINT64_MAX) {
    throw refused(BASICS, "amountTooWide", {}, { got: String(value) });
  }
  amounts.low[index] = BigInt.asUintN(64, value);
  if (amounts.high) amounts.high[index] = value >> LIMB;
}

/**
 * Reads a whole column.
 *
 * @example
 * amountsToArray({ low: BigUint64Array.of(5n, 7n) }) // [5n, 7n]
 */
export function amountsToArray(amounts: Amounts): bigint[] {
  requireGiven({ amounts }, { amounts: AMOUNT_COLUMN });
  return Array.from(amounts.low, (_, index) => amountAt(amounts, index));
}

/**
 * Checks that an amount fits 128 bits without a sign.
 *
 * @throws {InputError} naming the amount
 */
export function assertUint128(value: bigint, what: Thing): void {
  assertBigint(value, what);
  if (value >= 0n && value <= UINT128_MAX) return;
  throw refused(BASICS, "outOfRange", { what, bits: 128 }, { got: String(value) });
}

/**
 * Checks that a number fits 64 bits without a sign.
 *
 * @throws {InputError} naming it
 */
export function assertUint64(value: bigint, what: ArgsOf<typeof BASICS.outOfRange>["what"]): bigint {
  assertBigint(value, what);
  if (value >= 0n && value <= UINT64_MAX) return value;
  throw refused(BASICS, "outOfRange", { what, bits: 64 }, { got: String(value) });
}

/**
 * Checks that a list may be so long.
 *
 * @throws {InputError} if it is no whole number, or its tree would have more slots than 32 bits count
 */
export function assertCount(count: number): void {
  if (Number.isSafeInteger(count) && count >= 0 && count <= MAX_COUNT) return;
  throw refused(BASICS, "countOutOfRange", {}, { got: String(count) });
}

/**
 * Checks that columns have the lengths that their count says.
 *
 * @throws {InputError} naming the column
 */
export function assertColumns(
  count: number,
  words: Record<string, Uint8Array>,
  amounts: Record<string, Amounts>,
): void {
  assertCount(count);
  for (const [name, bytes] of Object.entries(words)) assertLength(name, bytes.length, WORD * count);
  for (const [name, { low, high }] of Object.entries(amounts)) {
    assertLength(name, low.length, count);
    if (high) assertLength(`${name} (high limbs)`, high.length, count);
  }
}

/**
 * Checks that a column has the length that its count says.
 *
 * @throws {InputError} naming the column
 */
export function assertLength(column: string, length: number, expected: number): void {
  if (length === expected) return;
  throw refused(BASICS, "columnLength", {}, { column, got: String(length), expected: String(expected) });
}

// The lower and upper half of an amount of 64 bits, as this machine keeps them.
const [LOWER, UPPER] = new Uint32Array(BigUint64Array.of(1n).buffer)[0] === 1 ? [0, 1] : [1, 0];
const HALF = 2 ** 32;
const SMALL_UPPER = 2 ** 21;

/** A column's amounts below 2^53 as numbers: a bigint for each row would cost more than what is done with it. */
export interface SmallAmounts {
  /** An amount below 2^53; -1 if it is larger. The row must be one of the column's. */
  at(index: number): number;
  /** Writes an amount below 2^53. The row must be one of the column's. */
  set(index: number, value: number): void;
}

/** The small amounts of a column. */
export function smallAmounts({ low, high }: Amounts): SmallAmounts {
  const halves = new Uint32Array(low.buffer, low.byteOffset, 2 * low.length);
  return {
    at(index) {
      const upper = halves[2 * index + UPPER] as number;
      if (upper >= SMALL_UPPER || (high !== undefined && high[index] !== 0n)) return -1;
      return upper * HALF + (halves[2 * index + LOWER] as number);
    },
    set(index, value) {
      halves[2 * index + UPPER] = value / HALF;
      halves[2 * index + LOWER] = value;
      if (high !== undefined) high[index] = 0n;
    },
  };
}

/** Whether two columns hold the same amounts. */
export function sameAmounts(a: Amounts, b: Amounts): boolean {
  if (!sameLimbs(a.low, b.low)) return false;
  if (a.high !== undefined && b.high !== undefined) return sameLimbs(a.high, b.high);
  const high = a.high ?? b.high;
  return high === undefined || halvesOf(high).every((half) => half === 0);
}

function sameLimbs(a: BigUint64Array, b: BigUint64Array): boolean {
  const [left, right] = [halvesOf(a), halvesOf(b)];
  return left.length === right.length && left.every((half, at) => half === right[at]);
}

/** As numbers, two for each: a bigint for each would be slow. */
const halvesOf = ({ buffer, byteOffset, length }: BigUint64Array) => new Uint32Array(buffer, byteOffset, 2 * length);
