import { type ByteRange, isRange } from "../columns/bytes.ts";
import { InputError } from "../errors.ts";
import type { ParquetCell } from "../parquet/plain.ts";
import { openParquet, type ParquetKind, type ParquetSource, type ParquetTable } from "../parquet/read.ts";
import { assertDecimals, formatDecimal, LARGEST_AMOUNT } from "../rule/amount.ts";
import { parseQuantity } from "../rule/quantity.ts";
import { parseTime } from "../rule/time.ts";
import { parseAmountBytes } from "./amount-bytes.ts";
import type { OnRows } from "./inputs.ts";
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

/** Decimal places that a DECIMAL has at most. */
const MOST_DECIMALS = 36;
const NUMBER_KINDS = "decimal text, or DECIMAL with 1 to 36 decimals";
const TIME_KINDS = "ISO 8601 text, or INT64 in Unix seconds";

/** Reads one column's cell of a row; the row's number is added to what it throws. */
type CellReader<T> = (cells: readonly ParquetCell[]) => T;

/**
 * Reads a table of positions from Parquet, columns as in CSV. A profit is decimal text as in CSV, a DECIMAL with 1 to as many
 * decimals as the asset (tokens), or an INT64 (base units); floating-point numbers are refused, since they round.
 *
 * @throws {InputError} with file, row (counted from 1) and column, at the first row that is wrong
 */
export async function readPositionsParquet(
  source: ParquetSource,
  { decimals }: PositionFormat,
  onRows?: OnRows,
): Promise<PositionTable> {
  assertDecimals(decimals);
  const table = await openParquet(source, POSITION_COLUMNS);
  const builder = createPositionTable(source.name);
  const [account, position] = [textReader(table, 0), textReader(table, 1)];
  const profit = amountReader(table, 2, decimals, true);
  await eachRow(table, onRows, (cells, row) => builder.add(account(cells), position(cells), profit(cells), row));
  return builder.finish();
}

/**
 * Reads a table of liquidations from Parquet, columns as in CSV. Values are as profits are in `readPositionsParquet`;
 * quantities and prices are decimal text, or DECIMAL with 1 to 36 decimals; times are text as in CSV, or INT64 (Unix seconds).
 * The order is kept.
 *
 * @throws {InputError} with file, row (counted from 1) and column, at the first row that is wrong
 */
export async function readLiquidationsParquet(
  source: ParquetSource,
  format: LiquidationFormat,
  onRows?: OnRows,
): Promise<LiquidationInput[]> {
  const { decimals } = format;
  assertDecimals(decimals);
  const table = await openParquet(source, VALUE_COLUMNS, PRICE_COLUMNS);
  const builder = createLiquidationTable(source.name, format);
  const [liquidation, market, side] = [textReader(table, 0), textReader(table, 1), textReader(table, 2)];
  const figures = table.names === PRICE_COLUMNS ? priceReader(table, decimals) : valueReader(table, decimals);
  const time = timeReader(table, 6);
  await eachRow(table, onRows, (cells, row) => {
    const names = [liquidation(cells), market(cells), side(cells)] as const;
    builder.add(names, { ...figures(cells), time: time(cells) }, row);
  });
  return builder.finish();
}

type FiguresReader = CellReader<Omit<LiquidationFigures, "time">>;

function valueReader(table: ParquetTable, decimals: number): FiguresReader {
  const quantity = numberReader(table, 3);
  const [takeover, close] = [amountReader(table, 4, decimals, false), amountReader(table, 5, decimals, false)];
  return (cells) => ({
    quantity: inColumn("quantity", () => parseQuantity(quantity(cells))),
    takeoverValue: BigInt(takeover(cells)),
    closeValue: BigInt(close(cells)),
  });
}

function priceReader(table: ParquetTable, decimals: number): FiguresReader {
  const [quantity, takeover, close] = [numberReader(table, 3), numberReader(table, 4), numberReader(table, 5)];
  return (cells) => figuresFromPrices(quantity(cells), takeover(cells), close(cells), decimals);
}

/** Hands out all rows, with their numbers from 1; what is thrown gets file and row. */
export async function eachRow(
  table: ParquetTable,
  onRows: OnRows | undefined,
  take: (cells: readonly ParquetCell[], row: number) => void,
): Promise<void> {
  for await (const { start, count, each } of table.columns()) {
    const columns: ParquetCell[][] = [];
    for (const index of table.names.keys()) {
      const cells: ParquetCell[] = [];
      // A range is used again for the next value.
      await each(index, (cell, row) => {
        cells[row] = isRange(cell) ? { bytes: cell.bytes, start: cell.start, end: cell.end } : cell;
      });
      columns.push(cells);
    }
    for (let row = 0; row < count; row++) {
      const line = start + row + 1;
      try {
        const cells = columns.map((column) => column[row]);
        take(cells, line);
      } catch (error) {
        throw error instanceof InputError ? error.at({ file: table.file, line }) : error;
      }
    }
    onRows?.(start + count, (start + count) / table.count);
  }
}

