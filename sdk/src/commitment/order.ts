import { type Amounts, amountAt, type PositionColumns, WORD } from "./columns.ts";

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
  const view = new DataView(keys.buffer, keys.byteOffset, keys.byteLength);
  const leading = Float64Array.from({ length: count }, (_, row) => view.getUint32(WORD * row));
  const rows = rowsUpTo(count).sort(
    (a, b) => (leading[a] as number) - (leading[b] as number) || compareKeys(keys, a, b),
  );
  for (let i = 1; i < count; i++) {
    const [a, b] = [rows[i - 1] as number, rows[i] as number];
    if (compareKeys(keys, a, b) === 0) return a < b ? [a, b] : [b, a];
  }
  return undefined;
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
