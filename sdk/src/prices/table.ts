import { type Amounts, allocateAmounts, amountAt, setAmount } from "../columns/amounts.ts";
import type { Hex } from "../columns/hex.ts";
import { marketBytes32 } from "../commitment/keys.ts";
import { PRICES } from "../problems/english/prices.ts";
import { refused } from "../problems/problem.ts";
import type { RowPlace } from "../tables/warnings.ts";
import type { PriceRange } from "./judge.ts";
import { MINUTE } from "./minute.ts";

/** The columns of a table of prices, in the order in which a CSV file has them. */
export const PRICE_TABLE_COLUMNS = ["market", "time", "low", "high"] as const;

/** What markets' prices were, minute by minute. */
export interface PriceTable {
  /** How many rows there are: a market's minutes, over all markets. */
  readonly count: number;
  readonly marketCount: number;
  /**
   * The lowest and the highest price of a market in the minute that a time lies in; undefined if that is not known. What is
   * given is taken for what it should be, since that is asked for once for each liquidation.
   *
   * @param market see `marketBytes32`
   * @param time Unix seconds
   */
  at(market: Hex, time: bigint): PriceRange | undefined;
}

/** Takes a table's rows, in any order. */
export interface PriceTableBuilder {
  /**
   * Adds a row. Its minute and its prices are taken for bigints, since there are millions of rows.
   *
   * @param minute its start, in Unix seconds
   * @throws {InputError} if the market is no name of a market, or low is above high
   */
  add(market: string, minute: bigint, range: PriceRange, place: RowPlace): void;
  /** @throws {InputError} if the same minute of a market was there twice */
  finish(): PriceTable;
}

/** A market's rows, as columns that have room for more. */
interface MarketRows {
  count: number;
  /** Minutes since 1970. */
  minutes: Uint32Array;
  lines: Uint32Array;
  /** Each row's file, by its number. */
  files: Uint32Array;
  low: Amounts;
  high: Amounts;
}

const FIRST_ROOM = 64;

/**
 * Makes a builder of a table of prices. A row takes 44 bytes.
 *
 * @example
 * const table = createPriceTable();
 * table.add("BTCUSDT", 60n, { low, high }, { file: "prices", line: 2 });
 * const prices = table.finish();
 */
export function createPriceTable(): PriceTableBuilder {
  const files: string[] = [];
  const markets = new Map<string, MarketRows>();
  // Rows of one market come one after the other, mostly.
  let last: { readonly market: string; readonly rows: MarketRows } | undefined;

  function rowsOf(market: string): MarketRows {
    if (last?.market === market) return last.rows;
    const rows = markets.get(market) ?? newMarket(market);
    last = { market, rows };
    return rows;
  }

  function newMarket(market: string): MarketRows {
    marketBytes32(market);
    const rows = roomFor(FIRST_ROOM);
    markets.set(market, rows);
    return rows;
  }

  return {
    add(market, minute, { low, high }, { file, line }) {
      const rows = rowsOf(market);
      if (low > high) throw refused(PRICES, "lowAboveHigh", {}, { column: "low" });
      if (rows.count === rows.minutes.length) enlarge(rows);
      const row = rows.count++;
      rows.minutes[row] = Number(minute / MINUTE);
      rows.lines[row] = line;
      if (files.at(-1) !== file) files.push(file);
      rows.files[row] = files.length - 1;
      setAmount(rows.low, row, low);
      setAmount(rows.high, row, high);
    },
    finish() {
      const found = new Map<Hex, (time: bigint) => PriceRange | undefined>();
      let count = 0;
      for (const [market, rows] of markets) {
        count += rows.count;
        found.set(marketBytes32(market), finderIn(rows, files, market));
      }
      return { count, marketCount: markets.size, at: (market, time) => found.get(market)?.(time) };
    },
  };
}

function roomFor(room: number): MarketRows {
  return {
    count: 0,
    minutes: new Uint32Array(room),
    lines: new Uint32Array(room),
    files: new Uint32Array(room),
    low: allocateAmounts(room, true),
    high: allocateAmounts(room, true),
  };
}

function enlarge(rows: MarketRows): void {
  const { low, high, ...larger } = roomFor(2 * rows.minutes.length);
  larger.minutes.set(rows.minutes);
  larger.lines.set(rows.lines);
  larger.files.set(rows.files);
  for (const [to, from] of [
    [low, rows.low],
    [high, rows.high],
  ] as const) {
    to.low.set(from.low);
    to.high?.set(from.high ?? []);
  }
  Object.assign(rows, { ...larger, low, high, count: rows.count });
}

/** Finds a market's prices by time. */
function finderIn(rows: MarketRows, files: readonly string[], market: string) {
  const { count, minutes, lines, low, high } = rows;
  const order = Uint32Array.from({ length: count }, (_, row) => row);
  const minuteAt = (place: number) => minutes[order[place] as number] as number;
  // Where the same minute stands twice, the later line is the one to be named.
  order.sort((a, b) => (minutes[a] as number) - (minutes[b] as number) || a - b);
  for (let place = 1; place < count; place++) {
    if (minuteAt(place) !== minuteAt(place - 1)) continue;
    const [first, second] = [order[place - 1] as number, order[place] as number];
    const [before, line] = [lines[first], lines[second]];
    const [other, file] = [files[rows.files[first] as number], files[rows.files[second] as number]];
    const twin = { line: before as number, file: other === file ? undefined : other };
    throw refused(PRICES, "minuteTwice", twin, {
      file,
      line,
      column: "time",
      got: `${market}, ${minuteAt(place) * Number(MINUTE)}`,
    });
  }
  return (time: bigint): PriceRange | undefined => {
    const minute = Number(time / MINUTE);
    let [from, to] = [0, count];
    while (from < to) {
      const middle = (from + to) >> 1;
      if (minuteAt(middle) < minute) from = middle + 1;
      else to = middle;
    }
    if (from === count || minuteAt(from) !== minute) return undefined;
    const row = order[from] as number;
    return { low: amountAt(low, row), high: amountAt(high, row) };
  };
}
