import { assertUtf8, type ByteRange, textOf } from "../columns/bytes.ts";
import { marketBytes32 } from "../commitment/keys.ts";
import type { PeriodTimes } from "../commitment/liquidations.ts";
import { InputError } from "../errors.ts";
import { LISTS } from "../problems/english/lists.ts";
import { TABLES } from "../problems/english/tables.ts";
import { refused } from "../problems/problem.ts";
import { parseSide, resultOf, type Side, valueAtPrice } from "../rule/liquidation.ts";
import { isMilliseconds } from "../rule/time.ts";
import type { TableNotes } from "./notes.ts";
import { parseTableQuantity } from "./numbers.ts";
import type { TableOptions } from "./options.ts";
import { PlacedIds } from "./placed-ids.ts";
import { assertSeen } from "./signs.ts";
import type { RowPlace } from "./warnings.ts";

/** The columns of a table of liquidations by value, in the order in which a CSV file has them. */
export const VALUE_COLUMNS = [
  "liquidation",
  "market",
  "side",
  "quantity",
  "takeover_value",
  "close_value",
  "time",
] as const;

/** The columns of a table of liquidations by price: a value is then floor(quantity * price). */
export const PRICE_COLUMNS = [
  "liquidation",
  "market",
  "side",
  "quantity",
  "takeover_price",
  "close_price",
  "time",
] as const;

/** What a table of liquidations is read by: the asset's decimals, and the period that the times must lie in. */
export interface LiquidationFormat extends PeriodTimes, TableOptions {
  /** Decimal places of the margin asset, 0 to 18. */
  readonly decimals: number;
  /** Whether a close price may be zero: it mostly stands for one that nobody knows. False unless given. */
  readonly allowZeroPrice?: boolean | undefined;
}

/** One liquidation as it was read; values in base units. */
export interface LiquidationInput {
  readonly liquidation: string;
  readonly market: string;
  readonly side: Side;
  /** In 10^-18 of the market's unit. */
  readonly quantity: bigint;
  readonly takeoverValue: bigint;
  readonly closeValue: bigint;
  /** Unix seconds. */
  readonly time: bigint;
}

/** What a liquidation is made of beside its names. */
export type LiquidationFigures = Omit<LiquidationInput, "liquidation" | "market" | "side">;

/** Takes a table's rows, one after the other. */
export interface LiquidationTableBuilder {
  /**
   * Adds a row.
   *
   * @throws {InputError} if an id, market or side is bad, the time is outside the period, or the same liquidation was there
   *   before
   */
  add(
    names: readonly [liquidation: ByteRange, market: ByteRange, side: ByteRange],
    figures: LiquidationFigures,
    place: RowPlace,
  ): void;
  finish(): LiquidationInput[];
}

/**
 * Makes a builder of a liquidation table; takes note of the totals.
 *
 * @param period what the times must lie in
 */
export function createLiquidationTable(
  { startTime, endTime }: PeriodTimes,
  notes: TableNotes,
): LiquidationTableBuilder {
  const ids = new PlacedIds("liquidation", ["liquidation"], notes);
  const liquidations: LiquidationInput[] = [];
  return {
    add([liquidation, market, side], figures, place) {
      const { time } = figures;
      const row = {
        liquidation: rangeText(liquidation),
        market: inColumn("market", () => parseMarket(market)),
        side: inColumn("side", () => parseSide(rangeText(side))),
        ...figures,
      };
      const at = { column: "time", got: String(time) };
      if (isMilliseconds(time)) throw refused(TABLES, "timeMilliseconds", {}, at);
      if (time < startTime || time >= endTime) {
        throw refused(LISTS, "timeOutside", { start: startTime, end: endTime }, at);
      }
      ids.add([liquidation], place);
      liquidations.push(row);
      const result = resultOf(row);
      notes.rows++;
      notes.endRow();
      if (result > 0n) notes.inProfit++;
      if (result > 0n) notes.profit += result;
      else notes.loss -= result;
    },
    finish: () => liquidations,
  };
}

/**
 * The quantity of a liquidation, and its values by its prices.
 *
 * @throws {InputError} naming the column, if the quantity is none, a price is no plain decimal of zero or above, a value is
 *   above 2^127 base units, or the close price is zero and may not be
 * @example
 * figuresFromPrices("2", "100.5", "99", { decimals: 6 })
 * // { quantity: 2000000000000000000n, takeoverValue: 201000000n, closeValue: 198000000n }
 */
export function figuresFromPrices(
  quantity: string,
  takeoverPrice: string,
  closePrice: string,
  { decimals, allowZeroPrice }: Pick<LiquidationFormat, "decimals" | "allowZeroPrice">,
): Omit<LiquidationFigures, "time"> {
  const valueAt = (column: string, price: string) => {
    try {
      return valueAtPrice(quantity, price, decimals);
    } catch (error) {
      // The quantity was read already: what is wrong is the price, or the product.
      throw error instanceof InputError ? new InputError(error.message, { ...error.details, column }, error) : error;
    }
  };
  const figures = {
    quantity: inColumn("quantity", () => parseTableQuantity(quantity)),
    takeoverValue: valueAt("takeover_price", takeoverPrice),
    closeValue: valueAt("close_price", closePrice),
  };
  if (allowZeroPrice || !/^[0.]+$/.test(closePrice)) return figures;
  throw refused(TABLES, "priceZero", {}, { column: "close_price", got: closePrice });
}

/** Runs a parser, and names the column in what it throws. */
export function inColumn<T>(column: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw error instanceof InputError ? error.at({ column }) : error;
  }
}

/** A range as text; what is not UTF-8 becomes U+FFFD. */
export function rangeText({ bytes, start, end }: ByteRange): string {
  return textOf(bytes.subarray(start, end));
}

/**
 * Takes a market's name.
 *
 * @throws {InputError} if it is empty, over 31 bytes, is not UTF-8, or has signs that nobody sees
 */
export function parseMarket(range: ByteRange): string {
  assertUtf8(range.bytes.subarray(range.start, range.end));
  const market = rangeText(range);
  if (market === "") throw refused(LISTS, "marketEmpty", {});
  marketBytes32(market);
  assertSeen(market);
  return market;
}
