import { type Amounts, amountAt, type PositionColumns, WORD } from "../columns/amounts.ts";

/**
 * The list order of positions: profit descending, then key ascending as an unsigned integer.
 *
 * @returns for each list index, its input row
 */
export function sortPositions({ count, keys, profits }: PositionColumns): Uint32Array {
  const rounded = roundedAmounts(profits, count);
  return rowsUpTo(count).sort((a, b) => {
    const difference = (rounded[b] as number) - (rounded[a] as number);
    return difference || compareAmounts(profits, b, a) || compareKeys(keys, a, b);
  });
}

/**
 * Two rows with the same key, or undefined if all differ. Takes n log n time whatever the keys are.
 *
 * @param keys 32 bytes a row
 */
export function duplicateKeys(keys: Uint8Array, count: number): [number, number] | undefined {
  return equalNeighbours(keys, sortByKey(keys, count));
}

/**
 * The order by key, ascending as unsigned integers; equal keys by row. Takes n log n time whatever the keys are.
 *
 * @param keys 32 bytes a row
 * @returns for each list index, its input row
 */
export function sortByKey(keys: Uint8Array, count: number): Uint32Array {
  const view = new DataView(keys.buffer, keys.byteOffset, keys.byteLength);
  const leading = Float64Array.from({ length: count }, (_, row) => view.getUint32(WORD * row));
  return rowsUpTo(count).sort(
    (a, b) => (leading[a] as number) - (leading[b] as number) || compareKeys(keys, a, b) || a - b,
  );
}

/** The first two rows with the same key, of rows sorted by key; the smaller row first. */
export function equalNeighbours(keys: Uint8Array, sorted: Uint32Array): [number, number] | undefined {
  for (let i = 1; i < sorted.length; i++) {
    const [a, b] = [sorted[i - 1] as number, sorted[i] as number];
    if (compareKeys(keys, a, b) === 0) return [a, b];
  }
  return undefined;
}

/** A column of 32 bytes a row, in another order: for each list index, its input row. */
export function wordsInOrder(words: Uint8Array, order: Uint32Array): Uint8Array {
  const sorted = new Uint8Array(WORD * order.length);
  for (let index = 0; index < order.length; index++) {
    const row = order[index] as number;
    sorted.set(words.subarray(WORD * row, WORD * (row + 1)), WORD * index);
  }
  return sorted;
}

/** A column of amounts in another order. */
export function amountsInOrder({ low, high }: Amounts, order: Uint32Array): Amounts {
  if (high === undefined) return { low: limbsInOrder(low, order) };
  return { low: limbsInOrder(low, order), high: limbsInOrder(high, order) };
}

/** A column of 64-bit numbers in another order. */
export function limbsInOrder(limbs: BigUint64Array, order: Uint32Array): BigUint64Array {
  const sorted = new BigUint64Array(order.length);
  for (let index = 0; index < order.length; index++) sorted[index] = limbs[order[index] as number] as bigint;
  return sorted;
}

/** Compares the keys of two rows as unsigned integers. */
function compareKeys(keys: Uint8Array, a: number, b: number): number {
  for (let i = 0; i < WORD; i++) {
    const difference = (keys[WORD * a + i] as number) - (keys[WORD * b + i] as number);
    if (difference !== 0) return difference;
  }
  return 0;
}

function compareAmounts(amounts: Amounts, a: number, b: number): number {
  const [x, y] = [amountAt(amounts, a), amountAt(amounts, b)];
  return x < y ? -1 : x > y ? 1 : 0;
}

/** Rounding never turns an order around, so most comparisons need no bigint; only equal doubles are compared exactly. */
function roundedAmounts(amounts: Amounts, count: number): Float64Array {
  return Float64Array.from({ length: count }, (_, row) => Number(amountAt(amounts, row)));
}

function rowsUpTo(count: number): Uint32Array {
  return Uint32Array.from({ length: count }, (_, row) => row);
}
