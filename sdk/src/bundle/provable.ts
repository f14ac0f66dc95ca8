import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { WORD } from "../columns/amounts.ts";
import { type Hex, toHex } from "../columns/hex.ts";
import type { PositionList } from "../columns/lists.ts";
import type { Settlement } from "../commitment/header.ts";
import { verifyProof } from "../commitment/inclusion.ts";
import { type Liquidation, liquidationLeafHash, type Position, positionLeafHash } from "../commitment/leaves.ts";
import { type LiquidationList, liquidationAt, liquidationTree } from "../commitment/liquidations.ts";
import { positionAt, positionTree } from "../commitment/positions.ts";
import { proofOf, rootOfTree, treeOf } from "../commitment/tree.ts";
import type { ParquetSource } from "../parquet/read.ts";
import { BUNDLES } from "../problems/english/bundles.ts";
import { refused } from "../problems/problem.ts";
import { withParquetFile } from "../tables/files.ts";
import { BUNDLE_FILES } from "./bundle.ts";
import { readLiquidationRows, readLiquidations, readPositionRows, readPositions } from "./lists.ts";
import { leavesBelow, lowestKept, type Range, slotsKept, topOfTree } from "./lookup.ts";
import type { Segments } from "./segments.ts";

/** A leaf of one of a settlement's lists, with its proof. */
type ShownLeaf = ShownPosition | ShownLiquidation;

interface ShownPosition {
  readonly tree: "positions";
  readonly leaf: Position;
  readonly proof: readonly Hex[];
}

interface ShownLiquidation {
  readonly tree: "liquidations";
  readonly leaf: Liquidation;
  readonly proof: readonly Hex[];
}

type TreeName = ShownLeaf["tree"];

/** One of a settlement's lists in a bundle's folder, of which single entries are proven without keeping the list. */
export interface ProvableList {
  /**
   * An entry with its proof, which is checked against the committed root.
   *
   * @throws {InputError} if the files do not prove it
   */
  prove(index: bigint): Promise<ShownLeaf>;
}

/** How one kind of list is read, hashed and shown. */
interface Kind<List extends { readonly count: number }> {
  readonly tree: TreeName;
  readonly file: string;
  /** The file with the tree's uppermost nodes, if bundles have one. */
  readonly topFile?: string;
  readonly count: number;
  readonly root: Hex;
  readonly readAll: (source: ParquetSource) => Promise<List>;
  readonly readRows: (source: ParquetSource, range: Range) => Promise<{ readonly list: List; readonly total: number }>;
  readonly treeOf: (list: List) => Uint8Array;
  readonly leafOf: (list: List, row: number) => Leaf;
}

interface Leaf {
  readonly hash: Hex;
  shown(index: bigint, proof: readonly Hex[]): ShownLeaf;
}

/** Some rows of a list, and the hashes of all leaves below one node. */
interface Segment<List> {
  readonly parts: readonly { readonly from: number; readonly list: List }[];
  readonly ranges: readonly Range[];
  readonly nodes: Uint8Array;
}

/**
 * Opens a list of a bundle: reads the tree's uppermost nodes, or, where they are not there or not right, makes them from the
 * whole list, once, and lets go of that again.
 *
 * @throws {InputError} if the list is not the committed one, or cannot be read
 */
export async function openProvable(
  folder: string,
  settlement: Settlement,
  tree: TreeName,
  segments: Segments,
): Promise<ProvableList> {
  return tree === "positions"
    ? open(folder, positionsOf(settlement), segments)
    : open(folder, liquidationsOf(settlement), segments);
}

function positionsOf({ positionCount, positionsRoot }: Settlement): Kind<PositionList & { readonly count: number }> {
  return {
    tree: "positions",
    file: BUNDLE_FILES.positions,
    topFile: BUNDLE_FILES.tree,
    count: Number(positionCount),
    root: positionsRoot,
    readAll: readPositions,
    readRows: readPositionRows,
    treeOf: positionTree,
    leafOf(list, row) {
      const leaf = positionAt(list, row);
      const shown = (index: bigint, proof: readonly Hex[]): ShownLeaf => {
        return { tree: "positions", leaf: { ...leaf, index }, proof };
      };
      return { hash: positionLeafHash(leaf), shown };
    },
  };
}

function liquidationsOf({ liquidationCount, liquidationsRoot }: Settlement): Kind<LiquidationList> {
  return {
    tree: "liquidations",
    file: BUNDLE_FILES.liquidations,
    count: Number(liquidationCount),
    root: liquidationsRoot,
    readAll: readLiquidations,
    readRows: readLiquidationRows,
    treeOf: liquidationTree,
    leafOf(list, row) {
      const leaf = liquidationAt(list, row);
      const shown = (index: bigint, proof: readonly Hex[]): ShownLeaf => {
        return { tree: "liquidations", leaf: { ...leaf, index }, proof };
      };
      return { hash: liquidationLeafHash(leaf), shown };
    },
  };
}

