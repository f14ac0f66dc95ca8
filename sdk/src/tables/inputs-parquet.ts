import type { ByteRange } from "../columns/bytes.ts";
import { InputError } from "../errors.ts";
import {
  openParquet,
  type ParquetKind,
  type ParquetSource,
  type ParquetTable,
  type ParquetValue,
} from "../parquet/read.ts";
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

/** Reads a cell; the row's number is added to what it throws. */
type CellReader<T> = (value: ParquetValue) => T;

/** A file that is open. */
interface OpenColumns {
  readonly file: string;
  readonly table: ParquetTable;
  readonly columns: readonly string[];
}

/** A file that is open, and what its amounts are read by. */
interface OpenTable extends OpenColumns {
  readonly decimals: number;
}

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
  const open = { file: source.name, table, columns: POSITION_COLUMNS, decimals };
  const text = [textReader(open, 0), textReader(open, 1)] as const;
  const profit = amountReader(open, 2, true);
  await eachRow(source, table, onRows, (cells, row) => {
    builder.add(text[0](cells[0]), text[1](cells[1]), profit(cells[2]), row);
  });
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
  const columns = await columnsOf(source);
  const table = await openParquet(source, columns);
  const builder = createLiquidationTable(source.name, format);
  const open = { file: source.name, table, columns, decimals };
  const names = [0, 1, 2].map((column) => textReader(open, column));
  const figuresOf = columns === PRICE_COLUMNS ? priceReader(open) : valueReader(open);
  const time = timeReader(open, 6);
  await eachRow(source, table, onRows, (cells, row) => {
    const [liquidation, market, side] = names.map((read, column) => read(cells[column]));
    const figures = { ...figuresOf(cells), time: time(cells[6]) };
    builder.add([liquidation as ByteRange, market as ByteRange, side as ByteRange], figures, row);
  });
  return builder.finish();
}

/** By price if the file has prices, else by value; the error then names the columns of the likelier table. */
async function columnsOf(source: ParquetSource) {
  try {
    await openParquet(source, PRICE_COLUMNS);
    return PRICE_COLUMNS;
  } catch {
    return VALUE_COLUMNS;
  }
}

type FiguresReader = (cells: readonly ParquetValue[]) => Omit<LiquidationFigures, "time">;

function valueReader(open: OpenTable): FiguresReader {
  const quantity = numberReader(open, 3);
  const takeover = amountReader(open, 4, false);
  const close = amountReader(open, 5, false);
  return (cells) => ({
    quantity: inColumn("quantity", () => parseQuantity(quantity(cells[3]))),
    takeoverValue: BigInt(takeover(cells[4])),
    closeValue: BigInt(close(cells[5])),
  });
}

function priceReader(open: OpenTable): FiguresReader {
  const [quantity, takeover, close] = [numberReader(open, 3), numberReader(open, 4), numberReader(open, 5)];
  return (cells) => figuresFromPrices(quantity(cells[3]), takeover(cells[4]), close(cells[5]), open.decimals);
}

/** Hands out all rows, with their numbers from 1; what is thrown gets file and row. */
export async function eachRow(
  { name }: ParquetSource,
  table: ParquetTable,
  onRows: OnRows | undefined,
  take: (cells: readonly ParquetValue[], row: number) => void,
): Promise<void> {
  for await (const { start, count, columns } of table.rows()) {
    for (let i = 0; i < count; i++) {
      try {
        take(
          columns.map((values) => values[i]),
          start + i + 1,
        );
      } catch (error) {
        throw error instanceof InputError ? error.at({ file: name, line: start + i + 1 }) : error;
      }
    }
    onRows?.(start + count, (start + count) / table.count);
  }
}

/** Reads a column of text as its bytes. */
export function textReader({ file, table, columns }: OpenColumns, index: number): CellReader<ByteRange> {
  const column = columns[index];
  const kind = table.kinds[index];
  if (kind?.is !== "text" && kind?.is !== "bytes") throw wrongKind(file, column, kind, "text");
  return (value) => {
    if (!(value instanceof Uint8Array)) throw new InputError("a value is missing", { column });
    return rangeOf(value);
  };
}

