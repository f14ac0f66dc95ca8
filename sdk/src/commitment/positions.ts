import { InputError } from "../errors.ts";
import { headOf, shareUpTo, splitOf } from "../rule/apportionment.ts";
import { assertRulePolicy, type RulePolicy } from "../rule/policy.ts";
import {
  type Amounts,
  allocateAmounts,
  amountAt,
  assertColumns,
  assertUint128,
  type PositionColumns,
  setAmount,
  WORD,
} from "./columns.ts";
import { type Hex, toHex } from "./hex.ts";
import { keccak256Into } from "./keccak.ts";
import { POSITION_BYTES, type Position, writeUint256 } from "./leaves.ts";
import { duplicateKeys, sortPositions } from "./order.ts";
import { allocateTree, hashNodes, leafOffset, rootOfTree } from "./tree.ts";

/** A list of positions as it stands, with its running totals; a row is a list index. Nothing says that it keeps the rule. */
export interface PositionList extends PositionColumns {
  readonly cumulative: Amounts;
}

/** A period's positions as they are committed: sorted, summed up, cut and hashed. A row is a list index. */
export interface CommittedPositions extends PositionList {
  /** The input row of each list index. */
  readonly order: Uint32Array;
  readonly headCount: number;
  readonly totalProfit: bigint;
  readonly headProfit: bigint;
  /** 32 bytes a node in slot order, see `proofOf`; empty if there is no position. */
  readonly tree: Uint8Array;
  readonly root: Hex;
}

/**
 * Commits positions: sorts them by profit (highest first, ties by key), sums them up, cuts the head and hashes the tree.
 *
 * @throws {InputError} on a profit of zero, two equal keys, columns of the wrong length, a total above 2^128 - 1, or a rule
 *   out of bounds
 */
export function commitPositions(columns: PositionColumns, rule: RulePolicy): CommittedPositions {
  assertRulePolicy(rule);
  assertColumns(columns.count, { keys: columns.keys }, { profits: columns.profits });
  const order = sortPositions(columns);
  const sorted = reorder(columns, order);
  assertDistinct(sorted, order);
  const cumulative = cumulate(sorted.profits, sorted.count);
  const head = headOf(sorted.count, (index) => amountAt(cumulative, index), rule);
  const tree = hashPositions({ ...sorted, cumulative });
  const totalProfit = sorted.count === 0 ? 0n : amountAt(cumulative, sorted.count - 1);
  return { ...sorted, cumulative, order, ...head, totalProfit, tree, root: rootOfTree(tree) };
}

/**
 * The share of every position, in base units, by list index; zero beyond the head.
 *
 * @param committed from `commitPositions`
 * @param totals the settlement's loss, total profit and head profit
 * @throws {InputError} if the rule is out of bounds
 */
export function sharesOf(
  committed: CommittedPositions,
  totals: { readonly loss: bigint; readonly totalProfit: bigint; readonly headProfit: bigint },
  rule: RulePolicy,
): Amounts {
  const split = splitOf(totals, rule);
  const shares = allocateAmounts(committed.count, committed.profits.high !== undefined);
  let before = 0n;
  for (let index = 0; index < committed.headCount; index++) {
    const upTo = shareUpTo(amountAt(committed.cumulative, index), split);
    setAmount(shares, index, upTo - before);
    before = upTo;
  }
  return shares;
}

/**
 * One position of a list as the contract takes it.
 *
 * @throws {InputError} if the index is not in the list
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
 */
export function positionTree(list: PositionList): Uint8Array {
  const { count, keys, profits, cumulative } = list;
  assertColumns(count, { keys }, { profits, cumulative });
  return hashPositions(list);
}

/** Checks that a list has such an index. */
export function assertIndex(index: number, count: number): void {
  if (Number.isSafeInteger(index) && index >= 0 && index < count) return;
  throw new InputError("no such index in the list", { got: String(index), expected: `an integer below ${count}` });
}

function reorder({ count, keys, profits }: PositionColumns, order: Uint32Array): PositionColumns {
  const sorted = {
    count,
    keys: new Uint8Array(WORD * count),
    profits: allocateAmounts(count, profits.high !== undefined),
  };
  order.forEach((row, index) => {
    sorted.keys.set(keys.subarray(WORD * row, WORD * (row + 1)), WORD * index);
    setAmount(sorted.profits, index, amountAt(profits, row));
  });
  return sorted;
}

function assertDistinct({ count, keys, profits }: PositionColumns, order: Uint32Array): void {
  if (count > 0 && amountAt(profits, count - 1) === 0n) {
    throw new InputError("a committed position has a profit above zero", { got: `0 in row ${order[count - 1]}` });
  }
  const same = duplicateKeys(keys, count);
  if (same)
    throw new InputError("two positions have the same key", { got: `rows ${same.map((i) => order[i]).join(" and ")}` });
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

function hashPositions({ count, keys, profits, cumulative }: PositionList): Uint8Array {
  const tree = allocateTree(count);
  const encoded = new Uint8Array(POSITION_BYTES);
  for (let index = 0; index < count; index++) {
    encoded.set(keys.subarray(WORD * index, WORD * (index + 1)));
    writeUint256(encoded, 1, amountAt(profits, index));
    writeUint256(encoded, 2, amountAt(cumulative, index));
    hashLeafInto(encoded, tree, leafOffset(count, index));
  }
  hashNodes(tree, count);
  return tree;
}

function hashLeafInto(encoded: Uint8Array, tree: Uint8Array, offset: number): void {
  keccak256Into(encoded, 0, encoded.length, tree, offset);
  keccak256Into(tree, offset, offset + WORD, tree, offset);
}
