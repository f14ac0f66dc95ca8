import { assertUtf8, type ByteRange, badId, withRoom } from "../columns/bytes.ts";
import type { PackedIds } from "../columns/packed-ids.ts";
import { LISTS } from "../problems/english/lists.ts";
import { refused } from "../problems/problem.ts";

/** Ids in the order they came. */
export interface Ids extends PackedIds {
  readonly count: number;
}

const NUL = 0;
const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** Collects ids and knows which it has seen. */
export class IdSet {
  readonly #columns: readonly string[];
  #bytes = new Uint8Array(1 << 16);
  #length = 0;
  #ends = new Float64Array(1 << 10);
  #hashes = new Uint32Array(1 << 10);
  #lines = new Uint32Array(1 << 10);
  #count = 0;
  // Open addressing: each slot holds an id's number plus one, 0 if it is free. At most half of it is in use.
  #slots = new Uint32Array(1 << 11);

  /** @param columns the names of an id's parts, for errors */
  constructor(columns: readonly string[]) {
    this.#columns = columns;
  }

  /**
   * Adds the id that the parts form, joined by NUL.
   *
   * @returns the line of the same id if it was added before, else undefined
   * @throws {InputError} with the part's column if a part is empty, contains NUL or is not UTF-8
   */
  add(parts: readonly ByteRange[], line: number): number | undefined {
    this.#makeRoom(parts.reduce((sum, { start, end }) => sum + end - start + 1, 0));
    const start = this.#length;
    let hash = FNV_OFFSET;
    for (let part = 0; part < parts.length; part++) {
      if (part > 0) this.#bytes[this.#length++] = NUL;
      hash = this.#appendPart(parts[part] as ByteRange, part, Math.imul(hash, FNV_PRIME));
    }
    hash >>>= 0;
    const slot = this.#slotOf(hash, start);
    const before = this.#slots[slot] as number;
    if (before !== 0) {
      this.#length = start;
      return this.#lines[before - 1];
    }
    this.#hashes[this.#count] = hash;
    this.#lines[this.#count] = line;
    this.#ends[this.#count] = this.#length;
    this.#count++;
    this.#slots[slot] = this.#count;
    return undefined;
  }

  /** The ids so far; the arrays are the set's own. */
  ids(): Ids {
    return { count: this.#count, bytes: this.#bytes, ends: this.#ends };
  }

  #makeRoom(size: number): void {
    const count = this.#count;
    this.#bytes = withRoom(this.#bytes, this.#length + size);
    if (count < this.#ends.length) return;
    this.#ends = withRoom(this.#ends, count + 1);
    this.#lines = withRoom(this.#lines, count + 1);
    const hashes = withRoom(this.#hashes, count + 1);
    const slots = new Uint32Array(2 * this.#slots.length);
    const mask = slots.length - 1;
    for (let id = 0; id < count; id++) {
      let slot = mix(hashes[id] as number) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = id + 1;
    }
    this.#hashes = hashes;
    this.#slots = slots;
  }

  /** Copies a part behind the ids; gives the hash so far with the part's bytes in it. */
  #appendPart({ bytes: source, start, end }: ByteRange, part: number, seed: number): number {
    const column = this.#columns[part];
    if (start === end) throw refused(LISTS, "idEmpty", {}, { column: column });
    const bytes = this.#bytes;
    let length = this.#length;
    let hash = seed;
    let anyHighBit = 0;
    for (let at = start; at < end; at++) {
      const byte = source[at] as number;
      if (byte === NUL) throw badId("idNul", source.subarray(start, end), column);
      anyHighBit |= byte;
      hash = Math.imul(hash ^ byte, FNV_PRIME);
      bytes[length++] = byte;
    }
    this.#length = length;
    if (anyHighBit >= 0x80) assertUtf8(source.subarray(start, end), column);
    return hash;
  }

  /** The slot of an equal id, or the free one where the id belongs. */
  #slotOf(hash: number, start: number): number {
    const [slots, hashes] = [this.#slots, this.#hashes];
    const mask = slots.length - 1;
    for (let slot = mix(hash) & mask; ; slot = (slot + 1) & mask) {
      const entry = slots[slot] as number;
      if (entry === 0 || (hashes[entry - 1] === hash && this.#isSame(entry - 1, start))) return slot;
    }
  }

  #isSame(id: number, start: number): boolean {
    const [bytes, ends] = [this.#bytes, this.#ends];
    const other = id === 0 ? 0 : (ends[id - 1] as number);
    const size = this.#length - start;
    if ((ends[id] as number) - other !== size) return false;
    for (let i = 0; i < size; i++) if (bytes[other + i] !== bytes[start + i]) return false;
    return true;
  }
}

/** Spreads a hash's entropy into its low bits, which choose the slot. */
function mix(hash: number): number {
  const folded = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return folded ^ (folded >>> 13);
}
