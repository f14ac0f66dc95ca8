import fc from "fast-check";
import { type Liquidation, type Position, resultOf } from "zke-insurance-fund";
import { amounts, keyNumber } from "../support/arbitraries.ts";
import { indexed } from "../support/faults.ts";
import { type Period, periods } from "./periods.ts";

/** How many periods each kind of lie is told in. */
export const RUNS = 150;

/** Changes a period. */
export type Lie = (period: Period, random: (limit: number) => number, value: bigint) => Period;

const HOSTILE = [0n, 1n, 2n ** 64n, 2n ** 127n, 2n ** 128n - 1n, 2n ** 128n, 2n ** 255n, 2n ** 256n - 1n];
const POSITION_FIELDS = ["profit", "cumulativeProfit", "key"] as const;
const LIQUIDATION_FIELDS = [
  "side",
  "quantity",
  "takeoverValue",
  "closeValue",
  "time",
  "cumulativeProfit",
  "cumulativeLoss",
  "key",
] as const;
const HEADER_FIELDS = ["profit", "loss", "totalProfit", "headCount", "headProfit"] as const;

function changed<Leaf>(list: readonly Leaf[], at: number, change: (leaf: Leaf) => object): Leaf[] {
  return list.map((leaf, index) => (index === at ? { ...leaf, ...change(leaf) } : leaf));
}

function swapped<Leaf extends object>(list: readonly Leaf[], a: number, b: number, length: number): Leaf[] {
  const copy = [...list];
  for (let i = 0; i < length && Math.max(a, b) + i < list.length; i++) {
    [copy[a + i], copy[b + i]] = [copy[b + i]!, copy[a + i]!];
  }
  return indexed(copy) as Leaf[];
}

/** Running totals made right again after a change: the lie that only other checks can find. */
function resummed(positions: readonly Position[]): Position[] {
  let cumulativeProfit = 0n;
  return indexed(positions).map((leaf) => {
    cumulativeProfit += leaf.profit;
    return { ...leaf, cumulativeProfit };
  });
}

function resummedResults(liquidations: readonly Liquidation[]): Liquidation[] {
  let [cumulativeProfit, cumulativeLoss] = [0n, 0n];
  return liquidations.map((leaf) => {
    const { side, takeoverValue, closeValue } = leaf;
    const result = resultOf({ side: side === 0n ? "long" : "short", takeoverValue, closeValue });
    if (result > 0n) cumulativeProfit += result;
    else cumulativeLoss -= result;
    return { ...leaf, cumulativeProfit, cumulativeLoss };
  });
}

