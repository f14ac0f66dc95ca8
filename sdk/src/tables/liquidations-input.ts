import { assertUtf8, type ByteRange, textOf } from "../columns/bytes.ts";
import { marketBytes32 } from "../commitment/keys.ts";
import type { PeriodTimes } from "../commitment/liquidations.ts";
import { InputError } from "../errors.ts";
import { parseSide, type Side, valueAtPrice } from "../rule/liquidation.ts";
import { parseQuantity } from "../rule/quantity.ts";
import { IdSet } from "./ids.ts";

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
export interface LiquidationFormat extends PeriodTimes {
  /** Decimal places of the margin asset, 0 to 18. */
  readonly decimals: number;
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
    line: number,
  ): void;
  finish(): LiquidationInput[];
}

/**
 * Makes a builder of a liquidation table.
 *
 * @param file the file's name, for errors
 * @param period what the times must lie in
 */
export function createLiquidationTable(file: string, { startTime, endTime }: PeriodTimes): LiquidationTableBuilder {
  const ids = new IdSet(["liquidation"]);
  const liquidations: LiquidationInput[] = [];
  return {
    add([liquidation, market, side], figures, line) {
      const before = ids.add([liquidation], line);
      if (before !== undefined) {
        const got = rangeText(liquidation);
        throw new InputError(`the same liquidation as in line ${before}`, { file, line, column: "liquidation", got });
      }
      const { time } = figures;
      if (time < startTime || time >= endTime) {
        const expected = `from ${startTime} on, before ${endTime}`;
        throw new InputError("a time outside the period", { file, line, column: "time", got: String(time), expected });
      }
      liquidations.push({
        liquidation: rangeText(liquidation),
        market: inColumn("market", () => parseMarket(market)),
        side: inColumn("side", () => parseSide(rangeText(side))),
        ...figures,
      });
    },
    finish: () => liquidations,
  };
}

/**
 * The quantity of a liquidation, and its values by its prices.
 *
 * @param decimals decimal places of the token
 * @throws {InputError} naming the column, if the quantity is none, a price is no plain decimal of zero or above, or a value is
 *   above 2^127 base units
 * @example
 * figuresFromPrices("2", "100.5", "99", 6)
 * // { quantity: 2000000000000000000n, takeoverValue: 201000000n, closeValue: 198000000n }
 */
export function figuresFromPrices(
  quantity: string,
  takeoverPrice: string,
  closePrice: string,
  decimals: number,
): Omit<LiquidationFigures, "time"> {
  const valueAt = (column: string, price: string) => {
    try {
      return valueAtPrice(quantity, price, decimals);
    } catch (error) {
      // The quantity was read already: what is wrong is the price, or the product.
      throw error instanceof InputError ? new InputError(error.message, { ...error.details, column }, error) : error;
    }
  };
  return {
    quantity: inColumn("quantity", () => parseQuantity(quantity)),
    takeoverValue: valueAt("takeover_price", takeoverPrice),
    closeValue: valueAt("close_price", closePrice),
  };
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
 * @throws {InputError} if it is empty, over 31 bytes, contains NUL or is not UTF-8
 */
export function parseMarket(range: ByteRange): string {
  assertUtf8(range.bytes.subarray(range.start, range.end));
  const market = rangeText(range);
  if (market === "") throw new InputError("a market is empty");
  marketBytes32(market);
  return market;
}
