import { join } from "node:path";
import { BUNDLE_FILES, type BundledLiquidations, type BundledPositions } from "../bundle/bundle.ts";
import { readLiquidations, readPositions } from "../bundle/lists.ts";
import { messageOf } from "../chain/failures.ts";
import type { Hex } from "../columns/hex.ts";
import type { Settlement } from "../commitment/header.ts";
import { liquidationAt, liquidationTree } from "../commitment/liquidations.ts";
import { positionAt, positionTree } from "../commitment/positions.ts";
import { proofOf, rootOfTree } from "../commitment/tree.ts";
import { InputError } from "../errors.ts";
import { findFault } from "../faults/search.ts";
import type { LeafPlace, ShownLeaf } from "../history/submissions.ts";
import type { ParquetSource } from "../parquet/read.ts";
import type { RulePolicy } from "../rule/policy.ts";
import { withParquetFile } from "../tables/files.ts";
import type { ProvenFault } from "./calls.ts";

// A value that is none is one that differs; a file that is full of them is no list.
const MOST_UNREADABLE = 1_000;

/** A list with its tree. */
interface TreedList<List> {
  readonly list: List;
  readonly tree: Uint8Array;
}

/** A list that is the committed one, and its tree; or why it cannot be had. */
interface CommittedList<List> extends Partial<TreedList<List>> {
  /** Absent if the list is there, or is empty and need not be. */
  readonly missing?: string;
  /** What is there instead, if it is as long as the committed list and has another root. */
  readonly altered?: TreedList<List>;
}

/** What a bundle has of a settlement's lists. */
export interface CommittedLists {
  readonly positions: CommittedList<BundledPositions>;
  readonly liquidations: CommittedList<BundledLiquidations>;
}

/**
 * Reads a settlement's lists from a bundle's folder. Only what has the committed roots counts; what it says is not judged.
 *
 * @param absent why files are known not to be there, by their names
 */
export async function readCommittedLists(
  settlement: Settlement,
  folder: string,
  absent: ReadonlyMap<string, string> = new Map(),
): Promise<CommittedLists> {
  const { positionCount, positionsRoot, liquidationCount, liquidationsRoot } = settlement;
  const committed = async <List extends { readonly count: number }>(
    name: string,
    read: (source: ParquetSource) => Promise<List>,
    treeOf: (list: List) => Uint8Array,
    count: bigint,
    root: Hex,
  ): Promise<CommittedList<List>> => {
    if (count === 0n) return {};
    const missing = absent.get(name);
    return missing === undefined ? readList(join(folder, name), read, treeOf, count, root) : { missing };
  };
  return {
    positions: await committed(BUNDLE_FILES.positions, readPositions, positionTree, positionCount, positionsRoot),
    liquidations: await committed(
      BUNDLE_FILES.liquidations,
      readLiquidations,
      liquidationTree,
      liquidationCount,
      liquidationsRoot,
    ),
  };
}

async function readList<List extends { readonly count: number }>(
  path: string,
  read: (source: ParquetSource) => Promise<List>,
  treeOf: (list: List) => Uint8Array,
  count: bigint,
  root: Hex,
): Promise<CommittedList<List>> {
  const unreadable: InputError[] = [];
  const onUnreadable = (error: InputError) => {
    if (unreadable.push(error) > MOST_UNREADABLE) throw error;
  };
  try {
    const mostRows = Number(count);
    const list = await withParquetFile(path, (source) => read({ ...source, mostRows, onUnreadable }));
    if (BigInt(list.count) !== count) return { missing: `${path} has ${list.count} rows, and ${count} are committed` };
    const tree = treeOf(list);
    if (rootOfTree(tree) === root) return { list, tree };
    const [first] = unreadable;
    const why = first === undefined ? "" : ` (${unreadable.length} values of it are none, the first: ${first})`;
    return { missing: `${path} does not have the committed root${why}`, altered: { list, tree } };
  } catch (error) {
    if (isOfMachine(error)) throw error;
    return { missing: error instanceof InputError ? error.toString() : `${path} cannot be read: ${messageOf(error)}` };
  }
}

/** Whether an error tells something of this machine, and nothing of the file. */
function isOfMachine(error: unknown): boolean {
  return (error as NodeJS.ErrnoException | undefined)?.syscall !== undefined;
}

/** A leaf of the lists with its proof; undefined if that list is not there. */
export function showLeaf(
  { positions, liquidations }: CommittedLists,
  { tree, index }: LeafPlace,
): ShownLeaf | undefined {
  const row = Number(index);
  if (tree === "positions") {
    if (positions.list === undefined || positions.tree === undefined) return undefined;
    const proof = proofOf(positions.tree, positions.list.count, row);
    return { tree, leaf: positionAt(positions.list, row), proof };
  }
  if (liquidations.list === undefined || liquidations.tree === undefined) return undefined;
  const proof = proofOf(liquidations.tree, liquidations.list.count, row);
  return { tree, leaf: liquidationAt(liquidations.list, row), proof };
}

/** The cheapest fault of the lists that are there, with its proofs; undefined if they keep the rule. */
export function faultInLists(lists: CommittedLists, settlement: Settlement, rule: RulePolicy): ProvenFault | undefined {
  const known = { positions: lists.positions.list, liquidations: lists.liquidations.list };
  const found = findFault(known, settlement, rule);
  if (found === undefined) return undefined;
  const shown = found.leaves.map(({ index }) => showLeaf(lists, { tree: found.tree, index }));
  return { fault: found.fault, shown: shown as unknown as ProvenFault["shown"] };
}

/** The cheapest fault that shown leaves have, alone or together; undefined if they have none. */
export function faultInLeaves(
  shown: readonly ShownLeaf[],
  settlement: Settlement,
  rule: RulePolicy,
): ProvenFault | undefined {
  const positions = shown.flatMap((entry) => (entry.tree === "positions" ? [entry.leaf] : []));
  const liquidations = shown.flatMap((entry) => (entry.tree === "liquidations" ? [entry.leaf] : []));
  const found = findFault({ positions, liquidations }, settlement, rule);
  if (found === undefined) return undefined;
  const leaves = found.leaves.map(({ index }) =>
    shown.find((entry) => entry.tree === found.tree && entry.leaf.index === index),
  );
  return { fault: found.fault, shown: leaves as unknown as ProvenFault["shown"] };
}
