import { type Amounts, allocateAmounts, setAmount, smallAmounts, UINT128_MAX, WORD } from "../commitment/columns.ts";
import { wordBytes } from "../commitment/hex.ts";
import { marketBytes32, marketText } from "../commitment/keys.ts";
import { InputError } from "../errors.ts";
import { parseSide } from "../rule/liquidation.ts";
import type { BundledLiquidations, BundledPositions, StatementList } from "./bundle.ts";
import { assertUtf8, textOf, withRoom } from "./ids.ts";
import type { Range } from "./lookup.ts";
import type { ColumnData } from "./parquet-page.ts";
import { openParquet, type ParquetSource, type ParquetValue } from "./parquet-read.ts";
import { type ByteSink, writeParquet } from "./parquet-write.ts";
import { keyAt } from "./settle.ts";
import { accountRanges, joinedIds, positionRanges } from "./statements.ts";

const SIDES = ["long", "short"] as const;
const POSITION_COLUMNS = ["index", "key", "profit", "cumulative_profit", "share"];
const STATEMENT_COLUMNS = ["account", "position", "index", "profit", "share", "salt"];
const VALUE_COLUMNS = ["takeover_value", "close_value", "cumulative_profit", "cumulative_loss"];
const LIQUIDATION_COLUMNS = ["index", "key", "market", "side", ...VALUE_COLUMNS];

/** Writes positions.parquet. */
export function writePositions(list: BundledPositions, sink: ByteSink): Promise<void> {
  return writeParquet(
    list.count,
    [
      indexColumn(list.indexes),
      { name: "key", is: "word", words: list.keys },
      { name: "profit", is: "amount", amounts: list.profits },
      { name: "cumulative_profit", is: "amount", amounts: list.cumulative },
      { name: "share", is: "amount", amounts: list.shares },
    ],
    sink,
  );
}

/** Writes liquidations.parquet. */
export function writeLiquidations(list: BundledLiquidations, sink: ByteSink): Promise<void> {
  const amounts = [list.takeoverValues, list.closeValues, list.cumulativeProfit, list.cumulativeLoss];
  return writeParquet(
    list.count,
    [
      indexColumn(list.indexes),
      { name: "key", is: "word", words: list.keys },
      { name: "market", is: "text", at: (row) => marketText(keyAt(list.markets, row)) ?? "" },
      { name: "side", is: "text", at: (row) => SIDES[list.sides[row] as number] ?? "" },
      ...amounts.map((column, i) => ({ name: VALUE_COLUMNS[i] as string, is: "amount" as const, amounts: column })),
    ],
    sink,
  );
}

/** Writes private/statements.parquet. */
export function writeStatements(list: StatementList, sink: ByteSink): Promise<void> {
  return writeParquet(
    list.count,
    [
      { name: "account", is: "ranges", ...accountRanges(list) },
      { name: "position", is: "ranges", ...positionRanges(list) },
      indexColumn(list.indexes),
      { name: "profit", is: "amount", amounts: list.profits },
      { name: "share", is: "amount", amounts: list.shares },
      { name: "salt", is: "word", words: list.salts },
    ],
    sink,
  );
}

const indexColumn = (indexes: Float64Array): ColumnData => ({
  name: "index",
  is: "index",
  at: (row) => indexes[row] as number,
});

/**
 * Reads positions.parquet; the figures are read, not judged.
 *
 * @throws {InputError} if it is not such a file
 */
export async function readPositions(source: ParquetSource): Promise<BundledPositions> {
  return (await readColumns(source, POSITION_COLUMNS, positionReaders)).list;
}

/**
 * Reads some rows of positions.parquet, and as little else as its pages allow.
 *
 * @returns the rows, and how many the file has in all
 * @throws {InputError} if it is not such a file
 */
export async function readPositionRows(
  source: ParquetSource,
  range: Range,
): Promise<{ readonly list: BundledPositions; readonly total: number }> {
  return readColumns(source, POSITION_COLUMNS, positionReaders, range);
}

const positionReaders = (count: number) => ({
  indexes: indexReader(count),
  keys: wordReader(count),
  profits: amountReader(count),
  cumulative: amountReader(count),
  shares: amountReader(count),
});

/**
 * Reads liquidations.parquet; the figures are read, not judged.
 *
 * @throws {InputError} if it is not such a file
 */
export async function readLiquidations(source: ParquetSource): Promise<BundledLiquidations> {
  const { list } = await readColumns(source, LIQUIDATION_COLUMNS, (count) => ({
    indexes: indexReader(count),
    keys: wordReader(count),
    markets: marketReader(count),
    sides: sideReader(count),
    takeoverValues: amountReader(count),
    closeValues: amountReader(count),
    cumulativeProfit: amountReader(count),
    cumulativeLoss: amountReader(count),
  }));
  return list;
}

/**
 * Reads private/statements.parquet; the figures are read, not judged.
 *
 * @throws {InputError} if it is not such a file
 */
export async function readStatements(source: ParquetSource): Promise<StatementList> {
  const { list } = await readColumns(source, STATEMENT_COLUMNS, (count) => ({
    accounts: textReader(),
    positions: textReader(),
    indexes: indexReader(count),
    profits: amountReader(count),
    shares: amountReader(count),
    salts: wordReader(count),
  }));
  const { accounts, positions, ...rest } = list;
  const rows = Uint32Array.from(rest.indexes, (_, row) => row);
  return { ...rest, ids: joinedIds(accounts, positions), rows };
}

/** Collects the values of one column. */
interface ColumnReader<T> {
  set(row: number, value: ParquetValue): void;
  column(): T;
}

type ColumnsOf<R> = { [K in keyof R]: R[K] extends ColumnReader<infer T> ? T : never };

