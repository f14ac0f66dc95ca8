import { InputError } from "../errors.ts";
import { formatAmount, LARGEST_AMOUNT } from "../rule/amount.ts";
import { parseAmountBytes } from "./amount-bytes.ts";
import type { ByteRange } from "./ids.ts";
import type { OnRows } from "./inputs.ts";
import {
  createLiquidationTable,
  inColumn,
  type LiquidationInput,
  PRICE_COLUMNS,
  rangeText,
  VALUE_COLUMNS,
  valuesFromPrices,
} from "./liquidations-input.ts";
import {
  openParquet,
  type ParquetKind,
  type ParquetSource,
  type ParquetTable,
  type ParquetValue,
} from "./parquet-read.ts";
import { createPositionTable, POSITION_COLUMNS, type PositionTable } from "./positions-input.ts";

const DECIMALS = 6;
const MOST_DECIMALS = 36;
const AMOUNT_KINDS = "decimal text, DECIMAL with 1 to 6 decimals, or INT64 in base units";
const NUMBER_KINDS = "decimal text, or DECIMAL with 1 to 36 decimals";

/** Reads a cell; the row's number is added to what it throws. */
type CellReader<T> = (value: ParquetValue) => T;

/**
 * Reads a table of positions from Parquet, columns as in CSV. A profit is decimal text as in CSV, a DECIMAL with 1 to 6
 * decimals (tokens), or an INT64 (base units); floating-point numbers are refused, since they round.
 *
 * @throws {InputError} with file, row (counted from 1) and column, at the first row that is wrong
 */
export async function readPositionsParquet(source: ParquetSource, onRows?: OnRows): Promise<PositionTable> {
  const table = await openParquet(source, POSITION_COLUMNS);
  const builder = createPositionTable(source.name);
  const text = [
    textReader(source, table, POSITION_COLUMNS, 0),
    textReader(source, table, POSITION_COLUMNS, 1),
  ] as const;
  const profit = amountReader(source, table, POSITION_COLUMNS, 2, true);
  await eachRow(source, table, onRows, (cells, row) => {
    builder.add(text[0](cells[0]), text[1](cells[1]), profit(cells[2]), row);
  });
  return builder.finish();
}

/**
 * Reads a table of liquidations from Parquet, columns as in CSV. Values are as profits are in `readPositionsParquet`;
 * quantities and prices are decimal text, or DECIMAL with 1 to 36 decimals. The order is kept.
 *
 * @throws {InputError} with file, row (counted from 1) and column, at the first row that is wrong
 */
export async function readLiquidationsParquet(source: ParquetSource, onRows?: OnRows): Promise<LiquidationInput[]> {
  const columns = await columnsOf(source);
  const table = await openParquet(source, columns);
  const builder = createLiquidationTable(source.name);
  const names = [0, 1, 2].map((column) => textReader(source, table, columns, column));
  const valuesOf = columns === PRICE_COLUMNS ? priceReader(source, table) : valueReader(source, table);
  await eachRow(source, table, onRows, (cells, row) => {
    const [liquidation, market, side] = names.map((read, column) => read(cells[column]));
    builder.add([liquidation as ByteRange, market as ByteRange, side as ByteRange], valuesOf(cells), row);
  });
  return builder.finish();
}

/** By price if the file has a quantity, else by value; the error then names the columns of the likelier table. */
async function columnsOf(source: ParquetSource) {
  try {
    await openParquet(source, PRICE_COLUMNS);
    return PRICE_COLUMNS;
  } catch {
    return VALUE_COLUMNS;
  }
}

function valueReader(source: ParquetSource, table: ParquetTable) {
  const takeover = amountReader(source, table, VALUE_COLUMNS, 3, false);
  const close = amountReader(source, table, VALUE_COLUMNS, 4, false);
  return (cells: readonly ParquetValue[]) => ({
    takeoverValue: BigInt(takeover(cells[3])),
    closeValue: BigInt(close(cells[4])),
  });
}

function priceReader(source: ParquetSource, table: ParquetTable) {
  const [quantity, takeover, close] = [3, 4, 5].map((column) => numberReader(source, table, column));
  return (cells: readonly ParquetValue[]) =>
    valuesFromPrices(quantity?.(cells[3]) ?? "", takeover?.(cells[4]) ?? "", close?.(cells[5]) ?? "");
}

async function eachRow(
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

function textReader(
  { name }: ParquetSource,
  { kinds }: ParquetTable,
  columns: readonly string[],
  index: number,
): CellReader<ByteRange> {
  const column = columns[index];
  const kind = kinds[index];
  if (kind?.is !== "text" && kind?.is !== "bytes") throw wrongKind(name, column, kind, "text");
  return (value) => {
    if (!(value instanceof Uint8Array)) throw new InputError("a value is missing", { column });
    return { bytes: value, start: 0, end: value.length };
  };
}

function amountReader(
  { name }: ParquetSource,
  { kinds }: ParquetTable,
  columns: readonly string[],
  index: number,
  signed: boolean,
): CellReader<number | bigint> {
  const column = columns[index] as string;
  const kind = kinds[index];
  const parse = amountParser(kind);
  if (parse === undefined) throw wrongKind(name, column, kind, AMOUNT_KINDS);
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

function amountParser(
  kind: ParquetKind | undefined,
): ((value: Uint8Array | bigint | number) => number | bigint) | undefined {
  if (kind?.is === "integer") return (value) => BigInt(value as bigint | number);
  if (kind?.is === "text") return (value) => parseAmountBytes(rangeOf(value as Uint8Array));
  // Without decimals it could count tokens or base units, and a factor of a million is nothing to guess at.
  if (kind?.is !== "decimal" || kind.scale < 1 || kind.scale > DECIMALS) return undefined;
  const factor = 10n ** BigInt(DECIMALS - kind.scale);
  return (value) => factor * unscaled(value);
}

function numberReader({ name }: ParquetSource, { kinds }: ParquetTable, index: number): CellReader<string> {
  const column = PRICE_COLUMNS[index] as string;
  const kind = kinds[index];
  const isNumber = kind?.is === "text" || (kind?.is === "decimal" && kind.scale > 0 && kind.scale <= MOST_DECIMALS);
  if (!isNumber) throw wrongKind(name, column, kind, NUMBER_KINDS);
  return (value) => {
    if (value === undefined || value === null) throw new InputError("a value is missing", { column });
    if (kind.is === "text") return rangeText(rangeOf(value as Uint8Array));
    return formatAmount(unscaled(value), kind.scale);
  };
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
