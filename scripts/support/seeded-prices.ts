// What the markets' prices were in the minutes of made-up liquidations: each range holds what was liquidated in it. And one close
// that its market did not have, for a check to find.
import { minuteOf } from "zke-insurance-fund/prices";
import { randomOf } from "./random.ts";

/** A liquidation as it is drawn: quantity and prices as decimals, the time in Unix seconds. */
export interface DrawnLiquidation {
  readonly liquidation: string;
  readonly market: string;
  readonly side: "long" | "short";
  readonly quantity: string;
  readonly takeover: string;
  readonly close: string;
  readonly time: bigint;
}

/** A row of a table of prices. */
export interface PriceRow {
  readonly market: string;
  /** The start of the minute, in Unix seconds. */
  readonly time: bigint;
  readonly low: string;
  readonly high: string;
}

const PRICES = 0x9a1c;
const DECIMALS = 6;
/** How much further a minute's prices reach on either side, as a part of the price. */
const MARGIN = [0.0002, 0.001] as const;
/** By how much the mispriced close is worse than all of its market's prices. */
const WORSE = 0.03;

const placeOf = ({ market, time }: Pick<DrawnLiquidation, "market" | "time">) => `${market} ${minuteOf(time)}`;

function byPlace<T extends Pick<DrawnLiquidation, "market" | "time">>(rows: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const together = groups.get(placeOf(row));
    if (together === undefined) groups.set(placeOf(row), [row]);
    else together.push(row);
  }
  return groups;
}

/** The range of each market and minute in which something was liquidated. */
export function pricesOf(drawn: readonly DrawnLiquidation[], seed: number): PriceRow[] {
  const random = randomOf(seed ^ PRICES);
  const margin = () => MARGIN[0] + (MARGIN[1] - MARGIN[0]) * random();
  const ranges = byPlace(drawn);
  return [...ranges.values()].map((together) => {
    const { market, time } = together[0] as DrawnLiquidation;
    const prices = together.flatMap(({ takeover, close }) => [Number(takeover), Number(close)]);
    return {
      ...{ market, time: minuteOf(time) },
      low: (Math.min(...prices) * (1 - margin())).toFixed(DECIMALS),
      high: (Math.max(...prices) * (1 + margin())).toFixed(DECIMALS),
    };
  });
}

/** The first liquidation with a loss, or any, that is alone in its market's minute; -1 if there is none. */
export function mispricedRow(drawn: readonly DrawnLiquidation[]): number {
  const groups = byPlace(drawn);
  const isAlone = (one: DrawnLiquidation) => groups.get(placeOf(one))?.length === 1;
  const isLoss = ({ side, takeover, close }: DrawnLiquidation) =>
    Number(close) < Number(takeover) === (side === "long");
  const loss = drawn.findIndex((one) => isAlone(one) && isLoss(one));
  return loss >= 0 ? loss : drawn.findIndex(isAlone);
}

/** The liquidation, closed worse than at any price that its market had in that minute. */
export function withWorseClose(one: DrawnLiquidation, prices: readonly PriceRow[]): DrawnLiquidation {
  const range = prices.find((row) => placeOf(row) === placeOf(one));
  if (range === undefined) throw new Error("there is no price of that minute");
  const close = one.side === "long" ? Number(range.low) * (1 - WORSE) : Number(range.high) * (1 + WORSE);
  return { ...one, close: close.toFixed(DECIMALS) };
}

/** One row for each market and minute: where one period ends and the next begins, both have one. */
export function merged(rows: readonly PriceRow[]): PriceRow[] {
  const ends = (together: readonly PriceRow[], pick: (...prices: number[]) => number, of: "low" | "high") =>
    pick(...together.map((row) => Number(row[of]))).toFixed(DECIMALS);
  return [...byPlace(rows).values()].map((together) => ({
    ...(together[0] as PriceRow),
    low: ends(together, Math.min, "low"),
    high: ends(together, Math.max, "high"),
  }));
}

/** Rows of prices as a file. */
export function pricesCsv(rows: readonly PriceRow[]): string {
  const lines = rows.map(({ market, time, low, high }) => `${market},${time},${low},${high}`);
  return `${["market,time,low,high", ...lines].join("\n")}\n`;
}
