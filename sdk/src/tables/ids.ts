import { assertUtf8, type ByteRange, badId, textOf, withRoom } from "../columns/bytes.ts";
import type { PackedIds } from "../columns/packed-ids.ts";
import { LISTS } from "../problems/english/lists.ts";
import { refused } from "../problems/problem.ts";
import { FirstParts, hashOfRange } from "./first-parts.ts";
import { HashIndex } from "./hash-index.ts";
import { assertSeen, foldedText, hasOddEnd, isControl, isShortened } from "./signs.ts";

/** Ids in the order they came. */
export interface Ids extends PackedIds {
  readonly count: number;
}

/** What looks odd in an id that is added; ids are numbered as they come. */
export interface OddIds {
  /** An id, or its first part, is that of an earlier one but for capitals and accents. */
  onTwin(earlier: number): void;
  /** The id's part of that column looks like a number that a spreadsheet shortened. */
  onShortened(column: string, text: string): void;
  /** So many twins there were that no more are looked for. */
  onTooManyTwins(): void;
}

const NUL = 0;
const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;
const FIRST_SEED = Math.imul(FNV_OFFSET, FNV_PRIME);
/** Twins share a hash: more of them would make each search slow, and nobody reads on. */
const MOST_TWINS = 1000;
// ASCII without capitals, so that twins have one hash; and bytes as they are.
const FOLDED = Uint8Array.from({ length: 256 }, (_, byte) => (byte > 64 && byte < 91 ? byte + 32 : byte));
const EXACT = Uint8Array.from({ length: 256 }, (_, byte) => byte);
const encoder = new TextEncoder();

/** Collects ids and knows which it has seen. */
export class IdSet {
  readonly #columns: readonly string[];
  readonly #odd: OddIds | undefined;
  #bytes = new Uint8Array(1 << 16);
  #length = 0;
  #ends = new Float64Array(1 << 10);
  #count = 0;
  #signs = FOLDED;
  #twins = 0;
  readonly #byId = new HashIndex();
  // From the first part on that is written with capitals or beyond ASCII: before that, there can be no twins.
  #firstParts: FirstParts | undefined;
  #isFolded = false;
  // The id that is being added: where it starts, where its first part ends, and an earlier id that is its twin.
  #start = 0;
  #firstEnd = 0;
  #twin: number | undefined;

  /** @param columns the names of an id's parts, for errors */
  constructor(columns: readonly string[], odd?: OddIds) {
    this.#columns = columns;
    this.#odd = odd;
  }

