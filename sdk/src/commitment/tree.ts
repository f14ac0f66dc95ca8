import { WORD } from "../columns/amounts.ts";
import { COUNT, RAW_BYTES, requireGiven } from "../columns/given.ts";
import { type Hex, toHex, ZERO_HASH } from "../columns/hex.ts";
import { hashNodesHere } from "../engine/tree.ts";
import { LISTS } from "../problems/english/lists.ts";
import { refused } from "../problems/problem.ts";
import { keccak256Into } from "./keccak.ts";

// A complete binary tree of 2n-1 nodes: leaf i at slot 2n-2-i, children of slot t at 2t+1 and 2t+2, the root at 0.
const leafSlot = (count: number, index: number) => 2 * count - 2 - index;
const leftChild = (slot: number) => 2 * slot + 1;
const parentOf = (slot: number) => (slot - 1) >>> 1;
const siblingOf = (slot: number) => (slot % 2 === 1 ? slot + 1 : slot - 1);

/**
 * Makes room for the tree over a list: 32 bytes a node in slot order, nothing for an empty list.
 * `leafOffset` says where each leaf hash goes; then `hashNodes` does the rest.
 */
export function allocateTree(count: number): Uint8Array {
  return new Uint8Array(count === 0 ? 0 : WORD * (2 * count - 1));
}

/** The byte offset of a leaf's hash in the tree over `count` leaves. */
function leafOffset(count: number, index: number): number {
  return WORD * leafSlot(count, index);
}

/** Writes the encoding of some rows, one behind the other. */
export type EncodeRows = (target: Uint8Array, from: number, to: number) => void;

/** Hashes encoded rows of some length into the leaves of a tree: what the engine must equal. */
export function hashRowsReference(tree: Uint8Array, count: number, length: number, encode: EncodeRows): void {
  const encoded = new Uint8Array(length);
  for (let index = 0; index < count; index++) {
    encode(encoded, index, index + 1);
    const offset = leafOffset(count, index);
    keccak256Into(encoded, 0, length, tree, offset);
    keccak256Into(tree, offset, offset + WORD, tree, offset);
  }
}

/** Hashes all inner nodes of a tree whose leaves are in place. */
export function hashNodes(tree: Uint8Array, count: number): void {
  if (!hashNodesHere(tree, count)) hashNodesReference(tree, count);
}

/** `hashNodes` in plain TypeScript: what the engine must equal, and the way where there is no WebAssembly. */
export function hashNodesReference(tree: Uint8Array, count: number): void {
  for (let slot = count - 2; slot >= 0; slot--) {
    // The two children of a node are neighbours in the array: left ++ right without a copy.
    const children = WORD * leftChild(slot);
    keccak256Into(tree, children, children + 2 * WORD, tree, WORD * slot);
  }
}

/**
 * Builds the tree over leaf hashes, 32 bytes each, in list order.
 *
 * @throws {InputError} if the length is not a multiple of 32
 * @example
 * const root = toHex(treeOf(leafHashes).subarray(0, 32));
 */
export function treeOf(leafHashes: Uint8Array): Uint8Array {
  requireGiven({ leafHashes }, { leafHashes: RAW_BYTES });
  if (leafHashes.length % WORD !== 0) {
    throw refused(LISTS, "leafHashLength", { bytes: leafHashes.length });
  }
  const count = leafHashes.length / WORD;
  const tree = allocateTree(count);
  for (let index = 0; index < count; index++) {
    tree.set(leafHashes.subarray(WORD * index, WORD * (index + 1)), leafOffset(count, index));
  }
  hashNodes(tree, count);
  return tree;
}

/** The root of a tree: its first node, or 32 zero bytes for an empty list. */
export function rootOfTree(tree: Uint8Array): Hex {
  return tree.length === 0 ? ZERO_HASH : toHex(tree.subarray(0, WORD));
}

/**
 * The root over leaf hashes, 32 bytes each, in list order; 32 zero bytes for an empty list.
 *
 * @throws {InputError} if the length is not a multiple of 32
 * @example
 * rootOf(new Uint8Array(0)) // "0x0000000000000000000000000000000000000000000000000000000000000000"
 */
export function rootOf(leafHashes: Uint8Array): Hex {
  return rootOfTree(treeOf(leafHashes));
}

/**
 * The proof that a leaf stands at its index: the sibling of each node on the way up to the root.
 *
 * @throws {InputError} if the tree does not have `count` leaves, or the index is not below it
 * @example
 * proofOf(treeOf(new Uint8Array(64)), 2, 0) // [ZERO_HASH]
 */
export function proofOf(tree: Uint8Array, count: number, index: number): Hex[] {
  requireGiven({ tree, count }, { tree: RAW_BYTES, count: COUNT });
  if (tree.length !== WORD * (2 * count - 1)) {
    throw refused(LISTS, "treeLength", { bytes: tree.length, count });
  }
  if (!Number.isSafeInteger(index) || index < 0 || index >= count) {
    throw refused(LISTS, "noSuchLeaf", { count }, { got: String(index) });
  }
  const proof: Hex[] = [];
  for (let slot = leafSlot(count, index); slot > 0; slot = parentOf(slot)) {
    const sibling = WORD * siblingOf(slot);
    proof.push(toHex(tree.subarray(sibling, sibling + WORD)));
  }
  return proof;
}
