import { WORD } from "../columns/amounts.ts";
import { FUNCTION, ifGiven, requireGiven } from "../columns/given.ts";
import type { PositionList } from "../columns/lists.ts";
import type { PackedIds } from "../columns/packed-ids.ts";
import { marketText } from "../commitment/keys.ts";
import { InputError } from "../errors.ts";
import { PARQUET_SOURCE } from "../parquet/given.ts";
import type { ColumnData } from "../parquet/page.ts";
import type { ParquetSource } from "../parquet/read.ts";
import { type ByteSink, writeParquet } from "../parquet/write.ts";
import { FILES } from "../problems/english/files.ts";
import { refused } from "../problems/problem.ts";
import type { BundledLiquidations, BundledPositions, StatementList } from "./bundle.ts";
import { LIQUIDATION_COLUMNS, openList, POSITION_COLUMNS, STATEMENT_COLUMNS } from "./columns.ts";
import type { SettlementDocument } from "./document.ts";
import { DOCUMENT, LIQUIDATIONS, POSITIONS, STATEMENTS } from "./given.ts";
import {
  amountReader,
  type ColumnReader,
  indexReader,
  integerReader,
  marketReader,
  SIDES,
  sideReader,
  textReader,
  wordReader,
} from "./list-columns.ts";
import type { Range } from "./lookup.ts";
import { metadataOf } from "./metadata.ts";
import { countingRows, keyAt } from "./settle.ts";
import { accountRanges, type Ids, joinedIds, positionRanges } from "./statements.ts";

const WRITTEN = { sink: FUNCTION, document: ifGiven(DOCUMENT) };

/**
 * Writes positions.parquet; with the document, it says of itself what settlement it is of.
 *
 * @example
 * const pieces: Uint8Array[] = [];
 * await writePositions(bundle.positions, (bytes) => void pieces.push(bytes.slice()), bundle.document);
 */
export async function writePositions(
  list: BundledPositions,
  sink: ByteSink,
  document?: SettlementDocument,
): Promise<void> {
  requireGiven({ list, sink, document }, { list: POSITIONS, ...WRITTEN });
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
    undefined,
    document && metadataOf(document),
  );
}

/**
 * Writes liquidations.parquet. A quantity is written as amounts are, as the decimal text of an integer: in 10^-18 of the market's
 * unit; a time is an INT64, in Unix seconds.
 *
 * @example
 * const pieces: Uint8Array[] = [];
 * await writeLiquidations(bundle.liquidations, (bytes) => void pieces.push(bytes.slice()), bundle.document);
 */
export async function writeLiquidations(
  list: BundledLiquidations,
  sink: ByteSink,
  document?: SettlementDocument,
): Promise<void> {
  requireGiven({ list, sink, document }, { list: LIQUIDATIONS, ...WRITTEN });
  return writeParquet(
    list.count,
    [
      indexColumn(list.indexes),
      { name: "key", is: "word", words: list.keys },
      { name: "market", is: "text", at: (row) => marketText(keyAt(list.markets, row)) ?? "" },
      { name: "side", is: "text", at: (row) => SIDES[list.sides[row] as number] ?? "" },
      { name: "quantity", is: "amount", amounts: list.quantities },
      { name: "takeover_value", is: "amount", amounts: list.takeoverValues },
      { name: "close_value", is: "amount", amounts: list.closeValues },
      { name: "time", is: "integer", values: list.times },
      { name: "cumulative_profit", is: "amount", amounts: list.cumulativeProfit },
      { name: "cumulative_loss", is: "amount", amounts: list.cumulativeLoss },
    ],
    sink,
    undefined,
    document && metadataOf(document),
  );
}

/**
 * Writes private/statements.parquet.
 *
 * @example
 * const pieces: Uint8Array[] = [];
 * await writeStatements(statements, (bytes) => void pieces.push(bytes.slice()), bundle.document);
 */
