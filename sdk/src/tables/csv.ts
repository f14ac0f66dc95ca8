import { withRoom } from "../columns/bytes.ts";
import { InputError } from "../errors.ts";

/** A record as byte ranges of the scanner's own buffer, which the next record overwrites. */
export interface CsvRecord {
  readonly bytes: Uint8Array;
  /** Field `i` is `bytes[starts[i]] .. bytes[ends[i]]`, its quotes taken off. */
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  /** The line on which the record starts, counted from 1. */
  readonly line: number;
}

/** What a scanner is for: which headers it takes, and where its records go. */
export interface CsvTarget {
  /** The file's name, for errors. */
  readonly file: string;
  /** The headers that are accepted; each record then has as many fields as the header that stands there. */
  readonly headers: readonly (readonly string[])[];
  /** Called once, before the first record, with the place of the file's header in `headers`. */
  onHeader(choice: number): void;
  onRecord(record: CsvRecord): void;
}

const LF = 10;
const CR = 13;
const QUOTE = 34;
const COMMA = 44;
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

/** No honest row is longer; a quotation mark left open would otherwise take the rest of the file into memory. */
const LONGEST_RECORD = 1 << 20;

const INCOMPLETE = -1;

/**
 * A strict scanner for CSV as RFC 4180 has it: quoted fields with commas, line breaks and doubled quotes; lines that end with LF or CRLF;
 * a UTF-8 byte order mark is skipped. Whatever else stands there is refused. The file may come in pieces of any size.
 *
 * @throws {InputError} from `push` and `end`, with file, line and column, at the first thing that is wrong
 * @example
 * const scanner = new CsvScanner({
 *   file: "p.csv",
 *   headers: [["account", "profit"]],
 *   onHeader: () => {},
 *   onRecord: ({ bytes, starts, ends }) => console.log(new TextDecoder().decode(bytes.subarray(starts[0], ends[0]))),
 * });
 * scanner.push(new TextEncoder().encode('account,profit\n"a ""b""",1'));
 * scanner.end(); // prints: a "b"
 */
export class CsvScanner {
  readonly #target: CsvTarget;
  #buffer = new Uint8Array(1 << 16);
  #length = 0;
  #line = 1;
  #atStart = true;
  #columns: readonly string[] | undefined;

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
    this.#fail("the file is empty: the header row is missing", undefined, { expected: this.#expectedHeaders() });
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
    this.#fail("a row is longer than 1 MiB: is a quotation mark left open?", undefined, { expected: "one row a line" });
  }

  /** Scans the record at a place; gives the place of the next one, or INCOMPLETE. */
  #scanRecord(start: number, final: boolean): number {
    const [buffer, length] = [this.#buffer, this.#length];
    this.#count = 0;
    this.#lineBreaks = 0;
    for (let at = start; ; at++) {
      const quoted = at < length && buffer[at] === QUOTE;
      at = quoted ? this.#quotedField(at, final) : this.#unquotedField(at);
      if (at === INCOMPLETE) return INCOMPLETE;
      if (at === length) return final ? length : INCOMPLETE;
      const byte = buffer[at];
      if (byte === LF) return at + 1;
      if (byte === CR) {
        if (at + 1 === length && !final) return INCOMPLETE;
        if (buffer[at + 1] === LF && at + 1 < length) return at + 2;
        this.#fail("a carriage return without a line feed", this.#count - 1);
      }
      if (byte !== COMMA) this.#fail("a quoted field goes on after its closing quotation mark", this.#count - 1);
    }
  }

  /** Scans one unquoted field; gives the place of what ends it. */
  #unquotedField(start: number): number {
    const [buffer, length] = [this.#buffer, this.#length];
    let at = start;
    for (; at < length; at++) {
      const byte = buffer[at] as number;
      if (byte > COMMA) continue;
      if (byte === COMMA || byte === LF || byte === CR) break;
      if (byte === QUOTE) this.#fail("a quotation mark inside a field that does not start with one", this.#count);
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
    return final ? this.#fail("a quotation mark is never closed", this.#count, { line: openLine }) : INCOMPLETE;
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
    const { headers } = this.#target;
    const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
    const nameOf = (_: unknown, i: number) => decoder.decode(this.#buffer.subarray(this.#starts[i], this.#ends[i]));
    const names = Array.from({ length: this.#count }, nameOf);
    const isThis = (header: readonly string[]) =>
      header.length === names.length && header.every((name, i) => name === names[i]);
    const choice = headers.findIndex(isThis);
    this.#columns = headers[choice];
    if (this.#columns === undefined) {
      const facts = { got: names.join(","), expected: this.#expectedHeaders() };
      this.#fail("the header row is not the expected one", undefined, facts);
    }
    this.#target.onHeader(choice);
  }

  #takeRecord(expected: readonly string[]): void {
    if (this.#count !== expected.length) {
      const isEmpty = this.#count === 1 && this.#starts[0] === this.#ends[0];
      this.#fail(isEmpty ? "an empty line" : "the wrong number of columns", undefined, {
        got: isEmpty ? "" : String(this.#count),
        expected: `${expected.length} columns: ${expected.join(",")}`,
      });
    }
    this.#target.onRecord({ bytes: this.#buffer, starts: this.#starts, ends: this.#ends, line: this.#line });
  }

  #expectedHeaders(): string {
    return this.#target.headers.map((header) => header.join(",")).join(" or ");
  }

  #fail(reason: string, field?: number, details: { got?: string; expected?: string; line?: number } = {}): never {
    const column = field === undefined ? undefined : this.#columns?.[field];
    throw new InputError(reason, { file: this.#target.file, line: this.#line, column, ...details });
  }
}
