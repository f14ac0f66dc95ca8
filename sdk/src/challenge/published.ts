import type { Hex } from "../columns/hex.ts";
import type { PositionList } from "../columns/lists.ts";
import type { Settlement } from "../commitment/header.ts";
import { type Liquidation, liquidationLeafHash, type Position, positionLeafHash } from "../commitment/leaves.ts";
import { type LiquidationList, liquidationAt } from "../commitment/liquidations.ts";
import { positionAt } from "../commitment/positions.ts";
import type { Fault } from "../faults/fault.ts";
import { faultBetweenLiquidations, faultAlone as liquidationFault } from "../faults/liquidations.ts";
import { faultBetweenPositions, faultAlone as positionFault } from "../faults/positions.ts";
import { findFault } from "../faults/search.ts";
import type { ShownLeaf } from "../history/submissions.ts";
import type { RulePolicy } from "../rule/policy.ts";

/** What a search asks of a leaf, whichever list it is of. */
export type AnyLeaf = Position | Liquidation;

/** A published list that is as long as the committed one, beside what is committed. */
export interface Published<Leaf extends AnyLeaf> {
  readonly tree: ShownLeaf["tree"];
  readonly count: number;
  /** The committed root. */
  readonly root: Hex;
  /** The published list's own tree. */
  readonly nodes: Uint8Array;
  /** 32 bytes a row. */
  readonly keys: Uint8Array;
  /** Whether the published list itself has no fault beside the header. */
  readonly isRight: boolean;
  /** What the list has in a row. */
  at(row: number): Leaf;
  hashOf(leaf: Leaf): Hex;
  /** The leaf's running totals. */
  totalsOf(leaf: Leaf): readonly bigint[];
  alone(leaf: Leaf): Fault | undefined;
  between(first: Leaf, second: Leaf): Fault | undefined;
  /** Whether two rows anywhere must not have one key: where the order is not by key, neighbours do not show that. */
  readonly keysDiffer: boolean;
  shownOf(leaf: Leaf, proof: readonly Hex[]): ShownLeaf;
}

/**
 * A published list of positions beside the committed one.
 *
 * @param isRight found out unless given, which takes a while for a long list
 */
export function publishedPositions(
  list: PositionList,
  nodes: Uint8Array,
  settlement: Settlement,
  rule: RulePolicy,
  isRight = findFault({ positions: list }, settlement, rule) === undefined,
): Published<Position> {
  return {
    isRight,
    keys: list.keys,
    tree: "positions",
    count: list.count,
    root: settlement.positionsRoot,
    nodes,
    at: (row) => positionAt(list, row),
    hashOf: positionLeafHash,
    totalsOf: ({ cumulativeProfit }) => [cumulativeProfit],
    alone: (leaf) => positionFault(leaf, settlement, rule),
    between: faultBetweenPositions,
    keysDiffer: true,
    shownOf: (leaf, proof) => ({ tree: "positions", leaf, proof }),
  };
}

/**
 * A published list of liquidations beside the committed one.
 *
 * @param isRight found out unless given, which takes a while for a long list
 */
export function publishedLiquidations(
  list: LiquidationList,
  nodes: Uint8Array,
  settlement: Settlement,
  rule: RulePolicy,
  isRight = findFault({ liquidations: list }, settlement, rule) === undefined,
): Published<Liquidation> {
  return {
    isRight,
    keys: list.keys,
    tree: "liquidations",
    count: list.count,
    root: settlement.liquidationsRoot,
    nodes,
    at: (row) => liquidationAt(list, row),
    hashOf: liquidationLeafHash,
    totalsOf: ({ cumulativeProfit, cumulativeLoss }) => [cumulativeProfit, cumulativeLoss],
    alone: (leaf) => liquidationFault(leaf, settlement),
    between: faultBetweenLiquidations,
    keysDiffer: false,
    shownOf: (leaf, proof) => ({ tree: "liquidations", leaf, proof }),
  };
}
