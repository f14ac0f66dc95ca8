import { type Amounts, amountAt } from "../columns/amounts.ts";
import type { Split } from "../rule/apportionment.ts";
import { FIXED, pooledKernel, SCAN_BLOCK } from "./kernel.ts";
import { detectPath } from "./path.ts";

const ROW = 8;

/**
 * The shares of the head in WebAssembly.
 *
 * @param cumulative running totals
 * @param shares the column they go into, all zero
 * @returns false if the engine cannot: it is missing, or figures of 2^64 and above need bigints
 */
export function sharesHere(
  cumulative: Amounts,
  headCount: number,
  { collected, measure }: Split,
  shares: Amounts,
  path = detectPath(),
): boolean {
  // With the last total and what is collected at most the measure, every product and quotient below is bounded.
  const last = headCount === 0 ? 0n : amountAt(cumulative, headCount - 1);
  if (measure >> 64n !== 0n || last > measure || collected > measure) return false;
  const totalsAt = FIXED.end;
  const sharesAt = totalsAt + ROW * (SCAN_BLOCK + 1);
  const kernel = path && pooledKernel(path, sharesAt + ROW * (SCAN_BLOCK + 1));
  if (kernel === undefined) return false;
  const totals = new BigUint64Array(kernel.memory.buffer, totalsAt, SCAN_BLOCK + 1);
  const results = new BigUint64Array(kernel.memory.buffer, sharesAt, SCAN_BLOCK + 1);
  for (let from = 0; from < headCount; from += SCAN_BLOCK) {
    const rows = Math.min(SCAN_BLOCK, headCount - from);
    // A share starts where the one before it ends, so each block begins with the total before it.
    totals[0] = from === 0 ? 0n : (cumulative.low[from - 1] as bigint);
    totals.set(cumulative.low.subarray(from, from + rows), 1);
    kernel.functions.shares(totalsAt, collected, measure, sharesAt, 1, rows + 1);
    shares.low.set(results.subarray(1, rows + 1), from);
  }
  return true;
}
