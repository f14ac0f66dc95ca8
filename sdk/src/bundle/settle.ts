import { allocateAmounts, amountAt, setAmount, WORD } from "../commitment/columns.ts";
import { type Hex, toHex, wordBytes } from "../commitment/hex.ts";
import { keyOf, liquidationId, saltOf } from "../commitment/keys.ts";
import { type CommittedPositions, sharesOf } from "../commitment/positions.ts";
import { type SettledPeriod, settle } from "../commitment/settle.ts";
import type { RulePolicy } from "../rule/policy.ts";
import { type Bundle, countingIndexes, type StatementList } from "./bundle.ts";
import { DECIMALS } from "./document.ts";
import { idAt, keysOfIds, textOf } from "./ids.ts";
import type { LiquidationInput } from "./liquidations-input.ts";
import type { PositionTable } from "./positions-input.ts";

/** All that a bundle is made of. */
export interface TablesToSettle {
  /** Consecutive number, from 1. */
  readonly period: bigint;
  /** Unix time in seconds. */
  readonly startTime: bigint;
  /** Unix time in seconds, after the start. */
  readonly endTime: bigint;
  readonly rule: RulePolicy;
  /** 32 random bytes, another one for each period. */
  readonly secret: Hex;
  readonly positions: PositionTable;
  readonly liquidations: readonly LiquidationInput[];
}

/**
 * Settles a period from its tables, with the private part for the exchange.
 *
 * @throws {InputError} on whatever `settle` refuses, such as totals above 2^128 - 1
 */
export function settleTables(input: TablesToSettle): Bundle {
  const { secret, rule, positions: table } = input;
  const keys = keysOfIds(secret, table.ids, table.rows);
  const period = settle({
    ...input,
    positions: { count: table.count, keys, profits: table.profits },
    liquidations: input.liquidations.map((liquidation) => ({
      ...liquidation,
      key: keyOfLiquidation(secret, liquidation),
    })),
  });
  const bundle = bundleOf(period, rule);
  return {
    ...bundle,
    private: { secret, statements: statementsOf(secret, table, period.positions, bundle.positions.shares) },
  };
}

function keyOfLiquidation(secret: Hex, { liquidation }: LiquidationInput): Hex {
  const id = liquidationId(liquidation);
  return keyOf(saltOf(secret, id), id);
}

/** The public part of a settled period's bundle. */
export function bundleOf({ settlement, outcome, positions, liquidations }: SettledPeriod, policy: RulePolicy): Bundle {
  return {
    document: { decimals: DECIMALS, policy, settlement, outcome },
    positions: {
      count: positions.count,
      indexes: countingIndexes(positions.count),
      keys: positions.keys,
      profits: positions.profits,
      cumulative: positions.cumulative,
      shares: sharesOf(positions, settlement, policy),
    },
    liquidations: { ...liquidations, indexes: countingIndexes(liquidations.count) },
  };
}

function statementsOf(
  secret: Hex,
  table: PositionTable,
  { headCount, order, profits }: CommittedPositions,
  shares: Bundle["positions"]["shares"],
): StatementList {
  const wide = profits.high !== undefined;
  const list = {
    count: headCount,
    accounts: [] as string[],
    positions: [] as string[],
    indexes: countingIndexes(headCount),
    profits: allocateAmounts(headCount, wide),
    shares: allocateAmounts(headCount, wide),
    salts: new Uint8Array(WORD * headCount),
  };
  for (let index = 0; index < headCount; index++) {
    const id = textOf(idAt(table.ids, table.rows[order[index] as number] as number));
    const [account = "", position = ""] = id.split("\0");
    list.accounts.push(account);
    list.positions.push(position);
    setAmount(list.profits, index, amountAt(profits, index));
    setAmount(list.shares, index, amountAt(shares, index));
    list.salts.set(wordBytes(saltOf(secret, id)), WORD * index);
  }
  return list;
}

/** A key as it stands in a column. */
export function keyAt(keys: Uint8Array, index: number): Hex {
  return toHex(keys.subarray(WORD * index, WORD * (index + 1)));
}
