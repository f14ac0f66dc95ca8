import { keysHere, keysInBackground } from "../engine/keys.ts";
import type { BackgroundOptions } from "../engine/options.ts";
import { InputError } from "../errors.ts";
import { WORD } from "./columns.ts";
import { type Hex, isWord, toHex, wordBytes } from "./hex.ts";
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
 * The keys of many ids as a column, 32 bytes each: `keyOf(saltOf(secret, id), id)`.
 *
 * @throws {InputError} if the secret is not 32 bytes, or an id is empty or not well-formed
 * @example
 * keysOf(ZERO_HASH, ["a", "b"]).length // 64
 */
export function keysOf(secret: Hex, ids: readonly string[]): Uint8Array {
  const packed = packIds(ids);
  return keysOfPacked(
    secret,
    packed,
    Uint32Array.from(ids, (_, index) => index),
  );
}

/** Ids as bytes: an object for each of ten million would not fit into memory. */
export interface PackedIds {
  /** All ids, one behind the other, in UTF-8. */
  readonly bytes: Uint8Array;
  /** Where each id ends in `bytes`. */
  readonly ends: ArrayLike<number>;
}

/** Which ids to hash, and where the results go, 32 bytes each. */
export interface KeyJob {
  /** 32 bytes. */
  readonly secret: Uint8Array;
  readonly ids: PackedIds;
  /** The ids by number, in any order. */
  readonly rows: Uint32Array;
  readonly salts?: Uint8Array | undefined;
  readonly keys?: Uint8Array | undefined;
}

/**
 * The keys of packed ids, 32 bytes each: what `keysOf` gives for text.
 *
 * @param rows which ids, by number
 * @throws {InputError} if the secret is not 32 bytes
 */
export function keysOfPacked(secret: Hex, ids: PackedIds, rows: Uint32Array): Uint8Array {
  const keys = new Uint8Array(WORD * rows.length);
  const job = { secret: hiddenBytes(secret, "the secret"), ids, rows, keys };
  if (!keysHere(job)) hashIdsReference(job);
  return keys;
}

/** `keysOfPacked` without holding up the caller, see `commitPositionsAsync`. */
export async function keysOfPackedAsync(
  secret: Hex,
  ids: PackedIds,
  rows: Uint32Array,
  { keys = new Uint8Array(WORD * rows.length), ...options }: BackgroundOptions & { keys?: Uint8Array } = {},
): Promise<Uint8Array> {
  const job = { secret: hiddenBytes(secret, "the secret"), ids, rows, keys };
  if (!(await keysInBackground(job, options))) hashIdsReference(job);
  return keys;
}

/**
 * The salts of packed ids, 32 bytes each: `saltOf(secret, id)`.
 *
 * @param rows which ids, by number
 * @throws {InputError} if the secret is not 32 bytes
 */
export function saltsOfPacked(secret: Hex, ids: PackedIds, rows: Uint32Array): Uint8Array {
  const salts = new Uint8Array(WORD * rows.length);
  const job = { secret: hiddenBytes(secret, "the secret"), ids, rows, salts };
  if (!keysHere(job)) hashIdsReference(job);
  return salts;
}

/** `saltsOfPacked` without holding up the caller, see `commitPositionsAsync`. */
export async function saltsOfPackedAsync(
  secret: Hex,
  ids: PackedIds,
  rows: Uint32Array,
  options: BackgroundOptions = {},
): Promise<Uint8Array> {
  const salts = new Uint8Array(WORD * rows.length);
  const job = { secret: hiddenBytes(secret, "the secret"), ids, rows, salts };
  if (!(await keysInBackground(job, options))) hashIdsReference(job);
  return salts;
}

/** Salts and keys of packed ids, 32 bytes each. */
export interface SaltsAndKeys {
  readonly salts: Uint8Array;
  readonly keys: Uint8Array;
}

/** `saltsOfPacked` and `keysOfPacked` in one go. */
export function hashIds(secret: Hex, ids: PackedIds, rows: Uint32Array): SaltsAndKeys {
  const hashes = roomForHashes(rows.length);
  const job = { secret: hiddenBytes(secret, "the secret"), ids, rows, ...hashes };
  if (!keysHere(job)) hashIdsReference(job);
  return hashes;
}

/** `hashIds` without holding up the caller, see `commitPositionsAsync`. */
export async function hashIdsAsync(
  secret: Hex,
  ids: PackedIds,
  rows: Uint32Array,
  options: BackgroundOptions = {},
): Promise<SaltsAndKeys> {
  const hashes = roomForHashes(rows.length);
  const job = { secret: hiddenBytes(secret, "the secret"), ids, rows, ...hashes };
  if (!(await keysInBackground(job, options))) hashIdsReference(job);
  return hashes;
}

const roomForHashes = (count: number) => ({ salts: new Uint8Array(WORD * count), keys: new Uint8Array(WORD * count) });

/** Salts and keys in plain TypeScript: what the engine must equal, and the way where there is no WebAssembly. */
export function hashIdsReference({ secret, ids: { bytes, ends }, rows, salts, keys }: KeyJob): void {
  rows.forEach((id, row) => {
    const text = bytes.subarray(id === 0 ? 0 : ends[id - 1], ends[id]);
    const salt = keccak256(joined(secret, text));
    salts?.set(salt, WORD * row);
    keys?.set(keccak256(joined(salt, text)), WORD * row);
  });
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
    throw new InputError("a market has at most 31 bytes", { column: "market", got: market });
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
  if (id === "") throw new InputError("an id is empty", { column });
  if (id.includes("\0")) throw new InputError("an id contains NUL", { column, got: id });
  assertWellFormed(id, column);
  return id;
}

/** Half a surrogate pair has no UTF-8; an encoder would put U+FFFD in its place, and two ids could become one. */
function assertWellFormed(id: string, column?: string): void {
  if (LONE_SURROGATE.test(id)) throw new InputError("an id is not well-formed Unicode", { column, got: id });
}

/** A secret or a salt must not show up in an error: errors end in logs. */
function hiddenBytes(hex: Hex, name: string): Uint8Array {
  if (!isWord(hex)) throw new InputError(`${name} is malformed`, { expected: "0x and 64 hex digits" });
  return wordBytes(hex);
}

function hashWithId(prefix: Uint8Array, id: string): Uint8Array {
  return keccak256(joined(prefix, encodeId(id)));
}

function encodeId(id: string): Uint8Array {
  if (id === "") throw new InputError("an id is empty");
  assertWellFormed(id);
  return encoder.encode(id);
}

function packIds(ids: readonly string[]): PackedIds {
  const texts = ids.map(encodeId);
  const ends = new Float64Array(texts.length);
  let length = 0;
  for (const [index, text] of texts.entries()) {
    length += text.length;
    ends[index] = length;
  }
  const bytes = new Uint8Array(length);
  for (const [index, text] of texts.entries()) bytes.set(text, (ends[index] as number) - text.length);
  return { bytes, ends };
}

function joined(prefix: Uint8Array, text: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(WORD + text.length);
  bytes.set(prefix);
  bytes.set(text, WORD);
  return bytes;
}
