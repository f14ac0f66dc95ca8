import { assertUtf8, type ByteRange, badId, withRoom } from "../columns/bytes.ts";
import type { PackedIds } from "../columns/packed-ids.ts";
import { LISTS } from "../problems/english/lists.ts";
import { refused } from "../problems/problem.ts";

/** Ids in the order they came. */
export interface Ids extends PackedIds {
  readonly count: number;
}

/** Collects ids and knows which it has seen. */
export interface IdSet {
  /**
   * Adds the id that the parts form, joined by NUL.
   *
   * @returns the line of the same id if it was added before, else undefined
   * @throws {InputError} with the part's column if a part is empty, contains NUL or is not UTF-8
   */
  add(parts: readonly ByteRange[], line: number): number | undefined;
  /** The ids so far; the arrays are the set's own. */
  ids(): Ids;
}

const NUL = 0;
const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/**
 * Makes an empty set of ids.
 *
 * @param columns the names of an id's parts, for errors
 */
export function createIdSet(columns: readonly string[]): IdSet {
  let bytes = new Uint8Array(1 << 16);
  let length = 0;
  let ends = new Float64Array(1 << 10);
  let hashes = new Uint32Array(1 << 10);
  let lines = new Uint32Array(1 << 10);
  let count = 0;
  // Open addressing: each slot holds an id's number plus one, 0 if it is free. At most half of it is in use.
  let slots = new Uint32Array(1 << 11);

  const startOf = (id: number) => (id === 0 ? 0 : (ends[id - 1] as number));

  /** Copies a part behind the ids; gives the hash so far with the part's bytes in it. */
  function appendPart({ bytes: source, start, end }: ByteRange, column: number, seed: number): number {
    if (start === end) throw refused(LISTS, "idEmpty", {}, { column: columns[column] });
    let hash = seed;
    let anyHighBit = 0;
    for (let at = start; at < end; at++) {
      const byte = source[at] as number;
      if (byte === NUL) throw badId("idNul", source.subarray(start, end), columns[column]);
      anyHighBit |= byte;
      hash = Math.imul(hash ^ byte, FNV_PRIME);
      bytes[length++] = byte;
    }
    if (anyHighBit >= 0x80) assertUtf8(source.subarray(start, end), columns[column]);
    return hash;
  }

  function isSame(id: number, start: number): boolean {
    const other = startOf(id);
    const size = length - start;
    if ((ends[id] as number) - other !== size) return false;
    for (let i = 0; i < size; i++) if (bytes[other + i] !== bytes[start + i]) return false;
    return true;
  }

  /** The slot of an equal id, or the free one where the id belongs. */
  function slotOf(hash: number, start: number): number {
    const mask = slots.length - 1;
    for (let slot = mix(hash) & mask; ; slot = (slot + 1) & mask) {
      const entry = slots[slot] as number;
      if (entry === 0 || (hashes[entry - 1] === hash && isSame(entry - 1, start))) return slot;
    }
  }

  function makeRoom(size: number): void {
    bytes = withRoom(bytes, length + size);
    if (count < ends.length) return;
    ends = withRoom(ends, count + 1);
    hashes = withRoom(hashes, count + 1);
    lines = withRoom(lines, count + 1);
    slots = new Uint32Array(2 * slots.length);
    const mask = slots.length - 1;
    for (let id = 0; id < count; id++) {
      let slot = mix(hashes[id] as number) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = id + 1;
    }
  }

  return {
    add(parts, line) {
      makeRoom(parts.reduce((sum, { start, end }) => sum + end - start + 1, 0));
      const start = length;
      let hash = FNV_OFFSET;
      for (let part = 0; part < parts.length; part++) {
        if (part > 0) bytes[length++] = NUL;
        hash = appendPart(parts[part] as ByteRange, part, Math.imul(hash, FNV_PRIME));
      }
      hash >>>= 0;
      const slot = slotOf(hash, start);
      const before = slots[slot] as number;
      if (before !== 0) {
        length = start;
        return lines[before - 1];
      }
      hashes[count] = hash;
      lines[count] = line;
      ends[count] = length;
      count++;
      slots[slot] = count;
      return undefined;
    },
    ids: () => ({ count, bytes, ends }),
  };
}

/** Spreads a hash's entropy into its low bits, which choose the slot. */
function mix(hash: number): number {
  const folded = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return folded ^ (folded >>> 13);
}
