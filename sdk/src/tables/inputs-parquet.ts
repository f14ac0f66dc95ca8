import { type ByteRange, isRange } from "../columns/bytes.ts";
import { InputError } from "../errors.ts";
import type { ParquetCell } from "../parquet/plain.ts";
import { openColumns, type ParquetKind, type ParquetSource, type ParquetTable } from "../parquet/read.ts";
import { FILES } from "../problems/english/files.ts";
import { TABLES } from "../problems/english/tables.ts";
import { refused } from "../problems/problem.ts";
import { formatDecimal } from "../rule/amount.ts";
import { parseTime } from "../rule/time.ts";
import { parseAmountBytes } from "./amount-bytes.ts";
import {
  figuresFromPrices,
  inColumn,
  type LiquidationFigures,
  type LiquidationFormat,
  type LiquidationTableBuilder,
  PRICE_COLUMNS,
  rangeText,
  VALUE_COLUMNS,
} from "./liquidations-input.ts";
import { type AmountRead, amountOf, parseTableQuantity } from "./numbers.ts";
import { inTheirWords, shapeOf, type TableOptions } from "./options.ts";
import { POSITION_COLUMNS, type PositionTableBuilder } from "./positions-input.ts";
import { RowErrorCollector } from "./row-errors.ts";
import type { OnRows } from "./scan.ts";

/** Decimal places that a DECIMAL has at most. */
const MOST_DECIMALS = 36;
const NUMBER_KINDS = "decimal text, an integer, or DECIMAL with at most 36 decimals";
const TIME_KINDS = "ISO 8601 text, or INT64 in Unix seconds";

/** Reads one column's cell of a row; the row's number is added to what it throws. */
type CellReader<T> = (cells: readonly ParquetCell[]) => T;

/** A file of which the columns of one header are read. */
interface FoundTable {
  readonly table: ParquetTable;
  /** The place of the header among those that are accepted. */
  readonly choice: number;
}

/** Opens a file that has the columns of one of some headers, in any order; what else stands there is told. */
export async function openTable(
  source: ParquetSource,
  headers: readonly (readonly string[])[],
  options: TableOptions,
): Promise<FoundTable> {
  let choice = 0;
  const table = await openColumns(source, (names) => {
    const shape = shapeOf(names, headers, options, source.name);
    ({ choice } = shape);
    return shape.names;
  });
  return { table, choice };
}

/** Reads a table of positions into a builder. */
export async function positionsParquet(
  source: ParquetSource,
  options: TableOptions,
  read: AmountRead,
  builder: PositionTableBuilder,
  onRows?: OnRows,
): Promise<void> {
  const { table } = await openTable(source, [POSITION_COLUMNS], options);
  const [account, position] = [textReader(table, 0), textReader(table, 1)];
  const profit = amountReader(table, 2, read);
  await eachRow(table, options, onRows, (cells, line) => {
    builder.add(account(cells), position(cells), profit(cells), { file: source.name, line });
  });
}

/** Reads a table of liquidations into a builder. */
export async function liquidationsParquet(
  source: ParquetSource,
  format: LiquidationFormat,
  read: AmountRead,
  builder: LiquidationTableBuilder,
  onRows?: OnRows,
): Promise<void> {
  const { table, choice } = await openTable(source, [VALUE_COLUMNS, PRICE_COLUMNS], format);
  const [liquidation, market, side] = [textReader(table, 0), textReader(table, 1), textReader(table, 2)];
  const figures = choice === 0 ? valueReader(table, read) : priceReader(table, format);
  const time = timeReader(table, 6);
  await eachRow(table, format, onRows, (cells, line) => {
    const names = [liquidation(cells), market(cells), side(cells)] as const;
    builder.add(names, { ...figures(cells), time: time(cells) }, { file: source.name, line });
  });
}

type FiguresReader = CellReader<Omit<LiquidationFigures, "time">>;

function valueReader(table: ParquetTable, read: AmountRead): FiguresReader {
  const quantity = numberReader(table, 3);
  const [takeover, close] = [amountReader(table, 4, read), amountReader(table, 5, read)];
  return (cells) => ({
    quantity: inColumn(table.names[3] as string, () => parseTableQuantity(quantity(cells))),
    takeoverValue: BigInt(takeover(cells)),
    closeValue: BigInt(close(cells)),
  });
}

function priceReader(table: ParquetTable, format: LiquidationFormat): FiguresReader {
  const [quantity, takeover, close] = [numberReader(table, 3), numberReader(table, 4), numberReader(table, 5)];
  return (cells) => figuresFromPrices(quantity(cells), takeover(cells), close(cells), format);
}

