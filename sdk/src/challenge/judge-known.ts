import type { Range } from "../bundle/lookup.ts";
import { WORD } from "../columns/amounts.ts";
import { wordBytes } from "../columns/hex.ts";
import { verifyProof } from "../commitment/inclusion.ts";
import { duplicateKeys } from "../commitment/order.ts";
import type { Fault } from "../faults/fault.ts";
import type { ShownLeaf } from "../history/submissions.ts";
import type { ProvenFault } from "./calls.ts";
import { type Comparison, joined, proofBeside } from "./compare.ts";
import type { AnyLeaf, Published } from "./published.ts";

// A key's bits behind its first 32.
const KEY_REST = 224n;

interface Found<Leaf> {
  readonly fault: Fault;
  readonly leaves: readonly Leaf[];
}

/**
 * The cheapest fault among all rows of the committed list that are known: those that answers have shown, and those in which
 * the published list is proven to be the committed one. Undefined if they have none.
 */
export function faultAmongKnown<Leaf extends AnyLeaf>(
  published: Published<Leaf>,
  comparison: Comparison<Leaf>,
): ProvenFault | undefined {
  const known = knownRows(comparison);
  const at = (row: number) => comparison.altered.get(row) ?? published.at(row);
  // In a published list that is right, only what is altered can be wrong, alone or with what is known next to it.
  const suspects = published.isRight ? besideAltered(known, comparison) : known;
  const found = searchRows(published, suspects, at) ?? sameKey(published, comparison, known, at);
  if (found === undefined) return undefined;
  const shown = found.leaves.map((leaf) => proven(published, comparison, leaf));
  return { fault: found.fault, shown: shown as unknown as ProvenFault["shown"] };
}

/** The rows of the committed list that are known, in order. */
export function knownRows<Leaf extends AnyLeaf>({ agreed, altered }: Comparison<Leaf>): Range[] {
  return joined([...agreed, ...[...altered.keys()].map((row) => ({ from: row, to: row + 1 }))]);
}

/** Of known rows those that are altered, and those that come before and after them. */
function besideAltered<Leaf extends AnyLeaf>(known: readonly Range[], { altered }: Comparison<Leaf>): Range[] {
  const rows = new Set<number>();
  for (const row of altered.keys()) {
    const at = known.findIndex(({ from, to }) => row >= from && row < to);
    const { from, to } = known[at] as Range;
    const before = row > from ? row - 1 : (known[at - 1]?.to ?? 0) - 1;
    const after = row + 1 < to ? row + 1 : known[at + 1]?.from;
    for (const each of [before, row, after]) if (each !== undefined && each >= 0) rows.add(each);
  }
  return joined([...rows].map((row) => ({ from: row, to: row + 1 })));
}

/** One leaf before two; of pairs those that follow one another, over what is not known between them too. */
function searchRows<Leaf extends AnyLeaf>(
  { alone, between }: Published<Leaf>,
  known: readonly Range[],
  at: (row: number) => Leaf,
): Found<Leaf> | undefined {
  let pair: Found<Leaf> | undefined;
  let previous: Leaf | undefined;
  for (const { from, to } of known) {
    for (let row = from; row < to; row++) {
      const leaf = at(row);
      const own = alone(leaf);
      if (own !== undefined) return { fault: own, leaves: [leaf] };
      const shared = previous && pair === undefined ? between(previous, leaf) : undefined;
      if (previous && shared !== undefined) pair = { fault: shared, leaves: [previous, leaf] };
      previous = leaf;
    }
  }
  return pair;
}

/** Two known rows with one key, wherever they stand. */
function sameKey<Leaf extends AnyLeaf>(
  { keys, keysDiffer, isRight }: Published<Leaf>,
  { altered }: Comparison<Leaf>,
  known: readonly Range[],
  at: (row: number) => Leaf,
): Found<Leaf> | undefined {
  if (!keysDiffer) return undefined;
  if (isRight) return sameKeyAsAltered(keys, altered, known, at);
  const all = new Uint8Array(WORD * known.reduce((sum, { from, to }) => sum + to - from, 0));
  let place = 0;
  for (const { from, to } of known) {
    all.set(keys.subarray(WORD * from, WORD * to), WORD * place);
    for (const [row, { key }] of altered) {
      if (row >= from && row < to) all.set(wordBytes(key), WORD * (place + row - from));
    }
    place += to - from;
  }
  const same = duplicateKeys(all, place);
  return same && { fault: "DuplicateKey", leaves: same.map((nth) => at(rowAt(known, nth))) };
}

/** The same, where only altered rows can have another's key: no list is sorted for that. */
function sameKeyAsAltered<Leaf extends AnyLeaf>(
  keys: Uint8Array,
  altered: ReadonlyMap<number, Leaf>,
  known: readonly Range[],
  at: (row: number) => Leaf,
): Found<Leaf> | undefined {
  const words = new DataView(keys.buffer, keys.byteOffset, keys.byteLength);
  const found = (a: Leaf, b: Leaf): Found<Leaf> => ({
    fault: "DuplicateKey",
    leaves: a.index < b.index ? [a, b] : [b, a],
  });
  const byKey = new Map<bigint, Leaf>();
  const beginnings = new Set<number>();
  for (const leaf of altered.values()) {
    const same = byKey.get(BigInt(leaf.key));
    if (same !== undefined) return found(same, leaf);
    byKey.set(BigInt(leaf.key), leaf);
    beginnings.add(Number(BigInt(leaf.key) >> KEY_REST));
  }
  if (beginnings.size === 0) return undefined;
  for (const { from, to } of known) {
    for (let row = from; row < to; row++) {
      if (!beginnings.has(words.getUint32(WORD * row)) || altered.has(row)) continue;
      const leaf = at(row);
      const same = byKey.get(BigInt(leaf.key));
      if (same !== undefined) return found(same, leaf);
    }
  }
  return undefined;
}

function rowAt(known: readonly Range[], nth: number): number {
  let left = nth;
  for (const { from, to } of known) {
    if (left < to - from) return from + left;
    left -= to - from;
  }
  throw new RangeError(`there is no known row ${nth}`);
}

function proven<Leaf extends AnyLeaf>(published: Published<Leaf>, { nodes }: Comparison<Leaf>, leaf: Leaf): ShownLeaf {
  const { count, root, hashOf } = published;
  const proof = proofBeside(published, nodes, Number(leaf.index));
  if (!verifyProof(hashOf(leaf), leaf.index, count, proof, root)) {
    throw new RangeError(`entry ${leaf.index} of the ${published.tree} is not proven by what is known`);
  }
  return published.shownOf(leaf, proof);
}
