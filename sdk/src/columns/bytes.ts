import type { InputError } from "../errors.ts";
import { LISTS } from "../problems/english/lists.ts";
import { refused } from "../problems/problem.ts";

/** Part of a reused buffer: `bytes[start] .. bytes[end]`. */
export interface ByteRange {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
}

/** Whether a value is a range: a missing value, a number or a date is none. */
export function isRange(value: unknown): value is ByteRange {
  return typeof value === "object" && value !== null && (value as Partial<ByteRange>).bytes instanceof Uint8Array;
}

/** The same array, or a copy at least twice as large, so that it holds `needed` elements. */
export function withRoom<T extends Uint8Array | Uint32Array | Float64Array | BigUint64Array>(
  array: T,
  needed: number,
): T {
  if (needed <= array.length) return array;
  const larger = new (array.constructor as new (length: number) => T)(Math.max(2 * array.length, needed));
  larger.set(array as never);
  return larger;
}

const strictUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const lenientUtf8 = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * Checks that bytes are well-formed UTF-8.
 *
 * @throws {InputError} naming the column
 */
export function assertUtf8(bytes: Uint8Array, column?: string): void {
  try {
    strictUtf8.decode(bytes);
  } catch {
    throw badId("notUtf8", bytes, column);
  }
}

/** Reads bytes as UTF-8 text; what is malformed becomes U+FFFD. */
export function textOf(bytes: Uint8Array): string {
  return lenientUtf8.decode(bytes);
}

/** Refuses bytes that cannot be an id, or text. */
export function badId(code: "notUtf8" | "idNul", bytes: Uint8Array, column: string | undefined): InputError {
  return refused(LISTS, code, {}, { column, got: textOf(bytes) });
}
