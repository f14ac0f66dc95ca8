import type { TreeName } from "../chain/names.ts";
import { type Hex, toHex, wordBytes } from "../columns/hex.ts";
import { headerHash, type Settlement } from "../commitment/header.ts";
import { keccak256 } from "../commitment/keccak.ts";
import type { LeafPlace } from "../history/submissions.ts";

/** How leaves are picked that nobody can foresee. */
export interface Picks {
  /** How many pairs of neighbours are picked from a list at random. */
  readonly random: number;
  /** 32 bytes that nobody else knows. */
  readonly secret: Hex;
}

/**
 * The leaves of a withheld list to be demanded: first, cut and last, and some at random, each with a neighbour, since most
 * breaks of the rule show only between neighbours. The same whenever it is asked.
 */
export function demandPlan(settlement: Settlement, tree: TreeName, { random, secret }: Picks): LeafPlace[] {
  const count = tree === "positions" ? settlement.positionCount : settlement.liquidationCount;
  if (count === 0n) return [];
  const pairs = [0n, count - 2n];
  // The head's last position shows the cut by itself; its neighbour shows that order and sums go on beyond it.
  if (tree === "positions") pairs.push(settlement.headCount - 1n);
  const draw = drawing(settlement, secret);
  for (let turn = 0; turn < random; turn++) pairs.push(draw(`${tree} ${turn}`) % count);
  const indexes = pairs.flatMap((index) => [index, index + 1n]).filter((index) => index >= 0n && index < count);
  return [...new Set(indexes)].sort((a, b) => (a < b ? -1 : 1)).map((index) => ({ tree, index }));
}

/** Numbers that nobody foresees who does not know the secret: of a settlement by a name, the same whenever it is asked. */
export function drawing(settlement: Settlement, secret: Hex): (name: string) => bigint {
  const seed = [...wordBytes(secret), ...wordBytes(headerHash(settlement))];
  return (name) => BigInt(toHex(keccak256(Uint8Array.of(...seed, ...new TextEncoder().encode(name)))));
}