/** Reads a column of text as its bytes. */
export function textReader(table: ParquetTable, index: number): CellReader<ByteRange> {
  const kind = table.kinds[index];
  if (kind?.is !== "text" && kind?.is !== "bytes") throw wrongKind(table, index, "text");
  return (cells) => {
    const cell = cells[index];
    if (!isRange(cell)) throw new InputError("a value is missing", { column: table.names[index] });
    return cell;
  };
}

function amountReader(
  table: ParquetTable,
  index: number,
  decimals: number,
  signed: boolean,
): CellReader<number | bigint> {
  const parse = amountParser(table.kinds[index], decimals);
  if (parse === undefined) throw wrongKind(table, index, amountKinds(decimals));
  return ofCells(table, index, (value) => {
    const amount = parse(value);
    const got = String(amount);
    if (amount < 0 && !signed) throw new InputError("an amount cannot be negative here", { got });
    if (amount > LARGEST_AMOUNT || amount < -LARGEST_AMOUNT) {
      throw new InputError("an amount is at most 2^127 base units", { got });
    }
    return amount;
  });
}

/** Reads a column that must have a value in each row; what is thrown gets the column's name. */
function ofCells<T>(
  { names }: ParquetTable,
  index: number,
  read: (value: NonNullable<ParquetCell>) => T,
): CellReader<T> {
  const column = names[index] as string;
  return (cells) =>
    inColumn(column, () => {
      const value = cells[index];
      if (value === undefined) throw new InputError("a value is missing");
      return read(value);
    });
}

function amountKinds(decimals: number): string {
  const decimal = decimals === 0 ? "" : `DECIMAL with 1 to ${decimals} decimals, `;
  return `decimal text, ${decimal}or INT64 in base units`;
}

function amountParser(
  kind: ParquetKind | undefined,
  decimals: number,
): ((value: NonNullable<ParquetCell>) => number | bigint) | undefined {
  if (kind?.is === "integer") return (value) => BigInt(value as bigint | number);
  if (kind?.is === "text") return (value) => parseAmountBytes(value as ByteRange, decimals);
  // Without decimals it could count tokens or base units, and a factor of a million is nothing to guess at.
  if (kind?.is !== "decimal" || kind.scale < 1 || kind.scale > decimals) return undefined;
  const factor = 10n ** BigInt(decimals - kind.scale);
  return (value) => factor * unscaled(value);
}

/** Reads a column of exact numbers as plain decimals. */
export function numberReader(table: ParquetTable, index: number): CellReader<string> {
  const kind = table.kinds[index];
  const isNumber = kind?.is === "text" || (kind?.is === "decimal" && kind.scale > 0 && kind.scale <= MOST_DECIMALS);
  if (!isNumber) throw wrongKind(table, index, NUMBER_KINDS);
  return ofCells(table, index, (value) =>
    kind.is === "text" ? rangeText(value as ByteRange) : formatDecimal(unscaled(value), kind.scale),
  );
}

/** Reads a column of times as Unix seconds. */
export function timeReader(table: ParquetTable, index: number): CellReader<bigint> {
  const kind = table.kinds[index];
  if (kind?.is !== "text" && kind?.is !== "integer") throw wrongKind(table, index, TIME_KINDS);
  return ofCells(table, index, (value) => parseTime(isRange(value) ? rangeText(value) : String(value)));
}

/** The integer behind a DECIMAL: stored as such, or as two's complement bytes, the highest first. */
function unscaled(value: NonNullable<ParquetCell>): bigint {
  if (!isRange(value)) return BigInt(value);
  const { bytes, start, end } = value;
  let number = 0n;
  for (let at = start; at < end; at++) number = (number << 8n) | BigInt(bytes[at] as number);
  return BigInt.asIntN(8 * (end - start), number);
}

function wrongKind({ file, names, kinds }: ParquetTable, index: number, expected: string): InputError {
  const kind = kinds[index];
  const got =
    kind?.is === "decimal" ? `DECIMAL with ${kind.scale} decimals` : kind?.is === "other" ? kind.name : kind?.is;
  return new InputError("the column has the wrong type", { file, column: names[index], got, expected });
}
