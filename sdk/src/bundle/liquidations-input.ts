import { marketBytes32 } from "../commitment/keys.ts";
import { InputError } from "../errors.ts";
import { parseSide, type Side, valueAtPrice } from "../rule/liquidation.ts";
import { assertUtf8, type ByteRange, createIdSet, textOf } from "./ids.ts";

/** The columns of a table of liquidations by value, in the order in which a CSV file has them. */
export const VALUE_COLUMNS = ["liquidation", "market", "side", "takeover_value", "close_value"] as const;

/** The columns of a table of liquidations by quantity and price: a value is then floor(quantity * price). */
export const PRICE_COLUMNS = ["liquidation", "market", "side", "quantity", "takeover_price", "close_price"] as const;

/** One liquidation as it was read; values in base units. */
export interface LiquidationInput {
  readonly liquidation: string;
  readonly market: string;
  readonly side: Side;
  readonly takeoverValue: bigint;
  readonly closeValue: bigint;
}

/** The two values of a liquidation, in base units. */
export type LiquidationValues = Pick<LiquidationInput, "takeoverValue" | "closeValue">;

/** Takes a table's rows, one after the other. */
export interface LiquidationTableBuilder {
  /**
   * Adds a row.
   *
   * @throws {InputError} if an id, market or side is bad, or the same liquidation was there before
   */
  add(
    names: readonly [liquidation: ByteRange, market: ByteRange, side: ByteRange],
    values: LiquidationValues,
    line: number,
  ): void;
  finish(): LiquidationInput[];
}

/**
 * Makes a builder of a liquidation table.
 *
 * @param file the file's name, for errors
 */
export function createLiquidationTable(file: string): LiquidationTableBuilder {
  const ids = createIdSet(["liquidation"]);
  const liquidations: LiquidationInput[] = [];
  return {
    add([liquidation, market, side], values, line) {
      const before = ids.add([liquidation], line);
      if (before !== undefined) {
        const got = rangeText(liquidation);
        throw new InputError(`the same liquidation as in line ${before}`, { file, line, column: "liquidation", got });
      }
      liquidations.push({
        liquidation: rangeText(liquidation),
        market: inColumn("market", () => parseMarket(market)),
        side: inColumn("side", () => parseSide(rangeText(side))),
        ...values,
      });
    },
    finish: () => liquidations,
  };
}

/**
 * The values of a liquidation from its quantity and prices.
 *
 * @throws {InputError} naming the column, if a factor is no plain decimal of zero or above, or a value is above 2^127 base units
 * @example
 * valuesFromPrices("2", "100.5", "99") // { takeoverValue: 201000000n, closeValue: 198000000n }
 */
export function valuesFromPrices(quantity: string, takeoverPrice: string, closePrice: string): LiquidationValues {
  const at = (column: string, price: string) => {
    try {
      return valueAtPrice(quantity, price);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      const isQuantity = error.details.column === "quantity";
      throw new InputError(error.message, { ...error.details, column: isQuantity ? "quantity" : column });
    }
  };
  return { takeoverValue: at("takeover_price", takeoverPrice), closeValue: at("close_price", closePrice) };
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

function parseMarket(range: ByteRange): string {
  assertUtf8(range.bytes.subarray(range.start, range.end));
  const market = rangeText(range);
  if (market === "") throw new InputError("a market is empty");
  marketBytes32(market);
  return market;
}
