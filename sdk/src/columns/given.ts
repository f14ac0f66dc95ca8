// What a caller gives, checked at the edge of an operation, before anything is asked, sent or written: a program without types finds its
// mistake here, by the name of what it gave. One check for each kind of thing; each throws an `InputError`.
import { GIVEN } from "../problems/english/given.ts";
import { refused } from "../problems/problem.ts";
import { assertBigint, assertBits, typeText } from "./bigints.ts";
import { isWord, wordBytes } from "./hex.ts";

const HEX = /^0x([0-9a-fA-F]{2})*$/;

/** Refuses what is not of a kind; `what` names it. */
export type Check = (value: unknown, what: string) => void;

/**
 * Checks what was given, each by its name.
 *
 * @throws {InputError} naming the first that is of the wrong kind
 * @example
 * requireGiven({ period }, { period: UINT64 });
 */
export function requireGiven<Name extends string>(
  given: Readonly<Record<Name, unknown>>,
  checks: Readonly<Record<Name, Check>>,
): void {
  for (const name in checks) checks[name](given[name], name);
}

/** The refusal of what is of another kind than it should be. */
function otherKind(value: unknown, what: string, expected: string) {
  return refused(GIVEN, "otherKind", { what, expected }, { got: typeText(value) });
}

/** A check of a kind that a value is or is not. */
function kind(expected: string, is: (value: unknown) => boolean): Check {
  return (value, what) => {
    if (!is(value)) throw otherKind(value, what, expected);
  };
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const TEXT = kind("text", (value) => typeof value === "string");
/** A name of something: text of one character at least. */
export const NAME = kind("text that is not empty", (value) => typeof value === "string" && value !== "");
/** Bytes as text. */
export const BYTES = kind(
  "0x and two hex digits for each byte",
  (value) => typeof value === "string" && HEX.test(value),
);
export const BIGINT: Check = (value, what) => assertBigint(value, what);
export const FLAG = kind("true or false", (value) => typeof value === "boolean");
export const FUNCTION = kind("a function", (value) => typeof value === "function");

/** An object, whatever its parts. */
export const OBJECT = kind("an object", isObject);
/** A number, which may be a part of one, or have no end: how long something may take. */
export const NUMBER = kind("a number, not below 0", (value) => typeof value === "number" && value >= 0);
export const LIST = kind("an array", Array.isArray);
export const RAW_BYTES = kind("a Uint8Array", (value) => value instanceof Uint8Array);
export const URL_GIVEN = kind("a URL", (value) => value instanceof URL);
export const SIGNAL = kind("an AbortSignal", (value) => value instanceof AbortSignal);

/** A bigint of so many bits, without a sign. */
export const bigintOf =
  (bits: number): Check =>
  (value, what) => {
    assertBits(what, value, bits);
  };
export const UINT64 = bigintOf(64);
/** An amount in base units. */
export const AMOUNT = bigintOf(128);
export const UINT256 = bigintOf(256);

/** 32 bytes of hex. */
export const WORD: Check = (value, what) => {
  if (!isWord(value)) wordBytes(value as never, what);
};

/** A whole number that is no bigint: how many there are of something, a block. */
export const countFrom =
  (least: number): Check =>
  (value, what) => {
    if (typeof value !== "number") throw otherKind(value, what, "a number");
    if (!Number.isSafeInteger(value) || value < least)
      throw refused(GIVEN, "lessThanLeast", { what, least }, { got: String(value) });
  };
export const COUNT = countFrom(0);

/** The same, of so many bits. */
export const numberOf =
  (bits: number): Check =>
  (value, what) => {
    COUNT(value, what);
    assertBits(what, BigInt(value as number), bits);
  };

/** One of some texts. */
export const oneOf =
  (texts: readonly string[]): Check =>
  (value, what) => {
    if (!texts.includes(value as string)) throw otherKind(value, what, texts.map((text) => `"${text}"`).join(" or "));
  };

/** What may be left out. */
export const ifGiven =
  (check: Check): Check =>
  (value, what) => {
    if (value !== undefined) check(value, what);
  };

/** An object, and its parts. */
export function partsOf(parts: Readonly<Record<string, Check>>, expected = "an object"): Check {
  const checks = Object.entries(parts);
  return (value, what) => {
    if (!isObject(value)) throw otherKind(value, what, expected);
    for (const [name, check] of checks) check(value[name], name);
  };
}

/** A list, and each of its entries. */
export const listOf =
  (check: Check): Check =>
  (value, what) => {
    if (!Array.isArray(value)) throw otherKind(value, what, "an array");
    for (const [at, entry] of value.entries()) check(entry, `${what}[${at}]`);
  };

/** The rows of a list by number. */
export const ROWS = kind("a Uint32Array", (value) => value instanceof Uint32Array);
export const LIMBS = kind("a BigUint64Array", (value) => value instanceof BigUint64Array);
export const FLOATS = kind("a Float64Array", (value) => value instanceof Float64Array);
export const AMOUNT_COLUMN = partsOf(
  { low: LIMBS, high: ifGiven(LIMBS) },
  "a column of amounts, such as of amountsFrom",
);

/** Something with a part of this name, whatever else it is. */
export const withPart =
  (name: string, check: Check, expected: string): Check =>
  (value, what) => {
    if (typeof value !== "object" || value === null) throw otherKind(value, what, expected);
    check((value as Record<string, unknown>)[name], name);
  };

/** What can be gone through at once. */
export const ITERABLE = kind(
  "something to iterate over",
  (value) => typeof value === "object" && value !== null && Symbol.iterator in value,
);

/** What has functions of these names. */
export const withFunctions = (names: readonly string[], expected: string): Check =>
  kind(
    expected,
    (value) =>
      typeof value === "object" &&
      value !== null &&
      names.every((name) => typeof (value as Record<string, unknown>)[name] === "function"),
  );
