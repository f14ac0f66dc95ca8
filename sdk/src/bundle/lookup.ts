// What lets one position of millions be proven from a few kilobytes: an index from keys to places in the list, and the tree's
// uppermost nodes. Both are derived, and believed for nothing: a proof that is made with them is checked against the root.
import { WORD } from "../columns/amounts.ts";

/** Bytes of an entry: the key's first bits, and the place in the list, as one number, the least byte first. */
const ENTRY = 8;
/** So many levels of the tree are left out: what stands below a node is hashed anew from some thousand positions. */
const LEVELS_BELOW = 11;

/** How many bits a place in the list takes. */
export function placeBits(count: number): number {
  return 32 - Math.clz32(Math.max(count - 1, 0));
}

/**
 * positions.index: an entry for each position, in ascending order. An entry is the key's first 8 bytes, whose last bits
 * are replaced by the position's place in the list.
 */
export function keyIndex(keys: Uint8Array, count: number): Uint8Array {
  const index = keyIndexOf(count);
  index.add(keys, 0);
  return index.sorted();
}

/** `keyIndex` of a list whose keys come in portions. */
export function keyIndexOf(count: number) {
  const entries = new BigUint64Array(count);
  const bytes = new Uint8Array(entries.buffer);
  const out = new DataView(entries.buffer);
  const mask = lowMask(placeBits(count));
  return {
    /** Adds the keys of the places from one on. */
    add(keys: Uint8Array, from: number): void {
      const words = new DataView(keys.buffer, keys.byteOffset, keys.byteLength);
      for (let row = 0; row < keys.length / WORD; row++) {
        const place = from + row;
        const lower = ((words.getUint32(WORD * row + 4) & ~mask) | place) >>> 0;
        out.setUint32(ENTRY * place, lower, true);
        out.setUint32(ENTRY * place + 4, words.getUint32(WORD * row), true);
      }
    },
    sorted(): Uint8Array {
      // Sorted as numbers, which every machine that runs this keeps with the least byte first.
      entries.sort();
      return bytes;
    },
  };
}

function lowMask(bits: number): number {
  return bits === 32 ? 0xffffffff : (1 << bits) - 1;
}

/** Reads some bytes of a file. */
export type ReadBytes = (start: number, length: number) => Promise<Uint8Array>;

/**
 * The places in the list that an index names for a key; one in all but a few cases, none if the key is not there.
 *
 * @param read reads from positions.index
 */
export async function placesOf(key: Uint8Array, count: number, read: ReadBytes): Promise<number[]> {
  const bits = BigInt(placeBits(count));
  const prefix = new DataView(key.buffer, key.byteOffset).getBigUint64(0) >> bits;
  const entryAt = async (at: number) => {
    const bytes = await read(ENTRY * at, ENTRY);
    return new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  };
  let low = 0;
  for (let high = count; low < high; ) {
    const middle = Math.floor((low + high) / 2);
    if ((await entryAt(middle)) >> bits < prefix) low = middle + 1;
    else high = middle;
  }
  const places: number[] = [];
  for (; low < count; low++) {
    const entry = await entryAt(low);
    if (entry >> bits !== prefix) break;
    places.push(Number(entry & ((1n << bits) - 1n)));
  }
  return places;
}

/**
 * The places that an index in memory names for a key, as `placesOf` does.
 *
 * @param index from `keyIndex`
 */
export function placesIn(key: Uint8Array, count: number, index: Uint8Array): number[] {
  const entries = new DataView(index.buffer, index.byteOffset, index.byteLength);
  const prefix = new DataView(key.buffer, key.byteOffset);
  const [upper, lower] = [prefix.getUint32(0), prefix.getUint32(4)];
  const mask = lowMask(placeBits(count));
  const lowerAt = (at: number) => entries.getUint32(ENTRY * at, true);
  const order = (at: number) =>
    entries.getUint32(ENTRY * at + 4, true) - upper || ((lowerAt(at) & ~mask) >>> 0) - ((lower & ~mask) >>> 0);
  let low = 0;
  for (let high = count; low < high; ) {
    const middle = (low + high) >>> 1;
    if (order(middle) < 0) low = middle + 1;
    else high = middle;
  }
  const places: number[] = [];
  for (; low < count && order(low) === 0; low++) places.push((lowerAt(low) & mask) >>> 0);
  return places;
}

/** How many of a tree's slots, from the root on, positions.tree has: all levels but the lowest. */
export function slotsKept(count: number): number {
  const levels = placeBits(count) - LEVELS_BELOW;
  return levels <= 0 ? 0 : 2 ** levels - 1;
}

/** positions.tree: the nodes of the tree's uppermost levels, in slot order, 32 bytes each. */
export function topOfTree(tree: Uint8Array, count: number): Uint8Array {
  return tree.subarray(0, WORD * slotsKept(count));
}

/** The slot of the node on a leaf's path below which nothing is kept: the path is hashed anew up to it. */
export function lowestKept(count: number, index: number): number {
  const kept = slotsKept(count);
  let slot = 2 * count - 2 - index;
  while (slot > 0 && slot >= kept) slot = (slot - 1) >> 1;
  return slot;
}

/** A range of places in a list. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** The leaves that stand below a slot, in list order: the ends of one level, behind the beginnings of the one below it. */
export function leavesBelow(slot: number, count: number): Range[] {
  const ranges: Range[] = [];
  for (let [first, last] = [slot, slot]; first <= 2 * count - 2; [first, last] = [2 * first + 1, 2 * last + 2]) {
    const [from, to] = [2 * count - 2 - Math.min(last, 2 * count - 2), 2 * count - 1 - Math.max(first, count - 1)];
    if (from < to) ranges.unshift({ from, to });
  }
  return ranges;
}