  /**
   * Adds the id that the parts form, joined by NUL.
   *
   * @returns the number of the same id if it was added before, else undefined
   * @throws {InputError} with the part's column if a part is empty, is not UTF-8, or has signs that nobody sees
   */
  add(parts: readonly ByteRange[]): number | undefined {
    this.#makeRoom(parts.reduce((sum, { start, end }) => sum + end - start + 1, 0));
    const start = this.#length;
    this.#start = start;
    this.#twin = undefined;
    let hash = FNV_OFFSET;
    let firstHash = 0;
    let isFirstFolded = false;
    try {
      for (let part = 0; part < parts.length; part++) {
        if (part > 0) this.#bytes[this.#length++] = NUL;
        hash = this.#appendPart(parts[part] as ByteRange, part, Math.imul(hash, FNV_PRIME));
        if (part > 0) continue;
        firstHash = hash >>> 0;
        isFirstFolded = this.#isFolded;
        this.#firstEnd = this.#length;
      }
    } catch (error) {
      this.#length = start;
      throw error;
    }
    hash >>>= 0;
    const before = this.#byId.find(hash, this.#isSameId);
    if (before !== undefined) {
      this.#length = start;
      return before;
    }
    this.#byId.add(hash);
    if (parts.length > 1 && (isFirstFolded || this.#firstParts !== undefined)) this.#addFirst(firstHash);
    this.#ends[this.#count] = this.#length;
    this.#count++;
    if (this.#twin !== undefined) this.#tellTwin(this.#twin);
    if (this.#odd !== undefined) this.#tellShortened(parts, this.#odd);
    return undefined;
  }

  get count(): number {
    return this.#count;
  }

  /** The ids so far; the arrays are the set's own. */
  ids(): Ids {
    return { count: this.#count, bytes: this.#bytes, ends: this.#ends };
  }

  /** An id as text, its parts with a blank between them. */
  textOf(number: number): string {
    return textOf(this.#bytes.subarray(this.#startOf(number), this.#ends[number])).replace("\0", " ");
  }

  #makeRoom(size: number): void {
    if (this.#length + size > this.#bytes.length) this.#bytes = withRoom(this.#bytes, this.#length + size);
    if (this.#count === this.#ends.length) this.#ends = withRoom(this.#ends, this.#count + 1);
  }

  /** Copies a part behind the ids; gives the hash so far with the part's bytes in it. */
  #appendPart(range: ByteRange, part: number, seed: number): number {
    const { bytes: source, start, end } = range;
    const column = this.#columns[part];
    if (start === end) throw refused(LISTS, "idEmpty", {}, { column });
    const [bytes, signs] = [this.#bytes, this.#signs];
    let length = this.#length;
    let hash = seed;
    let anyHighBit = 0;
    let anyFolded = 0;
    let anyControl = hasOddEnd(range);
    for (let at = start; at < end; at++) {
      const byte = source[at] as number;
      if (isControl(byte)) anyControl = true;
      anyHighBit |= byte;
      const sign = signs[byte] as number;
      anyFolded |= sign ^ byte;
      hash = Math.imul(hash ^ sign, FNV_PRIME);
      bytes[length++] = byte;
    }
    this.#length = length;
    this.#isFolded = anyFolded !== 0 || anyHighBit >= 0x80;
    if (anyHighBit < 0x80 && !anyControl) return hash;
    const text = checkedText(range, column);
    return signs === EXACT || anyHighBit < 0x80 ? hash : hashOfText(foldedText(text), seed);
  }

  /** Looks at the first part: whether it is known, or another one's twin. Ids of one account often come one behind the other. */
  #addFirst(hash: number): void {
    if (this.#odd === undefined || this.#signs === EXACT) return;
    if (this.#firstParts === undefined) this.#firstParts = this.#allFirstParts();
    else if (this.#hasFirst(this.#count - 1)) return;
    const own = hashOfRange(this.#bytes, this.#start, this.#firstEnd);
    const twin = this.#firstParts.add(this.#count, hash, own);
    this.#twin ??= twin;
  }

  /** The first parts so far: all in ASCII, without capitals. */
  #allFirstParts(): FirstParts {
    const firstParts = new FirstParts((number) => this.#isTwin(number, this.#firstEnd));
    for (let number = 0; number < this.#count; number++) {
      const start = this.#startOf(number);
      const first = this.#bytes.subarray(start, this.#bytes.indexOf(NUL, start));
      firstParts.add(number, hashOfBytes(first), hashOfRange(first, 0, first.length));
    }
    return firstParts;
  }

  readonly #isSameId = (number: number): boolean => {
    const other = this.#startOf(number);
    const size = this.#length - this.#start;
    if ((this.#ends[number] as number) - other === size && this.#isEqual(other, size)) return true;
    if (this.#isTwin(number, this.#length)) this.#twin ??= number;
    return false;
  };

  /** Whether an earlier id has the first part of the one that is being added. */
  #hasFirst(number: number): boolean {
    const other = this.#startOf(number);
    const size = this.#firstEnd - this.#start;
    return this.#bytes[other + size] === NUL && this.#isEqual(other, size);
  }

  #isEqual(other: number, size: number): boolean {
    const [bytes, start] = [this.#bytes, this.#start];
    for (let i = 0; i < size; i++) if (bytes[other + i] !== bytes[start + i]) return false;
    return true;
  }

  /** Whether another id, or its first part, is that of the one that is being added, but for capitals and accents. */
  #isTwin(number: number, end: number): boolean {
    if (this.#odd === undefined || this.#signs === EXACT) return false;
    const bytes = this.#bytes;
    const other = this.#startOf(number);
    const otherEnd = end === this.#length ? this.#ends[number] : bytes.indexOf(NUL, other);
    const foldedOf = (from: number, to?: number) => foldedText(textOf(bytes.subarray(from, to)));
    return foldedOf(this.#start, end) === foldedOf(other, otherEnd);
  }

  #tellTwin(earlier: number): void {
    this.#odd?.onTwin(earlier);
    this.#twins++;
    if (this.#twins < MOST_TWINS) return;
    this.#odd?.onTooManyTwins();
    this.#signs = EXACT;
    this.#firstParts = undefined;
    this.#byId.rehash((number) => hashOfBytes(this.#bytes.subarray(this.#startOf(number), this.#ends[number])));
  }

  #tellShortened(parts: readonly ByteRange[], odd: OddIds): void {
    for (let part = 0; part < parts.length; part++) {
      const range = parts[part] as ByteRange;
      if (isShortened(range)) odd.onShortened(this.#columns[part] as string, rangeText(range));
    }
  }

  #startOf(number: number): number {
    return number === 0 ? 0 : (this.#ends[number - 1] as number);
  }
}

/** A range as text, of which all is seen. */
function checkedText(range: ByteRange, column: string | undefined): string {
  const bytes = range.bytes.subarray(range.start, range.end);
  if (bytes.includes(NUL)) throw badId("idNul", bytes, column);
  assertUtf8(bytes, column);
  const text = textOf(bytes);
  assertSeen(text, column);
  return text;
}

const rangeText = ({ bytes, start, end }: ByteRange) => textOf(bytes.subarray(start, end));

function hashOfText(text: string, seed: number): number {
  return encoder.encode(text).reduce((hash, byte) => Math.imul(hash ^ byte, FNV_PRIME), seed);
}

function hashOfBytes(bytes: Uint8Array): number {
  let hash = FIRST_SEED;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, FNV_PRIME);
  return hash >>> 0;
}
