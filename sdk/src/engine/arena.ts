import type { Amounts, PositionColumns } from "../columns/amounts.ts";
import { createKernel, FIXED, type Kernel, pooledKernel } from "./kernel.ts";
import type { EnginePath } from "./options.ts";

const WORD = 32;
const ALIGNMENT = 64;

/** From here on a list gets a memory of its own, which the result stays in; below, a common one, which it is copied out of. */
export const LONG_LIST = 200_000;

/** Where the columns of a list stand in a memory. Pages that are never written to take no room. */
interface Layout {
  readonly keys: number;
  readonly profits: number;
  readonly profitsHigh: number;
  readonly cumulative: number;
  readonly cumulativeHigh: number;
  readonly order: number;
  /** The tree; until it is hashed, room to sort in. */
  readonly tree: number;
  readonly end: number;
}

/** A memory with room for a list of positions and all that is made of it. */
export interface Arena {
  readonly count: number;
  readonly kernel: Kernel;
  readonly at: Layout;
}

/** Arenas whose columns wait to be committed, by the buffer that their owner holds. */
const waiting = new WeakMap<ArrayBufferLike, Arena>();

/** A new arena, or undefined if the list is too long for one memory. */
export function createArena(path: EnginePath, count: number): Arena | undefined {
  const at = layoutOf(count);
  const kernel = createKernel(path, at.end);
  return kernel && { count, kernel, at };
}

/** An arena in the memory that all short lists share. */
export function pooledArena(path: EnginePath, count: number): Arena | undefined {
  const at = layoutOf(count);
  const kernel = pooledKernel(path, at.end);
  return kernel && { count, kernel, at };
}

function layoutOf(count: number): Layout {
  let end: number = FIXED.end;
  const place = (bytes: number) => {
    const at = end;
    end += Math.ceil((bytes * count) / ALIGNMENT) * ALIGNMENT;
    return at;
  };
  return {
    keys: place(WORD),
    profits: place(8),
    profitsHigh: place(8),
    cumulative: place(8),
    cumulativeHigh: place(8),
    order: place(4),
    tree: place(2 * WORD),
    end,
  };
}

/** A part of an arena's memory as bytes. */
export function bytesAt({ kernel }: Arena, at: number, length: number): Uint8Array {
  return new Uint8Array(kernel.memory.buffer, at, length);
}

/** A column of amounts of an arena. */
export function amountsAt({ kernel, count }: Arena, low: number, high: number | undefined): Amounts {
  const limbs = (at: number) => new BigUint64Array(kernel.memory.buffer, at, count);
  return high === undefined ? { low: limbs(low) } : { low: limbs(low), high: limbs(high) };
}

/** Lets `takeArena` find an arena by its columns. */
export function offerArena(arena: Arena): void {
  waiting.set(arena.kernel.memory.buffer, arena);
}

/** The arena that columns from `allocatePositions` stand in, once; undefined for any others. */
export function takeArena({ count, keys, profits }: PositionColumns): Arena | undefined {
  const arena = waiting.get(keys.buffer);
  if (arena === undefined || arena.count !== count) return undefined;
  const { at } = arena;
  const stands = (column: BigUint64Array | undefined, place: number) =>
    column === undefined || (column.buffer === keys.buffer && column.byteOffset === place);
  const inPlace =
    keys.byteOffset === at.keys && stands(profits.low, at.profits) && stands(profits.high, at.profitsHigh);
  if (!inPlace) return undefined;
  waiting.delete(keys.buffer);
  return arena;
}

/** Copies columns into an arena. */
export function fillArena(arena: Arena, { count, keys, profits }: PositionColumns): void {
  const { at } = arena;
  bytesAt(arena, at.keys, WORD * count).set(keys);
  const amounts = amountsAt(arena, at.profits, profits.high && at.profitsHigh);
  amounts.low.set(profits.low);
  if (profits.high) amounts.high?.set(profits.high);
}
