import { openParquet, type ParquetSource } from "../parquet/read.ts";
import { type CsvSource, fieldOf, type OnRows, scanCsv } from "../tables/inputs.ts";
import { eachRow, numberReader, textReader, timeReader } from "../tables/inputs-parquet.ts";
import { inColumn, parseMarket, rangeText } from "../tables/liquidations-input.ts";
import { parseMinute } from "./minute.ts";
import { parsePrice } from "./price.ts";
import { createPriceTable, PRICE_TABLE_COLUMNS, type PriceTable } from "./table.ts";

/**
 * Reads a table of prices, `market,time,low,high`: for each market and minute the lowest and the highest price, in tokens for one of
 * the market's unit, as exchanges publish them as one-minute klines. Times are the starts of minutes, as Unix seconds or ISO 8601 with
 * an offset; prices have at most 18 decimals and are above zero. Rows may stand in any order, each market and minute once.
 *
 * @throws {InputError} with file, line and column, at a row that is wrong
 */
export async function readPricesCsv(source: CsvSource, onRows?: OnRows): Promise<PriceTable> {
  const table = createPriceTable(source.name);
  await scanCsv(
    source,
    [PRICE_TABLE_COLUMNS],
    () => (record) => {
      const text = (field: number) => rangeText(fieldOf(record, field));
      const market = inColumn("market", () => parseMarket(fieldOf(record, 0)));
      addRow(table, [market, text(1), text(2), text(3)], record.line);
    },
    onRows,
  );
  return table.finish();
}

/**
 * Reads a table of prices from Parquet, columns as in CSV: prices are decimal text, or DECIMAL with 1 to 36 decimals of which no more
 * than 18 are in use; times are text as in CSV, or INT64 in Unix seconds. Floating-point numbers are refused, since they round.
 *
 * @throws {InputError} with file, row (counted from 1) and column, at a row that is wrong
 */
export async function readPricesParquet(source: ParquetSource, onRows?: OnRows): Promise<PriceTable> {
  const file = await openParquet(source, PRICE_TABLE_COLUMNS);
  const table = createPriceTable(source.name);
  const [name, time] = [textReader(file, 0), timeReader(file, 1)];
  const [low, high] = [numberReader(file, 2), numberReader(file, 3)];
  await eachRow(file, onRows, (cells, row) => {
    const market = inColumn("market", () => parseMarket(name(cells)));
    addRow(table, [market, String(time(cells)), low(cells), high(cells)], row);
  });
  return table.finish();
}

type Row = readonly [market: string, time: string, low: string, high: string];

function addRow(table: ReturnType<typeof createPriceTable>, [market, time, low, high]: Row, line: number): void {
  const minute = inColumn("time", () => parseMinute(time));
  const range = {
    low: inColumn("low", () => parsePrice(low)),
    high: inColumn("high", () => parsePrice(high)),
  };
  table.add(market, minute, range, line);
}
