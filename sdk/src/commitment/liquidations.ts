import { hashRowsHere } from "../engine/tree.ts";
import { InputError } from "../errors.ts";
import type { Side } from "../rule/liquidation.ts";
import {
  type Amounts,
  allocateAmounts,
  amountAt,
  amountsFrom,
  assertColumns,
  assertUint128,
  setAmount,
  WORD,
} from "./columns.ts";
import { type Hex, toHex, wordBytes } from "./hex.ts";
import { marketBytes32 } from "./keys.ts";
import { LIQUIDATION_BYTES, type Liquidation, writeUint256 } from "./leaves.ts";
import { duplicateKeys } from "./order.ts";
import { assertIndex } from "./positions.ts";
import { allocateTree, type EncodeRows, hashNodes, hashRowsReference, rootOfTree } from "./tree.ts";

/** One liquidation of a period; values in base units. */
export interface LiquidationRow {
  readonly key: Hex;
  /** The market's name, at most 31 bytes of UTF-8. */
  readonly market: string;
  readonly side: Side;
  readonly takeoverValue: bigint;
  readonly closeValue: bigint;
}

/** Liquidations as columns, in the order given. */
export interface LiquidationColumns {
  readonly count: number;
  /** 32 bytes a liquidation. */
  readonly keys: Uint8Array;
  /** 32 bytes a liquidation, see `marketBytes32`. */
  readonly markets: Uint8Array;
  /** 0 long, 1 short. */
  readonly sides: Uint8Array;
  readonly takeoverValues: Amounts;
  readonly closeValues: Amounts;
}

/** A list of liquidations as it stands, with its running totals; a row is a list index. Nothing says that it keeps the rule. */
export interface LiquidationList extends LiquidationColumns {
  readonly cumulativeProfit: Amounts;
  readonly cumulativeLoss: Amounts;
}

/** A period's liquidations as they are committed. A row is a list index. */
export interface CommittedLiquidations extends LiquidationList {
  /** G, the sum of profits. */
  readonly profit: bigint;
  /** L, the sum of losses. */
  readonly loss: bigint;
  /** 32 bytes a node in slot order, see `proofOf`; empty if there is no liquidation. */
  readonly tree: Uint8Array;
  readonly root: Hex;
}

/**
 * Commits liquidations in the order given: sums up profits and losses, never netted, and hashes the tree.
 *
 * @throws {InputError} on a value or total outside 0 to 2^128 - 1, an unknown side, a market over 31 bytes, two equal keys, or
 *   columns of the wrong length
 */
export function commitLiquidations(rows: readonly LiquidationRow[] | LiquidationColumns): CommittedLiquidations {
  const columns = "count" in rows ? rows : liquidationColumns(rows);
  assertLiquidations(columns);
  const totals = cumulateResults(columns);
  const tree = hashLiquidations({ ...columns, ...totals });
  return { ...columns, ...totals, tree, root: rootOfTree(tree) };
}

/**
 * Liquidations as columns.
 *
 * @throws {InputError} on a malformed key, an unknown side, a market over 31 bytes, or a value outside 0 to 2^128 - 1
 */
export function liquidationColumns(rows: readonly LiquidationRow[]): LiquidationColumns {
  const columns = {
    count: rows.length,
    keys: new Uint8Array(WORD * rows.length),
    markets: new Uint8Array(WORD * rows.length),
    sides: new Uint8Array(rows.length),
    takeoverValues: amountsFrom(rows.map((row) => row.takeoverValue)),
    closeValues: amountsFrom(rows.map((row) => row.closeValue)),
  };
  rows.forEach(({ key, market, side }, row) => {
    columns.keys.set(wordBytes(key, "a key"), WORD * row);
    columns.markets.set(wordBytes(marketBytes32(market)), WORD * row);
    columns.sides[row] = sideNumber(side);
  });
  return columns;
}

/**
 * One liquidation of a list as the contract takes it.
 *
 * @throws {InputError} if the index is not in the list
 */
export function liquidationAt(list: LiquidationList, index: number): Liquidation {
  assertIndex(index, list.count);
  return {
    index: BigInt(index),
    key: toHex(list.keys.subarray(WORD * index, WORD * (index + 1))),
    market: toHex(list.markets.subarray(WORD * index, WORD * (index + 1))),
    side: BigInt(list.sides[index] as number),
    takeoverValue: amountAt(list.takeoverValues, index),
    closeValue: amountAt(list.closeValues, index),
    cumulativeProfit: amountAt(list.cumulativeProfit, index),
    cumulativeLoss: amountAt(list.cumulativeLoss, index),
  };
}

/**
 * The tree over a list of liquidations exactly as it stands, right or wrong: its root says whether the list is the committed
 * one, and it holds the proofs of faults.
 *
 * @throws {InputError} on columns of the wrong length
 */
export function liquidationTree(list: LiquidationList): Uint8Array {
  assertLengths(list);
  const { count, cumulativeProfit, cumulativeLoss } = list;
  assertColumns(count, {}, { cumulativeProfit, cumulativeLoss });
  return hashLiquidations(list);
}

function sideNumber(side: Side): number {
  if (side === "long") return 0;
  if (side === "short") return 1;
  throw new InputError("unknown side", { got: String(side), expected: '"long" or "short"' });
}

function assertLiquidations(columns: LiquidationColumns): void {
  assertLengths(columns);
  const { count, keys, sides } = columns;
  const unknown = sides.findIndex((side) => side > 1);
  if (unknown >= 0)
    throw new InputError("unknown side", { got: `${sides[unknown]} in row ${unknown}`, expected: "0 or 1" });
  const same = duplicateKeys(keys, count);
  if (same) throw new InputError("two liquidations have the same key", { got: `rows ${same.join(" and ")}` });
}

function assertLengths({ count, keys, markets, sides, takeoverValues, closeValues }: LiquidationColumns): void {
  assertColumns(count, { keys, markets }, { takeoverValues, closeValues });
  if (sides.length === count) return;
  throw new InputError("a column has the wrong length", {
    column: "sides",
    got: `${sides.length}`,
    expected: `${count}`,
  });
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
  const { keys, markets, sides, takeoverValues, closeValues, cumulativeProfit, cumulativeLoss } = list;
  return (target, from, to) => {
    for (let index = from; index < to; index++) {
      const encoded = target.subarray(LIQUIDATION_BYTES * (index - from), LIQUIDATION_BYTES * (index - from + 1));
      encoded.set(keys.subarray(WORD * index, WORD * (index + 1)));
      encoded.set(markets.subarray(WORD * index, WORD * (index + 1)), WORD);
      writeUint256(encoded, 2, BigInt(sides[index] as number));
      writeUint256(encoded, 3, amountAt(takeoverValues, index));
      writeUint256(encoded, 4, amountAt(closeValues, index));
      writeUint256(encoded, 5, amountAt(cumulativeProfit, index));
      writeUint256(encoded, 6, amountAt(cumulativeLoss, index));
    }
  };
}
