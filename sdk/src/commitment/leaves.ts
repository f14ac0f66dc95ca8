import { WORD } from "../columns/amounts.ts";
import { assertBigint } from "../columns/bigints.ts";
import { OBJECT, requireGiven } from "../columns/given.ts";
import { type Hex, toHex, wordBytes } from "../columns/hex.ts";
import { BASICS } from "../problems/english/basics.ts";
import { refused } from "../problems/problem.ts";
import { keccak256Into } from "./keccak.ts";

/** A position as the contract takes it; the index is proven by the path, not hashed. Any 256-bit numbers may stand in it. */
export interface Position {
  readonly index: bigint;
  readonly key: Hex;
  readonly profit: bigint;
  readonly cumulativeProfit: bigint;
}

/** A liquidation as the contract takes it; side is 0 for long and 1 for short. Any 256-bit numbers may stand in it. */
export interface Liquidation {
  readonly index: bigint;
  readonly key: Hex;
  readonly market: Hex;
  readonly side: bigint;
  /** In 10^-18 of the market's unit. */
  readonly quantity: bigint;
  readonly takeoverValue: bigint;
  readonly closeValue: bigint;
  /** The Unix second in which the engine had closed it. */
  readonly time: bigint;
  readonly cumulativeProfit: bigint;
  readonly cumulativeLoss: bigint;
}

/** Bytes of an encoded position. */
export const POSITION_BYTES = 3 * WORD;
/** Bytes of an encoded liquidation. */
export const LIQUIDATION_BYTES = 9 * WORD;

const UINT64_MASK = (1n << 64n) - 1n;

/**
 * The leaf of a position: keccak256(keccak256(abi.encode(key, profit, cumulativeProfit))).
 *
 * @throws {InputError} if the key is not 32 bytes, or a number does not fit 256 bits
 * @example
 * positionLeafHash({ key: ZERO_HASH, profit: 1n, cumulativeProfit: 1n })
 * // "0x9e74e1a06e87ae0e3d4fc3906c120d66aca9c96c8bca11cdb3b13d1dcb1334f9"
 */
export function positionLeafHash(leaf: Omit<Position, "index">): Hex {
  requireGiven({ leaf }, { leaf: OBJECT });
  const encoded = new Uint8Array(POSITION_BYTES);
  encoded.set(wordBytes(leaf.key, "a key"));
  writeUint256(encoded, 1, leaf.profit);
  writeUint256(encoded, 2, leaf.cumulativeProfit);
  return hashTwice(encoded);
}

/**
 * The leaf of a liquidation: keccak256(keccak256(abi.encode(key, market, side, quantity, takeoverValue, closeValue, time,
 * cumulativeProfit, cumulativeLoss))).
 *
 * @throws {InputError} if the key or market is not 32 bytes, or a number does not fit 256 bits
 * @example
 * liquidationLeafHash(liquidationAt(list, 0))
 */
export function liquidationLeafHash(leaf: Omit<Liquidation, "index">): Hex {
  requireGiven({ leaf }, { leaf: OBJECT });
  const encoded = new Uint8Array(LIQUIDATION_BYTES);
  encoded.set(wordBytes(leaf.key, "a key"));
  encoded.set(wordBytes(leaf.market, "a market"), WORD);
  writeUint256(encoded, 2, leaf.side);
  writeUint256(encoded, 3, leaf.quantity);
  writeUint256(encoded, 4, leaf.takeoverValue);
  writeUint256(encoded, 5, leaf.closeValue);
  writeUint256(encoded, 6, leaf.time);
  writeUint256(encoded, 7, leaf.cumulativeProfit);
  writeUint256(encoded, 8, leaf.cumulativeLoss);
  return hashTwice(encoded);
}

/** Writes a number as the word at a place of an ABI encoding. */
export function writeUint256(encoded: Uint8Array, word: number, value: bigint): void {
  assertBigint(value, "a number");
  if (value < 0n || value >> 256n !== 0n) {
    throw refused(BASICS, "numberTooWide", { bits: 256 }, { got: String(value) });
  }
  const view = new DataView(encoded.buffer, encoded.byteOffset + WORD * word, WORD);
  for (let limb = 0; limb < 4; limb++) view.setBigUint64(8 * limb, (value >> BigInt(192 - 64 * limb)) & UINT64_MASK);
}

function hashTwice(encoded: Uint8Array): Hex {
  const hash = new Uint8Array(WORD);
  keccak256Into(encoded, 0, encoded.length, hash, 0);
  keccak256Into(hash, 0, WORD, hash, 0);
  return toHex(hash);
}
