import type { ByteRange } from "../columns/bytes.ts";
import { InputError } from "../errors.ts";
import { assertDecimals, parseAmount } from "../rule/amount.ts";
import { parseQuantity } from "../rule/quantity.ts";
import { parseTime } from "../rule/time.ts";
import { parseAmountBytes } from "./amount-bytes.ts";
import { type CsvRecord, CsvScanner } from "./csv.ts";
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
import { createPositionTable, POSITION_COLUMNS, type PositionFormat, type PositionTable } from "./positions-input.ts";

/** A CSV file in pieces of any size. */
export interface CsvSource {
  /** The file's name, for errors. */
  readonly name: string;
  readonly pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
  /** How many bytes there are, if it is known; for the progress. */
  readonly size?: number | undefined;
}

/** Called now and then with the number of rows read so far, and the part of all that this is, from 0 to 1, if it is known. */
export type OnRows = (rows: number, done?: number) => void;

/**
 * Reads a table of positions, `account,position,profit`: profits in tokens with at most the asset's decimals, losses with a
 * minus. Every row is checked; those with a profit of zero or below are left out.
 *
 * @throws {InputError} with file, line and column, at the first row that is wrong
 */
export async function readPositionsCsv(
  source: CsvSource,
  { decimals }: PositionFormat,
  onRows?: OnRows,
): Promise<PositionTable> {
  assertDecimals(decimals);
  const table = createPositionTable(source.name);
  const addRow = (record: CsvRecord) => {
    const profit = inColumn("profit", () => parseAmountBytes(fieldOf(record, 2), decimals));
    table.add(fieldOf(record, 0), fieldOf(record, 1), profit, record.line);
  };
  await scanCsv(source, [POSITION_COLUMNS], () => addRow, onRows);
  return table.finish();
}

/**
 * Reads a table of liquidations, by value (`liquidation,market,side,quantity,takeover_value,close_value,time`, values in tokens
 * with at most the asset's decimals) or by price (`liquidation,market,side,quantity,takeover_price,close_price,time`). A
 * quantity has at most 18 decimals; a time is as `parseTime` reads it, and lies in the period. The order is kept.
 *
 * @throws {InputError} with file, line and column, at the first row that is wrong
 */
export async function readLiquidationsCsv(
  source: CsvSource,
  format: LiquidationFormat,
  onRows?: OnRows,
): Promise<LiquidationInput[]> {
  const table = createLiquidationTable(source.name, format);
  const decimals = assertDecimals(format.decimals);
  const text = (record: CsvRecord, field: number) => rangeText(fieldOf(record, field));
  const add = (record: CsvRecord, figures: Omit<LiquidationFigures, "time">) => {
    const time = inColumn("time", () => parseTime(text(record, 6)));
    table.add([fieldOf(record, 0), fieldOf(record, 1), fieldOf(record, 2)], { ...figures, time }, record.line);
  };
  const byValue = (record: CsvRecord) =>
    add(record, {
      quantity: inColumn("quantity", () => parseQuantity(text(record, 3))),
      takeoverValue: inColumn("takeover_value", () => parseAmount(text(record, 4), { decimals })),
      closeValue: inColumn("close_value", () => parseAmount(text(record, 5), { decimals })),
    });
  const byPrice = (record: CsvRecord) =>
    add(record, figuresFromPrices(text(record, 3), text(record, 4), text(record, 5), decimals));
  await scanCsv(source, [VALUE_COLUMNS, PRICE_COLUMNS], (header) => (header === 0 ? byValue : byPrice), onRows);
  return table.finish();
}

/** Scans a file; `rowReaderOf` gives what takes its rows, by the header that stands there. */
export async function scanCsv(
  { name, pieces, size }: CsvSource,
  headers: readonly (readonly string[])[],
  rowReaderOf: (header: number) => (record: CsvRecord) => void,
  onRows: OnRows | undefined,
): Promise<void> {
  let takeRow: ((record: CsvRecord) => void) | undefined;
  let rows = 0;
  const scanner = new CsvScanner({
    file: name,
    headers,
    onHeader: (header) => {
      takeRow = rowReaderOf(header);
    },
    onRecord: (record) => {
      try {
        takeRow?.(record);
      } catch (error) {
        throw error instanceof InputError ? error.at({ file: name, line: record.line }) : error;
      }
      rows++;
    },
  });
  let bytes = 0;
  for await (const piece of pieces) {
    scanner.push(piece);
    bytes += piece.length;
    onRows?.(rows, size && Math.min(bytes / size, 1));
  }
  scanner.end();
  onRows?.(rows);
}

/** A field of a record as bytes. */
export function fieldOf({ bytes, starts, ends }: CsvRecord, field: number): ByteRange {
  return { bytes, start: starts[field] as number, end: ends[field] as number };
}