/** What may be told that is not so. */
export const LIES: Record<string, Lie> = {
  "a position's field": (period, random, value) => {
    const field = POSITION_FIELDS[random(3)]!;
    const change = () => ({ [field]: field === "key" ? keyNumber(value) : value });
    return { ...period, positions: changed(period.positions, random(period.positions.length), change) };
  },
  "a position's field by one": (period, random) => {
    const field = POSITION_FIELDS[random(2)]!;
    const step = random(2) === 0 ? 1n : -1n;
    const change = (leaf: Position) => ({ [field]: leaf[field as "profit"] + step });
    return { ...period, positions: changed(period.positions, random(period.positions.length), change) };
  },
  "a liquidation's field": (period, random, value) => {
    const field = LIQUIDATION_FIELDS[random(LIQUIDATION_FIELDS.length)]!;
    const change = () => ({ [field]: field === "key" ? keyNumber(value) : value });
    return { ...period, liquidations: changed(period.liquidations, random(period.liquidations.length), change) };
  },
  "a header's figure": (period, random, value) => {
    const field = HEADER_FIELDS[random(5)]!;
    const bits = field === "headCount" ? 64 : 128;
    return { ...period, settlement: { ...period.settlement, [field]: BigInt.asUintN(bits, value) } };
  },
  "a header's figure by one": (period, random) => {
    const field = HEADER_FIELDS[random(5)]!;
    const figure = period.settlement[field] + (random(2) === 0 ? 1n : -1n);
    return { ...period, settlement: { ...period.settlement, [field]: figure < 0n ? 0n : figure } };
  },
  "positions swapped": (period, random) => {
    const { length } = period.positions;
    return { ...period, positions: swapped(period.positions, random(length), random(length), 1) };
  },
  "positions swapped, totals made right": (period, random) => {
    const { length } = period.positions;
    return { ...period, positions: resummed(swapped(period.positions, random(length), random(length), 1)) };
  },
  "subtrees swapped": (period, random) => {
    const size = 2 ** random(3);
    const { length } = period.positions;
    return { ...period, positions: swapped(period.positions, random(length), random(length), size) };
  },
  "liquidations swapped": (period, random) => {
    const { length } = period.liquidations;
    return { ...period, liquidations: swapped(period.liquidations, random(length), random(length), 1) };
  },
  "liquidations swapped, totals made right": (period, random) => {
    const { length } = period.liquidations;
    const liquidations = resummedResults(swapped(period.liquidations, random(length), random(length), 1));
    return { ...period, liquidations };
  },
  "a liquidation closed at a border of the period": (period, random) => {
    const { startTime, endTime } = period.settlement;
    const time = [startTime - 1n, startTime, endTime - 1n, endTime][random(4)]!;
    const { liquidations } = period;
    return { ...period, liquidations: changed(liquidations, random(liquidations.length), () => ({ time })) };
  },
  "another period's times": (period, random) => {
    const { startTime, endTime } = period.settlement;
    const times = [{ startTime: startTime + BigInt(1 + random(9)) }, { endTime: endTime - BigInt(1 + random(9)) }];
    return { ...period, settlement: { ...period.settlement, ...times[random(2)] } };
  },
  "a liquidation of nothing": (period, random) => {
    const { liquidations } = period;
    return { ...period, liquidations: changed(liquidations, random(liquidations.length), () => ({ quantity: 0n })) };
  },
  "a liquidation twice, totals made right": (period, random) => {
    const twice = random(period.liquidations.length);
    const list = period.liquidations.flatMap((leaf, index) => (index === twice ? [leaf, leaf] : [leaf]));
    const liquidations = resummedResults(indexed(list));
    const { cumulativeProfit: profit, cumulativeLoss: loss } = liquidations.at(-1)!;
    const header = { liquidationCount: BigInt(liquidations.length), profit, loss };
    return { ...period, liquidations, settlement: { ...period.settlement, ...header } };
  },
  "a key twice, near or far": (period, random) => {
    const { positions } = period;
    const { key } = positions[random(positions.length)]!;
    return { ...period, positions: changed(positions, random(positions.length), () => ({ key })) };
  },
  "a liquidation's key twice": (period, random) => {
    const { liquidations } = period;
    const { key } = liquidations[random(liquidations.length)]!;
    return { ...period, liquidations: changed(liquidations, random(liquidations.length), () => ({ key })) };
  },
  "a winner left out": (period, random) => {
    const left = random(period.positions.length);
    const positions = indexed(period.positions.filter((_, index) => index !== left));
    return { ...period, positions, settlement: { ...period.settlement, positionCount: BigInt(positions.length) } };
  },
  "a winner twice": (period, random) => {
    const twice = random(period.positions.length);
    const positions = indexed(period.positions.flatMap((leaf, index) => (index === twice ? [leaf, leaf] : [leaf])));
    return { ...period, positions, settlement: { ...period.settlement, positionCount: BigInt(positions.length) } };
  },
  "profit moved to a neighbour, totals made right": (period, random, value) => {
    const at = random(period.positions.length - 1);
    const amount = value % (period.positions[at + 1]!.profit + 1n);
    const less = changed(period.positions, at + 1, ({ profit }) => ({ profit: profit - amount }));
    return { ...period, positions: resummed(changed(less, at, ({ profit }) => ({ profit: profit + amount }))) };
  },
  "a zero profit at the end": (period, _, value) => {
    const zero = { index: 0n, key: keyNumber(value), profit: 0n, cumulativeProfit: period.settlement.totalProfit };
    const positions = indexed([...period.positions, zero]);
    return { ...period, positions, settlement: { ...period.settlement, positionCount: BigInt(positions.length) } };
  },
  "the head cut elsewhere": (period, random) => {
    const headCount = random(period.positions.length) + 1;
    const headProfit = period.positions[headCount - 1]!.cumulativeProfit;
    return { ...period, settlement: { ...period.settlement, headCount: BigInt(headCount), headProfit } };
  },
};

/** Periods in which a lie was told; now and then it changes nothing. */
export const lyingPeriods = (lie: Lie) =>
  fc
    .tuple(
      periods(),
      fc.array(fc.nat(), { minLength: 4, maxLength: 4 }),
      fc.oneof(fc.constantFrom(...HOSTILE), amounts(64)),
    )
    .filter(([period]) => period.positions.length > 1)
    .map(([period, numbers, value]) => {
      const stream = numbers.values();
      return lie(period, (limit) => (stream.next().value ?? 0) % limit, value);
    });
