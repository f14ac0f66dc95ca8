import {
  type Amounts,
  allocateAmounts,
  amountAt,
  amountsFrom,
  assertColumns,
  assertLength,
  assertUint64,
  assertUint128,
  setAmount,
  WORD,
} from "../columns/amounts.ts";
import { listOf, OBJECT, partsOf, requireGiven, UINT64 } from "../columns/given.ts";
import { type Hex, toHex, wordBytes } from "../columns/hex.ts";
import { hashRowsHere } from "../engine/tree.ts";
import { LISTS } from "../problems/english/lists.ts";
import { refused } from "../problems/problem.ts";
import type { Side } from "../rule/liquidation.ts";
import { LIQUIDATION_LIST, LIQUIDATIONS } from "./given.ts";
import type { Settlement } from "./header.ts";
import { marketBytes32 } from "./keys.ts";
import { LIQUIDATION_BYTES, type Liquidation, writeUint256 } from "./leaves.ts";
import { amountsInOrder, equalNeighbours, limbsInOrder, sortByKey, wordsInOrder } from "./order.ts";
import { assertIndex } from "./positions.ts";
import { allocateTree, type EncodeRows, hashNodes, hashRowsReference, rootOfTree } from "./tree.ts";

/** One liquidation of a period; values in base units. */
export interface LiquidationRow {
  readonly key: Hex;
  /** The market's name, at most 31 bytes of UTF-8. */
  readonly market: string;
  readonly side: Side;
  /** In 10^-18 of the market's unit, above zero. */
  readonly quantity: bigint;
  readonly takeoverValue: bigint;
  readonly closeValue: bigint;
  /** The Unix second in which the engine had closed it. */
  readonly time: bigint;
}

/** Liquidations as columns. */
export interface LiquidationColumns {
  readonly count: number;
  /** 32 bytes a liquidation. */
  readonly keys: Uint8Array;
  /** 32 bytes a liquidation, see `marketBytes32`. */
  readonly markets: Uint8Array;
  /** 0 long, 1 short. */
  readonly sides: Uint8Array;
  /** In 10^-18 of the market's unit. */
  readonly quantities: Amounts;
  readonly takeoverValues: Amounts;
  readonly closeValues: Amounts;
  /** Unix seconds. */
  readonly times: BigUint64Array;
}

/** A list of liquidations as it stands, with its running totals; a row is a list index. Nothing says that it keeps the rule. */
export interface LiquidationList extends LiquidationColumns {
  readonly cumulativeProfit: Amounts;
  readonly cumulativeLoss: Amounts;
}

/** A period's liquidations as they are committed. A row is a list index. */
export interface CommittedLiquidations extends LiquidationList {
  /** The input row of each list index. */
  readonly order: Uint32Array;
  /** G, the sum of profits. */
  readonly profit: bigint;
  /** L, the sum of losses. */
  readonly loss: bigint;
  /** 32 bytes a node in slot order, see `proofOf`; empty if there is no liquidation. */
  readonly tree: Uint8Array;
  readonly root: Hex;
}

/** From when on a period's liquidations were closed, and before when; Unix seconds. */
export type PeriodTimes = Pick<Settlement, "startTime" | "endTime">;

const TIMES = partsOf({ startTime: UINT64, endTime: UINT64 });

/**
 * Commits liquidations: sorts them by key, sums up profits and losses, never netted, and hashes the tree.
 *
 * @param rows in any order
 * @param period the times that all of them must lie in: at its start or later, before its end
 * @throws {InputError} on a value or total outside 0 to 2^128 - 1, a quantity of zero, a time outside the period, an unknown
 *   side, a market over 31 bytes, two equal keys, or columns of the wrong length
 * @example
 * const { root, profit, loss } = commitLiquidations(rows, { startTime: 0n, endTime: 100n });
 */
