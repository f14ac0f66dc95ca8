// Tables that are in memory, or come row by row from a database: no text between them and a settlement.

import { type ByteRange, withRoom } from "../columns/bytes.ts";
import { requireGiven } from "../columns/given.ts";
import { assertWellFormed } from "../commitment/keys.ts";
import { InputError } from "../errors.ts";
import { LISTS } from "../problems/english/lists.ts";
import { TABLES } from "../problems/english/tables.ts";
import { refused } from "../problems/problem.ts";
import { formatDecimal } from "../rule/amount.ts";
import type { Side } from "../rule/liquidation.ts";
import { formatQuantity } from "../rule/quantity.ts";
import { parseTime } from "../rule/time.ts";
import { LIQUIDATION_FORMAT, POSITION_FORMAT } from "./given.ts";
import {
  createLiquidationTable,
  figuresFromPrices,
  inColumn,
  type LiquidationFormat,
  type LiquidationInput,
  PRICE_COLUMNS,
  VALUE_COLUMNS,
} from "./liquidations-input.ts";
import { TableNotes } from "./notes.ts";
import { type AmountRead, amountOf, parseTableAmount, parseTableQuantity } from "./numbers.ts";
import { inTheirWords, shapeOf, type TableOptions, type TableShape } from "./options.ts";
import { createPositionTable, POSITION_COLUMNS, type PositionFormat, type PositionTable } from "./positions-input.ts";
import { assertTotals } from "./reader.ts";
import { RowErrorCollector } from "./row-errors.ts";
import type { OnRows } from "./scan.ts";

/** Rows that are there, or that come: an array, a generator, a database's cursor. */
export type Rows<Row> = Iterable<Row> | AsyncIterable<Row>;

/** A position at the end of a period. */
export interface PositionRow {
  readonly account: string;
  readonly position: string;
  /** Decimal text in tokens, such as "-1250.75", or a bigint in base units. */
  readonly profit: string | bigint;
}

interface LiquidationNames {
  readonly liquidation: string;
  readonly market: string;
  readonly side: Side;
  /** Decimal text in the market's unit, or a bigint in 10^-18 of it; above zero. */
  readonly quantity: string | bigint;
  /** When it was closed: a bigint in Unix seconds, text as `parseTime` reads it, or a Date of whole seconds. */
  readonly time: bigint | string | Date;
}

/** A liquidation by its values: decimal text in tokens, or a bigint in base units. */
export interface LiquidationValueRow extends LiquidationNames {
  readonly takeover_value: string | bigint;
  readonly close_value: string | bigint;
}

/** A liquidation by its prices, as decimal text: a value is then floor(quantity * price). */
export interface LiquidationPriceRow extends LiquidationNames {
  readonly takeover_price: string;
  readonly close_price: string;
}

/** A liquidation, with its values, its prices, or as the tables' readers give it. */
export type LiquidationTableRow = LiquidationValueRow | LiquidationPriceRow | LiquidationInput;

/** How rows are taken. */
export interface RowsOptions {
  /** What the rows are called in errors, where a file has its name; "positions" or "liquidations" unless given. */
  readonly name?: string | undefined;
  /** Called now and then with the number of rows read so far. */
  readonly onRows?: OnRows | undefined;
}

/** The columns by value as TypeScript writes them, and as `LiquidationInput` has them. */
const INPUT_COLUMNS = ["liquidation", "market", "side", "quantity", "takeoverValue", "closeValue", "time"] as const;
const LIQUIDATION_HEADERS: (readonly string[])[] = [VALUE_COLUMNS, PRICE_COLUMNS, INPUT_COLUMNS];
const BY_PRICE = LIQUIDATION_HEADERS.indexOf(PRICE_COLUMNS);
/** How many rows are taken before others get their turn, and progress is told. */
const ROWS_AT_ONCE = 1 << 14;
const SECOND_MS = 1_000;
// What is longer as text is no id of anybody, and is refused as a row of a file would be.
const LONGEST_TEXT = 1 << 20;

/**
 * Takes a period's positions from plain objects, `{ account, position, profit }`: what `readPositionsCsv` makes of the same table as
 * text, with the same checks and refusals. The first row says which columns there are. A profit is decimal text in tokens with at most
 * the asset's decimals, or a bigint in base units; a loss is below zero. It is never a number, which loses digits.
 *
 * @throws {InputError} with the number of the row as its line, counted from 1, and the column: what is wrong with the rows, up to 20 of
 *   them; or if the totals are not those that were expected
 * @throws what the signal was aborted with
 * @example
 * await positionTable([{ account: "alice", position: "BTCUSDT", profit: "1250.75" }], { decimals: 6 })
 */
