import { type ProblemIn, say } from "../problem.ts";
import { BASICS } from "./basics.ts";

/** What is written in a file, where it is no field with a name. */
export type Written = "the statement" | "the settlement file";
/** What a value of a column should be. */
export type Wanted =
  | "an index"
  | "an integer"
  | "an integer of zero or above"
  | "32 bytes"
  | "text"
  | "base units below 2^128";

/** JSON, statements and Parquet files that cannot be read. */
export const FILES = {
  notJson: ({ said }: { said: string }) => `not valid JSON: ${said}`,
  fieldTwice: () => "a field is there twice",
  notUtf8Text: () => "the file is not a text in UTF-8",
  tooLargeFor: ({ what, bytes, most }: { what: "statement" | "header"; bytes: number; most: number }) => ({
    reason: `this is too large for a ${what === "header" ? "settlement's header" : "statement"}`,
    got: `${bytes} bytes`,
    expected: `at most ${most}`,
  }),
  notObject: ({ name }: { name: Written | (string & {}) }) => `${name} is not an object`,
  noField: ({ name, field }: { name: Written | (string & {}); field: string }) => `${name} has no field "${field}"`,
  unknownField: ({ name }: { name: Written | (string & {}) }) => `${name} has an unknown field`,
  notInteger: ({ name, bits }: { name: string; bits: number }) => ({
    reason: `${name} is not an integer`,
    expected: `an integer below 2^${bits} as a decimal string`,
  }),
  integerTooLarge: ({ name, bits }: { name: string; bits: number }) => ({
    reason: `${name} is too large`,
    expected: `an integer below 2^${bits} as a decimal string`,
  }),
  notWord: ({ name }: { name: string }) => ({ reason: `${name} is not 32 bytes`, expected: "0x and 64 hex digits" }),
  notString: ({ name }: { name: string }) => `${name} is not a string`,
  notList: ({ name }: { name: string }) => `${name} is not a list`,
  unknownTag: ({ name }: { name: string }) => `unknown ${name}`,
  halfIdentity: ({ name }: { name: "chainId" | "fund" }) => ({
    reason: `${name} is null, and the other is not`,
    expected: "both, or neither",
  }),
  noIdentity: ({ problem }: { problem: ProblemIn<typeof BASICS> }) => {
    const said = say(BASICS, problem);
    return { ...said, reason: `chainId and fund name no fund: ${said.reason}` };
  },

  notParquet: ({ said }: { said: string }) => `not a readable Parquet file: ${said}`,
  parquetDamaged: () => "not a readable Parquet file: it is damaged",
  parquetColumnShort: () => "not a readable Parquet file: a column ends early",
  parquetPageShort: () => "not a readable Parquet file: a page is too short for its values",
  otherColumns: () => "the columns are not the expected ones",
  nestedColumn: () => ({
    reason: "the column has the wrong type",
    expected: "one value in each row",
  }),
  wrongType: () => "the column has the wrong type",
  otherMetadata: () => "the file says of itself otherwise than settlement.json",
  valueMissing: () => "a value is missing",
  rowsOutOfRange: () => "the number of rows is out of range",
  rowsDoNotAddUp: () => "the row groups do not add up to the declared row count",
  tooSmallForRows: ({ rows }: { rows: number }) => ({
    reason: "the file is too small for its rows",
    got: `${rows} rows`,
  }),
  notOfColumn: ({ wanted, bytes, value }: { wanted: Wanted; bytes?: number; value?: string }) => ({
    reason: "not a value of this column",
    got: bytes === undefined ? (value ?? "no value") : `${bytes} bytes`,
    expected: wanted,
  }),

  positionsNotOfHeader: () => "the bundle's positions are not those of its header; verify says what is wrong",
  noPrivatePart: () => "the bundle has no private part: a statement needs the period's secret",
};
