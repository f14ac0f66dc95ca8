import { expect } from "chai";
import { amountsToArray, type PositionColumns } from "zke-insurance-fund";
import type { CommittedPositions } from "../../../sdk/src/columns/lists.ts";
import type { EnginePath } from "../../../sdk/src/engine/options.ts";

/** With SIMD and without: both must be there on the machine that tests. */
export const HERE: readonly EnginePath[] = [true, false].map((simd) => ({ simd, shared: false, threads: 1 }));

/** Every way in which a long list can be worked on. */
export const IN_BACKGROUND: readonly EnginePath[] = [true, false].flatMap((simd) => [
  { simd, shared: true, threads: 2 },
  { simd, shared: true, threads: 1 },
  { simd, shared: false, threads: 1 },
]);

/** What a path is called in a test's title. */
export function nameOf({ simd, shared, threads }: EnginePath): string {
  return `${simd ? "SIMD" : "no SIMD"}, ${shared ? "shared" : "plain"} memory, ${threads} thread${threads > 1 ? "s" : ""}`;
}

/** Expects two commitments to be the same to the bit. */
export function expectSame(actual: CommittedPositions | undefined, expected: CommittedPositions): void {
  if (actual === undefined) expect.fail("the engine did not commit the list");
  for (const name of ["count", "headCount", "headProfit", "totalProfit", "root"] as const) {
    expect(actual[name], name).to.equal(expected[name]);
  }
  expectSameBytes(actual.order, expected.order, "order");
  expectSameBytes(actual.keys, expected.keys, "keys");
  expectSameBytes(actual.tree, expected.tree, "tree");
  expect(amountsToArray(actual.profits), "profits").to.deep.equal(amountsToArray(expected.profits));
  expect(amountsToArray(actual.cumulative), "cumulative").to.deep.equal(amountsToArray(expected.cumulative));
}

/** Compares without an object per byte: these columns are long. */
export function expectSameBytes(actual: Uint8Array | Uint32Array, expected: typeof actual, name: string): void {
  const bytes = ({ buffer, byteOffset, byteLength }: typeof actual) => Buffer.from(buffer, byteOffset, byteLength);
  expect(Buffer.compare(bytes(actual), bytes(expected)), name).to.equal(0);
}

/** Positions with seeded keys and heavy-tailed profits, many of them equal. */
export function seededPositions(count: number, seed = 1, into?: PositionColumns): PositionColumns {
  const columns = into ?? { count, keys: new Uint8Array(32 * count), profits: { low: new BigUint64Array(count) } };
  let state = seed >>> 0;
  const random = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const { buffer, byteOffset, byteLength } = columns.keys;
  const words = new Uint32Array(buffer, byteOffset, byteLength / 4);
  for (let word = 0; word < words.length; word++) words[word] = random();
  for (let row = 0; row < count; row++) {
    columns.profits.low[row] = BigInt(Math.ceil(1000 * (1 - random() / 2 ** 32) ** (-1 / 1.16)));
  }
  return columns;
}
