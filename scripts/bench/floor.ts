import { availableParallelism } from "node:os";
import { hashNodes } from "../../sdk/src/commitment/tree.ts";
import { measure } from "./report.ts";

/** What a position takes: its salt, its key, two for its leaf, and a node. */
export const PERMUTATIONS = 5;
const NODES = 1_000_000;

/** How long the hashes of so many positions take alone, in seconds, on one core at the engine's rate of this run. */
export function hashingFloor(positions: number): number {
  const tree = new Uint8Array(32 * (2 * NODES + 1));
  const { seconds } = measure(() => hashNodes(tree, NODES + 1), { best: 3 });
  return (PERMUTATIONS * positions * seconds) / NODES;
}

/** The same on all cores. */
export const hashingFloorOnAll = (positions: number): number => hashingFloor(positions) / availableParallelism();
