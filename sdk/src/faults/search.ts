import { type Check, ifGiven, listOf, partsOf, requireGiven } from "../columns/given.ts";
import type { PositionList } from "../columns/lists.ts";
import { LIQUIDATION, LIQUIDATION_LIST, POSITION, POSITION_LIST, SETTLEMENT } from "../commitment/given.ts";
import type { Settlement } from "../commitment/header.ts";
import type { Liquidation, Position } from "../commitment/leaves.ts";
import { type LiquidationList, liquidationAt } from "../commitment/liquidations.ts";
import { duplicateKeys } from "../commitment/order.ts";
import { positionAt } from "../commitment/positions.ts";
import { LISTS } from "../problems/english/lists.ts";
import { refused } from "../problems/problem.ts";
import { RULE } from "../rule/given.ts";
import type { RulePolicy } from "../rule/policy.ts";
import type { Fault } from "./fault.ts";
import { faultBetweenLiquidations, faultAlone as liquidationFault } from "./liquidations.ts";
import { faultBetweenPositions, faultAlone as positionFault } from "./positions.ts";

/** What is known of a settlement's lists: a whole list as columns, or some leaves that were shown; nothing of a list if left out. */
export interface KnownLists {
  readonly positions?: PositionList | readonly Position[] | undefined;
  readonly liquidations?: LiquidationList | readonly Liquidation[] | undefined;
}

/** A fault and the one or two leaves that show it; a pair stands in list order. */
export type FoundFault =
  | { readonly fault: Fault; readonly tree: "positions"; readonly leaves: Shown<Position> }
  | { readonly fault: Fault; readonly tree: "liquidations"; readonly leaves: Shown<Liquidation> };

/** A whole list, or some of its leaves. */
const listOrLeaves =
  (list: Check, leaf: Check): Check =>
  (value, what) =>
    (Array.isArray(value) ? listOf(leaf) : list)(value, what);
const KNOWN = partsOf({
  positions: ifGiven(listOrLeaves(POSITION_LIST, POSITION)),
  liquidations: ifGiven(listOrLeaves(LIQUIDATION_LIST, LIQUIDATION)),
});

type Shown<Leaf> = readonly [Leaf] | readonly [Leaf, Leaf];

interface Known<Leaf> {
  readonly count: number;
  readonly at: (row: number) => Leaf;
  /** Two rows with the same key, wherever they stand; not needed where the order is by key. */
  readonly duplicate?: () => readonly [number, number] | undefined;
}

interface Judge<Leaf> {
  readonly alone: (leaf: Leaf) => Fault | undefined;
  readonly between: (first: Leaf, second: Leaf) => Fault | undefined;
}

/**
 * The cheapest fault that the known leaves show: one leaf before two, neighbours before leaves far apart; undefined if they
 * show none. Takes linear time, and n log n for positions with equal keys.
 *
 * @param known lists exactly as they are committed (`positionTree`, `liquidationTree` tell), right or wrong
 * @param settlement the header they belong to
 * @param rule the rule that the settlement is judged by
 * @throws {InputError} if a whole list does not have the header's length, or a leaf's index is beyond it
 * @example
 * const found = findFault({ positions: bundle.positions, liquidations: bundle.liquidations }, settlement, rule);
 * if (found !== undefined) console.log(describeFault(found.fault));
 */
export function findFault(known: KnownLists, settlement: Settlement, rule: RulePolicy): FoundFault | undefined {
  requireGiven({ known, settlement }, { known: KNOWN, settlement: SETTLEMENT });
  // Of liquidations, the rule says nothing.
  if (known.positions !== undefined) requireGiven({ rule }, { rule: RULE });
  const { positionCount, liquidationCount } = settlement;
  const inPositions = searchList(knownPositions(known.positions ?? [], positionCount), {
    alone: (leaf) => positionFault(leaf, settlement, rule),
    between: faultBetweenPositions,
  });
  if (inPositions?.leaves.length === 1) return { ...inPositions, tree: "positions" };
  const inLiquidations = searchList(knownLiquidations(known.liquidations ?? [], liquidationCount), {
    alone: (leaf) => liquidationFault(leaf, settlement),
    between: faultBetweenLiquidations,
  });
  if (inLiquidations?.leaves.length === 1 || inPositions === undefined) {
    return inLiquidations && { ...inLiquidations, tree: "liquidations" };
  }
  return { ...inPositions, tree: "positions" };
}

/**
 * Pairs that follow one another are enough: order, bounds of sums and least totals carry over from them to every pair, equal
 * keys of positions apart.
 */
function searchList<Leaf>(
  { count, at, duplicate }: Known<Leaf>,
  { alone, between }: Judge<Leaf>,
): { fault: Fault; leaves: Shown<Leaf> } | undefined {
  let pair: { fault: Fault; leaves: Shown<Leaf> } | undefined;
  let previous: Leaf | undefined;
  for (let row = 0; row < count; row++) {
    const leaf = at(row);
    const own = alone(leaf);
    if (own !== undefined) return { fault: own, leaves: [leaf] };
    const shared = previous && pair === undefined ? between(previous, leaf) : undefined;
    if (previous && shared !== undefined) pair = { fault: shared, leaves: [previous, leaf] };
    previous = leaf;
  }
  if (pair !== undefined) return pair;
  const same = duplicate?.();
  return same && { fault: "DuplicateKey", leaves: [at(same[0]), at(same[1])] };
}

function knownPositions(known: PositionList | readonly Position[], count: bigint): Known<Position> {
  if (!("profits" in known)) {
    const leaves = inListOrder(known, count);
    return { ...knownLeaves(leaves), duplicate: () => duplicateOf(leaves) };
  }
  assertWhole(known.count, count);
  return {
    count: known.count,
    at: (row) => positionAt(known, row),
    duplicate: () => duplicateKeys(known.keys, known.count),
  };
}

function knownLiquidations(known: LiquidationList | readonly Liquidation[], count: bigint): Known<Liquidation> {
  if (!("sides" in known)) return knownLeaves(inListOrder(known, count));
  assertWhole(known.count, count);
  return { count: known.count, at: (row) => liquidationAt(known, row) };
}

function knownLeaves<Leaf>(leaves: readonly Leaf[]): Known<Leaf> {
  return { count: leaves.length, at: (row) => leaves[row] as Leaf };
}

/** Leaves in list order; of the same index twice, one: a root has one leaf at an index. */
function inListOrder<Leaf extends { index: bigint }>(shown: readonly Leaf[], count: bigint): Leaf[] {
  const beyond = shown.find(({ index }) => index < 0n || index >= count);
  if (beyond) throw refused(LISTS, "leafBeyond", { count }, { got: String(beyond.index) });
  const byIndex = new Map(shown.map((leaf) => [leaf.index, leaf]));
  return [...byIndex.values()].sort((a, b) => (a.index < b.index ? -1 : 1));
}

function duplicateOf(leaves: readonly { key: string }[]): [number, number] | undefined {
  const rows = new Map<bigint, number>();
  for (const [row, { key }] of leaves.entries()) {
    const earlier = rows.get(BigInt(key));
    if (earlier !== undefined) return [earlier, row];
    rows.set(BigInt(key), row);
  }
  return undefined;
}

function assertWhole(length: number, count: bigint): void {
  if (BigInt(length) === count) return;
  throw refused(LISTS, "listLength", {}, { got: `${length}`, expected: `${count}` });
}