async function open<List extends { readonly count: number }>(
  folder: string,
  kind: Kind<List>,
  segments: Segments,
): Promise<ProvableList> {
  const { count, root, tree } = kind;
  if (count === 0) throw refused(BUNDLES, "listEmpty", {}, { file: join(folder, kind.file) });
  const quick = await topIn(folder, kind);
  let top = quick ?? (await topOfList(folder, kind));
  const nameOf = (slot: number) => `${root} ${slot}`;
  const segmentOf = (slot: number) =>
    segments.of(nameOf(slot), () => readSegment(folder, kind, leavesBelow(slot, count)));

  async function prove(index: bigint): Promise<ShownLeaf | undefined> {
    const row = Number(index);
    const slot = lowestKept(count, row);
    const segment = (await segmentOf(slot)) as Segment<List>;
    const within = segment.ranges.reduce((sum, { from, to }) => sum + Math.max(Math.min(to, row) - from, 0), 0);
    const proof = proofOf(segment.nodes, (segment.nodes.length / WORD + 1) / 2, within);
    for (let at = slot; at > 0; at = (at - 1) >>> 1) {
      const sibling = at % 2 === 0 ? at - 1 : at + 1;
      proof.push(toHex(top.subarray(WORD * sibling, WORD * (sibling + 1))));
    }
    const part = segment.parts.find(({ from, list }) => row >= from && row < from + list.count);
    if (part === undefined) throw new RangeError(`row ${row} is not in its segment`);
    const { hash, shown } = kind.leafOf(part.list, row - part.from);
    if (verifyProof(hash, index, count, proof, root)) return shown(index, proof);
    // The files may be mended: what does not prove is not kept.
    segments.drop(nameOf(slot));
    return undefined;
  }

  let isOwn = quick === undefined;
  async function proven(index: bigint): Promise<ShownLeaf> {
    if (index < 0n || index >= BigInt(count)) throw refused(BUNDLES, "noEntry", { tree, index });
    const shown = await prove(index);
    if (shown !== undefined) return shown;
    if (!isOwn) {
      // The nodes that came with the bundle are believed for nothing.
      top = await topOfList(folder, kind);
      isOwn = true;
    }
    const again = await prove(index);
    if (again !== undefined) return again;
    throw refused(BUNDLES, "notCommitted", {}, { file: join(folder, kind.file) });
  }

  // A list that proves nothing is none.
  await proven(0n);
  return { prove: proven };
}

/** The uppermost nodes as the bundle has them; undefined if it has none of the right length. A short list needs none. */
async function topIn<List extends { readonly count: number }>(
  folder: string,
  { count, topFile }: Kind<List>,
): Promise<Uint8Array | undefined> {
  const length = WORD * slotsKept(count);
  if (length === 0) return new Uint8Array(0);
  if (topFile === undefined) return undefined;
  const bytes = await readFile(join(folder, topFile)).catch(() => undefined);
  return bytes?.length === length ? bytes : undefined;
}

async function topOfList<List extends { readonly count: number }>(
  folder: string,
  { file, count, root, readAll, treeOf: hashed }: Kind<List>,
): Promise<Uint8Array> {
  const path = join(folder, file);
  const list = await withParquetFile(path, (source) => readAll({ ...source, mostRows: count }));
  if (list.count !== count)
    throw refused(BUNDLES, "otherRows", {}, { file: path, got: `${list.count}`, expected: `${count}` });
  const nodes = hashed(list);
  if (rootOfTree(nodes) !== root) throw refused(BUNDLES, "notCommittedRoot", {}, { file: path, expected: root });
  // A copy: a part of the tree would keep all of it.
  return topOfTree(nodes, count).slice();
}

async function readSegment<List extends { readonly count: number }>(
  folder: string,
  { file, count, readRows, treeOf: hashed }: Kind<List>,
  ranges: readonly Range[],
): Promise<Segment<List>> {
  const path = join(folder, file);
  const parts: { from: number; list: List }[] = [];
  await withParquetFile(path, async (source) => {
    for (const range of ranges) {
      const { list, total } = await readRows({ ...source, mostRows: count }, range);
      if (total !== count)
        throw refused(BUNDLES, "otherRows", {}, { file: path, got: `${total}`, expected: `${count}` });
      parts.push({ from: range.from, list });
    }
  });
  const rows = parts.reduce((sum, { list }) => sum + list.count, 0);
  const hashes = new Uint8Array(WORD * rows);
  let place = 0;
  for (const { list } of parts) {
    const nodes = hashed(list);
    for (let row = 0; row < list.count; row++) {
      const leaf = WORD * (2 * list.count - 2 - row);
      hashes.set(nodes.subarray(leaf, leaf + WORD), WORD * place++);
    }
  }
  return { parts, ranges, nodes: treeOf(hashes) };
}
