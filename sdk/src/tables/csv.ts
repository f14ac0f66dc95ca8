import { withRoom } from "../columns/bytes.ts";
import { InputError, type InputErrorDetails } from "../errors.ts";
import { TABLES } from "../problems/english/tables.ts";
import { refused } from "../problems/problem.ts";

/** A record as byte ranges of the scanner's own buffer, which the next record overwrites. */
export interface CsvRecord {
  readonly bytes: Uint8Array;
  /** Field `i` is `bytes[starts[i]] .. bytes[ends[i]]`, its quotes taken off. */
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  /** The line on which the record starts, counted from 1. */
  readonly line: number;
}

/** What a scanner is for: whose records it hands out, and where they go. */
export interface CsvTarget {
  /** The file's name, for errors. */
  readonly file: string;
  /** The headers that fit, for errors. */
  readonly expected?: string;
  /** Called once, before the first record, with the names in the header; each record then has as many fields. Refuses what does not fit. */
  onHeader(names: readonly string[]): void;
  onRecord(record: CsvRecord): void;
  /** Called with what is wrong with one record, which is left out then. */
  onBadRecord(error: InputError): void;
}

const LF = 10;
const CR = 13;
const QUOTE = 34;
const COMMA = 44;
const SEMICOLON = 59;
const TAB = 9;
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

/** No honest row is longer; a quotation mark left open would otherwise take the rest of the file into memory. */
const LONGEST_RECORD = 1 << 20;

const INCOMPLETE = -1;

/**
 * A strict scanner for CSV as RFC 4180 has it: quoted fields with commas, line breaks and doubled quotes; lines that end with LF or CRLF;
 * a UTF-8 byte order mark is skipped. Semicolons or tabs may stand for the commas: what the header has most of. Whatever else stands
 * there is refused. The file may come in pieces of any size.
 *
 * @throws {InputError} from `push` and `end`, with file, line and column, at the first thing after which records cannot be told apart
 * @example
 * const scanner = new CsvScanner({
 *   file: "p.csv",
 *   onHeader: (names) => console.log(names),
 *   onRecord: ({ bytes, starts, ends }) => console.log(new TextDecoder().decode(bytes.subarray(starts[0], ends[0]))),
 *   onBadRecord: (error) => console.log(error.toString()),
 * });
 * scanner.push(new TextEncoder().encode('account,profit\n"a ""b""",1\n'));
 * scanner.end(); // prints: [ "account", "profit" ], then: a "b"
 */
export class CsvScanner {
  readonly #target: CsvTarget;
  #buffer = new Uint8Array(1 << 16);
  #length = 0;
  #line = 1;
  #atStart = true;
  #delimiter = COMMA;
  #columns: readonly string[] | undefined;
  #endsOpen = false;

