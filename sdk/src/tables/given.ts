// What tables are read from and how, by kind.
import {
  BIGINT,
  type Check,
  COUNT,
  FLAG,
  FUNCTION,
  ifGiven,
  listOf,
  oneOf,
  partsOf,
  SIGNAL,
  TEXT,
  UINT64,
  withFunctions,
} from "../columns/given.ts";
import { assertDecimals } from "../rule/amount.ts";

/** Decimal places of amounts. */
export const DECIMALS: Check = (value) => {
  assertDecimals(value as number);
};
const EXPECTED = partsOf({ rows: ifGiven(COUNT), profit: ifGiven(BIGINT), loss: ifGiven(BIGINT) });
/** Our names of columns to theirs. */
const NAMES: Check = (value, what) => {
  partsOf({})(value, what);
  for (const [column, name] of Object.entries(value as object)) TEXT(name, `${what}.${column}`);
};
export const NOTES = withFunctions(["warn", "round", "endRow"], "a TableNotes");
const options = {
  ...{ columns: ifGiven(NAMES), ignoreColumns: ifGiven(listOf(TEXT)), round: ifGiven(oneOf(["down"])) },
  ...{ expect: ifGiven(EXPECTED), mustEnd: ifGiven(FLAG), signal: ifGiven(SIGNAL), notes: ifGiven(NOTES) },
  ...{ name: ifGiven(TEXT), onRows: ifGiven(FUNCTION) },
};
export const POSITION_FORMAT = partsOf({ decimals: DECIMALS, ...options });
/** How all periods' tables look. */
export const EVERY_FORMAT = partsOf({ ...options, allowZeroPrice: ifGiven(FLAG) });
export const LIQUIDATION_FORMAT = partsOf({
  ...{ decimals: DECIMALS, startTime: UINT64, endTime: UINT64, allowZeroPrice: ifGiven(FLAG) },
  ...options,
});

/** What can be gone through, piece by piece. */
export const PIECES: Check = (value, what) => {
  const is = typeof value === "object" && value !== null && (Symbol.iterator in value || Symbol.asyncIterator in value);
  if (!is) ITERABLE(value, what);
};
const ITERABLE = withFunctions(["next"], "something to iterate over");
export const CSV_SOURCE = partsOf({ name: TEXT, pieces: PIECES, size: ifGiven(COUNT) });
export const ON_ROWS = ifGiven(FUNCTION);
