import type { Compressors } from "hyparquet";
import { expandSnappy } from "./snappy.ts";

// Writers cut columns into pages of a few megabytes; what says that it unfolds to more is only there to fill memory.
const LONGEST_PAGE = 1 << 28;

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
