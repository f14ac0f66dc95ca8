import { expect } from "chai";
import fc from "fast-check";
import {
  amountsFrom,
  type Fault,
  type FoundFault,
  faultOfLiquidation,
  faultOfLiquidationPair,
  faultOfPosition,
  faultOfPositionPair,
  findFault,
  type Liquidation,
  type LiquidationList,
  liquidationAt,
  type Position,
  type PositionList,
  positionAt,
  type RulePolicy,
  type Settlement,
  settle,
  UINT128_MAX,
  wordBytes,
} from "zke-insurance-fund";
import { keyNumber, liquidationLists, positionLists, rules, TIMES } from "../support/arbitraries.ts";
import { isHonestLiquidationList, isHonestPositionList, pairsOf } from "../support/faults.ts";

/** A settlement with its lists as leaves, right or wrong. */
export interface Period {
  readonly settlement: Settlement;
  readonly rule: RulePolicy;
  readonly positions: Position[];
  readonly liquidations: Liquidation[];
}

/** A liquidation with a loss, so that there is something to share. */
export const LOSS = {
  key: keyNumber(1000),
  market: "BTCUSDT",
  side: "long" as const,
  quantity: 1n,
  takeoverValue: 10n ** 9n,
  closeValue: 0n,
  time: TIMES.startTime,
};

/** Honest periods with something to share, so that positions are committed. */
export const periods = (longest = 12): fc.Arbitrary<Period> =>
  fc
    .tuple(
      positionLists(longest),
      liquidationLists(6),
      rules.filter(({ coverBps }) => coverBps < 10_000),
    )
    .map(([positions, liquidations, rule]) => {
      const input = { period: 1n, ...TIMES, positions, liquidations: [LOSS, ...liquidations], rule };
      const settled = settle(input);
      return {
        settlement: settled.settlement,
        rule,
        positions: Array.from({ length: settled.positions.count }, (_, index) => positionAt(settled.positions, index)),
        liquidations: Array.from({ length: settled.liquidations.count }, (_, i) =>
          liquidationAt(settled.liquidations, i),
        ),
      };
    });

/** Whether both lists are the rule's. */
export function isHonest({ settlement, rule, positions, liquidations }: Period): boolean {
  return isHonestPositionList(positions, settlement, rule) && isHonestLiquidationList(liquidations, settlement);
}

/** What the judge says of every leaf and pair, the slow and complete way. */
export function allFaults({ settlement, rule, positions, liquidations }: Period): { alone: Fault[]; pairs: Fault[] } {
  const alone = [
    ...positions.map((leaf) => faultOfPosition(leaf, settlement, rule)),
    ...liquidations.map((leaf) => faultOfLiquidation(leaf, settlement)),
  ];
  const pairs = [
    ...pairsOf(positions).map(([a, b]) => faultOfPositionPair(a, b, settlement, rule)),
    ...pairsOf(liquidations).map(([a, b]) => faultOfLiquidationPair(a, b, settlement)),
  ];
  const given = (fault: Fault | undefined): fault is Fault => fault !== undefined;
  return { alone: alone.filter(given), pairs: pairs.filter(given) };
}

/** The search's finding is one of the judge's. */
export function judge({ fault, tree, leaves }: FoundFault, { settlement, rule }: Period): void {
  const [a, b] = leaves as readonly [never, never];
  const judged =
    tree === "positions"
      ? b === undefined
        ? faultOfPosition(a, settlement, rule)
        : faultOfPositionPair(a, b, settlement, rule)
      : b === undefined
        ? faultOfLiquidation(a, settlement)
        : faultOfLiquidationPair(a, b, settlement);
  expect(judged, "the judge agrees with the search").to.equal(fault);
}

/** What the search finds in a period's leaves. */
export const search = (period: Period) => findFault(period, period.settlement, period.rule);
const fits = (value: bigint) => value >= 0n && value <= UINT128_MAX;

/** Whether columns can hold every figure. */
export function fitColumns({ positions, liquidations }: Period): boolean {
  const fit = ({ side, time, ...leaf }: Liquidation) =>
    side < 256n &&
    time < 2n ** 64n &&
    [leaf.quantity, leaf.takeoverValue, leaf.closeValue, leaf.cumulativeProfit, leaf.cumulativeLoss].every(fits);
  return (
    positions.every(({ profit, cumulativeProfit }) => fits(profit) && fits(cumulativeProfit)) && liquidations.every(fit)
  );
}

/** Leaves as a list. */
export function positionColumns(leaves: readonly Position[]): PositionList {
  return {
    count: leaves.length,
    keys: Uint8Array.from(leaves.flatMap(({ key }) => [...wordBytes(key)])),
    profits: amountsFrom(leaves.map(({ profit }) => profit)),
    cumulative: amountsFrom(leaves.map(({ cumulativeProfit }) => cumulativeProfit)),
  };
}

/** Leaves as a list. */
export function liquidationColumns(leaves: readonly Liquidation[]): LiquidationList {
  return {
    count: leaves.length,
    keys: Uint8Array.from(leaves.flatMap(({ key }) => [...wordBytes(key)])),
    markets: Uint8Array.from(leaves.flatMap(({ market }) => [...wordBytes(market)])),
    sides: Uint8Array.from(leaves, ({ side }) => Number(side)),
    quantities: amountsFrom(leaves.map(({ quantity }) => quantity)),
    takeoverValues: amountsFrom(leaves.map(({ takeoverValue }) => takeoverValue)),
    closeValues: amountsFrom(leaves.map(({ closeValue }) => closeValue)),
    times: BigUint64Array.from(leaves, ({ time }) => time),
    cumulativeProfit: amountsFrom(leaves.map(({ cumulativeProfit }) => cumulativeProfit)),
    cumulativeLoss: amountsFrom(leaves.map(({ cumulativeLoss }) => cumulativeLoss)),
  };
}
