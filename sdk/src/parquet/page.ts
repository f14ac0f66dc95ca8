import { type Amounts, WORD } from "../columns/amounts.ts";
import { amountWriter, LONGEST_AMOUNT } from "../columns/digits.ts";

/** A column to write. Amounts become decimal text: no integer type that every reader keeps has 128 bits. */
export type ColumnData = { readonly name: string } & (
  | { readonly is: "index"; readonly at: (row: number) => number }
  | { readonly is: "integer"; readonly values: BigUint64Array }
  | { readonly is: "amount"; readonly amounts: Amounts }
  | { readonly is: "word"; readonly words: Uint8Array }
  | { readonly is: "text"; readonly at: (row: number) => string }
  /** Text in UTF-8, as parts of what may be one long array. */
  | { readonly is: "ranges"; readonly bytes: Uint8Array; readonly startOf: RowTo; readonly endOf: RowTo }
);

type RowTo = (row: number) => number;

/** Values of a column as Parquet's plain encoding has them, one behind the other. */
interface Page {
  bytes: Uint8Array;
  view: DataView;
  length: number;
}

/** Fills a page with rows from one on up to another, as far as they go; gives the first row that is not in it. */
export type FillPage = (page: Page, from: number, to: number) => number;

/** Small enough to read one row without much around it. */
const PAGE_BYTES = 65_536;
/** What stands before a value of any length. */
const PREFIX = 4;
const INTEGER = 8;
const LARGEST_INTEGER = 2n ** 63n - 1n;
const HALF = 2 ** 32;

const encoder = new TextEncoder();

/** A page without values. */
export function emptyPage(): Page {
  const bytes = new Uint8Array(2 * PAGE_BYTES);
  return { bytes, view: new DataView(bytes.buffer), length: 0 };
}

/** What fills a column's pages. */
export function pageFiller(column: ColumnData): FillPage {
  if (column.is === "word") return fillWords(column.words);
  if (column.is === "amount") return valueByValue(amountEncoder(column.amounts));
  if (column.is === "index") return valueByValue((page, row) => appendIndex(page, column.at(row)));
  if (column.is === "integer") return valueByValue((page, row) => appendInteger(page, column.values[row] as bigint));
  if (column.is === "text") return valueByValue((page, row) => appendBytes(page, encoder.encode(column.at(row))));
  const { bytes, startOf, endOf } = column;
  return valueByValue((page, row) => appendRange(page, bytes, startOf(row), endOf(row)));
}

function fillWords(words: Uint8Array): FillPage {
  return (page, from, to) => {
    const end = Math.min(to, from + PAGE_BYTES / WORD);
    if (words.length < WORD * end) throw new RangeError("a column of words ends early");
    appendBytesPlainly(page, words.subarray(WORD * from, WORD * end));
    return end;
  };
}

function valueByValue(append: (page: Page, row: number) => void): FillPage {
  return (page, from, to) => {
    let row = from;
    while (row < to && page.length < PAGE_BYTES) append(page, row++);
    return row;
  };
}

function amountEncoder(amounts: Amounts): (page: Page, row: number) => void {
  const write = amountWriter(amounts);
  return (page, row) => {
    makeRoom(page, PREFIX + LONGEST_AMOUNT);
    const start = page.length + PREFIX;
    const end = write(page.bytes, start, row);
    page.view.setUint32(page.length, end - start, true);
    page.length = end;
  };
}

function appendIndex(page: Page, index: number): void {
  makeRoom(page, INTEGER);
  page.view.setUint32(page.length, index, true);
  page.view.setInt32(page.length + 4, Math.floor(index / HALF), true);
  page.length += INTEGER;
}

function appendInteger(page: Page, value: bigint): void {
  if (value > LARGEST_INTEGER) throw new RangeError(`${value} does not fit a column of 64-bit integers`);
  makeRoom(page, INTEGER);
  page.view.setBigUint64(page.length, value, true);
  page.length += INTEGER;
}

function appendRange(page: Page, source: Uint8Array, start: number, end: number): void {
  makeRoom(page, PREFIX + end - start);
  const { bytes, view } = page;
  view.setUint32(page.length, end - start, true);
  let to = page.length + PREFIX;
  // Ids are short: to copy them here is faster than a call.
  for (let at = start; at < end; at++) bytes[to++] = source[at] as number;
  page.length = to;
}

function appendBytes(page: Page, bytes: Uint8Array): void {
  makeRoom(page, PREFIX + bytes.length);
  page.view.setUint32(page.length, bytes.length, true);
  page.length += PREFIX;
  appendBytesPlainly(page, bytes);
}

function appendBytesPlainly(page: Page, bytes: Uint8Array): void {
  makeRoom(page, bytes.length);
  page.bytes.set(bytes, page.length);
  page.length += bytes.length;
}

function makeRoom(page: Page, size: number): void {
  const needed = page.length + size;
  if (needed <= page.bytes.length) return;
  const larger = new Uint8Array(Math.max(needed, 2 * page.bytes.length));
  larger.set(page.bytes.subarray(0, page.length));
  page.bytes = larger;
  page.view = new DataView(larger.buffer);
}
