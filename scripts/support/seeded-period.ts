// A period as an exchange might have it, made up from a seed: profits with a heavy tail, and liquidations over several markets of
// which most closed worse than they were taken over.
import type { PeriodTimes } from "zke-insurance-fund";
import type { CsvSource } from "zke-insurance-fund/bundle";
import { normal, pick, type Random, randomOf } from "./random.ts";
import { type DrawnLiquidation, mispricedRow, type PriceRow, pricesOf, withWorseClose } from "./seeded-prices.ts";

/** What kind of period it is. */
export interface PeriodKind {
  /** How many there are, with and without a profit. */
  readonly positions: number;
  readonly liquidations: number;
  /** By how much liquidations close better than they were taken over, on average, as a part of their price. */
  readonly slip: number;
  /** Whether one of the liquidations is closed at a price that its market did not have in that minute; not so unless given. */
  readonly mispriced?: boolean;
}

/** A period's tables, as files an exchange would hand in, and what its markets' prices were in those minutes. */
export interface SeededPeriod {
  readonly positions: CsvSource;
  readonly liquidations: CsvSource;
  readonly prices: readonly PriceRow[];
  /** The liquidation that was not closed at a price of its market. */
  readonly mispriced?: DrawnLiquidation | undefined;
}

/** On average half a percent against the engine, at times in its favour. */
export const USUAL: PeriodKind = { positions: 5_000, liquidations: 300, slip: -0.005 };
const MARKETS = [
  { name: "BTCUSDT", price: 112_000 },
  { name: "ETHUSDT", price: 4_100 },
  { name: "SOLUSDT", price: 195 },
  { name: "XRPUSDT", price: 2.5 },
  { name: "DOGEUSDT", price: 0.21 },
] as const;
const IN_PROFIT = 0.62;
/** Times and prices are drawn apart, so that they change nothing else. */
const TIMES = 0x7153;
// A Pareto tail just above 1: a few positions hold most of the profit.
const TAIL = 1.15;
const SMALLEST_PROFIT = 180;
const LARGEST_PROFIT = 3_000_000;
const TYPICAL_LIQUIDATION = 90_000;
const DECIMALS = 6;

/** Draws a period. The liquidations are closed within it. */
export function seededPeriod(seed: number, period: PeriodTimes, kind = USUAL): SeededPeriod {
  const random = randomOf(seed);
  const positions = Array.from({ length: kind.positions }, (_, row) => positionRow(row, random));
  const times = randomOf(seed ^ TIMES);
  const drawn = Array.from({ length: kind.liquidations }, (_, row) => ({
    ...drawLiquidation(row, kind, random),
    time: timeWithin(period, times),
  }));
  const prices = pricesOf(drawn, seed);
  const chosen = kind.mispriced ? mispricedRow(drawn) : -1;
  const liquidations = drawn.map((one, row) => (row === chosen ? withWorseClose(one, prices) : one));
  return {
    positions: csv("positions.csv", "account,position,profit", positions),
    liquidations: csv(
      "liquidations.csv",
      "liquidation,market,side,quantity,takeover_price,close_price,time",
      liquidations.map(liquidationRow),
    ),
    prices,
    mispriced: liquidations[chosen],
  };
}

function positionRow(row: number, random: Random): string {
  const { name } = pick(MARKETS, random);
  const size = Math.min(SMALLEST_PROFIT * (1 - random()) ** (-1 / TAIL), LARGEST_PROFIT);
  const profit = random() < IN_PROFIT ? size : -size;
  return `account-${String(row + 1).padStart(4, "0")},${name},${profit.toFixed(DECIMALS)}`;
}

function drawLiquidation(row: number, kind: PeriodKind, random: Random): Omit<DrawnLiquidation, "time"> {
  const { name, price } = pick(MARKETS, random);
  const long = random() < 0.8;
  const value = TYPICAL_LIQUIDATION * Math.exp(1.3 * normal(random));
  const takeover = price * (1 + 0.02 * normal(random));
  const slip = kind.slip + 0.009 * normal(random);
  const close = takeover * (long ? 1 + slip : 1 - slip);
  return {
    ...{ liquidation: `liq-${row + 1}`, market: name, side: long ? "long" : "short" },
    ...{ quantity: (value / takeover).toFixed(DECIMALS) },
    ...{ takeover: takeover.toFixed(DECIMALS), close: close.toFixed(DECIMALS) },
  };
}

function liquidationRow({ liquidation, market, side, quantity, takeover, close, time }: DrawnLiquidation): string {
  return [liquidation, market, side, quantity, takeover, close, time].join(",");
}

/** A second of the period. */
function timeWithin({ startTime, endTime }: PeriodTimes, random: Random): bigint {
  return startTime + BigInt(Math.floor(random() * Number(endTime - startTime)));
}

function csv(name: string, header: string, rows: readonly string[]): CsvSource {
  return { name, pieces: [new TextEncoder().encode(`${[header, ...rows].join("\n")}\n`)] };
}
