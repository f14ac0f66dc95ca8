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

/** Takes a file in pieces of any size. */
export interface CsvScanner {
  /** Scans what is complete so far; the piece is copied, and may be reused. */
  push(piece: Uint8Array): void;
  /** Scans the last record. To be called once, after the last piece. */
  end(): void;
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
 * Makes a strict scanner for CSV as RFC 4180 has it: quoted fields with commas, line breaks and doubled quotes;
 * lines that end with LF or CRLF; a UTF-8 byte order mark is skipped. Whatever else stands there is refused.
 *
 * @throws {InputError} from `push` and `end`, with file, line and column, at the first thing that is wrong
 * @example
 * const scanner = createCsvScanner({
 *   file: "p.csv",
 *   headers: [["account", "profit"]],
 *   onHeader: () => {},
 *   onRecord: ({ bytes, starts, ends }) => console.log(new TextDecoder().decode(bytes.subarray(starts[0], ends[0]))),
 * });
 * scanner.push(new TextEncoder().encode('account,profit\n"a ""b""",1'));
 * scanner.end(); // prints: a "b"
 */
export function createCsvScanner(target: CsvTarget): CsvScanner {
  let buffer = new Uint8Array(1 << 16);
  let length = 0;
  let line = 1;
  let atStart = true;
  let columns: readonly string[] | undefined;

  // The fields of the record being scanned; `escaped` marks those that hold doubled quotes.
  const starts: number[] = [];
  const ends: number[] = [];
  const escaped: boolean[] = [];
  let count = 0;
  let lineBreaks = 0;

  function fail(
    reason: string,
    field?: number,
    details: { got?: string; expected?: string; line?: number } = {},
  ): never {
    const column = field === undefined ? undefined : columns?.[field];
    throw new InputError(reason, { file: target.file, line, column, ...details });
  }

  /** Scans one unquoted field; gives the place of what ends it. */
  function unquotedField(start: number): number {
    let at = start;
    for (; at < length; at++) {
      const byte = buffer[at] as number;
      if (byte > COMMA) continue;
      if (byte === COMMA || byte === LF || byte === CR) break;
      if (byte === QUOTE) fail("a quotation mark inside a field that does not start with one", count);
    }
    setField(start, at, false);
    return at;
  }

  /** Scans one quoted field; gives the place after its closing quote, or INCOMPLETE. */
  function quotedField(open: number, final: boolean): number {
    const openLine = line + lineBreaks;
    let doubled = false;
    for (let at = open + 1; at < length; at++) {
      const byte = buffer[at];
      if (byte === LF) lineBreaks++;
      if (byte !== QUOTE) continue;
      if (at + 1 < length && buffer[at + 1] === QUOTE) {
        doubled = true;
        at++;
        continue;
      }
      setField(open + 1, at, doubled);
      return at + 1;
    }
    return final ? fail("a quotation mark is never closed", count, { line: openLine }) : INCOMPLETE;
  }

  function setField(start: number, end: number, doubled: boolean): void {
    starts[count] = start;
    ends[count] = end;
    escaped[count] = doubled;
    count++;
  }

  /** Scans the record at a place; gives the place of the next one, or INCOMPLETE. */
  function scanRecord(start: number, final: boolean): number {
    count = 0;
    lineBreaks = 0;
    for (let at = start; ; at++) {
      const quoted = at < length && buffer[at] === QUOTE;
      at = quoted ? quotedField(at, final) : unquotedField(at);
      if (at === INCOMPLETE) return INCOMPLETE;
      if (at === length) return final ? length : INCOMPLETE;
      const byte = buffer[at];
      if (byte === LF) return at + 1;
      if (byte === CR) {
        if (at + 1 === length && !final) return INCOMPLETE;
        if (buffer[at + 1] === LF && at + 1 < length) return at + 2;
        fail("a carriage return without a line feed", count - 1);
      }
      if (byte !== COMMA) fail("a quoted field goes on after its closing quotation mark", count - 1);
    }
  }

  /** Takes one quote of each doubled pair away, in place. */
  function unescapeFields(): void {
    for (let field = 0; field < count; field++) {
      if (!escaped[field]) continue;
      let to = starts[field] as number;
      const end = ends[field] as number;
      for (let from = to; from < end; from++) {
        buffer[to++] = buffer[from] as number;
        if (buffer[from] === QUOTE) from++;
      }
      ends[field] = to;
    }
  }

  function takeHeader(): void {
    const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
    const names = Array.from({ length: count }, (_, i) => decoder.decode(buffer.subarray(starts[i], ends[i])));
    const choice = target.headers.findIndex(
      (header) => header.length === names.length && header.every((name, i) => name === names[i]),
    );
    columns = target.headers[choice];
    if (columns === undefined) {
      fail("the header row is not the expected one", undefined, { got: names.join(","), expected: expectedHeaders() });
    }
    target.onHeader(choice);
  }

  function takeRecord(expected: readonly string[]): void {
    if (count !== expected.length) {
      const empty = count === 1 && starts[0] === ends[0];
      fail(empty ? "an empty line" : "the wrong number of columns", undefined, {
        got: empty ? "" : String(count),
        expected: `${expected.length} columns: ${expected.join(",")}`,
      });
    }
    target.onRecord({ bytes: buffer, starts, ends, line });
  }

  const expectedHeaders = () => target.headers.map((header) => header.join(",")).join(" or ");

  /** Scans all complete records, and keeps the rest for the next piece. */
  function scan(final: boolean): void {
    let at = 0;
    if (atStart) {
      if (length < BYTE_ORDER_MARK.length && !final) return;
      atStart = false;
      if (BYTE_ORDER_MARK.every((byte, i) => i < length && buffer[i] === byte)) at = BYTE_ORDER_MARK.length;
    }
    while (at < length) {
      const next = scanRecord(at, final);
      if (next === INCOMPLETE) break;
      unescapeFields();
      if (columns === undefined) takeHeader();
      else takeRecord(columns);
      line += 1 + lineBreaks;
      at = next;
    }
    buffer.copyWithin(0, at, length);
    length -= at;
    if (length > LONGEST_RECORD) {
      fail("a row is longer than 1 MiB: is a quotation mark left open?", undefined, { expected: "one row a line" });
    }
  }

  function append(piece: Uint8Array): void {
    if (length + piece.length > buffer.length) {
      const larger = new Uint8Array(Math.max(2 * buffer.length, length + piece.length));
      larger.set(buffer.subarray(0, length));
      buffer = larger;
    }
    buffer.set(piece, length);
    length += piece.length;
  }

  return {
    push(piece) {
      append(piece);
      scan(false);
    },
    end() {
      scan(true);
      if (columns === undefined)
        fail("the file is empty: the header row is missing", undefined, { expected: expectedHeaders() });
    },
  };
}
