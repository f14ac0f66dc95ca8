// A list of positions part by part, in list order and in little memory: each part is the leaves below one node, hashed and held
// against that node, which is held against the header's root.
import { WORD } from "../columns/amounts.ts";
import { type Hex, toHex, wordBytes } from "../columns/hex.ts";
import type { PositionList } from "../columns/lists.ts";
import { positionAt, positionTree } from "../commitment/positions.ts";
import { hashNodes, proofOf, rootOfTree } from "../commitment/tree.ts";
import type { InputError } from "../errors.ts";
import { BUNDLES } from "../problems/english/bundles.ts";
import { refused } from "../problems/problem.ts";
import { BUNDLE_FILES } from "./bundle.ts";
import type { SettlementDocument } from "./document.ts";
import { leavesBelow, lowestKept, type Range, slotsKept } from "./lookup.ts";
import type { Ids } from "./statements.ts";

/** Where the rows of a bundle's positions come from, in any order and of any length. */
export interface RowSource {
  readonly document: SettlementDocument;
  /** The period's secret. */
  readonly secret: Hex;
  /** How many places, from the first on, have a name in the private part. */
  readonly named: number;
  /** Some rows of the list, as they stand. */
  positions(range: Range): PositionList | Promise<PositionList>;
  /** Whose some places are. */
  names(range: Range): Ids | Promise<Ids>;
  /** The tree's uppermost nodes, as positions.tree has them, if they are there; they are not believed. */
  top(): Uint8Array | undefined | Promise<Uint8Array | undefined>;
}

/** Some places of the list, one behind the other, with all that their proofs need. */
export interface ListPart extends Range {
  /** The leaves below one node: more than the part's, where the end of the list stands beside its beginning. */
  readonly list: PositionList;
  /** The row in `list` of the part's first place. */
  readonly first: number;
  /** The tree over `list`. */
  readonly nodes: Uint8Array;
  /** The hashes that lead from that tree's root up to the list's. */
  readonly above: readonly Hex[];
}

/**
 * Reads a list in parts, from the first place up to another, each proven.
 *
 * @throws {InputError} if the list is not the committed one
 */
export async function* partsOf(source: RowSource, end: number): AsyncGenerator<ListPart> {
  const { positionCount, positionsRoot } = source.document.settlement;
  const count = Number(positionCount);
  if (end === 0) return;
  const top = await provenTop(source, count, positionsRoot);
  yield* partsBelow(source, count, end, top);
}

async function* partsBelow(source: RowSource, count: number, end: number, top: Uint8Array): AsyncGenerator<ListPart> {
  for (let from = 0; from < end; ) {
    const { slot, ranges, list, nodes } = await subtreeAt(source, count, from);
    if (!sameWord(nodes, 0, top, slot)) throw notCommitted();
    let first = 0;
    for (const range of ranges) {
      if (range.from <= from && from < range.to) {
        yield {
          from,
          to: Math.min(range.to, end),
          list,
          first: first + from - range.from,
          nodes,
          above: pathUp(top, slot),
        };
        from = range.to;
        break;
      }
      first += range.to - range.from;
    }
  }
}

/** The leaves and nodes below the node that the tree's uppermost part ends with on a place's path. */
async function subtreeAt(source: RowSource, count: number, place: number) {
  const slot = lowestKept(count, place);
  const ranges = leavesBelow(slot, count);
  const lists = [];
  for (const range of ranges) lists.push(await source.positions(range));
  const list = joinedLists(lists);
  return { slot, ranges, list, nodes: positionTree(list) };
}

/** The uppermost nodes, which lead to the root; made from the whole list where the bundle's do not. */
async function provenTop(source: RowSource, count: number, root: Hex): Promise<Uint8Array> {
  // A short list is one part.
  if (slotsKept(count) === 0) return wordBytes(root);
  const given = await source.top();
  if (given !== undefined && given.length === WORD * slotsKept(count) && leadsTo(given, root)) return given;
  const made = new Uint8Array(WORD * slotsKept(count));
  for (let from = 0; from < count; ) {
    const { slot, ranges, nodes } = await subtreeAt(source, count, from);
    made.set(nodes.subarray(0, WORD), WORD * slot);
    from = (ranges.find((range) => range.from <= from && from < range.to) as Range).to;
  }
  hashNodes(made, leavesOf(made));
  if (rootOfTree(made) !== root) throw notCommitted();
  return made;
}

const leavesOf = (tree: Uint8Array) => (tree.length / WORD + 1) / 2;

/** Whether each node is the hash of the two below it, and the first the root. */
function leadsTo(top: Uint8Array, root: Hex): boolean {
  const hashed = top.slice();
  hashNodes(hashed, leavesOf(hashed));
  return rootOfTree(hashed) === root && hashed.every((byte, at) => byte === top[at]);
}

function pathUp(top: Uint8Array, slot: number): Hex[] {
  const path: Hex[] = [];
  for (let at = slot; at > 0; at = (at - 1) >>> 1) {
    const sibling = at % 2 === 0 ? at - 1 : at + 1;
    path.push(toHex(top.subarray(WORD * sibling, WORD * (sibling + 1))));
  }
  return path;
}

/** One entry of a part, and its proof. */
export function entryOf({ list, nodes, above, first, from }: ListPart, place: number) {
  const row = first + place - from;
  const leaf = { ...positionAt(list, row), index: BigInt(place) };
  return { leaf, proof: [...proofOf(nodes, list.count, row), ...above] };
}

/** Whether a word of one array is that of another. */
function sameWord(a: Uint8Array, i: number, b: Uint8Array, k: number): boolean {
  for (let byte = 0; byte < WORD; byte++) if (a[WORD * i + byte] !== b[WORD * k + byte]) return false;
  return true;
}

/** Lists one behind the other. */
export function joinedLists(lists: readonly PositionList[]): PositionList {
  if (lists.length === 1) return lists[0] as PositionList;
  const count = lists.reduce((sum, list) => sum + list.count, 0);
  const keys = new Uint8Array(WORD * count);
  const joined = (column: "profits" | "cumulative") => {
    const isWide = lists.some((list) => list[column].high !== undefined);
    const amounts = { low: new BigUint64Array(count), ...(isWide && { high: new BigUint64Array(count) }) };
    let at = 0;
    for (const list of lists) {
      amounts.low.set(list[column].low, at);
      const { high } = list[column];
      if (high !== undefined) amounts.high?.set(high, at);
      at += list.count;
    }
    return amounts;
  };
  let at = 0;
  for (const list of lists) {
    keys.set(list.keys, at);
    at += list.keys.length;
  }
  return { count, keys, profits: joined("profits"), cumulative: joined("cumulative") };
}

/** Some rows of a list, in place. */
export function sliceOfList({ keys, profits, cumulative }: PositionList, { from, to }: Range): PositionList {
  const slice = ({ low, high }: PositionList["profits"]) => ({
    low: low.subarray(from, to),
    ...(high && { high: high.subarray(from, to) }),
  });
  const count = to - from;
  return { count, keys: keys.subarray(WORD * from, WORD * to), profits: slice(profits), cumulative: slice(cumulative) };
}

/** What is said of a list with another root. */
export function notCommitted(): InputError {
  return refused(
    BUNDLES,
    "notCommittedVerify",
    {},
    {
      file: BUNDLE_FILES.positions,
    },
  );
}
