import type { PositionColumns } from "zke-insurance-fund";
import { amountsFrom, keccak256 } from "zke-insurance-fund";
import { randomOf } from "../support/random.ts";

/** Profits have a Pareto tail with this index, as traders' profits do: a few hold most of it. */
export const TAIL_INDEX = 1.16;

/** Seeded positions whose profits have a Pareto tail. */
export function heavyTailedPositions(count: number, seed = 1): PositionColumns {
  const random = randomOf(seed);
  const profits = Array.from({ length: count }, () => BigInt(Math.ceil(1e6 * (1 - random()) ** (-1 / TAIL_INDEX))));
  const keys = new Uint8Array(32 * count);
  const name = new Uint8Array(8);
  for (let row = 0; row < count; row++) {
    new DataView(name.buffer).setUint32(0, seed);
    new DataView(name.buffer).setUint32(4, row);
    keys.set(keccak256(name), 32 * row);
  }
  return { count, keys, profits: amountsFrom(profits) };
}