export async function positionTable(
  rows: Rows<PositionRow>,
  format: PositionFormat & RowsOptions,
): Promise<PositionTable> {
  requireGiven({ format }, { format: POSITION_FORMAT });
  const { decimals } = format;
  const notes = format.notes ?? new TableNotes();
  const table = createPositionTable(notes);
  const read = readOf(format, notes, decimals, true);
  const cells = new Texts();
  const how = { ...format, notes, name: format.name ?? "positions" };
  await eachRow(rows, [POSITION_COLUMNS], how, (cell, place) => {
    const profit = amountCell(cell, 2, read);
    cells.reset();
    const [account, position] = [cells.range(cell(0)), cells.range(cell(1))];
    table.add(account(), position(), profit, place);
  });
  return totalled(table.finish(), format, notes, how.name);
}

/**
 * Takes a period's liquidations from plain objects with the columns that a table has, by value or by price: what `readLiquidationsCsv`
 * makes of the same table as text, with the same checks and refusals. The order is kept.
 *
 * @throws {InputError} as `positionTable` does
 * @throws what the signal was aborted with
 * @example
 * await liquidationTable(
 *   [{ liquidation: "liq-1", market: "BTCUSDT", side: "long", quantity: "0.5", takeover_value: "100", close_value: "90", time: 60n }],
 *   { decimals: 6, startTime: 0n, endTime: 100n },
 * )
 */
export async function liquidationTable(
  rows: Rows<LiquidationTableRow>,
  format: LiquidationFormat & RowsOptions,
): Promise<LiquidationInput[]> {
  requireGiven({ format }, { format: LIQUIDATION_FORMAT });
  const { decimals } = format;
  const notes = format.notes ?? new TableNotes();
  const table = createLiquidationTable(format, notes);
  const read = readOf(format, notes, decimals, false);
  const cells = new Texts();
  const how = { ...format, notes, name: format.name ?? "liquidations" };
  await eachRow(rows, LIQUIDATION_HEADERS, how, (cell, place, choice) => {
    const figures = choice === BY_PRICE ? pricedFigures(cell, format) : valuedFigures(cell, read);
    const time = inColumn("time", () => timeOf(cell(6).value));
    cells.reset();
    const [liquidation, market, side] = [cells.range(cell(0)), cells.range(cell(1)), cells.range(cell(2))];
    table.add([liquidation(), market(), side()], { ...figures, time }, place);
  });
  return totalled(table.finish(), format, notes, how.name);
}

function readOf({ round }: TableOptions, notes: TableNotes, decimals: number, signed: boolean): AmountRead {
  return { decimals, signed, rounded: round === "down" ? notes : undefined };
}

function totalled<T>(table: T, { expect, decimals }: PositionFormat, notes: TableNotes, file: string): T {
  try {
    assertTotals(expect, notes, decimals);
    return table;
  } catch (error) {
    throw error instanceof InputError ? error.at({ file }) : error;
  }
}

/** A value of a row, and our name of its column. */
interface Cell {
  readonly column: string;
  readonly value: unknown;
}

type TakeRow = (cell: (column: number) => Cell, place: { file: string; line: number }, choice: number) => void;

/** Hands out all rows, with their numbers from 1; what is wrong with some of them gets name and row. */
async function eachRow(
  rows: Rows<object>,
  headers: readonly (readonly string[])[],
  options: TableOptions & RowsOptions & { readonly name: string },
  take: TakeRow,
): Promise<void> {
  const { name: file, signal, onRows } = options;
  const errors = new RowErrorCollector();
  let shape: TableShape | undefined;
  let line = 0;
  const takeOne = (row: object) => {
    line++;
    if (typeof row !== "object" || row === null) throw refused(TABLES, "rowNoObject", {}, { got: kindOf(row) });
    shape ??= shapeOf(Object.keys(row), headers, options, file);
    const { names, choice } = shape;
    const columns = headers[choice] as readonly string[];
    const values = row as Readonly<Record<string, unknown>>;
    const cellOf = (at: number) => ({ column: columns[at] as string, value: values[names[at] as string] });
    take(cellOf, { file, line }, choice);
  };
  signal?.throwIfAborted();
  try {
    for await (const batch of batches(rows, file)) {
      for (const row of batch) {
        try {
          takeOne(row);
        } catch (error) {
          // Without its columns, no row can be read.
          if (!(error instanceof InputError) || shape === undefined) throw error;
          errors.add(inTheirWords(error.at({ file, line }), options));
        }
      }
      onRows?.(line);
      signal?.throwIfAborted();
    }
  } catch (error) {
    throw errors.endedBy(error instanceof InputError ? error.at({ file, line }) : error);
  }
  errors.assertNone();
}

