import type { Hex } from "zke-insurance-fund";

/** A call that would be made, argument by argument: where it is exported, and what it is given. */
export type Call = readonly [path: string, ...args: readonly Argument[]];

/** One argument of a call: a usable value, and what must be refused in its place. */
export interface Argument {
  readonly value: unknown;
  readonly wrong: readonly unknown[];
}

class Described implements Argument {
  readonly value: unknown;
  readonly wrong: readonly unknown[];

  constructor(value: unknown, wrong: readonly unknown[]) {
    this.value = value;
    this.wrong = wrong;
  }
}

export const NOTHING = [undefined, null];
export const OTHERS = [true, Symbol("wrong"), {}, [], () => 1];

/** An argument whose wrong values are these. */
export const wrongAs = (value: unknown, ...wrong: readonly unknown[]): Argument => new Described(value, wrong);
/** A bigint that is never negative, of at most so many bits. */
export const integer = (value: bigint, bits: number): Argument =>
  wrongAs(value, ...NOTHING, ...OTHERS, 1, Number.NaN, "1", -1n, 1n << BigInt(bits));
/** A bigint of any size and sign. */
export const bigint = (value: bigint): Argument => wrongAs(value, ...NOTHING, ...OTHERS, 1, Number.NaN, "1");
/** A whole number that is no bigint. */
export const count = (value: number, ...wrong: readonly unknown[]): Argument =>
  wrongAs(value, ...NOTHING, ...OTHERS, 1n, "1", -1, 1.5, Number.NaN, Infinity, ...wrong);
export const address = (value: Hex): Argument =>
  wrongAs(value, ...NOTHING, ...OTHERS, 5, 5n, "", "0x12", value.slice(0, -1), `${value}00`, value.replace("0x", ""));
/** 32 bytes of hex. */
export const word = (value: Hex): Argument =>
  wrongAs(value, ...NOTHING, ...OTHERS, 5, 5n, "", "0x12", value.slice(0, -2), `${value}00`);
/** Text, which may be any. */
export const text = (value: string): Argument => wrongAs(value, ...NOTHING, ...OTHERS, 5, 5n, Number.NaN);
/** A name of a file, a folder or something else, which may not be empty. */
export const name = (value: string): Argument => wrongAs(value, ...text(value).wrong, "");
export const flag = (value: boolean): Argument => wrongAs(value, null, {}, [], 1, 0n, "true", () => true);
export const callback = (value: (...args: never[]) => unknown): Argument =>
  wrongAs(value, null, 5, 5n, "f", {}, [], true);
/** What only this package makes: its parts are its own. */
export const made = (value: object): Argument => wrongAs(value, ...NOTHING, ...OTHERS, 5, 5n, "x", Number.NaN);
/** A number that is no bigint, whole or not, with an end or without. */
export const number = (value: number): Argument => wrongAs(value, ...NOTHING, ...OTHERS, 1n, "1", -1, Number.NaN);
/** What may not be left out. */
export const needed = ({ value, wrong }: Argument): Argument => wrongAs(value, ...wrong, undefined);
/** What may be left out, and is refused where it is given wrongly. */
export const optional = ({ value, wrong }: Argument): Argument =>
  wrongAs(value, ...wrong.filter((each) => each !== undefined));

/** Bytes, or another typed array. */
export const array = (value: ArrayBufferView): Argument =>
  wrongAs(value, ...NOTHING, ...OTHERS, 5, 5n, "x", new DataView(new ArrayBuffer(8)));
/** What is taken as it is: a list that is read by the row, whose kind was checked where it was made. */
export const unjudged = (value: unknown): Argument => wrongAs(value);

/** An object of arguments: itself, and with each of its parts wrong. */
export function parts(fields: Readonly<Record<string, Argument>>): Argument {
  const value = valuesOf(fields);
  const wrong = Object.entries(fields).flatMap(([field, argument]) =>
    argument.wrong.map((each) => ({ ...value, [field]: each })),
  );
  return wrongAs(value, null, 5, 5n, "x", [], true, ...wrong);
}

/** A list with one entry: itself, and with the entry wrong. */
export const listOf = ({ value, wrong }: Argument): Argument =>
  wrongAs([value], ...NOTHING, 5, 5n, {}, true, ...wrong.map((each) => [each]));

function valuesOf(fields: Readonly<Record<string, Argument>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([field, { value }]) => [field, value]));
}

/** A value in a few words, for messages. */
export function wordsOf(value: unknown): string {
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).map(([field, each]) => `${field}: ${wordsOf(each)}`);
    return Array.isArray(value) ? `[${value.map(wordsOf).join(", ")}]` : `{ ${entries.join(", ")} }`;
  }
  return typeof value === "bigint" ? `${value}n` : typeof value === "string" ? `"${value}"` : String(value);
}