export async function writeStatements(
  list: StatementList,
  sink: ByteSink,
  document?: SettlementDocument,
): Promise<void> {
  requireGiven({ list, sink, document }, { list: STATEMENTS, ...WRITTEN });
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
    undefined,
    document && metadataOf(document),
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
 * @example
 * const positions = await readPositions({ name: "positions.parquet", file });
 */
export async function readPositions(source: ParquetSource): Promise<BundledPositions> {
  requireGiven({ source }, { source: PARQUET_SOURCE });
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

/**
 * Reads what is hashed of some rows of positions.parquet, and as little else as its pages allow.
 *
 * @returns the rows, and how many the file has in all
 * @throws {InputError} if it is not such a file
 */
export async function readLeafRows(
  source: ParquetSource,
  range: Range,
): Promise<{ readonly list: PositionList; readonly total: number }> {
  return readColumns(source, POSITION_COLUMNS, leafReaders, range);
}

// The first columns: those that come behind them are not read.
const leafReaders = (count: number) => ({
  indexes: indexReader(count),
  keys: wordReader(count),
  profits: amountReader(count),
  cumulative: amountReader(count),
});

const positionReaders = (count: number) => ({ ...leafReaders(count), shares: amountReader(count) });

/**
 * Reads liquidations.parquet; the figures are read, not judged.
 *
 * @throws {InputError} if it is not such a file
 * @example
 * const liquidations = await readLiquidations({ name: "liquidations.parquet", file });
 */
export async function readLiquidations(source: ParquetSource): Promise<BundledLiquidations> {
  requireGiven({ source }, { source: PARQUET_SOURCE });
  return (await readColumns(source, LIQUIDATION_COLUMNS, liquidationReaders)).list;
}

/**
 * Reads some rows of liquidations.parquet, and as little else as its pages allow.
 *
 * @returns the rows, and how many the file has in all
 * @throws {InputError} if it is not such a file
 */
export async function readLiquidationRows(
  source: ParquetSource,
  range: Range,
): Promise<{ readonly list: BundledLiquidations; readonly total: number }> {
  return readColumns(source, LIQUIDATION_COLUMNS, liquidationReaders, range);
}

const liquidationReaders = (count: number) => ({
  indexes: indexReader(count),
  keys: wordReader(count),
  markets: marketReader(count),
  sides: sideReader(count),
  quantities: amountReader(count),
  takeoverValues: amountReader(count),
  closeValues: amountReader(count),
  times: integerReader(count),
  cumulativeProfit: amountReader(count),
  cumulativeLoss: amountReader(count),
});

/**
 * Reads private/statements.parquet; the figures are read, not judged.
 *
 * @throws {InputError} if it is not such a file
 * @example
 * const statements = await readStatements({ name: "statements.parquet", file });
 */
export async function readStatements(source: ParquetSource): Promise<StatementList> {
  requireGiven({ source }, { source: PARQUET_SOURCE });
  const { list } = await readColumns(source, STATEMENT_COLUMNS, statementReaders);
  const { accounts, positions, ...rest } = list;
  return { ...rest, ...namesOf(accounts, positions) };
}

/**
 * Reads whose some rows of private/statements.parquet are, and nothing else of them.
 *
 * @returns whose, and how many rows the file has in all
 * @throws {InputError} if it is not such a file
 */
export async function readNameRows(
  source: ParquetSource,
  range?: Range,
): Promise<{ readonly names: Ids; readonly total: number }> {
  const { list, total } = await readColumns(source, STATEMENT_COLUMNS, nameReaders, range);
  return { names: namesOf(list.accounts, list.positions), total };
}

function namesOf(accounts: PackedIds, positions: PackedIds): Ids {
  return { ids: joinedIds(accounts, positions), rows: countingRows(accounts.ends.length) };
}

// The first columns: those that come behind them are not read.
const nameReaders = () => ({ accounts: textReader(), positions: textReader() });

const statementReaders = (count: number) => ({
  ...nameReaders(),
  indexes: indexReader(count),
  profits: amountReader(count),
  shares: amountReader(count),
  salts: wordReader(count),
});

type ColumnsOf<R> = { [K in keyof R]: R[K] extends ColumnReader<infer T> ? T : never };

/** Reads a file into one reader a column, in the order of the names. */
async function readColumns<R extends Record<string, ColumnReader<unknown>>>(
  source: ParquetSource,
  columns: Parameters<typeof openList>[1],
  readersOf: (count: number) => R,
  wanted?: Range,
): Promise<{ list: ColumnsOf<R> & { count: number }; total: number }> {
  const table = await openList(source, columns);
  // Each list has a column of hashes, which do not compress: what claims more rows would only claim memory.
  if (WORD * table.count > source.file.byteLength) {
    throw refused(FILES, "tooSmallForRows", { rows: table.count }, { file: source.name });
  }
  const { from, to } = { from: 0, to: table.count, ...wanted };
  const length = Math.max(Math.min(to, table.count) - from, 0);
  const readers = readersOf(length);
  const inOrder = Object.values(readers);
  for await (const { start, count, each } of table.columns(from, to)) {
    for (const [i, reader] of inOrder.entries()) {
      await each(i, (cell, row) => {
        try {
          reader.set(start - from + row, cell);
        } catch (error) {
          if (!(error instanceof InputError)) throw error;
          const placed = error.at({ file: source.name, row: start + row + 1, column: table.names[i] });
          if (source.onUnreadable === undefined) throw placed;
          source.onUnreadable(placed);
        }
      });
    }
    source.onRows?.(start + count, (start + count) / table.count);
  }
  const read = Object.fromEntries(Object.entries(readers).map(([name, reader]) => [name, reader.column()]));
  return { list: { ...(read as ColumnsOf<R>), count: length }, total: table.count };
}
