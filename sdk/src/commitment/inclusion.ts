// Apart from the tree, so that who only checks a proof loads no engine.
import { WORD } from "../columns/amounts.ts";
import { type Hex, isWord, toHex, wordBytes } from "../columns/hex.ts";
import { keccak256Into } from "./keccak.ts";

/**
 * Whether a leaf stands at an index of the list of `count` leaves under a root. Total: hostile values give false.
 *
 * @param leafHash from `positionLeafHash` or `liquidationLeafHash`
 * @param proof sibling hashes from the leaf upward
 * @example
 * verifyProof(ZERO_HASH, 0, 1, [], ZERO_HASH) // true
 */
export function verifyProof(
  leafHash: Hex,
  index: bigint | number,
  count: bigint | number,
  proof: readonly Hex[],
  root: Hex,
): boolean {
  // Whatever was given as the proof: of what is no list, one entry.
  const siblings = ([] as Hex[]).concat(proof);
  if (!isIndexOf(index, count) || ![leafHash, root, ...siblings].every(isWord)) return false;
  let slot = 2n * BigInt(count) - 2n - BigInt(index);
  const hash = wordBytes(leafHash);
  const pair = new Uint8Array(2 * WORD);
  for (const sibling of siblings) {
    if (slot === 0n) return false;
    const isLeft = slot % 2n === 1n;
    pair.set(hash, isLeft ? 0 : WORD);
    pair.set(wordBytes(sibling), isLeft ? WORD : 0);
    keccak256Into(pair, 0, 2 * WORD, hash, 0);
    slot = (slot - 1n) / 2n;
  }
  return slot === 0n && toHex(hash) === root.toLowerCase();
}

function isIndexOf(index: bigint | number, count: bigint | number): boolean {
  const integers = [index, count].every((value) => typeof value === "bigint" || Number.isSafeInteger(value));
  return integers && index >= 0 && index < count;
}
