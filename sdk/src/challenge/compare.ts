import { leavesBelow, type Range } from "../bundle/lookup.ts";
import { WORD } from "../columns/amounts.ts";
import { type Hex, toHex, wordBytes } from "../columns/hex.ts";
import { keccak256Into } from "../commitment/keccak.ts";
import type { ShownLeaf } from "../history/submissions.ts";
import type { AnyLeaf, Published } from "./published.ts";

/** What answers tell of the committed list beside the published one. Slots and rows are the tree's and the list's. */
export interface Comparison<Leaf extends AnyLeaf> {
  /** The committed tree's nodes that are known: those on the paths of shown leaves, and those beside these. */
  readonly nodes: ReadonlyMap<number, Hex>;
  /** The rows in which the published list is the committed one, in order. */
  readonly agreed: readonly Range[];
  /** The shown leaves that are other than what was published, by their rows, in order. */
  readonly altered: ReadonlyMap<number, Leaf>;
  /** The nodes below which something was altered, and it is not known where. */
  readonly open: readonly number[];
  /** How many leaves were shown, altered or not. */
  readonly shown: number;
}

/** Compares a published list with what answers have shown of the committed one. */
export function compare<Leaf extends AnyLeaf>(
  published: Published<Leaf>,
  shown: readonly ShownLeaf[],
): Comparison<Leaf> {
  const { count, tree } = published;
  const nodes = new Map<number, Hex>([[0, published.root]]);
  const leaves = new Map<number, Leaf>();
  for (const { leaf, proof } of shown.filter((entry) => entry.tree === tree)) {
    const path = pathOf(published, leaf as Leaf, proof);
    if (path === undefined) continue;
    for (const [slot, hash] of path) nodes.set(slot, hash);
    leaves.set(Number(leaf.index), leaf as Leaf);
  }
  const agreed: Range[] = [];
  const altered = new Map<number, Leaf>();
  const open: number[] = [];

  function visit(slot: number): void {
    if (nodes.get(slot) === nodeAt(published.nodes, slot)) {
      agreed.push(...leavesBelow(slot, count));
      return;
    }
    const row = 2 * count - 2 - slot;
    const leaf = row < count ? leaves.get(row) : undefined;
    if (leaf !== undefined) altered.set(row, leaf);
    else if (row < count || !nodes.has(2 * slot + 1)) open.push(slot);
    else for (const child of [2 * slot + 2, 2 * slot + 1]) visit(child);
  }

  if (count > 0) visit(0);
  return {
    nodes,
    agreed: joined(agreed),
    altered: new Map([...altered].sort(([a], [b]) => a - b)),
    open,
    shown: leaves.size,
  };
}

/** The proof of a row in whose subtrees beside its path the lists agree, as far as answers do not tell the nodes there. */
export function proofBeside<Leaf extends AnyLeaf>(
  { nodes, count }: Published<Leaf>,
  known: ReadonlyMap<number, Hex>,
  row: number,
): Hex[] {
  const proof: Hex[] = [];
  for (let slot = 2 * count - 2 - row; slot > 0; slot = parentOf(slot)) {
    const sibling = siblingOf(slot);
    proof.push(known.get(sibling) ?? nodeAt(nodes, sibling));
  }
  return proof;
}

/** The nodes that a leaf and its proof tell; undefined if they do not lead to the committed root. */
function pathOf<Leaf extends AnyLeaf>(
  { count, root, hashOf }: Published<Leaf>,
  leaf: Leaf,
  proof: readonly Hex[],
): [number, Hex][] | undefined {
  if (leaf.index < 0n || leaf.index >= BigInt(count)) return undefined;
  let slot = 2 * count - 2 - Number(leaf.index);
  let hash = hashOf(leaf);
  const nodes: [number, Hex][] = [[slot, hash]];
  for (const beside of proof) {
    if (slot === 0) return undefined;
    nodes.push([siblingOf(slot), beside]);
    hash = slot % 2 === 1 ? hashPair(hash, beside) : hashPair(beside, hash);
    slot = parentOf(slot);
    nodes.push([slot, hash]);
  }
  return slot === 0 && hash === root ? nodes : undefined;
}

const parentOf = (slot: number) => Math.floor((slot - 1) / 2);
const siblingOf = (slot: number) => (slot % 2 === 1 ? slot + 1 : slot - 1);

function nodeAt(nodes: Uint8Array, slot: number): Hex {
  return toHex(nodes.subarray(WORD * slot, WORD * (slot + 1)));
}

function hashPair(left: Hex, right: Hex): Hex {
  const pair = new Uint8Array(2 * WORD);
  pair.set(wordBytes(left));
  pair.set(wordBytes(right), WORD);
  keccak256Into(pair, 0, 2 * WORD, pair, 0);
  return toHex(pair.subarray(0, WORD));
}

/** The same rows in as few ranges as there can be, in order. */
export function joined(ranges: readonly Range[]): Range[] {
  const all: { from: number; to: number }[] = [];
  for (const { from, to } of [...ranges].sort((a, b) => a.from - b.from)) {
    const last = all.at(-1);
    if (last !== undefined && last.to === from) last.to = to;
    else all.push({ from, to });
  }
  return all;
}
