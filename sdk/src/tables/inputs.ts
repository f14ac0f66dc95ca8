import { requireGiven } from "../columns/given.ts";
import { PARQUET_SOURCE } from "../parquet/given.ts";
import type { ParquetSource } from "../parquet/read.ts";
import { parseTime } from "../rule/time.ts";
import { parseAmountBytes } from "./amount-bytes.ts";
import { CSV_SOURCE, LIQUIDATION_FORMAT, ON_ROWS, POSITION_FORMAT } from "./given.ts";
import { liquidationsParquet, positionsParquet } from "./inputs-parquet.ts";
import {
  createLiquidationTable,
  figuresFromPrices,
  inColumn,
  type LiquidationFigures,
  type LiquidationFormat,
  type LiquidationInput,
  PRICE_COLUMNS,
  rangeText,
  VALUE_COLUMNS,
} from "./liquidations-input.ts";
import { TableNotes } from "./notes.ts";
import { parseTableAmount, parseTableQuantity } from "./numbers.ts";
import { createPositionTable, POSITION_COLUMNS, type PositionFormat, type PositionTable } from "./positions-input.ts";
import { assertTotals, readWith, type TableReader } from "./reader.ts";
import { type CsvSource, type OnRows, scanTable, type TableRow } from "./scan.ts";

/** Reads tables of positions. */
export function positionsReader(format: PositionFormat): TableReader<PositionTable> {
  requireGiven({ format }, { format: POSITION_FORMAT });
  const { decimals } = format;
  const notes = format.notes ?? new TableNotes();
  const options = { ...format, notes };
  const table = createPositionTable(notes);
  const read = { decimals, signed: true, rounded: format.round === "down" ? notes : undefined };
  return {
    text(source, onRows) {
      const place = { file: source.name, line: 0 };
      const addRow = (row: TableRow) => {
        const profit = inColumn("profit", () => parseAmountBytes(row.field(2), read));
        place.line = row.line;
        table.add(row.field(0), row.field(1), profit, place);
      };
      return scanTable(source, [POSITION_COLUMNS], () => addRow, options, onRows);
    },
    parquet: (source, onRows) => positionsParquet(source, options, read, table, onRows),
    finish() {
      const positions = table.finish();
      assertTotals(format.expect, notes, decimals);
      return positions;
    },
  };
}

/** Reads tables of liquidations. */
export function liquidationsReader(format: LiquidationFormat): TableReader<LiquidationInput[]> {
  requireGiven({ format }, { format: LIQUIDATION_FORMAT });
  const { decimals } = format;
  const notes = format.notes ?? new TableNotes();
  const options = { ...format, notes };
  const table = createLiquidationTable(format, notes);
  const read = { decimals, signed: false, rounded: format.round === "down" ? notes : undefined };
  return {
    text(source, onRows) {
      const add = (row: TableRow, figures: Omit<LiquidationFigures, "time">) => {
        const time = inColumn("time", () => parseTime(rangeText(row.field(6))));
        const names = [row.field(0), row.field(1), row.field(2)] as const;
        table.add(names, { ...figures, time }, { file: source.name, line: row.line });
      };
      const text = (row: TableRow, column: number) => rangeText(row.field(column));
      const byValue = (row: TableRow) =>
        add(row, {
          quantity: inColumn("quantity", () => parseTableQuantity(text(row, 3))),
          takeoverValue: inColumn("takeover_value", () => parseTableAmount(text(row, 4), read)),
          closeValue: inColumn("close_value", () => parseTableAmount(text(row, 5), read)),
        });
      const byPrice = (row: TableRow) => add(row, figuresFromPrices(text(row, 3), text(row, 4), text(row, 5), format));
      const takerOf = (header: number) => (header === 0 ? byValue : byPrice);
      return scanTable(source, [VALUE_COLUMNS, PRICE_COLUMNS], takerOf, options, onRows);
    },
    parquet: (source, onRows) => liquidationsParquet(source, options, read, table, onRows),
    finish() {
      const liquidations = table.finish();
      assertTotals(format.expect, notes, decimals);
      return liquidations;
    },
  };
}

/**
 * Reads a table of positions, `account,position,profit`, from CSV or JSON lines: profits in tokens with at most the asset's decimals,
 * losses with a minus. Every row is checked; those with a profit of zero or below are left out.
 *
 * @throws {InputError} with file, line and column: what is wrong with its rows, up to 20 of them; or if the last line has no end
 *   and must have one, or the totals are not those that were expected
 * @example
 * const positions = await readPositionsCsv({ name: "p.csv", pieces: [bytes] }, { decimals: 6 });
 */
export async function readPositionsCsv(
  source: CsvSource,
  format: PositionFormat,
  onRows?: OnRows,
): Promise<PositionTable> {
  requireGiven({ source, onRows }, { source: CSV_SOURCE, onRows: ON_ROWS });
  const reader = positionsReader(format);
  return readWith(reader, () => reader.text(source, onRows), source.name);
}

/**
 * Reads a table of liquidations, by value (`liquidation,market,side,quantity,takeover_value,close_value,time`, values in tokens
 * with at most the asset's decimals) or by price (`liquidation,market,side,quantity,takeover_price,close_price,time`), from CSV or JSON
 * lines. A quantity has at most 18 decimals; a time is as `parseTime` reads it, and lies in the period. The order is kept.
 *
 * @throws {InputError} as `readPositionsCsv` does
 * @example
 * const liquidations = await readLiquidationsCsv({ name: "l.csv", pieces: [bytes] }, { decimals: 6, startTime: 0n, endTime: 100n });
 */
export async function readLiquidationsCsv(
  source: CsvSource,
  format: LiquidationFormat,
  onRows?: OnRows,
): Promise<LiquidationInput[]> {
  requireGiven({ source, onRows }, { source: CSV_SOURCE, onRows: ON_ROWS });
  const reader = liquidationsReader(format);
  return readWith(reader, () => reader.text(source, onRows), source.name);
}

/**
 * Reads a table of positions from Parquet, columns as in CSV. A profit is in tokens: decimal text as in CSV, an integer, or a DECIMAL;
 * floating-point numbers are refused, since they round.
 *
 * @throws {InputError} with file, row (counted from 1) and column, as `readPositionsCsv` does
 * @example
 * const positions = await readPositionsParquet({ name: "p.parquet", file }, { decimals: 6 });
 */
export async function readPositionsParquet(
  source: ParquetSource,
  format: PositionFormat,
  onRows?: OnRows,
): Promise<PositionTable> {
  requireGiven({ source, onRows }, { source: PARQUET_SOURCE, onRows: ON_ROWS });
  const reader = positionsReader(format);
  return readWith(reader, () => reader.parquet(source, onRows), source.name);
}

/**
 * Reads a table of liquidations from Parquet, columns as in CSV. Values, quantities and prices are as profits are in
 * `readPositionsParquet`; times are text as in CSV, or integers (Unix seconds). The order is kept.
 *
 * @throws {InputError} with file, row (counted from 1) and column, as `readPositionsCsv` does
 * @example
 * const liquidations = await readLiquidationsParquet({ name: "l.parquet", file }, { decimals: 6, startTime: 0n, endTime: 100n });
 */
export async function readLiquidationsParquet(
  source: ParquetSource,
  format: LiquidationFormat,
  onRows?: OnRows,
): Promise<LiquidationInput[]> {
  requireGiven({ source, onRows }, { source: PARQUET_SOURCE, onRows: ON_ROWS });
  const reader = liquidationsReader(format);
  return readWith(reader, () => reader.parquet(source, onRows), source.name);
}
