import { sameAmounts } from "../columns/amounts.ts";
import { requireGiven } from "../columns/given.ts";
import type { Hex } from "../columns/hex.ts";
import type { CommittedPositions, PositionList } from "../columns/lists.ts";
import { type Attempt, attempt, attemptAsync } from "../errors.ts";
import { RULE } from "../rule/given.ts";
import type { RulePolicy } from "../rule/policy.ts";
import { LIQUIDATION_LIST, POSITION_LIST, SETTLEMENT } from "./given.ts";
import type { Settlement } from "./header.ts";
import {
  type CommittedLiquidations,
  commitLiquidations,
  type LiquidationList,
  liquidationTree,
} from "./liquidations.ts";
import { commitPositions, commitPositionsAsync, positionTree } from "./positions.ts";
import { rootOfTree } from "./tree.ts";

/** A list that was read, beside what a header commits. */
export interface CommittedList<List, Ruled> {
  /** What the rule makes of the rows, or why it refuses them. */
  readonly ruled: Attempt<Ruled>;
  /** The list, if it has the header's root as it stands. */
  readonly list: List | undefined;
  /** Its tree, committed or not. */
  readonly tree: Uint8Array;
  /** Whether it is committed, is the rule's, and the header has its figures: no entry of such a list has a fault. */
  readonly isRight: boolean;
}

/** What committing gives, whichever list it is. */
interface RuledList {
  readonly root: Hex;
  readonly tree: Uint8Array;
  readonly order: Uint32Array;
}

/**
 * Whether a list of positions is the one that a header commits. The rule comes first: only a list that is not the rule's is hashed as
 * it stands.
 *
 * @param list as it was read
 * @throws {InputError} on columns of the wrong length, or a rule out of bounds
 * @example
 * const { list } = committedPositions(bundle.positions, settlement, DEFAULT_RULE);
 * console.log(list === undefined ? "another list" : "the committed one");
 */
export function committedPositions(
  list: PositionList,
  settlement: Settlement,
  rule: RulePolicy,
): CommittedList<PositionList, CommittedPositions> {
  requireGiven({ list, settlement, rule }, { list: POSITION_LIST, settlement: SETTLEMENT, rule: RULE });
  return positionsOfFile(list, settlement, rule);
}

/** The same of a list that a file has: what is wrong with the rule is not the file's, and shows when its faults are searched. */
export function positionsOfFile(
  list: PositionList,
  settlement: Settlement,
  rule: RulePolicy,
): CommittedList<PositionList, CommittedPositions> {
  return positionsBeside(
    list,
    settlement,
    attempt(() => commitPositions(list, rule)),
  );
}

/**
 * `committedPositions` without holding up the caller, unless the list breaks the rule.
 *
 * @example
 * const { list } = await committedPositionsAsync(bundle.positions, settlement, DEFAULT_RULE);
 */
export async function committedPositionsAsync(
  list: PositionList,
  settlement: Settlement,
  rule: RulePolicy,
): Promise<CommittedList<PositionList, CommittedPositions>> {
  requireGiven({ list, settlement, rule }, { list: POSITION_LIST, settlement: SETTLEMENT, rule: RULE });
  return positionsBeside(list, settlement, await attemptAsync(() => commitPositionsAsync(list, rule)));
}

/**
 * `committedPositions` of liquidations; the rule is the same for all funds.
 *
 * @example
 * const { list, ruled } = committedLiquidations(bundle.liquidations, settlement);
 */
export function committedLiquidations(
  list: LiquidationList,
  settlement: Settlement,
): CommittedList<LiquidationList, CommittedLiquidations> {
  requireGiven({ list, settlement }, { list: LIQUIDATION_LIST, settlement: SETTLEMENT });
  const ruled = attempt(() => commitLiquidations(list, settlement));
  return besideRoot(list, settlement.liquidationsRoot, ruled, {
    treeOf: liquidationTree,
    isSummed: (made) =>
      sameAmounts(list.cumulativeProfit, made.cumulativeProfit) &&
      sameAmounts(list.cumulativeLoss, made.cumulativeLoss),
    hasFigures: ({ profit, loss }) => profit === settlement.profit && loss === settlement.loss,
  });
}

function positionsBeside(
  list: PositionList,
  settlement: Settlement,
  ruled: Attempt<CommittedPositions>,
): CommittedList<PositionList, CommittedPositions> {
  return besideRoot(list, settlement.positionsRoot, ruled, {
    treeOf: positionTree,
    isSummed: ({ cumulative }) => sameAmounts(list.cumulative, cumulative),
    hasFigures: ({ totalProfit, headCount, headProfit }) =>
      totalProfit === settlement.totalProfit &&
      BigInt(headCount) === settlement.headCount &&
      headProfit === settlement.headProfit,
  });
}

/** What one kind of list is compared by. */
interface Comparing<List, Ruled> {
  readonly treeOf: (list: List) => Uint8Array;
  /** Whether the list has the running totals that the rule gives it. */
  readonly isSummed: (ruled: Ruled) => boolean;
  readonly hasFigures: (ruled: Ruled) => boolean;
}

function besideRoot<List, Ruled extends RuledList>(
  list: List,
  root: Hex,
  ruled: Attempt<Ruled>,
  { treeOf, isSummed, hasFigures }: Comparing<List, Ruled>,
): CommittedList<List, Ruled> {
  const made = "result" in ruled ? ruled.result : undefined;
  if (made !== undefined && made.root === root && made.order.every((row, index) => row === index) && isSummed(made)) {
    return { ruled, list, tree: made.tree, isRight: hasFigures(made) };
  }
  const tree = treeOf(list);
  return { ruled, list: rootOfTree(tree) === root ? list : undefined, tree, isRight: false };
}
