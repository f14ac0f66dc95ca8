import { FIXED, HASH_BLOCK, pooledKernel, type Step, type Steps } from "./kernel.ts";
import { detectPath, type EnginePath } from "./path.ts";

const WORD = 32;

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
  path: EnginePath | undefined = detectPath(),
): boolean {
  const hashes = FIXED.end;
  const rows = hashes + WORD * HASH_BLOCK;
  const kernel = path && pooledKernel(path, rows + length * (HASH_BLOCK + 1));
  if (kernel === undefined) return false;
  const memory = new Uint8Array(kernel.memory.buffer);
  for (let from = 0; from < count; from += HASH_BLOCK) {
    const block = Math.min(HASH_BLOCK, count - from);
    encode(memory.subarray(rows, rows + length * block), from, from + block);
    kernel.functions.rowLeaves(rows, length, hashes + WORD * (block - 1), 0, block);
    tree.set(memory.subarray(hashes, hashes + WORD * block), WORD * (2 * count - 1 - from - block));
  }
  return true;
}
