import type { Compressors } from "hyparquet";
import { expandSnappy } from "./snappy.ts";

// Writers cut columns into pages of a few megabytes; what says that it unfolds to more is only there to fill memory.
const LONGEST_PAGE = 1 << 28;
// A value of a column takes some tens of bytes: of many rows, there may be more than a page's worth.
const VALUE_BYTES = 512;

/** The most bytes that all pages of a column may unfold to, of so many rows: a few kilobytes unfold to a page of any length. */
export const mostUnfolded = (rows: number) => LONGEST_PAGE + VALUE_BYTES * rows;

/** Snappy and what other codecs there are; none of them unfolds more than a page may have. */
export function limitedCodecs(others: Compressors = {}): Compressors {
  const limited = Object.entries({ SNAPPY: expandSnappy, ...others }).map(([codec, expand]) => {
    const within = (input: Uint8Array, length: number) => {
      if (length <= LONGEST_PAGE) return expand(input, length);
      throw new Error(`a page of ${length} bytes is longer than ${LONGEST_PAGE}`);
    };
    return [codec, within];
  });
  return Object.fromEntries(limited);
}