/** Rows in batches: those that are there already are not waited for one by one. */
async function* batches<Row>(rows: Rows<Row>, file: string): AsyncGenerator<Iterable<Row>> {
  let batch: Row[] = [];
  if (isIterable(rows)) {
    for (const row of rows) {
      batch.push(row);
      if (batch.length < ROWS_AT_ONCE) continue;
      yield batch;
      await new Promise((resolve) => setTimeout(resolve));
      batch = [];
    }
  } else if (isAsyncIterable(rows)) {
    for await (const row of rows) {
      batch.push(row);
      if (batch.length < ROWS_AT_ONCE) continue;
      yield batch;
      batch = [];
    }
  } else throw refused(TABLES, "rowsNotIterable", {}, { file, got: kindOf(rows) });
  yield batch;
}

// A text is iterable, too: its signs are no rows.
const isIterable = <T>(rows: Rows<T>): rows is Iterable<T> =>
  typeof rows === "object" && rows !== null && Symbol.iterator in rows;
const isAsyncIterable = <T>(rows: unknown): rows is AsyncIterable<T> =>
  typeof rows === "object" && rows !== null && Symbol.asyncIterator in rows;

/** Texts of one row as bytes, in one buffer that the next row overwrites. */
class Texts {
  readonly #encoder = new TextEncoder();
  #bytes = new Uint8Array(1 << 10);
  #length = 0;

  reset(): void {
    this.#length = 0;
  }

  /** The text of a cell; to be asked for when all of a row's are in the buffer, which may move while it grows. */
  range(cell: Cell): () => ByteRange {
    const text = textCell(cell);
    this.#bytes = withRoom(this.#bytes, this.#length + 3 * text.length);
    const start = this.#length;
    const end = start + this.#encoder.encodeInto(text, this.#bytes.subarray(start)).written;
    this.#length = end;
    return () => ({ bytes: this.#bytes, start, end });
  }
}

function textCell({ column, value }: Cell): string {
  if (typeof value !== "string") throw wrongKind(value, "text", column);
  if (value.length > LONGEST_TEXT) throw refused(TABLES, "rowTooLong", {}, { column });
  assertWellFormed(value, column);
  return value;
}

function amountCell(cell: (column: number) => Cell, at: number, read: AmountRead): bigint {
  const { column, value } = cell(at);
  return inColumn(column, () => {
    if (typeof value === "string") return parseTableAmount(value, read);
    if (typeof value !== "bigint") throw wrongKind(value, "a bigint in base units, or decimal text in tokens");
    const digits = value < 0n ? -value : value;
    const got = formatDecimal(value, read.decimals);
    return amountOf({ negative: value < 0n, digits, scale: read.decimals }, read, got);
  });
}

/** The quantity as text: what is read by prices needs its decimals. */
function quantityCell(cell: (column: number) => Cell): string {
  const { column, value } = cell(3);
  if (typeof value === "string") return value;
  if (typeof value === "bigint") return formatQuantity(value);
  throw wrongKind(value, "a bigint in 10^-18 of the market's unit, or decimal text", column);
}

function valuedFigures(cell: (column: number) => Cell, read: AmountRead) {
  const quantity = quantityCell(cell);
  return {
    quantity: inColumn("quantity", () => parseTableQuantity(quantity)),
    takeoverValue: amountCell(cell, 4, read),
    closeValue: amountCell(cell, 5, read),
  };
}

function pricedFigures(cell: (column: number) => Cell, format: LiquidationFormat) {
  const price = (at: number) => {
    const { column, value } = cell(at);
    if (typeof value !== "string") throw wrongKind(value, "decimal text", column);
    return value;
  };
  return figuresFromPrices(quantityCell(cell), price(4), price(5), format);
}

function timeOf(value: unknown): bigint {
  if (typeof value === "string") return parseTime(value);
  if (value instanceof Date) {
    const milliseconds = value.getTime();
    if (Number.isNaN(milliseconds)) throw refused(LISTS, "timeUnknown", {}, { got: "an invalid Date" });
    if (milliseconds % SECOND_MS !== 0) throw refused(LISTS, "timeFraction", {}, { got: value.toISOString() });
    if (milliseconds < 0) throw refused(LISTS, "timeEarly", {}, { got: value.toISOString() });
    return BigInt(milliseconds / SECOND_MS);
  }
  if (typeof value !== "bigint") throw wrongKind(value, "a bigint in Unix seconds, ISO 8601 text, or a Date");
  if (value < 0n) throw refused(LISTS, "timeEarly", {}, { got: String(value) });
  return value;
}

function wrongKind(value: unknown, expected: string, column?: string): InputError {
  if (value === undefined || value === null) return refused(TABLES, "fieldMissing", {}, { column, expected });
  return refused(TABLES, "valueKind", {}, { column, got: kindOf(value), expected });
}

/** What a value is, and a number's digits: the rest may be large, or a secret. */
function kindOf(value: unknown): string {
  if (typeof value === "number") return `the number ${value}`;
  return value === null ? "null" : Array.isArray(value) ? "an array" : `${typeof value}`;
}
