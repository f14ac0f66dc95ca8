import { requireGiven } from "../columns/given.ts";
import { PARQUET_SOURCE } from "../parquet/given.ts";
import type { ParquetSource } from "../parquet/read.ts";
import { CSV_SOURCE, ON_ROWS } from "../tables/given.ts";
import { eachRow, numberReader, openTable, textReader, timeReader } from "../tables/inputs-parquet.ts";
import { inColumn, parseMarket, rangeText } from "../tables/liquidations-input.ts";
import type { TableOptions } from "../tables/options.ts";
import { readWith, type TableReader } from "../tables/reader.ts";
import { type CsvSource, type OnRows, scanTable, type TableRow } from "../tables/scan.ts";
import type { RowPlace } from "../tables/warnings.ts";
import { parseMinute } from "./minute.ts";
import { parsePrice } from "./price.ts";
import { createPriceTable, PRICE_TABLE_COLUMNS, type PriceTable, type PriceTableBuilder } from "./table.ts";

/** Reads tables of prices. */
export function pricesReader(options: Pick<TableOptions, "signal"> = {}): TableReader<PriceTable> {
  const table = createPriceTable();
  return {
    text(source, onRows) {
      const addTextRow = (row: TableRow) => {
        const text = (column: number) => rangeText(row.field(column));
        const market = inColumn("market", () => parseMarket(row.field(0)));
        addRow(table, [market, text(1), text(2), text(3)], { file: source.name, line: row.line });
      };
      return scanTable(source, [PRICE_TABLE_COLUMNS], () => addTextRow, options, onRows);
    },
    async parquet(source, onRows) {
      const { table: file } = await openTable(source, [PRICE_TABLE_COLUMNS], options);
      const [name, time] = [textReader(file, 0), timeReader(file, 1)];
      const [low, high] = [numberReader(file, 2), numberReader(file, 3)];
      await eachRow(file, options, onRows, (cells, line) => {
        const market = inColumn("market", () => parseMarket(name(cells)));
        addRow(table, [market, String(time(cells)), low(cells), high(cells)], { file: source.name, line });
      });
    },
    finish: () => table.finish(),
  };
}

/**
 * Reads a table of prices, `market,time,low,high`: for each market and minute the lowest and the highest price, in tokens for one of
 * the market's unit, as exchanges publish them as one-minute klines. Times are the starts of minutes, as Unix seconds or ISO 8601 with
 * an offset; prices have at most 18 decimals and are above zero. Rows may stand in any order, each market and minute once.
 *
 * @throws {InputError} with file, line and column, at the rows that are wrong
 * @example
 * const prices = await readPricesCsv({ name: "prices.csv", pieces: [bytes] });
 */
export async function readPricesCsv(source: CsvSource, onRows?: OnRows): Promise<PriceTable> {
  requireGiven({ source, onRows }, { source: CSV_SOURCE, onRows: ON_ROWS });
  const reader = pricesReader();
  return readWith(reader, () => reader.text(source, onRows), source.name);
}

/**
 * Reads a table of prices from Parquet, columns as in CSV: prices are decimal text, integers, or DECIMAL with at most 36 decimals of
 * which no more than 18 are in use; times are text as in CSV, or integers in Unix seconds. Floating-point numbers are refused, since
 * they round.
 *
 * @throws {InputError} with file, row (counted from 1) and column, at the rows that are wrong
 * @example
 * const prices = await readPricesParquet({ name: "prices.parquet", file });
 */
export async function readPricesParquet(source: ParquetSource, onRows?: OnRows): Promise<PriceTable> {
  requireGiven({ source, onRows }, { source: PARQUET_SOURCE, onRows: ON_ROWS });
  const reader = pricesReader();
  return readWith(reader, () => reader.parquet(source, onRows), source.name);
}

type Row = readonly [market: string, time: string, low: string, high: string];

function addRow(table: PriceTableBuilder, [market, time, low, high]: Row, place: RowPlace): void {
  const minute = inColumn("time", () => parseMinute(time));
  const range = {
    low: inColumn("low", () => parsePrice(low)),
    high: inColumn("high", () => parsePrice(high)),
  };
  table.add(market, minute, range, place);
}
