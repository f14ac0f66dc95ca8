import { type Amounts, type PositionColumns, WORD } from "../columns/amounts.ts";
import { ifGiven, OBJECT, partsOf, requireGiven } from "../columns/given.ts";
import { type Hex, toHex } from "../columns/hex.ts";
import type { CommittedPositions } from "../columns/lists.ts";
import type { PackedIds } from "../columns/packed-ids.ts";
import { assertIdentity, type FundIdentity } from "../commitment/domain.ts";
import { COMMITTED_POSITIONS, LIQUIDATION_LIST, SETTLEMENT } from "../commitment/given.ts";
import { assertSecret, keyOf, liquidationId, saltOf } from "../commitment/keys.ts";
import { keysOfPacked, keysOfPackedAsync, saltsOfPacked, saltsOfPackedAsync } from "../commitment/packed-ids.ts";
import { sharesOf } from "../commitment/positions.ts";
import { assertPeriod, type SettledPeriod, type SettlementInput, settle, settleAsync } from "../commitment/settle.ts";
import { allocatePositions } from "../engine/allocate.ts";
import { TABLES } from "../problems/english/tables.ts";
import { refused } from "../problems/problem.ts";
import { assertDecimals } from "../rule/amount.ts";
import { RULE } from "../rule/given.ts";
import { assertRulePolicy, type RulePolicy } from "../rule/policy.ts";
import type { LiquidationInput } from "../tables/liquidations-input.ts";
import type { PositionTable } from "../tables/positions-input.ts";
import { type Bundle, countingIndexes, type StatementList } from "./bundle.ts";
import type { SettlementDocument } from "./document.ts";
import { IDENTITY, OUTCOME, WORK } from "./given.ts";
import { selectIds } from "./statements.ts";