export function commitLiquidations(
  rows: readonly LiquidationRow[] | LiquidationColumns,
  period: PeriodTimes,
): CommittedLiquidations {
  requireGiven({ rows, period }, { rows: LIQUIDATIONS, period: TIMES });
  const columns = "count" in rows ? rows : liquidationColumns(rows);
  assertLiquidations(columns, period);
  const order = sortByKey(columns.keys, columns.count);
  const same = equalNeighbours(columns.keys, order);
  if (same) throw refused(LISTS, "sameKey", { tree: "liquidations", rows: same });
  const sorted = reorder(columns, order);
  const totals = cumulateResults(sorted);
  const tree = hashLiquidations({ ...sorted, ...totals });
  return { ...sorted, ...totals, order, tree, root: rootOfTree(tree) };
}

/**
 * Liquidations as columns, in the order given.
 *
 * @throws {InputError} on a malformed key, an unknown side, a market over 31 bytes, a quantity or value outside 0 to 2^128 - 1,
 *   or a time outside 0 to 2^64 - 1
 * @example
 * const columns = liquidationColumns(rows);
 */
export function liquidationColumns(rows: readonly LiquidationRow[]): LiquidationColumns {
  requireGiven({ rows }, { rows: listOf(OBJECT) });
  const columns = {
    count: rows.length,
    keys: new Uint8Array(WORD * rows.length),
    markets: new Uint8Array(WORD * rows.length),
    sides: new Uint8Array(rows.length),
    quantities: amountsFrom(rows.map((row) => row.quantity)),
    takeoverValues: amountsFrom(rows.map((row) => row.takeoverValue)),
    closeValues: amountsFrom(rows.map((row) => row.closeValue)),
    times: BigUint64Array.from(rows, ({ time }) => assertUint64(time, "a time")),
  };
  rows.forEach(({ key, market, side }, row) => {
    columns.keys.set(wordBytes(key, "a key"), WORD * row);
    columns.markets.set(wordBytes(marketBytes32(market)), WORD * row);
    columns.sides[row] = sideNumber(side);
  });
  return columns;
}

/**
 * One liquidation of a list as the contract takes it. The list is taken for one, since that is asked for row by row.
 *
 * @throws {InputError} if the index is not in the list
 * @example
 * const { takeoverValue, closeValue } = liquidationAt(bundle.liquidations, 0);
 */
export function liquidationAt(list: LiquidationList, index: number): Liquidation {
  assertIndex(index, list.count);
  return {
    index: BigInt(index),
    key: toHex(list.keys.subarray(WORD * index, WORD * (index + 1))),
    market: toHex(list.markets.subarray(WORD * index, WORD * (index + 1))),
    side: BigInt(list.sides[index] as number),
    quantity: amountAt(list.quantities, index),
    takeoverValue: amountAt(list.takeoverValues, index),
    closeValue: amountAt(list.closeValues, index),
    time: list.times[index] as bigint,
    cumulativeProfit: amountAt(list.cumulativeProfit, index),
    cumulativeLoss: amountAt(list.cumulativeLoss, index),
  };
}

/**
 * The tree over a list of liquidations exactly as it stands, right or wrong: its root says whether the list is the committed
 * one, and it holds the proofs of faults.
 *
 * @throws {InputError} on columns of the wrong length
 * @example
 * const root = toHex(liquidationTree(bundle.liquidations).subarray(0, 32));
 */
export function liquidationTree(list: LiquidationList): Uint8Array {
  requireGiven({ list }, { list: LIQUIDATION_LIST });
  assertLengths(list);
  const { count, cumulativeProfit, cumulativeLoss } = list;
  assertColumns(count, {}, { cumulativeProfit, cumulativeLoss });
  return hashLiquidations(list);
}

function sideNumber(side: Side): number {
  if (side === "long") return 0;
  if (side === "short") return 1;
  throw refused(LISTS, "sideUnknown", {}, { got: String(side) });
}

