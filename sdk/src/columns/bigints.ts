import { BASICS } from "../problems/english/basics.ts";
import { refused } from "../problems/problem.ts";

/**
 * Refuses what is no bigint: a number loses digits, and text is not computed with.
 *
 * @throws {InputError} naming it; what was given is told by its type, and a number by its digits
 */
export function assertBigint(value: unknown, what: string): asserts value is bigint {
  if (typeof value === "bigint") return;
  throw refused(BASICS, "notBigint", { what }, { got: typeText(value) });
}

/** What a value is, and a number's digits: the rest may be large, or a secret. */
export function typeText(value: unknown): string {
  return typeof value === "number" ? `the number ${value}` : value === null ? "null" : typeof value;
}

/**
 * Checks that a number fits so many bits without a sign.
 *
 * @throws {InputError} naming it
 */
export function assertBits(name: string, value: unknown, bits: number): bigint {
  assertBigint(value, name);
  if (value >= 0n && value >> BigInt(bits) === 0n) return value;
  throw refused(BASICS, "numberTooWide", { name, bits }, { got: String(value) });
}
