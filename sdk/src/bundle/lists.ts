import { type Amounts, allocateAmounts, setAmount, UINT128_MAX, WORD } from "../commitment/columns.ts";
import { wordBytes } from "../commitment/hex.ts";
import { marketBytes32, marketText } from "../commitment/keys.ts";
import { InputError } from "../errors.ts";
import { parseSide } from "../rule/liquidation.ts";
import type { BundledLiquidations, BundledPositions, StatementList } from "./bundle.ts";
import { assertUtf8, textOf } from "./ids.ts";
import { openParquet, type ParquetSource, type ParquetValue } from "./parquet-read.ts";
import { type ByteSink, type ColumnData, writeParquet } from "./parquet-write.ts";
import { keyAt } from "./settle.ts";

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
      { name: "account", is: "text", at: (row) => list.accounts[row] as string },
      { name: "position", is: "text", at: (row) => list.positions[row] as string },
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
  return readColumns(source, POSITION_COLUMNS, (count) => ({
    indexes: indexReader(count),
    keys: wordReader(count),
    profits: amountReader(count),
    cumulative: amountReader(count),
    shares: amountReader(count),
  }));
}

/**
 * Reads liquidations.parquet; the figures are read, not judged.
 *
 * @throws {InputError} if it is not such a file
 */
export async function readLiquidations(source: ParquetSource): Promise<BundledLiquidations> {
  return readColumns(source, LIQUIDATION_COLUMNS, (count) => ({
    indexes: indexReader(count),
    keys: wordReader(count),
    markets: marketReader(count),
    sides: sideReader(count),
    takeoverValues: amountReader(count),
    closeValues: amountReader(count),
    cumulativeProfit: amountReader(count),
    cumulativeLoss: amountReader(count),
  }));
}

/**
 * Reads private/statements.parquet; the figures are read, not judged.
 *
 * @throws {InputError} if it is not such a file
 */
export async function readStatements(source: ParquetSource): Promise<StatementList> {
  return readColumns(source, STATEMENT_COLUMNS, (count) => ({
    accounts: textReader(),
    positions: textReader(),
    indexes: indexReader(count),
    profits: amountReader(count),
    shares: amountReader(count),
    salts: wordReader(count),
  }));
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
): Promise<ColumnsOf<R> & { count: number }> {
  const table = await openParquet(source, names);
  // Each list has a column of hashes, which do not compress: what claims more rows would only claim memory.
  if (WORD * table.count > source.file.byteLength) {
    throw new InputError("the file is too small for its rows", { file: source.name, got: `${table.count} rows` });
  }
  const readers = readersOf(table.count);
  const inOrder = Object.values(readers);
  for await (const { start, count, columns } of table.rows()) {
    inOrder.forEach((reader, i) => {
      const values = columns[i] as ArrayLike<ParquetValue>;
      for (let row = 0; row < count; row++) {
        try {
          reader.set(start + row, values[row]);
        } catch (error) {
          if (!(error instanceof InputError)) throw error;
          throw error.at({ file: source.name, line: start + row + 1, column: names[i] });
        }
      }
    });
  }
  const columns = Object.fromEntries(Object.entries(readers).map(([name, reader]) => [name, reader.column()]));
  return { ...(columns as ColumnsOf<R>), count: table.count };
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
  const { low } = allocateAmounts(count, false);
  let wide: Amounts | undefined;
  return {
    set(row, value) {
      const amount = baseUnits(value);
      if (wide === undefined && amount >> 64n !== 0n) wide = { low, high: new BigUint64Array(count) };
      setAmount(wide ?? { low }, row, amount);
    },
    column: () => wide ?? { low },
  };
}

function textReader(): ColumnReader<string[]> {
  const texts: string[] = [];
  return {
    set(row, value) {
      texts[row] = textValue(value);
    },
    column: () => texts,
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

/** Base units, written as decimal text; an integer column of another writer is read as well. */
function baseUnits(value: ParquetValue): bigint {
  const text = value instanceof Uint8Array ? textOf(value) : String(value);
  const amount = PLAIN_INTEGER.test(text) ? BigInt(text) : undefined;
  if (amount === undefined || amount > UINT128_MAX) throw unreadable("base units below 2^128", text);
  return amount;
}

function textValue(value: ParquetValue): string {
  if (!(value instanceof Uint8Array)) throw unreadable("text", value);
  assertUtf8(value);
  return textOf(value);
}

function unreadable(expected: string, value: ParquetValue | string): InputError {
  const got = value instanceof Uint8Array ? `${value.length} bytes` : String(value);
  return new InputError("not a value of this column", { got, expected });
}
