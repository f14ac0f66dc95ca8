import { WORD } from "../columns/amounts.ts";
import { ifGiven, LIST, partsOf, RAW_BYTES, ROWS, requireGiven } from "../columns/given.ts";
import type { Hex } from "../columns/hex.ts";
import type { KeyJob, PackedIds } from "../columns/packed-ids.ts";
import { BACKGROUND } from "../engine/given.ts";
import { keysHere, keysInBackground } from "../engine/keys.ts";
import type { BackgroundOptions } from "../engine/options.ts";
import { PACKED_IDS } from "./given.ts";
import { keccak256 } from "./keccak.ts";
import { encodeId, hiddenBytes, joined } from "./keys.ts";

/**
 * The keys of many ids as a column, 32 bytes each: `keyOf(saltOf(secret, id), id)`.
 *
 * @throws {InputError} if the secret is not 32 bytes, or an id is empty or not well-formed
 * @example
 * keysOf(ZERO_HASH, ["a", "b"]).length // 64
 */
export function keysOf(secret: Hex, ids: readonly string[]): Uint8Array {
  requireGiven({ ids }, { ids: LIST });
  const packed = packIds(ids);
  return keysOfPacked(
    secret,
    packed,
    Uint32Array.from(ids, (_, index) => index),
  );
}

/**
 * The keys of packed ids, 32 bytes each: what `keysOf` gives for text.
 *
 * @param rows which ids, by number
 * @throws {InputError} if the secret is not 32 bytes
 * @example
 * const keys = keysOfPacked(secret, positions.ids, positions.rows);
 */
export function keysOfPacked(secret: Hex, ids: PackedIds, rows: Uint32Array): Uint8Array {
  requireGiven({ ids, rows }, PACKED);
  const keys = new Uint8Array(WORD * rows.length);
  run({ secret: hiddenBytes(secret, "the secret"), ids, rows, keys });
  return keys;
}

/**
 * `keysOfPacked` without holding up the caller, see `commitPositionsAsync`.
 *
 * @example
 * const keys = await keysOfPackedAsync(secret, positions.ids, positions.rows, { signal });
 */
export async function keysOfPackedAsync(
  secret: Hex,
  ids: PackedIds,
  rows: Uint32Array,
  given: BackgroundOptions & { keys?: Uint8Array } = {},
): Promise<Uint8Array> {
  requireGiven({ ids, rows, options: given }, { ...PACKED, options: OPTIONS });
  const { keys = new Uint8Array(WORD * rows.length), ...options } = given;
  await runAsync({ secret: hiddenBytes(secret, "the secret"), ids, rows, keys }, options);
  return keys;
}

/**
 * The salts of packed ids, 32 bytes each: `saltOf(secret, id)`.
 *
 * @param rows which ids, by number
 * @throws {InputError} if the secret is not 32 bytes
 * @example
 * const salts = saltsOfPacked(secret, positions.ids, positions.rows);
 */
export function saltsOfPacked(secret: Hex, ids: PackedIds, rows: Uint32Array): Uint8Array {
  requireGiven({ ids, rows }, PACKED);
  const salts = new Uint8Array(WORD * rows.length);
  run({ secret: hiddenBytes(secret, "the secret"), ids, rows, salts });
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
  await runAsync({ secret: hiddenBytes(secret, "the secret"), ids, rows, salts }, options);
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
  run({ secret: hiddenBytes(secret, "the secret"), ids, rows, ...hashes });
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
  await runAsync({ secret: hiddenBytes(secret, "the secret"), ids, rows, ...hashes }, options);
  return hashes;
}

const OPTIONS = partsOf({ keys: ifGiven(RAW_BYTES), ...BACKGROUND });
const PACKED = { ids: PACKED_IDS, rows: ROWS };
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

function run(job: KeyJob): void {
  if (!keysHere(job)) hashIdsReference(job);
}

async function runAsync(job: KeyJob, options: BackgroundOptions): Promise<void> {
  if (!(await keysInBackground(job, options))) hashIdsReference(job);
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
