import type { Range } from "./lookup.ts";

/** How many rows of a file are read at once: as many as a row group of a bundle has, which alone are read quickly. */
const GROUP = 65_536;
/** The end of a list is needed beside its beginning. */
const MOST_KEPT = 3;

/** How rows are cut and put together. */
export interface Cuts<T> {
  slice(rows: T, range: Range): T;
  join(rows: readonly T[]): T;
}

/** Reads any range of a file's rows. */
export type RowGroups<T> = (range: Range) => Promise<T>;

/** Reads any range of a file's rows by way of whole row groups, of which the last few are kept. */
export function rowGroups<T>(
  count: number,
  read: (range: Range) => Promise<T>,
  { slice, join }: Cuts<T>,
): RowGroups<T> {
  const kept = new Map<number, Promise<T>>();

  function group(start: number): Promise<T> {
    const found = kept.get(start);
    const rows = found ?? read({ from: start, to: Math.min(start + GROUP, count) });
    kept.delete(start);
    kept.set(start, rows);
    // What failed is tried again.
    if (found === undefined) rows.catch(() => kept.get(start) === rows && kept.delete(start));
    for (const oldest of kept.keys()) {
      if (kept.size <= MOST_KEPT) break;
      kept.delete(oldest);
    }
    return rows;
  }

  return async ({ from, to }) => {
    const parts: T[] = [];
    for (let start = from - (from % GROUP); start < to; start += GROUP) {
      const rows = await group(start);
      parts.push(slice(rows, { from: Math.max(from - start, 0), to: Math.min(to - start, GROUP) }));
    }
    return join(parts);
  };
}
