import type { Hex } from "../columns/hex.ts";
import type { CommittedPositions, PositionList } from "../columns/lists.ts";
import { type Attempt, attempt, attemptAsync } from "../errors.ts";
import type { RulePolicy } from "../rule/policy.ts";
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
  /** The list that has the header's root: the rule's, or, if that has another, the list as it stands. Undefined if neither has it. */
  readonly list: List | undefined;
  /** The tree of the committed list; if there is none, of the list as it stands. */
  readonly tree: Uint8Array;
  /** Whether the committed list is the rule's and the header has its figures: no entry of such a list has a fault. */
  readonly isRight: boolean;
}

/** What committing gives, whichever list it is. */
interface RuledList {
  readonly root: Hex;
  readonly tree: Uint8Array;
}

/**
 * Which list of positions a header commits, if what was read is it. The rule comes first: only rows of which it makes another list
 * are hashed as they stand.
 *
 * @param list as it was read; its order and sums are believed for nothing
 * @throws {InputError} on columns of the wrong length
 */
export function committedPositions(
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

/** `committedPositions` without holding up the caller, unless the list breaks the rule. */
export async function committedPositionsAsync(
  list: PositionList,
  settlement: Settlement,
  rule: RulePolicy,
): Promise<CommittedList<PositionList, CommittedPositions>> {
  return positionsBeside(list, settlement, await attemptAsync(() => commitPositionsAsync(list, rule)));
}

/** `committedPositions` of liquidations; the rule is the same for all funds. */
export function committedLiquidations(
  list: LiquidationList,
  settlement: Settlement,
): CommittedList<LiquidationList, CommittedLiquidations> {
  const ruled = attempt(() => commitLiquidations(list, settlement));
  const hasFigures = ({ profit, loss }: CommittedLiquidations) =>
    profit === settlement.profit && loss === settlement.loss;
  return besideRoot(list, settlement.liquidationsRoot, ruled, liquidationTree, hasFigures);
}

function positionsBeside(
  list: PositionList,
  settlement: Settlement,
  ruled: Attempt<CommittedPositions>,
): CommittedList<PositionList, CommittedPositions> {
  const hasFigures = ({ totalProfit, headCount, headProfit }: CommittedPositions) =>
    totalProfit === settlement.totalProfit &&
    BigInt(headCount) === settlement.headCount &&
    headProfit === settlement.headProfit;
  return besideRoot<PositionList, CommittedPositions>(list, settlement.positionsRoot, ruled, positionTree, hasFigures);
}

function besideRoot<List, Ruled extends RuledList & List>(
  list: List,
  root: Hex,
  ruled: Attempt<Ruled>,
  treeOf: (list: List) => Uint8Array,
  hasFigures: (ruled: Ruled) => boolean,
): CommittedList<List, Ruled> {
  if ("result" in ruled && ruled.result.root === root) {
    const { result } = ruled;
    return { ruled, list: result, tree: result.tree, isRight: hasFigures(result) };
  }
  const tree = treeOf(list);
  return { ruled, list: rootOfTree(tree) === root ? list : undefined, tree, isRight: false };
}
