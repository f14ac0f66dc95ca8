import type { Arena } from "./arena.ts";
import { FIXED, SCAN_BLOCK, type Step, type Steps } from "./kernel.ts";

/** Rows in some order, with a 64-bit word each. */
interface SortBuffer {
  readonly words: number;
  readonly rows: number;
}

const RADIX = 256;
const ALL_BYTES = [0, 1, 2, 3, 4, 5, 6, 7];
/** Keys are hashes: few rows agree in four bytes, and those are compared. */
const LEADING_BYTES = [4, 5, 6, 7];

/**
 * Finds the list order, profit descending, then key ascending: sorts by key first, then by profit with a sort that leaves equal
 * profits as they are. It is left in the arena's column `order`.
 *
 * @returns two rows with the same key, if there are any
 */
export function* orderSteps(arena: Arena, wide: boolean): Steps<[number, number] | undefined> {
  const { at, count } = arena;
  const memory = new Uint32Array(arena.kernel.memory.buffer);
  const sort = sorterOf(arena, memory);
  const sameKey = memory.subarray(FIXED.sameKey / 4, FIXED.sameKey / 4 + 2).fill(0);

  yield anyOrder(scan("keyWords", [at.keys, sort.current().words, sort.current().rows], count));
  yield* sort.by(LEADING_BYTES);
  const { words, rows } = sort.current();
  yield scan("orderEqualWords", [at.keys, words, rows, FIXED.sameKey, count], count);
  const [a = 0, b = 0] = sameKey;

  for (const amounts of wide ? [at.profits, at.profitsHigh] : [at.profits]) {
    yield anyOrder(scan("amountWords", [amounts, sort.current().rows, sort.current().words], count));
    yield* sort.by(ALL_BYTES);
  }
  const sorted = sort.current().rows / 4;
  if (sort.current().rows !== at.order) memory.copyWithin(at.order / 4, sorted, sorted + count);
  return a === b ? undefined : [Math.min(a, b), Math.max(a, b)];
}

/** Sorts by bytes of the words, the least significant first, back and forth between two buffers. */
function sorterOf({ at, count }: Arena, memory: Uint32Array) {
  let current: SortBuffer = { words: at.tree, rows: at.order };
  let other: SortBuffer = { words: at.tree + 8 * count, rows: at.tree + 16 * count };
  const counts = memory.subarray(FIXED.counts / 4, FIXED.counts / 4 + RADIX * ALL_BYTES.length);

  return {
    current: () => current,
    *by(bytes: readonly number[]): Steps<void> {
      counts.fill(0);
      yield scan("countDigits", [current.words, FIXED.counts], count);
      for (const byte of bytes) {
        const table = counts.subarray(RADIX * byte, RADIX * (byte + 1));
        if (table.includes(count)) continue; // All words have the same value here.
        countsToPlaces(table);
        const places = FIXED.counts + 4 * RADIX * byte;
        yield scan("scatter", [current.words, current.rows, other.words, other.rows, places, 8 * byte], count);
        [current, other] = [other, current];
      }
    },
  };
}

/** Turns how often each value comes into where its first one goes. */
function countsToPlaces(table: Uint32Array): void {
  let place = 0;
  for (let value = 0; value < table.length; value++) {
    const occurrences = table[value] as number;
    table[value] = place;
    place += occurrences;
  }
}

/** A step over all rows, block after block. */
export function scan(run: Step["run"], args: Step["args"], count: number): Step {
  return { run, args, from: 0, to: count, block: SCAN_BLOCK, inOrder: true };
}

/** The same step, where no block needs the one before. */
export function anyOrder(step: Step): Step {
  return { ...step, inOrder: false };
}
