import { BASICS, type Thing } from "../problems/english/basics.ts";
import { refused } from "../problems/problem.ts";
import { RAW_BYTES, requireGiven } from "./given.ts";

/** Bytes as text: "0x" and two hexadecimal digits a byte. */
export type Hex = `0x${string}`;

/** 32 zero bytes: the root of an empty list. */
export const ZERO_HASH: Hex = `0x${"00".repeat(32)}`;

const DIGITS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));
const [DIGIT_0, DIGIT_9] = [48, 57];
// Of a letter: 1 for A and a, up to 6.
const LOWER_BITS = 7;
const HEX_WORD = /^0x[0-9a-fA-F]{64}$/;

/**
 * Writes bytes as lower-case hexadecimal text.
 *
 * @example
 * toHex(Uint8Array.of(1, 255)) // "0x01ff"
 */
export function toHex(bytes: Uint8Array): Hex {
  requireGiven({ bytes }, { bytes: RAW_BYTES });
  let text: Hex = "0x";
  // By index: an iterator takes twice as long, and most of a proof is this.
  for (let i = 0; i < bytes.length; i++) text += DIGITS[bytes[i] as number];
  return text;
}

/**
 * Whether a value is 32 bytes of hexadecimal text; digits of either case are read.
 *
 * @example
 * isWord("0x12") // false
 */
export function isWord(value: unknown): value is Hex {
  return typeof value === "string" && HEX_WORD.test(value);
}

/**
 * Reads 32 bytes of hexadecimal text.
 *
 * @param what what it is, for the error
 * @throws {InputError} if it is not "0x" and 64 hexadecimal digits
 * @example
 * wordBytes(`0x${"ab".repeat(32)}`) // new Uint8Array(32).fill(0xab)
 */
export function wordBytes(hex: Hex, what: Thing | (string & {}) = "a 32-byte value"): Uint8Array {
  if (!isWord(hex)) throw refused(BASICS, "wordMalformed", { what }, { got: String(hex) });
  const bytes = new Uint8Array(32);
  for (let i = 0; i < 32; i++) bytes[i] = 16 * digitAt(hex, 2 + 2 * i) + digitAt(hex, 3 + 2 * i);
  return bytes;
}

/** The value of a hexadecimal digit of either case. */
function digitAt(hex: Hex, place: number): number {
  const code = hex.charCodeAt(place);
  return code <= DIGIT_9 ? code - DIGIT_0 : (code & LOWER_BITS) + 9;
}
