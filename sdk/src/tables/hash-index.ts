import { withRoom } from "../columns/bytes.ts";
import { mix } from "./first-parts.ts";

/** Numbers 0, 1, 2, ... by 32-bit hashes: open addressing, of which at most half is in use. */
export class HashIndex {
  #hashes = new Uint32Array(1 << 10);
  // Each slot holds a number plus one, 0 if it is free.
  #slots = new Uint32Array(1 << 11);
  #count = 0;
  #free = 0;

  /**
   * The number with that hash which `isSame` knows, or undefined. `isSame` is asked about each number that has the very hash.
   */
  find(hash: number, isSame: (number: number) => boolean): number | undefined {
    const [slots, hashes] = [this.#slots, this.#hashes];
    const mask = slots.length - 1;
    for (let slot = mix(hash) & mask; ; slot = (slot + 1) & mask) {
      const entry = slots[slot] as number;
      if (entry === 0) {
        this.#free = slot;
        return undefined;
      }
      if (hashes[entry - 1] === hash && isSame(entry - 1)) return entry - 1;
    }
  }

  /** Adds the next number, under the hash that was searched for in vain just before. */
  add(hash: number): void {
    this.#hashes[this.#count++] = hash;
    this.#slots[this.#free] = this.#count;
    if (this.#count === this.#hashes.length) this.#enlarge();
  }

  /** Takes other hashes for the numbers. */
  rehash(hashOf: (number: number) => number): void {
    for (let number = 0; number < this.#count; number++) this.#hashes[number] = hashOf(number);
    this.#fill(this.#slots.length);
  }

  #enlarge(): void {
    this.#hashes = withRoom(this.#hashes, this.#count + 1);
    this.#fill(2 * this.#slots.length);
  }

  #fill(size: number): void {
    const [slots, mask] = [new Uint32Array(size), size - 1];
    for (let number = 0; number < this.#count; number++) {
      let slot = mix(this.#hashes[number] as number) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = number + 1;
    }
    this.#slots = slots;
  }
}
