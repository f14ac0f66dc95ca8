import { join } from "node:path";
import { BUNDLE_FILES, type BundledLiquidations, type BundledPositions } from "../bundle/bundle.ts";
import { readLiquidations, readPositions } from "../bundle/lists.ts";
import { messageOf } from "../chain/failures.ts";
import type { CommittedPositions, PositionList } from "../columns/lists.ts";
import { type CommittedList, committedLiquidations, positionsOfFile } from "../commitment/committed-list.ts";
import type { Settlement } from "../commitment/header.ts";
import { type CommittedLiquidations, type LiquidationList, liquidationAt } from "../commitment/liquidations.ts";
import { positionAt } from "../commitment/positions.ts";
import { proofOf } from "../commitment/tree.ts";
import { InputError } from "../errors.ts";
import { findFault } from "../faults/search.ts";
import type { LeafPlace, ShownLeaf } from "../history/submissions.ts";
import type { ParquetSource } from "../parquet/read.ts";
import type { RulePolicy } from "../rule/policy.ts";
import { withParquetFile } from "../tables/files.ts";
import type { ProvenFault } from "./calls.ts";

// A value that is none is one that differs; a file that is full of them is no list.
const MOST_UNREADABLE = 1_000;

/** A list as a bundle has it. */
interface ReadList<Read extends List, List, Ruled> {
  /** What the file has, and what that is beside the header; absent unless it is as long as the committed list. */
  readonly found?: CommittedList<List, Ruled> & { readonly read: Read };
  /** Why the committed list cannot be had; absent if it is there, or is empty and need not be. */
  readonly missing?: string;
}

/** What a bundle has of a settlement's lists. */
export interface CommittedLists {
  readonly positions: ReadList<BundledPositions, PositionList, CommittedPositions>;
  readonly liquidations: ReadList<BundledLiquidations, LiquidationList, CommittedLiquidations>;
}

/** What is known of a settlement when its lists are looked at. */
export interface ListTerms {
  readonly settlement: Settlement;
  readonly policy: RulePolicy;
}

/** How a bundle's lists are read. */
export interface ListReading {
  /** Why files are known not to be there, by their names. */
  readonly absent?: ReadonlyMap<string, string> | undefined;
  /** Stops the reading. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads a settlement's lists from a bundle's folder. Only what has the committed roots counts; what it says is not judged.
 *
 * @throws what the signal was aborted with
 */
export async function readCommittedLists(
  terms: ListTerms,
  folder: string,
  reading: ListReading = {},
): Promise<CommittedLists> {
  const { settlement, policy } = terms;
  return {
    positions: await readList(
      folder,
      BUNDLE_FILES.positions,
      settlement.positionCount,
      reading,
      readPositions,
      (list) => positionsOfFile(list, settlement, policy),
    ),
    liquidations: await readCommittedLiquidations(settlement, folder, reading),
  };
}

/** The liquidations of `readCommittedLists`. */
export function readCommittedLiquidations(
  settlement: Settlement,
  folder: string,
  reading: ListReading = {},
): Promise<CommittedLists["liquidations"]> {
  const { liquidationCount } = settlement;
  return readList(folder, BUNDLE_FILES.liquidations, liquidationCount, reading, readLiquidations, (list) =>
    committedLiquidations(list, settlement),
  );
}

async function readList<Read extends List & { readonly count: number }, List, Ruled>(
  folder: string,
  name: string,
  count: bigint,
  { absent, signal }: ListReading,
  read: (source: ParquetSource) => Promise<Read>,
  besideHeader: (list: Read) => CommittedList<List, Ruled>,
): Promise<ReadList<Read, List, Ruled>> {
  if (count === 0n) return {};
  const reason = absent?.get(name);
  if (reason !== undefined) return { missing: reason };
  const path = join(folder, name);
  const unreadable: InputError[] = [];
  const onUnreadable = (error: InputError) => {
    if (unreadable.push(error) > MOST_UNREADABLE) throw error;
  };
  try {
    const mostRows = Number(count);
    const onRows = () => signal?.throwIfAborted();
    const list = await withParquetFile(path, (source) => read({ ...source, name, mostRows, onUnreadable, onRows }));
    if (BigInt(list.count) !== count) return { missing: `${name} has ${list.count} rows, and ${count} are committed` };
    const found = { ...besideHeader(list), read: list };
    if (found.list !== undefined) return { found };
    const [first] = unreadable;
    const why = first === undefined ? "" : ` (${unreadable.length} values of it are none, the first: ${first})`;
    return { missing: `${name} does not have the committed root${why}`, found };
  } catch (error) {
    signal?.throwIfAborted();
    if (isOfMachine(error)) throw error;
    if (error instanceof InputError) return { missing: error.in(name).toString() };
    return { missing: `${name} cannot be read: ${messageOf(error)}` };
  }
}

/** Whether an error tells something of this machine, and nothing of the file. */
function isOfMachine(error: unknown): boolean {
  return (error as NodeJS.ErrnoException | undefined)?.syscall !== undefined;
}

/** A leaf of the lists with its proof; undefined if that list is not there. */
export function showLeaf(lists: CommittedLists, { tree, index }: LeafPlace): ShownLeaf | undefined {
  const row = Number(index);
  if (tree === "positions") {
    const { list, tree: nodes } = lists.positions.found ?? NOTHING;
    return list && { tree, leaf: positionAt(list, row), proof: proofOf(nodes, list.count, row) };
  }
  const { list, tree: nodes } = lists.liquidations.found ?? NOTHING;
  return list && { tree, leaf: liquidationAt(list, row), proof: proofOf(nodes, list.count, row) };
}

const NOTHING = { list: undefined, tree: new Uint8Array(0) };

/** The cheapest fault of the lists that are there, with its proofs; undefined if they keep the rule. */
export function faultInLists(lists: CommittedLists, { settlement, policy }: ListTerms): ProvenFault | undefined {
  const { positions, liquidations } = lists;
  const found = findFault(
    { positions: suspectOf(positions), liquidations: suspectOf(liquidations) },
    settlement,
    policy,
  );
  if (found === undefined) return undefined;
  const shown = found.leaves.map(({ index }) => showLeaf(lists, { tree: found.tree, index }));
  return { fault: found.fault, shown: shown as unknown as ProvenFault["shown"] };
}

/** A committed list, unless it is known to have no fault. */
function suspectOf<Read extends List, List, Ruled>({ found }: ReadList<Read, List, Ruled>): List | undefined {
  return found?.isRight ? undefined : found?.list;
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
