import type { PositionColumns } from "../columns/amounts.ts";
import { COUNT, FLAG, ifGiven, requireGiven } from "../columns/given.ts";
import { amountsAt, bytesAt, createArena, LONG_LIST, offerArena } from "./arena.ts";
import { PATH } from "./given.ts";
import type { EnginePath } from "./options.ts";
import { detectPath } from "./path.ts";

const WORD = 32;

/**
 * Position columns to be filled, in the engine's own memory: `commitPositions` does not copy them, but sorts them where they
 * are and makes them the committed list's columns. A long list needs 40 bytes a position less that way.
 *
 * @param wide whether profits of 2^64 base units and above must fit
 * @example
 * allocatePositions(2).keys.length // 64
 */
export function allocatePositions(
  count: number,
  wide = false,
  path: EnginePath | undefined = detectPath(),
): PositionColumns {
  requireGiven({ count, wide, path }, { count: COUNT, wide: FLAG, path: ifGiven(PATH) });
  const arena = path && count >= LONG_LIST ? createArena(path, count) : undefined;
  if (arena === undefined) return plainPositions(count, wide);
  offerArena(arena);
  const { at } = arena;
  return {
    count,
    keys: bytesAt(arena, at.keys, WORD * count),
    profits: amountsAt(arena, at.profits, wide ? at.profitsHigh : undefined),
  };
}

function plainPositions(count: number, wide: boolean): PositionColumns {
  const low = new BigUint64Array(count);
  const profits = wide ? { low, high: new BigUint64Array(count) } : { low };
  return { count, keys: new Uint8Array(WORD * count), profits };
}