/** Reads a file into one reader a column, in the order of the names. */
async function readColumns<R extends Record<string, ColumnReader<unknown>>>(
  source: ParquetSource,
  names: readonly string[],
  readersOf: (count: number) => R,
  wanted?: Range,
): Promise<{ list: ColumnsOf<R> & { count: number }; total: number }> {
  const table = await openParquet(source, names);
  // Each list has a column of hashes, which do not compress: what claims more rows would only claim memory.
  if (WORD * table.count > source.file.byteLength) {
    throw new InputError("the file is too small for its rows", { file: source.name, got: `${table.count} rows` });
  }
  const { from, to } = { from: 0, to: table.count, ...wanted };
  const length = Math.max(Math.min(to, table.count) - from, 0);
  const readers = readersOf(length);
  const inOrder = Object.values(readers);
  for await (const { start, count, columns } of table.rows(from, to)) {
    inOrder.forEach((reader, i) => {
      const values = columns[i] as ArrayLike<ParquetValue>;
      for (let row = 0; row < count; row++) {
        try {
          reader.set(start - from + row, values[row]);
        } catch (error) {
          if (!(error instanceof InputError)) throw error;
          throw error.at({ file: source.name, line: start + row + 1, column: names[i] });
        }
      }
    });
    source.onRows?.(start + count, (start + count) / table.count);
  }
  const columns = Object.fromEntries(Object.entries(readers).map(([name, reader]) => [name, reader.column()]));
  return { list: { ...(columns as ColumnsOf<R>), count: length }, total: table.count };
}

function indexReader(count: number): ColumnReader<Float64Array> {
  const indexes = new Float64Array(count);
  return {
    set(row, value) {
      if (typeof value !== "bigint" && !Number.isInteger(value)) throw unreadable("an index", value);
      indexes[row] = Number(value);
    },
    column: () => indexes,
  };
}

function wordReader(count: number): ColumnReader<Uint8Array> {
  const words = new Uint8Array(WORD * count);
  return {
    set(row, value) {
      if (!(value instanceof Uint8Array) || value.length !== WORD) throw unreadable("32 bytes", value);
      words.set(value, WORD * row);
    },
    column: () => words,
  };
}

function amountReader(count: number): ColumnReader<Amounts> {
  let amounts = allocateAmounts(count, false);
  let small = smallAmounts(amounts);
  return {
    set(row, value) {
      const units = smallBaseUnits(value);
      if (units !== undefined) {
        small.set(row, units);
        return;
      }
      const amount = baseUnits(value);
      if (amounts.high === undefined && amount >> 64n !== 0n) {
        amounts = { low: amounts.low, high: new BigUint64Array(count) };
        small = smallAmounts(amounts);
      }
      setAmount(amounts, row, amount);
    },
    column: () => amounts,
  };
}

/** Texts as their bytes, one behind the other. */
interface Texts {
  readonly bytes: Uint8Array;
  readonly ends: Float64Array;
}

function textReader(): ColumnReader<Texts> {
  let bytes = new Uint8Array(1 << 16);
  let ends = new Float64Array(1 << 10);
  let rows = 0;
  return {
    set(row, value) {
      const text = textBytes(value);
      const start = row === 0 ? 0 : (ends[row - 1] as number);
      bytes = withRoom(bytes, start + text.length);
      ends = withRoom(ends, row + 1);
      bytes.set(text, start);
      ends[row] = start + text.length;
      rows = row + 1;
    },
    column: () => ({ bytes, ends: ends.subarray(0, rows) }),
  };
}

function marketReader(count: number): ColumnReader<Uint8Array> {
  const markets = new Uint8Array(WORD * count);
  return {
    set: (row, value) => markets.set(wordBytes(marketBytes32(textValue(value))), WORD * row),
    column: () => markets,
  };
}

function sideReader(count: number): ColumnReader<Uint8Array> {
  const sides = new Uint8Array(count);
  return {
    set(row, value) {
      sides[row] = SIDES.indexOf(parseSide(textValue(value)));
    },
    column: () => sides,
  };
}

const PLAIN_INTEGER = /^(0|[1-9][0-9]{0,38})$/;

// Fewer digits than 2^53 has.
const SMALL_DIGITS = 15;

/** Base units that a number holds exactly, of plain decimal text; undefined where the strict way must look. */
function smallBaseUnits(value: ParquetValue): number | undefined {
  if (!(value instanceof Uint8Array) || value.length === 0 || value.length > SMALL_DIGITS) return undefined;
  let amount = 0;
  for (let i = 0; i < value.length; i++) {
    const digit = (value[i] as number) - 48;
    if (digit < 0 || digit > 9) return undefined;
    amount = 10 * amount + digit;
  }
  return value[0] === 48 && value.length > 1 ? undefined : amount;
}

/** Base units, written as decimal text; an integer column of another writer is read as well. */
function baseUnits(value: ParquetValue): bigint {
  const text = value instanceof Uint8Array ? textOf(value) : String(value);
  const amount = PLAIN_INTEGER.test(text) ? BigInt(text) : undefined;
  if (amount === undefined || amount > UINT128_MAX) throw unreadable("base units below 2^128", text);
  return amount;
}

function textValue(value: ParquetValue): string {
  return textOf(textBytes(value));
}

function textBytes(value: ParquetValue): Uint8Array {
  if (!(value instanceof Uint8Array)) throw unreadable("text", value);
  if (value.some((byte) => byte >= 0x80)) assertUtf8(value);
  return value;
}

function unreadable(expected: string, value: ParquetValue | string): InputError {
  const got = value instanceof Uint8Array ? `${value.length} bytes` : String(value);
  return new InputError("not a value of this column", { got, expected });
}