/** All that a bundle is made of. */
export interface TablesToSettle {
  /** Which fund it is for; without it the settlement has no hash, and cannot be submitted. */
  readonly identity?: FundIdentity | undefined;
  /** Decimal places of the margin asset, 0 to 18: what the tables were read by. */
  readonly decimals: number;
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
 * @example
 * const bundle = settleTables({ ...period, decimals: 6, rule: DEFAULT_RULE, secret, positions, liquidations });
 */
export function settleTables(input: TablesToSettle): Bundle {
  requireGiven({ input }, { input: TABLES_GIVEN });
  assertTables(input);
  const { secret, positions: table } = input;
  const keys = keysOfPacked(secret, table.ids, table.rows);
  const period = settle(inputOf(input, { count: table.count, keys, profits: table.profits }));
  const ids = headIds(input, period.positions);
  const rows = countingRows(period.positions.headCount);
  return settledBundle(input, period, { ids, rows, salts: saltsOfPacked(secret, ids, rows) });
}

/** What `settleTablesAsync` tells while it works. */
export interface SettleOptions {
  /** Called now and then with the part that is done, from 0 to 1. */
  readonly onProgress?: (done: number) => void;
  /** Stops the work. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Settles a period from its tables without holding up the caller, on all cores where the list is long, in the engine's own
 * memory: what `settleTables` gives.
 *
 * @throws {InputError} as `settleTables` does
 * @throws what the signal was aborted with
 * @example
 * const bundle = await settleTablesAsync({ ...terms, secret, positions, liquidations }, { signal });
 */
export async function settleTablesAsync(input: TablesToSettle, options: SettleOptions = {}): Promise<Bundle> {
  requireGiven({ input, options }, { input: TABLES_GIVEN, options: partsOf(WORK) });
  const { onProgress, signal } = options;
  signal?.throwIfAborted();
  assertTables(input);
  const { secret, positions: table } = input;
  const { ids, rows, count, profits } = table;
  const part = (from: number, to: number) => ({
    signal,
    onProgress: (done: number) => onProgress?.(from + done * (to - from)),
  });
  const columns = allocatePositions(count, profits.high !== undefined);
  columns.profits.low.set(profits.low);
  if (profits.high !== undefined) columns.profits.high?.set(profits.high);
  await keysOfPackedAsync(secret, ids, rows, { ...part(0, KEYS_DONE), keys: columns.keys });
  const period = await settleAsync(inputOf(input, columns), part(KEYS_DONE, COMMIT_DONE));
  const head = { ids: headIds(input, period.positions), rows: countingRows(period.positions.headCount) };
  const salts = await saltsOfPackedAsync(secret, head.ids, head.rows, part(COMMIT_DONE, 1));
  onProgress?.(1);
  return settledBundle(input, period, { ...head, salts });
}

// By the number of permutations: two a position and more for its keys, three for its leaf and node, and one for a salt.
const KEYS_DONE = 0.35;
const COMMIT_DONE = 0.9;

/** A table of positions is what a reader made: of what is none, `assertTables` says how to come by one. */
const TABLES_GIVEN = partsOf({ identity: ifGiven(IDENTITY) });
const SETTLED = partsOf({
  ...{ settlement: SETTLEMENT, outcome: OUTCOME, positions: COMMITTED_POSITIONS, liquidations: LIQUIDATION_LIST },
});

/** Looks at what a program may give wrong before anything takes long. */
function assertTables({ secret, positions, liquidations, period, startTime, endTime, rule }: TablesToSettle): void {
  assertSecret(secret);
  assertPeriod(period, startTime, endTime);
  assertRulePolicy(rule);
  if (!(positions?.rows instanceof Uint32Array)) throw refused(TABLES, "noTable", { of: "positions" });
  if (!Array.isArray(liquidations)) throw refused(TABLES, "noTable", { of: "liquidations" });
}

function inputOf(input: TablesToSettle, positions: PositionColumns): SettlementInput {
  const { secret } = input;
  const liquidations = input.liquidations.map((liquidation) => ({
    ...liquidation,
    key: keyOfLiquidation(secret, liquidation),
  }));
  return { ...input, positions, liquidations };
}

function settledBundle(
  { secret, rule, ...asset }: TablesToSettle,
  period: SettledPeriod,
  head: Pick<StatementList, "ids" | "rows" | "salts">,
): Bundle {
  const bundle = bundleOf(period, rule, asset);
  const count = head.rows.length;
  const { profits, shares } = bundle.positions;
  const figures = { profits: firstAmounts(profits, count), shares: firstAmounts(shares, count) };
  return {
    ...bundle,
    private: { secret, statements: { ...head, count, indexes: countingIndexes(count), ...figures } },
  };
}

function keyOfLiquidation(secret: Hex, { liquidation }: LiquidationInput): Hex {
  const id = liquidationId(liquidation);
  return keyOf(saltOf(secret, id), id);
}

/** Which fund a bundle is for, and in what its amounts are counted. */
export type BundleTerms = Pick<SettlementDocument, "identity" | "decimals">;

/**
 * The public part of a settled period's bundle.
 *
 * @throws {InputError} if the terms name no possible fund, or decimals out of range
 * @example
 * const bundle = bundleOf(settle(input), DEFAULT_RULE, { identity, decimals: 6 });
 */
export function bundleOf(period: SettledPeriod, policy: RulePolicy, terms: BundleTerms): Bundle {
  requireGiven({ period, policy, terms }, { period: SETTLED, policy: RULE, terms: OBJECT });
  const { settlement, outcome, positions, liquidations } = period;
  const { identity, decimals } = terms;
  return {
    document: {
      identity: identity && assertIdentity(identity),
      decimals: assertDecimals(decimals),
      policy,
      settlement,
      outcome,
    },
    positions: {
      count: positions.count,
      indexes: countingIndexes(positions.count),
      keys: positions.keys,
      profits: positions.profits,
      cumulative: positions.cumulative,
      shares: sharesOf(positions, settlement, policy),
      tree: positions.tree,
    },
    liquidations: { ...liquidations, indexes: countingIndexes(liquidations.count) },
  };
}

/** The ids of the head's positions, in list order: what the secret hides is shown to the exchange alone. */
function headIds({ positions: { ids, rows } }: TablesToSettle, { headCount, order }: CommittedPositions): PackedIds {
  return selectIds(
    ids,
    order.subarray(0, headCount).map((row) => rows[row] as number),
  );
}

/** The numbers 0, 1, 2, ... */
export function countingRows(count: number): Uint32Array {
  const rows = new Uint32Array(count);
  for (let row = 0; row < count; row++) rows[row] = row;
  return rows;
}

function firstAmounts({ low, high }: Amounts, count: number): Amounts {
  return { low: low.subarray(0, count), ...(high && { high: high.subarray(0, count) }) };
}

/** A key as it stands in a column. */
export function keyAt(keys: Uint8Array, index: number): Hex {
  return toHex(keys.subarray(WORD * index, WORD * (index + 1)));
}