function amountReader(open: OpenTable, index: number, signed: boolean): CellReader<number | bigint> {
  const column = open.columns[index] as string;
  const kind = open.table.kinds[index];
  const parse = amountParser(kind, open.decimals);
  if (parse === undefined) throw wrongKind(open.file, column, kind, amountKinds(open.decimals));
  return (value) =>
    inColumn(column, () => {
      if (value === undefined || value === null) throw new InputError("a value is missing");
      const amount = parse(value);
      const got = String(amount);
      if (amount < 0 && !signed) throw new InputError("an amount cannot be negative here", { got });
      if (amount > LARGEST_AMOUNT || amount < -LARGEST_AMOUNT) {
        throw new InputError("an amount is at most 2^127 base units", { got });
      }
      return amount;
    });
}

function amountKinds(decimals: number): string {
  const decimal = decimals === 0 ? "" : `DECIMAL with 1 to ${decimals} decimals, `;
  return `decimal text, ${decimal}or INT64 in base units`;
}

function amountParser(
  kind: ParquetKind | undefined,
  decimals: number,
): ((value: Uint8Array | bigint | number) => number | bigint) | undefined {
  if (kind?.is === "integer") return (value) => BigInt(value as bigint | number);
  if (kind?.is === "text") return (value) => parseAmountBytes(rangeOf(value as Uint8Array), decimals);
  // Without decimals it could count tokens or base units, and a factor of a million is nothing to guess at.
  if (kind?.is !== "decimal" || kind.scale < 1 || kind.scale > decimals) return undefined;
  const factor = 10n ** BigInt(decimals - kind.scale);
  return (value) => factor * unscaled(value);
}

/** Reads a column of exact numbers as plain decimals. */
export function numberReader({ file, table, columns }: OpenColumns, index: number): CellReader<string> {
  const column = columns[index] as string;
  const kind = table.kinds[index];
  const isNumber = kind?.is === "text" || (kind?.is === "decimal" && kind.scale > 0 && kind.scale <= MOST_DECIMALS);
  if (!isNumber) throw wrongKind(file, column, kind, NUMBER_KINDS);
  return (value) => {
    if (value === undefined || value === null) throw new InputError("a value is missing", { column });
    if (kind.is === "text") return rangeText(rangeOf(value as Uint8Array));
    return formatDecimal(unscaled(value), kind.scale);
  };
}

/** Reads a column of times as Unix seconds. */
export function timeReader({ file, table, columns }: OpenColumns, index: number): CellReader<bigint> {
  const column = columns[index] as string;
  const kind = table.kinds[index];
  if (kind?.is !== "text" && kind?.is !== "integer") throw wrongKind(file, column, kind, TIME_KINDS);
  return (value) =>
    inColumn(column, () => {
      if (value === undefined || value === null) throw new InputError("a value is missing");
      return parseTime(value instanceof Uint8Array ? rangeText(rangeOf(value)) : String(value));
    });
}

/** The integer behind a DECIMAL: stored as such, or as two's complement bytes, the highest first. */
function unscaled(value: Uint8Array | bigint | number): bigint {
  if (!(value instanceof Uint8Array)) return BigInt(value);
  let number = 0n;
  for (const byte of value) number = (number << 8n) | BigInt(byte);
  return BigInt.asIntN(8 * value.length, number);
}

const rangeOf = (bytes: Uint8Array): ByteRange => ({ bytes, start: 0, end: bytes.length });

function wrongKind(
  file: string,
  column: string | undefined,
  kind: ParquetKind | undefined,
  expected: string,
): InputError {
  const got =
    kind?.is === "decimal" ? `DECIMAL with ${kind.scale} decimals` : kind?.is === "other" ? kind.name : kind?.is;
  return new InputError("the column has the wrong type", { file, column, got, expected });
}
