import {
  type Amounts,
  allocateAmounts,
  amountAt,
  assertColumns,
  assertUint128,
  type PositionColumns,
  setAmount,
  WORD,
} from "../columns/amounts.ts";
import { partsOf, requireGiven } from "../columns/given.ts";
import { toHex } from "../columns/hex.ts";
import type { CommittedPositions, PositionList } from "../columns/lists.ts";
import { commitHere, commitInBackground } from "../engine/commit.ts";
import { BACKGROUND } from "../engine/given.ts";
import type { BackgroundOptions } from "../engine/options.ts";
import { sharesHere } from "../engine/shares.ts";
import { hashPositionsHere } from "../engine/tree.ts";
import { LISTS } from "../problems/english/lists.ts";
import { refused } from "../problems/problem.ts";
import { headOf, type Split, splitOf, upTo } from "../rule/apportionment.ts";
import { TOTALS } from "../rule/given.ts";
import { assertRulePolicy, type RulePolicy } from "../rule/policy.ts";
import { COMMITTED_POSITIONS, POSITION_COLUMNS, POSITION_LIST } from "./given.ts";
import { POSITION_BYTES, type Position, writeUint256 } from "./leaves.ts";
import { amountsInOrder, duplicateKeys, sortPositions, wordsInOrder } from "./order.ts";
import { allocateTree, hashNodes, hashNodesReference, hashRowsReference, rootOfTree } from "./tree.ts";

/**
 * Commits positions: sorts them by profit (highest first, ties by key), sums them up, cuts the head and hashes the tree.
 *
 * @param columns left as they are, unless they are from `allocatePositions`
 * @throws {InputError} on a profit of zero, two equal keys, columns of the wrong length, a total above 2^128 - 1, or a rule
 *   out of bounds
 * @example
 * const { root, headCount } = commitPositions({ count: 2, keys, profits: amountsFrom([5n, 3n]) }, DEFAULT_RULE);
 */
export function commitPositions(columns: PositionColumns, rule: RulePolicy): CommittedPositions {
  requireGiven({ columns }, { columns: POSITION_COLUMNS });
  assertCommittable(columns, rule);
  return commitHere(columns, rule) ?? commitPositionsReference(columns, rule);
}

/**
 * Commits positions without holding up the caller: what `commitPositions` gives, from some 200,000 positions on on all
 * cores, or in small portions where a page may have no threads.
 *
 * @param columns left alone by the caller until the promise settles
 * @throws {InputError} as `commitPositions` does
 * @example
 * const { root } = await commitPositionsAsync({ count, keys, profits }, DEFAULT_RULE, { signal });
 */
export async function commitPositionsAsync(
  columns: PositionColumns,
  rule: RulePolicy,
  options: BackgroundOptions = {},
): Promise<CommittedPositions> {
  requireGiven({ columns, options }, { columns: POSITION_COLUMNS, options: partsOf(BACKGROUND) });
  assertCommittable(columns, rule);
  return (await commitInBackground(columns, rule, options)) ?? commitPositionsReference(columns, rule);
}

/** `commitPositions` in plain TypeScript: what the engine must equal, and the way where there is no WebAssembly. */
export function commitPositionsReference(columns: PositionColumns, rule: RulePolicy): CommittedPositions {
  const order = sortPositions(columns);
  const sorted = reorder(columns, order);
  assertDistinct(sorted, order);
  const cumulative = cumulate(sorted.profits, sorted.count);
  const head = headOf(sorted.count, (index) => amountAt(cumulative, index), rule);
  const tree = positionTreeReference({ ...sorted, cumulative });
  const totalProfit = sorted.count === 0 ? 0n : amountAt(cumulative, sorted.count - 1);
  return { ...sorted, cumulative, order, ...head, totalProfit, tree, root: rootOfTree(tree) };
}

/**
 * The share of every position, in base units, by list index; zero beyond the head.
 *
 * @param committed from `commitPositions`
 * @param totals the settlement's loss, total profit and head profit
 * @throws {InputError} if the rule is out of bounds
 * @example
 * const first = amountAt(sharesOf(committed, settlement, DEFAULT_RULE), 0);
 */