  // The fields of the record being scanned; `escaped` marks those that hold doubled quotes.
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];
  readonly #escaped: boolean[] = [];
  #count = 0;
  #lineBreaks = 0;

  constructor(target: CsvTarget) {
    this.#target = target;
  }

  /** Scans what is complete so far; the piece is copied, and may be reused. */
  push(piece: Uint8Array): void {
    this.#append(piece);
    this.#scan(false);
  }

  /** Scans the last record. To be called once, after the last piece. */
  end(): void {
    this.#scan(true);
    if (this.#columns !== undefined) return;
    const { file, expected } = this.#target;
    throw refused(TABLES, "headerMissing", {}, { file, line: 1, expected });
  }

  /** Whether the last line had no end: then nobody knows whether it is whole. */
  get endsOpen(): boolean {
    return this.#endsOpen;
  }

  /** On which line the next record starts; behind the last record, how many lines there were, plus one. */
  get line(): number {
    return this.#line;
  }

  #append(piece: Uint8Array): void {
    this.#buffer = withRoom(this.#buffer, this.#length + piece.length);
    this.#buffer.set(piece, this.#length);
    this.#length += piece.length;
  }

  /** Scans all complete records, and keeps the rest for the next piece. */
  #scan(final: boolean): void {
    let at = 0;
    if (this.#atStart) {
      if (this.#length < BYTE_ORDER_MARK.length && !final) return;
      this.#atStart = false;
      if (BYTE_ORDER_MARK.every((byte, i) => i < this.#length && this.#buffer[i] === byte)) at = BYTE_ORDER_MARK.length;
    }
    while (at < this.#length) {
      if (this.#columns === undefined) {
        const delimiter = delimiterIn(this.#buffer.subarray(at, this.#length), final);
        if (delimiter === undefined) break;
        this.#delimiter = delimiter;
      }
      const next = this.#scanRecord(at, final);
      if (next === INCOMPLETE) break;
      this.#unescapeFields();
      if (this.#columns === undefined) this.#takeHeader();
      else this.#takeRecord(this.#columns);
      this.#line += 1 + this.#lineBreaks;
      at = next;
    }
    this.#buffer.copyWithin(0, at, this.#length);
    this.#length -= at;
    if (this.#length <= LONGEST_RECORD) return;
    this.#fail("rowTooLong");
  }

  /** Scans the record at a place; gives the place of the next one, or INCOMPLETE. */
  #scanRecord(start: number, final: boolean): number {
    const [buffer, length, delimiter] = [this.#buffer, this.#length, this.#delimiter];
    this.#count = 0;
    this.#lineBreaks = 0;
    for (let at = start; ; at++) {
      const quoted = at < length && buffer[at] === QUOTE;
      at = quoted ? this.#quotedField(at, final) : this.#unquotedField(at);
      if (at === INCOMPLETE) return INCOMPLETE;
      if (at === length) {
        if (!final) return INCOMPLETE;
        this.#endsOpen = true;
        return length;
      }
      const byte = buffer[at];
      if (byte === LF) return at + 1;
      if (byte === CR) {
        if (at + 1 === length && !final) return INCOMPLETE;
        if (buffer[at + 1] === LF && at + 1 < length) return at + 2;
        this.#fail("carriageReturn", this.#count - 1);
      }
      if (byte !== delimiter) this.#fail("quoteGoesOn", this.#count - 1);
    }
  }

  /** Scans one unquoted field; gives the place of what ends it. */
  #unquotedField(start: number): number {
    const [buffer, length, delimiter] = [this.#buffer, this.#length, this.#delimiter];
    // Nothing above it ends a field, or is no part of one.
    const highest = Math.max(delimiter, QUOTE);
    let at = start;
    for (; at < length; at++) {
      const byte = buffer[at] as number;
      if (byte > highest) continue;
      if (byte === delimiter || byte === LF || byte === CR) break;
      if (byte === QUOTE) this.#fail("quoteInside", this.#count);
    }
    this.#setField(start, at, false);
    return at;
  }

  /** Scans one quoted field; gives the place after its closing quote, or INCOMPLETE. */
  #quotedField(open: number, final: boolean): number {
    const [buffer, length] = [this.#buffer, this.#length];
    const openLine = this.#line + this.#lineBreaks;
    let doubled = false;
    for (let at = open + 1; at < length; at++) {
      const byte = buffer[at];
      if (byte === LF) this.#lineBreaks++;
      if (byte !== QUOTE) continue;
      if (at + 1 < length && buffer[at + 1] === QUOTE) {
        doubled = true;
        at++;
        continue;
      }
      this.#setField(open + 1, at, doubled);
      return at + 1;
    }
    return final ? this.#fail("quoteOpen", this.#count, { line: openLine }) : INCOMPLETE;
  }

  #setField(start: number, end: number, doubled: boolean): void {
    this.#starts[this.#count] = start;
    this.#ends[this.#count] = end;
    this.#escaped[this.#count] = doubled;
    this.#count++;
  }

  /** Takes one quote of each doubled pair away, in place. */
  #unescapeFields(): void {
    const buffer = this.#buffer;
    for (let field = 0; field < this.#count; field++) {
      if (!this.#escaped[field]) continue;
      let to = this.#starts[field] as number;
      const end = this.#ends[field] as number;
      for (let from = to; from < end; from++) {
        buffer[to++] = buffer[from] as number;
        if (buffer[from] === QUOTE) from++;
      }
      this.#ends[field] = to;
    }
  }

  #takeHeader(): void {
    const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
    const nameOf = (_: unknown, i: number) => decoder.decode(this.#buffer.subarray(this.#starts[i], this.#ends[i]));
    this.#columns = Array.from({ length: this.#count }, nameOf);
    try {
      this.#target.onHeader(this.#columns);
    } catch (error) {
      throw error instanceof InputError ? error.at({ line: this.#line }) : error;
    }
  }

  #takeRecord(expected: readonly string[]): void {
    if (this.#count === expected.length) {
      this.#target.onRecord({ bytes: this.#buffer, starts: this.#starts, ends: this.#ends, line: this.#line });
      return;
    }
    const isEmpty = this.#count === 1 && this.#starts[0] === this.#ends[0];
    const facts = {
      got: isEmpty ? "" : String(this.#count),
      expected: `${expected.length} columns${expected.every(isPlainName) ? `: ${expected.join(",")}` : ""}`,
    };
    this.#target.onBadRecord(this.#error(isEmpty ? "rowEmpty" : "rowWidth", undefined, facts));
  }

  #fail(code: Misshape, field?: number, details?: InputErrorDetails): never {
    throw this.#error(code, field, details);
  }

  #error(code: Misshape, field: number | undefined, details: InputErrorDetails | undefined): InputError {
    const column = field === undefined ? undefined : this.#columns?.[field];
    return refused(TABLES, code, {}, { file: this.#target.file, line: this.#line, column, ...details });
  }
}

type Misshape = "carriageReturn" | "quoteGoesOn" | "quoteInside" | "quoteOpen" | "rowEmpty" | "rowTooLong" | "rowWidth";

const isPlainName = (name: string) => /^[\w .-]{1,40}$/.test(name);

/**
 * What the fields of a header are divided by: of comma, semicolon and tab outside of quotes, the one that is there most often. Not known
 * before the header's line has ended.
 */
function delimiterIn(bytes: Uint8Array, final: boolean): number | undefined {
  const counts = new Map([
    [COMMA, 0],
    [SEMICOLON, 0],
    [TAB, 0],
  ]);
  let isQuoted = false;
  let isWhole = final;
  for (const byte of bytes) {
    if (byte === QUOTE) isQuoted = !isQuoted;
    else if (byte === LF && !isQuoted) {
      isWhole = true;
      break;
    }
    if (!isQuoted && counts.has(byte)) counts.set(byte, (counts.get(byte) ?? 0) + 1);
  }
  if (!isWhole) return undefined;
  return [...counts].reduce((most, each) => (each[1] > most[1] ? each : most))[0];
}
