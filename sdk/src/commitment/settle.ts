import { amountsFrom, assertUint64, type PositionColumns } from "../columns/amounts.ts";
import { partsOf, requireGiven } from "../columns/given.ts";
import type { CommittedPositions } from "../columns/lists.ts";
import { BACKGROUND } from "../engine/given.ts";
import type { BackgroundOptions } from "../engine/options.ts";
import { LISTS } from "../problems/english/lists.ts";
import { refused } from "../problems/problem.ts";
import { type Outcome, outcomeOf, toShareDown } from "../rule/apportionment.ts";
import { assertRulePolicy, type RulePolicy } from "../rule/policy.ts";
import { LIQUIDATIONS, POSITION_COLUMNS } from "./given.ts";
import type { Settlement } from "./header.ts";
import {
  type CommittedLiquidations,
  commitLiquidations,
  type LiquidationColumns,
  type LiquidationRow,
} from "./liquidations.ts";
import { commitPositions, commitPositionsAsync } from "./positions.ts";

/** All that a settlement is made of. */
export interface SettlementInput {
  /** Consecutive number, from 1. */
  readonly period: bigint;
  /** Unix time in seconds. */
  readonly startTime: bigint;
  /** Unix time in seconds, after the start. */
  readonly endTime: bigint;
  readonly rule: RulePolicy;
  /** The positions with a profit above zero, in any order. */
  readonly positions: PositionColumns;
  /** The period's liquidations, in any order. */
  readonly liquidations: readonly LiquidationRow[] | LiquidationColumns;
}

/** A settled period: what goes on chain, what the rule makes of it, and both lists. */
export interface SettledPeriod {
  readonly settlement: Settlement;
  readonly outcome: Outcome;
  readonly positions: CommittedPositions;
  readonly liquidations: CommittedLiquidations;
}

const INPUT = partsOf({ positions: POSITION_COLUMNS, liquidations: LIQUIDATIONS });
const NO_POSITIONS: PositionColumns = { count: 0, keys: new Uint8Array(0), profits: amountsFrom([]) };

/**
 * Settles a period by the rule. Where there is nothing to share, no position is committed.
 *
 * @throws {InputError} on times that do not fit, and on whatever `commitPositions` and `commitLiquidations` refuse
 * @example
 * const { settlement, outcome } = settle({ ...period, rule: DEFAULT_RULE, positions, liquidations });
 */
export function settle(input: SettlementInput): SettledPeriod {
  requireGiven({ input }, { input: INPUT });
  const liquidations = settleLiquidations(input);
  return settled(input, liquidations, commitPositions(positionsToCommit(input, liquidations.loss), input.rule));
}

/**
 * Settles a period without holding up the caller, see `commitPositionsAsync`.
 *
 * @throws {InputError} as `settle` does
 * @example
 * const { settlement } = await settleAsync({ ...period, rule: DEFAULT_RULE, positions: { count, keys, profits }, liquidations }, { signal });
 */
export async function settleAsync(input: SettlementInput, options: BackgroundOptions = {}): Promise<SettledPeriod> {
  requireGiven({ input, options }, { input: INPUT, options: partsOf(BACKGROUND) });
  const liquidations = settleLiquidations(input);
  const columns = positionsToCommit(input, liquidations.loss);
  return settled(input, liquidations, await commitPositionsAsync(columns, input.rule, options));
}

function settleLiquidations({
  period,
  startTime,
  endTime,
  rule,
  liquidations,
}: SettlementInput): CommittedLiquidations {
  assertPeriod(period, startTime, endTime);
  assertRulePolicy(rule);
  return commitLiquidations(liquidations, { startTime, endTime });
}

function positionsToCommit({ positions, rule }: SettlementInput, loss: bigint): PositionColumns {
  return toShareDown(loss, rule) === 0n ? NO_POSITIONS : positions;
}

function settled(
  { period, startTime, endTime, rule }: SettlementInput,
  liquidations: CommittedLiquidations,
  positions: CommittedPositions,
): SettledPeriod {
  const settlement: Settlement = {
    period,
    startTime,
    endTime,
    profit: liquidations.profit,
    loss: liquidations.loss,
    liquidationCount: BigInt(liquidations.count),
    liquidationsRoot: liquidations.root,
    positionCount: BigInt(positions.count),
    positionsRoot: positions.root,
    totalProfit: positions.totalProfit,
    headCount: BigInt(positions.headCount),
    headProfit: positions.headProfit,
  };
  return { settlement, outcome: outcomeOf(settlement, rule), positions, liquidations };
}

/**
 * Checks a period's number and times.
 *
 * @throws {InputError} if the number is 0, the period does not end after it starts, or a figure is above 2^64 - 1
 */
export function assertPeriod(period: bigint, startTime: bigint, endTime: bigint): void {
  assertUint64(period, "period");
  assertUint64(startTime, "startTime");
  assertUint64(endTime, "endTime");
  if (period === 0n) throw refused(LISTS, "periodUnnumbered", {}, { got: "0" });
  if (endTime > startTime) return;
  throw refused(LISTS, "periodEndsEarly", { start: startTime, end: endTime });
}