function assertLiquidations(columns: LiquidationColumns, { startTime, endTime }: PeriodTimes): void {
  assertLengths(columns);
  const { count, sides, quantities, times } = columns;
  for (let row = 0; row < count; row++) {
    if ((sides[row] as number) > 1) {
      throw refused(LISTS, "sideNumber", { row, side: sides[row] as number });
    }
    if (quantities.low[row] === 0n && amountAt(quantities, row) === 0n) {
      throw refused(LISTS, "quantityZero", { row });
    }
    const time = times[row] as bigint;
    if (time >= startTime && time < endTime) continue;
    throw refused(LISTS, "closedOutside", { row, time, start: startTime, end: endTime });
  }
}

function assertLengths(columns: LiquidationColumns): void {
  const { count, keys, markets, sides, quantities, takeoverValues, closeValues, times } = columns;
  assertColumns(count, { keys, markets }, { quantities, takeoverValues, closeValues });
  assertLength("sides", sides.length, count);
  assertLength("times", times.length, count);
}

function reorder(columns: LiquidationColumns, order: Uint32Array): LiquidationColumns {
  const { count, keys, markets, sides, quantities, takeoverValues, closeValues, times } = columns;
  return {
    count,
    keys: wordsInOrder(keys, order),
    markets: wordsInOrder(markets, order),
    sides: Uint8Array.from(order, (row) => sides[row] as number),
    quantities: amountsInOrder(quantities, order),
    takeoverValues: amountsInOrder(takeoverValues, order),
    closeValues: amountsInOrder(closeValues, order),
    times: limbsInOrder(times, order),
  };
}

function cumulateResults({ count, sides, takeoverValues, closeValues }: LiquidationColumns) {
  const cumulativeProfit = allocateAmounts(count, true);
  const cumulativeLoss = allocateAmounts(count, true);
  let profit = 0n;
  let loss = 0n;
  for (let index = 0; index < count; index++) {
    const gain = amountAt(closeValues, index) - amountAt(takeoverValues, index);
    const result = sides[index] === 0 ? gain : -gain;
    if (result > 0n) profit += result;
    else loss -= result;
    assertUint128(profit, "the sum of liquidation profits");
    assertUint128(loss, "the sum of liquidation losses");
    setAmount(cumulativeProfit, index, profit);
    setAmount(cumulativeLoss, index, loss);
  }
  return { cumulativeProfit, cumulativeLoss, profit, loss };
}

function hashLiquidations(list: LiquidationList): Uint8Array {
  const { count } = list;
  const tree = allocateTree(count);
  const encode = liquidationEncoder(list);
  if (!hashRowsHere(tree, count, LIQUIDATION_BYTES, encode)) hashRowsReference(tree, count, LIQUIDATION_BYTES, encode);
  hashNodes(tree, count);
  return tree;
}

function liquidationEncoder(list: LiquidationList): EncodeRows {
  const { keys, markets, sides, quantities, takeoverValues, closeValues, times } = list;
  const { cumulativeProfit, cumulativeLoss } = list;
  return (target, from, to) => {
    for (let index = from; index < to; index++) {
      const encoded = target.subarray(LIQUIDATION_BYTES * (index - from), LIQUIDATION_BYTES * (index - from + 1));
      encoded.set(keys.subarray(WORD * index, WORD * (index + 1)));
      encoded.set(markets.subarray(WORD * index, WORD * (index + 1)), WORD);
      writeUint256(encoded, 2, BigInt(sides[index] as number));
      writeUint256(encoded, 3, amountAt(quantities, index));
      writeUint256(encoded, 4, amountAt(takeoverValues, index));
      writeUint256(encoded, 5, amountAt(closeValues, index));
      writeUint256(encoded, 6, times[index] as bigint);
      writeUint256(encoded, 7, amountAt(cumulativeProfit, index));
      writeUint256(encoded, 8, amountAt(cumulativeLoss, index));
    }
  };
}