export function sharesOf(
  committed: CommittedPositions,
  totals: { readonly loss: bigint; readonly totalProfit: bigint; readonly headProfit: bigint },
  rule: RulePolicy,
): Amounts {
  requireGiven({ committed, totals }, { committed: COMMITTED_POSITIONS, totals: TOTALS });
  const { count, headCount, profits, cumulative } = committed;
  const split = splitOf(totals, rule);
  const shares = allocateAmounts(count, profits.high !== undefined);
  if (!sharesHere(cumulative, headCount, split, shares)) sharesReference(cumulative, headCount, split, shares);
  return shares;
}

/** The shares of the head with bigints: what the engine must equal, and the way of figures beyond 64 bits. */
export function sharesReference(cumulative: Amounts, headCount: number, split: Split, shares: Amounts): void {
  let before = 0n;
  for (let index = 0; index < headCount; index++) {
    const sum = upTo(amountAt(cumulative, index), split);
    setAmount(shares, index, sum - before);
    before = sum;
  }
}

/**
 * One position of a list as the contract takes it. The list is taken for one, since that is asked for row by row.
 *
 * @throws {InputError} if the index is not in the list
 * @example
 * const { profit, cumulativeProfit } = positionAt(bundle.positions, 0);
 */
export function positionAt({ count, keys, profits, cumulative }: PositionList, index: number): Position {
  assertIndex(index, count);
  return {
    index: BigInt(index),
    key: toHex(keys.subarray(WORD * index, WORD * (index + 1))),
    profit: amountAt(profits, index),
    cumulativeProfit: amountAt(cumulative, index),
  };
}

/**
 * The tree over a list of positions exactly as it stands, right or wrong: its root says whether the list is the committed one,
 * and it holds the proofs of faults.
 *
 * @throws {InputError} on columns of the wrong length
 * @example
 * const root = toHex(positionTree(bundle.positions).subarray(0, 32));
 */
export function positionTree(list: PositionList): Uint8Array {
  requireGiven({ list }, { list: POSITION_LIST });
  const { count, keys, profits, cumulative } = list;
  assertColumns(count, { keys }, { profits, cumulative });
  return hashPositions(list);
}

/** Checks that a list has such an index. */
export function assertIndex(index: number, count: number): void {
  if (Number.isSafeInteger(index) && index >= 0 && index < count) return;
  throw refused(LISTS, "noSuchIndex", { count }, { got: String(index) });
}

function assertCommittable(columns: PositionColumns, rule: RulePolicy): void {
  assertRulePolicy(rule);
  assertColumns(columns.count, { keys: columns.keys }, { profits: columns.profits });
}

function reorder({ count, keys, profits }: PositionColumns, order: Uint32Array): PositionColumns {
  return { count, keys: wordsInOrder(keys, order), profits: amountsInOrder(profits, order) };
}

function assertDistinct({ count, keys, profits }: PositionColumns, order: Uint32Array): void {
  if (count > 0 && amountAt(profits, count - 1) === 0n) {
    throw refused(LISTS, "profitZero", { row: order[count - 1] as number });
  }
  const same = duplicateKeys(keys, count);
  if (same) {
    const [first, second] = same;
    throw refused(LISTS, "sameKey", { tree: "positions", rows: [order[first] as number, order[second] as number] });
  }
}

function cumulate(profits: Amounts, count: number): Amounts {
  const cumulative = allocateAmounts(count, true);
  let total = 0n;
  for (let index = 0; index < count; index++) {
    total += amountAt(profits, index);
    assertUint128(total, "the total profit");
    setAmount(cumulative, index, total);
  }
  return cumulative;
}

function hashPositions(list: PositionList): Uint8Array {
  const tree = allocateTree(list.count);
  if (!hashPositionsHere(tree, list)) return positionTreeReference(list);
  hashNodes(tree, list.count);
  return tree;
}

/** `positionTree` in plain TypeScript. */
export function positionTreeReference({ count, keys, profits, cumulative }: PositionList): Uint8Array {
  const tree = allocateTree(count);
  hashRowsReference(tree, count, POSITION_BYTES, (encoded, index) => {
    encoded.set(keys.subarray(WORD * index, WORD * (index + 1)));
    writeUint256(encoded, 1, amountAt(profits, index));
    writeUint256(encoded, 2, amountAt(cumulative, index));
  });
  hashNodesReference(tree, count);
  return tree;
}
