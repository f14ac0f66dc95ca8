const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

// A slot: an id's number plus one, or 0 if it is free; the hash that twins share; the part's own hash.
const NUMBERS = 3;

/**
 * The distinct first parts of ids, each by the number of the first id that has it. A part is known by a hash of 32 bits: taking two for one
 * would cost no more than a warning.
 */
export class FirstParts {
  readonly #isTwin: (number: number) => boolean;
  // Open addressing, by the hash that twins share; at most three quarters are in use.
  #slots = new Uint32Array(NUMBERS << 11);
  #count = 0;

  /** @param isTwin whether the part that is being added is that of an earlier id, but for capitals and accents */
  constructor(isTwin: (number: number) => boolean) {
    this.#isTwin = isTwin;
  }

  /**
   * Adds the first part of the id with that number, unless it is known.
   *
   * @returns the number of an id whose first part is a twin of a new one, if there is any
   */
  add(number: number, folded: number, own: number): number | undefined {
    const slots = this.#slots;
    const size = slots.length / NUMBERS;
    let twin: number | undefined;
    let slot = mix(folded) & (size - 1);
    for (; slots[NUMBERS * slot] !== 0; slot = (slot + 1) & (size - 1)) {
      if (slots[NUMBERS * slot + 1] !== folded) continue;
      if (slots[NUMBERS * slot + 2] === own) return undefined;
      twin ??= (slots[NUMBERS * slot] as number) - 1;
    }
    slots[NUMBERS * slot] = number + 1;
    slots[NUMBERS * slot + 1] = folded;
    slots[NUMBERS * slot + 2] = own;
    this.#count++;
    if (4 * this.#count > 3 * size) this.#enlarge();
    return twin !== undefined && this.#isTwin(twin) ? twin : undefined;
  }

  #enlarge(): void {
    const before = this.#slots;
    const slots = new Uint32Array(2 * before.length);
    const mask = slots.length / NUMBERS - 1;
    for (let from = 0; from < before.length; from += NUMBERS) {
      if (before[from] === 0) continue;
      let slot = mix(before[from + 1] as number) & mask;
      while (slots[NUMBERS * slot] !== 0) slot = (slot + 1) & mask;
      for (let i = 0; i < NUMBERS; i++) slots[NUMBERS * slot + i] = before[from + i] as number;
    }
    this.#slots = slots;
  }
}

/** The hash of a part as it is written. */
export function hashOfRange(bytes: Uint8Array, start: number, end: number): number {
  let hash = FNV_OFFSET;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ (bytes[at] as number), FNV_PRIME);
  return hash >>> 0;
}

/** Spreads a hash's entropy into its low bits, which choose the slot. */
export function mix(hash: number): number {
  const folded = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return folded ^ (folded >>> 13);
}
