// Reads what `writeParquet` writes without an object for each value: pages of required values in Parquet's plain encoding. The
// library reads whatever else there is.

import type { ColumnMetaData, Compressors, PageHeader, SchemaElement } from "hyparquet";
import { parquetHeader } from "hyparquet/src/column.js";
import { decompressPage } from "hyparquet/src/datapage.js";
import type { ByteRange } from "../columns/bytes.ts";
import { FILES } from "../problems/english/files.ts";
import { refused } from "../problems/problem.ts";
import { mostUnfolded } from "./codecs.ts";

/** A value as it is stored: text and bytes as a range, which the next value reuses. */
export type ParquetCell = ByteRange | bigint | number | undefined;

/** Takes a value of the row that is so many rows behind the first. */
export type TakeCell = (cell: ParquetCell, row: number) => void;

/** Some values, one behind the other. */
export interface PlainPage {
  readonly count: number;
  readonly bytes: Uint8Array;
}

type PlainType = "INT64" | "FIXED_LEN_BYTE_ARRAY" | "BYTE_ARRAY";

const PREFIX = 4;
const INTEGER = 8;
const HALF = 2 ** 32;
const LARGEST_UPPER = 2 ** 21;

/** A page of a column, as it is stored. */
interface StoredPage {
  readonly header: PageHeader;
  readonly bytes: Uint8Array;
}

/**
 * The pages of a column's part of a row group, whatever their kinds.
 *
 * @param count how many rows there must be
 * @throws {Error} if they do not fill the part, are of other rows, or unfold to more than those can take: the library would go on, or back
 *   and forth, or fill the memory
 */
export function storedPages(chunk: Uint8Array, count: number): StoredPage[] {
  const reader = { view: new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength), offset: 0 };
  const pages: StoredPage[] = [];
  let rows = 0;
  let unfolded = 0;
  while (reader.offset < chunk.length) {
    const header = parquetHeader(reader);
    const { type, compressed_page_size: size, uncompressed_page_size: length } = header;
    unfolded += length;
    if (!(length >= 0 && unfolded <= mostUnfolded(count))) throw new Error("a column is too long for its rows");
    if (!(size >= 0 && reader.offset + size <= chunk.length)) throw new Error("a page ends behind its column");
    const values = (header.data_page_header ?? header.data_page_header_v2)?.num_values ?? 0;
    const isFirstDictionary = type === "DICTIONARY_PAGE" && pages.length === 0;
    if (!isFirstDictionary && !(/^DATA_PAGE/.test(type) && values > 0)) throw new Error("a column has other pages");
    pages.push({ header, bytes: chunk.subarray(reader.offset, reader.offset + size) });
    reader.offset += size;
    rows += isFirstDictionary ? 0 : values;
  }
  if (rows !== count) throw new Error("a column's pages do not have its rows");
  return pages;
}

/**
 * A column's pages, expanded.
 *
 * @returns undefined if there is anything but plain pages
 * @throws {Error} if one is malformed
 */
export function plainPages(
  stored: readonly StoredPage[],
  { type, repetition_type }: SchemaElement,
  codec: ColumnMetaData["codec"],
  compressors: Compressors,
): PlainPage[] | undefined {
  if (repetition_type !== "REQUIRED" || type === undefined || !(type in EACH)) return undefined;
  const pages: PlainPage[] = [];
  for (const { header, bytes } of stored) {
    const page = header.type === "DATA_PAGE" ? header.data_page_header : plainHeaderV2(header);
    if (page?.encoding !== "PLAIN") return undefined;
    const isCompressed = header.data_page_header_v2?.is_compressed !== false;
    const length = header.uncompressed_page_size;
    pages.push({
      count: page.num_values,
      bytes: decompressPage(bytes, length, isCompressed ? codec : "UNCOMPRESSED", compressors),
    });
  }
  return pages;
}

/** The header of a page of the second kind, unless something stands before its values. */
function plainHeaderV2({ type, data_page_header_v2: page }: PageHeader) {
  const isBare = page?.definition_levels_byte_length === 0 && page.repetition_levels_byte_length === 0;
  const isFull = page?.num_nulls === 0 && page.num_rows === page.num_values;
  return type === "DATA_PAGE_V2" && isBare && isFull ? page : undefined;
}

/**
 * Hands out the values of pages, in order.
 *
 * @throws {InputError} if a page is shorter or longer than its values
 */
export function eachPlain(pages: readonly PlainPage[], element: SchemaElement, take: TakeCell): void {
  let row = 0;
  for (const { count, bytes } of pages) {
    EACH[element.type as PlainType](bytes, count, row, take, element.type_length ?? 0);
    row += count;
  }
}

type EachOf = (bytes: Uint8Array, count: number, first: number, take: TakeCell, length: number) => void;

const EACH: Record<PlainType, EachOf> = {
  INT64(bytes, count, first, take) {
    assertFilled(INTEGER * count, bytes);
    const view = viewOf(bytes);
    for (let i = 0; i < count; i++) {
      const upper = view.getInt32(INTEGER * i + 4, true);
      const isSmall = upper >= -LARGEST_UPPER && upper < LARGEST_UPPER;
      const integer = isSmall ? upper * HALF + view.getUint32(INTEGER * i, true) : view.getBigInt64(INTEGER * i, true);
      take(integer, first + i);
    }
  },
  FIXED_LEN_BYTE_ARRAY(bytes, count, first, take, length) {
    assertFilled(length * count, bytes);
    const range = { bytes, start: 0, end: 0 };
    for (let i = 0; i < count; i++) {
      range.start = range.end;
      range.end += length;
      take(range, first + i);
    }
  },
  BYTE_ARRAY(bytes, count, first, take) {
    const view = viewOf(bytes);
    const range = { bytes, start: 0, end: 0 };
    for (let i = 0; i < count; i++) {
      range.start = range.end + PREFIX;
      if (range.start > bytes.length) throw tooShort();
      range.end = range.start + view.getUint32(range.start - PREFIX, true);
      if (range.end > bytes.length) throw tooShort();
      take(range, first + i);
    }
    assertFilled(range.end, bytes);
  },
};

const viewOf = ({ buffer, byteOffset, byteLength }: Uint8Array) => new DataView(buffer, byteOffset, byteLength);

function assertFilled(length: number, bytes: Uint8Array): void {
  if (length > bytes.length) throw tooShort();
  if (length < bytes.length) throw refused(FILES, "parquetDamaged", {});
}

const tooShort = () => refused(FILES, "parquetPageShort", {});
