import type { PositionList } from "../columns/lists.ts";
import { FIXED, HASH_BLOCK, pooledKernel, type Step, type Steps } from "./kernel.ts";
import type { EnginePath } from "./options.ts";
import { detectPath } from "./path.ts";

const WORD = 32;
const AMOUNT = 8;

/** Where the last level of nodes below `end` begins: none of them is a child of another. */
const levelStart = (end: number) => Math.floor(end / 2);

/** Hashes the inner nodes of a tree in the engine's memory whose leaves are in place. */
export function* nodeSteps(tree: number, count: number): Steps<void> {
  const nodes = (from: number, to: number): Step => {
    const inOrder = to <= HASH_BLOCK;
    return { run: "nodes", args: [tree + WORD, tree], from, to, block: HASH_BLOCK, inOrder };
  };
  let end = count - 1;
  while (end > HASH_BLOCK) {
    yield nodes(levelStart(end), end);
    end = levelStart(end);
  }
  yield nodes(0, end);
}

/**
 * Hashes the inner nodes of a tree in any memory, a block at a time.
 *
 * @returns false if the engine cannot
 */
export function hashNodesHere(tree: Uint8Array, count: number, path = detectPath()): boolean {
  const children = FIXED.end;
  const parents = children + 2 * WORD * HASH_BLOCK;
  const kernel = path && pooledKernel(path, parents + WORD * HASH_BLOCK);
  if (kernel === undefined) return false;
  const memory = new Uint8Array(kernel.memory.buffer);
  for (let end = count - 1; end > 0; end = levelStart(end)) {
    for (let from = levelStart(end); from < end; from += HASH_BLOCK) {
      const to = Math.min(from + HASH_BLOCK, end);
      memory.set(tree.subarray(WORD * (2 * from + 1), WORD * (2 * to + 1)), children);
      kernel.functions.nodes(children, parents, 0, to - from);
      tree.set(memory.subarray(parents, parents + WORD * (to - from)), WORD * from);
    }
  }
  return true;
}

/**
 * Hashes encoded rows, twice each, into their places in a tree.
 *
 * @param length bytes of one row
 * @param encode writes some rows, one behind the other
 * @returns false if the engine cannot
 */
export function hashRowsHere(
  tree: Uint8Array,
  count: number,
  length: number,
  encode: (target: Uint8Array, from: number, to: number) => void,
  path = detectPath(),
): boolean {
  const leaves = leafBlock(path, length);
  if (leaves === undefined) return false;
  const { kernel, memory, hashes, rows } = leaves;
  for (let from = 0; from < count; from += HASH_BLOCK) {
    const block = Math.min(HASH_BLOCK, count - from);
    encode(memory.subarray(rows, rows + length * block), from, from + block);
    kernel.functions.rowLeaves(rows, length, hashes + WORD * (block - 1), 0, block);
    placeLeaves(tree, count, from, memory.subarray(hashes, hashes + WORD * block));
  }
  return true;
}

/**
 * Hashes the leaves of positions, exactly as they stand, into their places in a tree.
 *
 * @returns false if the engine cannot
 */
export function hashPositionsHere(tree: Uint8Array, list: PositionList, path = detectPath()): boolean {
  const { count, keys, profits, cumulative } = list;
  const leaves = leafBlock(path, WORD + 4 * AMOUNT);
  if (leaves === undefined) return false;
  const { kernel, memory, hashes, rows } = leaves;
  const limbs = [profits.low, profits.high, cumulative.low, cumulative.high];
  const limbsAt = rows + WORD * HASH_BLOCK;
  const places = limbs.map((column, i) => (column === undefined ? 0 : limbsAt + AMOUNT * HASH_BLOCK * i));
  for (let from = 0; from < count; from += HASH_BLOCK) {
    const to = Math.min(from + HASH_BLOCK, count);
    memory.set(keys.subarray(WORD * from, WORD * to), rows);
    for (const [i, column] of limbs.entries()) {
      if (column === undefined) continue;
      new BigUint64Array(memory.buffer, places[i], HASH_BLOCK).set(column.subarray(from, to));
    }
    kernel.functions.positionLeaves(rows, ...places, hashes + WORD * (to - from - 1), 0, to - from);
    placeLeaves(tree, count, from, memory.subarray(hashes, hashes + WORD * (to - from)));
  }
  return true;
}

/** Room for a block of rows and their hashes. */
function leafBlock(path: EnginePath | undefined, rowBytes: number) {
  const hashes = FIXED.end;
  const rows = hashes + WORD * HASH_BLOCK;
  // The last bytes of a row are read eight at a time.
  const kernel = path && pooledKernel(path, rows + rowBytes * HASH_BLOCK + 8);
  return kernel && { kernel, memory: new Uint8Array(kernel.memory.buffer), hashes, rows };
}

/** A block's hashes are in the tree's own order: the last leaf first. */
function placeLeaves(tree: Uint8Array, count: number, from: number, hashes: Uint8Array): void {
  tree.set(hashes, WORD * (2 * count - 1 - from) - hashes.length);
}
