import { type Amounts, WORD } from "../commitment/columns.ts";
import { type Hex, toHex } from "../commitment/hex.ts";
import { keyOf, keysOfPacked, liquidationId, saltOf, saltsOfPacked } from "../commitment/keys.ts";
import { type CommittedPositions, sharesOf } from "../commitment/positions.ts";
import { type SettledPeriod, settle } from "../commitment/settle.ts";
import type { RulePolicy } from "../rule/policy.ts";
import { type Bundle, countingIndexes, type StatementList } from "./bundle.ts";
import { DECIMALS } from "./document.ts";
import { idAt, textOf } from "./ids.ts";
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
  const keys = keysOfPacked(secret, table.ids, table.rows);
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
    private: { secret, statements: statementsOf(input, period.positions, bundle.positions.shares) },
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

/** Whose the head's positions are: what the secret hides is shown to the exchange alone. */
function statementsOf(
  { secret, positions: { ids, rows } }: TablesToSettle,
  { headCount: count, order, profits }: CommittedPositions,
  shares: Amounts,
): StatementList {
  const head = Uint32Array.from({ length: count }, (_, index) => rows[order[index] as number] as number);
  const names = Array.from(head, (id) => textOf(idAt(ids, id)).split("\0"));
  return {
    count,
    accounts: names.map(([account = ""]) => account),
    positions: names.map(([, position = ""]) => position),
    indexes: countingIndexes(count),
    profits: firstAmounts(profits, count),
    shares: firstAmounts(shares, count),
    salts: saltsOfPacked(secret, ids, head),
  };
}

function firstAmounts({ low, high }: Amounts, count: number): Amounts {
  return { low: low.slice(0, count), ...(high && { high: high.slice(0, count) }) };
}

/** A key as it stands in a column. */
export function keyAt(keys: Uint8Array, index: number): Hex {
  return toHex(keys.subarray(WORD * index, WORD * (index + 1)));
}
