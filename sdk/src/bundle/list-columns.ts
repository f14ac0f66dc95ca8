// What collects the values of a bundle's columns, out of Parquet cells.

import { type Amounts, allocateAmounts, setAmount, smallAmounts, UINT128_MAX, WORD } from "../columns/amounts.ts";
import { assertUtf8, type ByteRange, isRange, withRoom } from "../columns/bytes.ts";
import { wordBytes } from "../columns/hex.ts";
import { marketBytes32 } from "../commitment/keys.ts";
import type { InputError } from "../errors.ts";
import type { ParquetCell } from "../parquet/plain.ts";
import { FILES, type Wanted } from "../problems/english/files.ts";
import { refused } from "../problems/problem.ts";
import { parseSide } from "../rule/liquidation.ts";
import { rangeText } from "../tables/liquidations-input.ts";

/** The names of the sides, by their numbers. */
export const SIDES = ["long", "short"] as const;

const UINT64_MAX = (1n << 64n) - 1n;

/** Collects the values of one column. */
export interface ColumnReader<T> {
  /** @throws {InputError} if it is not a value of this column */
  set(row: number, value: ParquetCell): void;
  column(): T;
}

export function indexReader(count: number): ColumnReader<Float64Array> {
  const indexes = new Float64Array(count);
  return {
    set(row, value) {
      if (!isInteger(value)) throw unreadable("an index", value);
      indexes[row] = Number(value);
    },
    column: () => indexes,
  };
}

/** Of 64-bit integers, zero or above. */
export function integerReader(count: number): ColumnReader<BigUint64Array> {
  const values = new BigUint64Array(count);
  return {
    set(row, value) {
      if (!isInteger(value)) throw unreadable("an integer", value);
      const integer = BigInt(value);
      if (integer < 0n || integer > UINT64_MAX) throw unreadable("an integer of zero or above", value);
      values[row] = integer;
    },
    column: () => values,
  };
}

const isInteger = (value: ParquetCell): value is bigint | number =>
  typeof value === "bigint" || Number.isInteger(value);

export function wordReader(count: number): ColumnReader<Uint8Array> {
  const words = new Uint8Array(WORD * count);
  return {
    set(row, value) {
      if (!isRange(value) || value.end - value.start !== WORD) throw unreadable("32 bytes", value);
      const { bytes, start } = value;
      for (let i = 0; i < WORD; i++) words[WORD * row + i] = bytes[start + i] as number;
    },
    column: () => words,
  };
}

export function amountReader(count: number): ColumnReader<Amounts> {
  let amounts = allocateAmounts(count, false);
  let small = smallAmounts(amounts);
  return {
    set(row, value) {
      const units = smallBaseUnits(value);
      if (units >= 0) {
        small.set(row, units);
        return;
      }
      const amount = baseUnits(value);
      if (amounts.high === undefined && amount >> 64n !== 0n) {
        amounts = { low: amounts.low, high: new BigUint64Array(count) };
        small = smallAmounts(amounts);
      }
      setAmount(amounts, row, amount);
    },
    column: () => amounts,
  };
}

/** Texts as their bytes, one behind the other. */
interface Texts {
  readonly bytes: Uint8Array;
  readonly ends: Float64Array;
}

/** Of UTF-8 text, of any length. */
export function textReader(): ColumnReader<Texts> {
  let bytes = new Uint8Array(1 << 16);
  let ends = new Float64Array(1 << 10);
  let rows = 0;
  return {
    set(row, value) {
      const { bytes: source, start, end } = textRange(value);
      let length = row === 0 ? 0 : (ends[row - 1] as number);
      bytes = withRoom(bytes, length + end - start);
      ends = withRoom(ends, row + 1);
      for (let at = start; at < end; at++) bytes[length++] = source[at] as number;
      ends[row] = length;
      rows = row + 1;
    },
    column: () => ({ bytes, ends: ends.subarray(0, rows) }),
  };
}

export function marketReader(count: number): ColumnReader<Uint8Array> {
  const markets = new Uint8Array(WORD * count);
  return {
    set: (row, value) => markets.set(wordBytes(marketBytes32(textValue(value))), WORD * row),
    column: () => markets,
  };
}

export function sideReader(count: number): ColumnReader<Uint8Array> {
  const sides = new Uint8Array(count);
  return {
    set(row, value) {
      sides[row] = SIDES.indexOf(parseSide(textValue(value)));
    },
    column: () => sides,
  };
}

const DIGIT_0 = 48;
const PLAIN_INTEGER = /^(0|[1-9][0-9]{0,38})$/;

// What has more digits than 2^53 is above it.
const MOST_DIGITS = 16;

/** Base units that a number holds exactly, of plain decimal text; -1 where the strict way must look. */
function smallBaseUnits(value: ParquetCell): number {
  if (!isRange(value)) return -1;
  const { bytes, start, end } = value;
  if (end === start || end - start > MOST_DIGITS || (bytes[start] === DIGIT_0 && end - start > 1)) return -1;
  let amount = 0;
  for (let at = start; at < end; at++) {
    const digit = (bytes[at] as number) - DIGIT_0;
    if (digit < 0 || digit > 9) return -1;
    amount = 10 * amount + digit;
  }
  return amount <= Number.MAX_SAFE_INTEGER ? amount : -1;
}

/** Base units, written as decimal text. */
function baseUnits(value: ParquetCell): bigint {
  const text = textValue(value, "base units below 2^128");
  const amount = PLAIN_INTEGER.test(text) ? BigInt(text) : undefined;
  if (amount === undefined || amount > UINT128_MAX) throw unreadable("base units below 2^128", text);
  return amount;
}

// No amount, market or side is nearly as long: what is longer is told by its length, and not kept.
const LONGEST_TOLD = 1_024;

function textValue(value: ParquetCell, wanted: Wanted = "text"): string {
  const range = textRange(value);
  if (range.end - range.start > LONGEST_TOLD) throw unreadable(wanted, value);
  return rangeText(range);
}

function textRange(value: ParquetCell): ByteRange {
  if (!isRange(value)) throw unreadable("text", value);
  const { bytes, start, end } = value;
  let anyHighBit = 0;
  for (let at = start; at < end; at++) anyHighBit |= bytes[at] as number;
  if (anyHighBit >= 0x80) assertUtf8(bytes.subarray(start, end));
  return value;
}

function unreadable(wanted: Wanted, value: ParquetCell | string): InputError {
  if (value === undefined || value === null) return refused(FILES, "valueMissing", {});
  if (typeof value === "object" && isRange(value)) {
    return refused(FILES, "notOfColumn", { wanted, bytes: value.end - value.start });
  }
  return refused(FILES, "notOfColumn", { wanted, value: value.toString() });
}