/** Hands out all rows, with their numbers from 1; what is wrong with some of them gets file and row. */
export async function eachRow(
  table: ParquetTable,
  options: TableOptions,
  onRows: OnRows | undefined,
  take: (cells: readonly ParquetCell[], row: number) => void,
): Promise<void> {
  const errors = new RowErrorCollector();
  try {
    for await (const { start, count, each } of table.columns()) {
      options.signal?.throwIfAborted();
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
          if (!(error instanceof InputError)) throw error;
          errors.add(inTheirWords(error.at({ file: table.file, line }), options));
        }
      }
      onRows?.(start + count, (start + count) / table.count);
    }
  } catch (error) {
    throw errors.endedBy(error);
  }
  errors.assertNone();
}

/** Reads a column of text as its bytes. */
export function textReader(table: ParquetTable, index: number): CellReader<ByteRange> {
  const kind = table.kinds[index];
  if (kind?.is !== "text" && kind?.is !== "bytes") {
    throw wrongKind(table, index, kind?.is === "integer" ? `text: ${castTo(table, index, "VARCHAR")}` : "text");
  }
  return (cells) => {
    const cell = cells[index];
    if (!isRange(cell)) throw refused(FILES, "valueMissing", {}, { column: table.names[index] });
    return cell;
  };
}

function amountReader(table: ParquetTable, index: number, read: AmountRead): CellReader<number | bigint> {
  const kind = table.kinds[index];
  const { decimals } = read;
  if (kind?.is === "text") {
    return ofCells(table, index, (value) => parseAmountBytes(textIn(value), read));
  }
  const scale = scaleOf(kind);
  if (scale === undefined) {
    throw wrongKind(
      table,
      index,
      `decimal text, an integer, or DECIMAL: ${castTo(table, index, `DECIMAL(38, ${decimals})`)}`,
    );
  }
  return ofCells(table, index, (value) => {
    const units = unscaled(value, kind);
    const digits = units < 0n ? -units : units;
    return amountOf({ negative: units < 0n, digits, scale }, read, formatDecimal(units, scale));
  });
}

/** Reads a column of exact numbers as plain decimals. */
export function numberReader(table: ParquetTable, index: number): CellReader<string> {
  const kind = table.kinds[index];
  if (kind?.is === "text") return ofCells(table, index, (value) => rangeText(textIn(value)));
  const scale = scaleOf(kind);
  if (scale === undefined) throw wrongKind(table, index, NUMBER_KINDS);
  return ofCells(table, index, (value) => formatDecimal(unscaled(value, kind), scale));
}

/** Reads a column of times as Unix seconds. */
export function timeReader(table: ParquetTable, index: number): CellReader<bigint> {
  const kind = table.kinds[index];
  if (kind?.is !== "text" && kind?.is !== "integer") throw wrongKind(table, index, TIME_KINDS);
  return ofCells(table, index, (value) => parseTime(isRange(value) ? rangeText(value) : String(unscaled(value, kind))));
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
      if (value === undefined) throw refused(FILES, "valueMissing", {});
      return read(value);
    });
}

/** Decimal places of a column of exact numbers; undefined if it is none. */
function scaleOf(kind: ParquetKind | undefined): number | undefined {
  if (kind?.is === "integer") return 0;
  return kind?.is === "decimal" && kind.scale >= 0 && kind.scale <= MOST_DECIMALS ? kind.scale : undefined;
}

/** A cell of a column of text: whatever the library makes of a column that it understands otherwise, it is no other value. */
function textIn(value: NonNullable<ParquetCell>): ByteRange {
  if (isRange(value)) return value;
  throw refused(FILES, "notOfColumn", { wanted: "text", value: String(value) });
}

/** The integer behind a number: stored as such, or as two's complement bytes, the highest first. */
function unscaled(value: NonNullable<ParquetCell>, kind: ParquetKind | undefined): bigint {
  if (!isRange(value)) {
    if (typeof value !== "bigint" && !Number.isInteger(value))
      throw refused(FILES, "notOfColumn", { wanted: "an integer", value: String(value) });
    const integer = BigInt(value);
    // Plain pages are read as signed.
    return kind?.is === "integer" && kind.isUnsigned && integer < 0n ? BigInt.asUintN(64, integer) : integer;
  }
  const { bytes, start, end } = value;
  let number = 0n;
  for (let at = start; at < end; at++) number = (number << 8n) | BigInt(bytes[at] as number);
  return BigInt.asIntN(8 * (end - start), number);
}

function castTo({ names }: ParquetTable, index: number, type: string): string {
  const name = names[index] as string;
  return `CAST(${/^\w{1,40}$/.test(name) ? name : "..."} AS ${type})`;
}

function wrongKind({ file, names, kinds }: ParquetTable, index: number, expected: string): InputError {
  const kind = kinds[index];
  const got =
    kind?.is === "decimal" ? `DECIMAL with ${kind.scale} decimals` : kind?.is === "other" ? kind.name : kind?.is;
  return refused(TABLES, "columnType", {}, { file, column: names[index], got, expected });
}
