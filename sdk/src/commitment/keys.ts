import { WORD } from "../columns/amounts.ts";
import { type Hex, isWord, toHex, wordBytes } from "../columns/hex.ts";
import { BASICS, type Thing } from "../problems/english/basics.ts";
import { LISTS } from "../problems/english/lists.ts";
import { refused } from "../problems/problem.ts";
import { keccak256 } from "./keccak.ts";

const LONGEST_MARKET = 31;
const LONE_SURROGATE = /\p{Surrogate}/u;
const encoder = new TextEncoder();

/**
 * The id of a position, from which its salt and key are made: account, NUL, position.
 *
 * @throws {InputError} if a part is empty, or contains NUL or half of a surrogate pair
 * @example
 * positionId("alice", "BTCUSDT") // "alice\0BTCUSDT"
 */
export function positionId(account: string, position: string): string {
  return `${assertId(account, "account")}\0${assertId(position, "position")}`;
}

/**
 * The id of a liquidation: the text itself, checked.
 *
 * @throws {InputError} if it is empty, or contains NUL or half of a surrogate pair
 * @example
 * liquidationId("liq-1") // "liq-1"
 */
export function liquidationId(liquidation: string): string {
  return assertId(liquidation, "liquidation");
}

/**
 * The salt that hides an id: keccak256(secret ++ id). Its owner gets it in the statement; nobody else can guess it.
 *
 * @param secret the period's 32 random bytes
 * @param id from `positionId` or `liquidationId`
 * @throws {InputError} if the secret is not 32 bytes, or the id is empty or not well-formed
 * @example
 * saltOf(`0x${"11".repeat(32)}`, "liq-1") // "0x56146a1870e27b7bfb28e985f7af309f18888e479ff398780a7d822916b814ab"
 */
export function saltOf(secret: Hex, id: string): Hex {
  return toHex(hashWithId(hiddenBytes(secret, "the secret"), id));
}

/**
 * The public name of a position or liquidation: keccak256(salt ++ id).
 *
 * @param salt from `saltOf`
 * @param id from `positionId` or `liquidationId`
 * @throws {InputError} if the salt is not 32 bytes, or the id is empty or not well-formed
 * @example
 * keyOf(saltOf(`0x${"11".repeat(32)}`, "liq-1"), "liq-1") // "0x635875d94888262a1da56b181585c0e515ee9434da5f3fcd6a1deb976a97938e"
 */
export function keyOf(salt: Hex, id: string): Hex {
  return toHex(hashWithId(hiddenBytes(salt, "the salt"), id));
}

/**
 * A market's name as 32 bytes: UTF-8, padded with zeros on the right.
 *
 * @throws {InputError} if it is empty, over 31 bytes, or contains NUL or half of a surrogate pair
 * @example
 * marketBytes32("BTCUSDT") // "0x4254435553445400000000000000000000000000000000000000000000000000"
 */
export function marketBytes32(market: string): Hex {
  const text = encoder.encode(assertId(market, "market"));
  if (text.length > LONGEST_MARKET) {
    throw refused(LISTS, "marketTooLong", {}, { column: "market", got: market });
  }
  const bytes = new Uint8Array(WORD);
  bytes.set(text);
  return toHex(bytes);
}

/**
 * The market's name that `marketBytes32` encoded, or undefined if the bytes are not such a name.
 *
 * @throws {InputError} if it is not 32 bytes
 * @example
 * marketText(marketBytes32("BTCUSDT")) // "BTCUSDT"
 */
export function marketText(market: Hex): string | undefined {
  const bytes = wordBytes(market, "a market");
  const end = bytes.indexOf(0);
  if (end < 1 || bytes.subarray(end).some((byte) => byte !== 0)) return undefined;
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes.subarray(0, end));
  } catch {
    return undefined;
  }
}

function assertId(id: string, column: string): string {
  if (id === "") throw refused(LISTS, "idEmpty", {}, { column });
  assertWellFormed(id, column);
  if (id.includes("\0")) throw refused(LISTS, "idNul", {}, { column, got: id });
  return id;
}

/** Half a surrogate pair has no UTF-8; an encoder would put U+FFFD in its place, and two ids could become one. */
export function assertWellFormed(id: string, column?: string): void {
  // What is no text at all is not well-formed either: an encoder would take nothing for it.
  if (typeof id !== "string" || LONE_SURROGATE.test(id)) throw refused(LISTS, "idNotUnicode", {}, { column, got: id });
}

/**
 * Refuses what nobody drew at random: under a secret that anybody can guess, every key gives its id away.
 *
 * @throws {InputError} if the secret is not 32 bytes, or all zeros; it is not repeated
 */
export function assertSecret(secret: Hex): void {
  if (hiddenBytes(secret, "the secret").every((byte) => byte === 0)) throw refused(BASICS, "secretZero", {});
}

/** A secret or a salt must not show up in an error: errors end in logs. */
export function hiddenBytes(hex: Hex, what: Thing): Uint8Array {
  if (!isWord(hex)) throw refused(BASICS, "wordMalformed", { what });
  return wordBytes(hex);
}

function hashWithId(prefix: Uint8Array, id: string): Uint8Array {
  return keccak256(joined(prefix, encodeId(id)));
}

/**
 * An id in UTF-8.
 *
 * @throws {InputError} if it is empty or not well-formed
 */
export function encodeId(id: string): Uint8Array {
  if (id === "") throw refused(LISTS, "idEmpty", {});
  assertWellFormed(id);
  return encoder.encode(id);
}

/** A secret or a salt, and an id behind it: what is hashed. */
export function joined(prefix: Uint8Array, text: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(WORD + text.length);
  bytes.set(prefix);
  bytes.set(text, WORD);
  return bytes;
}
