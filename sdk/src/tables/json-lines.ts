import { textOf, withRoom } from "../columns/bytes.ts";
import { InputError } from "../errors.ts";
import { LISTS } from "../problems/english/lists.ts";
import { TABLES } from "../problems/english/tables.ts";
import { refused } from "../problems/problem.ts";

const LF = 10;
/** No honest row is longer. */
const LONGEST_ROW = 1 << 20;
// Of text that is JSON: a name, and a value that is text, or a number as it is written.
const FIELD = /\s*("[^"\\]*(?:\\.[^"\\]*)*")\s*:\s*("[^"\\]*(?:\\.[^"\\]*)*"|[^\s,}]+)\s*[,}]/y;
const NUMBER = /^-?[0-9]/;

/** Whose objects are read, and where they go. */
export interface JsonLinesTarget {
  /** The file's name, for errors. */
  readonly file: string;
  /** Takes an object: the names of its fields in their order, and their values; numbers as they are written. */
  onObject(fields: ReadonlyMap<string, string | undefined>, line: number): void;
  /** Called with what is wrong with one line, which is left out then. */
  onBadRecord(error: InputError): void;
}

/**
 * A strict reader of JSON lines: one object a line, of texts and numbers. Numbers are handed out as they are written, since many lose
 * digits where JSON is read as JavaScript does; what is null, and what is neither, is handed out as undefined. A field that stands twice
 * in an object is refused: readers differ about which counts.
 */
export class JsonLines {
  readonly #target: JsonLinesTarget;
  readonly #strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  #buffer = new Uint8Array(1 << 16);
  #length = 0;
  #line = 1;
  #endsOpen = false;

  constructor(target: JsonLinesTarget) {
    this.#target = target;
  }

  push(piece: Uint8Array): void {
    this.#buffer = withRoom(this.#buffer, this.#length + piece.length);
    this.#buffer.set(piece, this.#length);
    this.#length += piece.length;
    let at = 0;
    for (;;) {
      const end = this.#buffer.subarray(0, this.#length).indexOf(LF, at);
      if (end < 0) break;
      this.#take(at, end);
      at = end + 1;
    }
    this.#buffer.copyWithin(0, at, this.#length);
    this.#length -= at;
    if (this.#length > LONGEST_ROW) throw refused(TABLES, "rowTooLong", {}, this.#place);
  }

  end(): void {
    if (this.#length === 0) return;
    this.#endsOpen = true;
    this.#take(0, this.#length);
  }

  /** Whether the last line had no end: then nobody knows whether it is whole. */
  get endsOpen(): boolean {
    return this.#endsOpen;
  }

  /** On which line the next object stands. */
  get line(): number {
    return this.#line;
  }

  get #place() {
    return { file: this.#target.file, line: this.#line };
  }

  #take(start: number, end: number): void {
    try {
      this.#target.onObject(this.#fieldsOf(this.#buffer.subarray(start, end)), this.#line);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      this.#target.onBadRecord(error.at(this.#place));
    }
    this.#line++;
  }

  #fieldsOf(bytes: Uint8Array): Map<string, string | undefined> {
    const text = this.#textOf(bytes);
    if (text.trim() === "") throw refused(TABLES, "rowEmpty", {});
    const size = sizeOfObject(text);
    const fields = new Map<string, string | undefined>();
    FIELD.lastIndex = text.indexOf("{") + 1;
    for (let match = FIELD.exec(text); match !== null; match = FIELD.exec(text)) {
      const [all, name = "", value = ""] = match;
      if (value.startsWith("{") || value.startsWith("[")) break;
      const field: string = JSON.parse(name);
      if (fields.has(field)) throw refused(TABLES, "objectFieldTwice", {}, { column: field });
      fields.set(field, fieldValue(value, field));
      // The last field's match ends with the object.
      if (all.endsWith("}")) break;
    }
    if (fields.size !== size) throw refused(TABLES, "notJsonLine", {}, { got: text });
    return fields;
  }

  #textOf(bytes: Uint8Array): string {
    try {
      const text = this.#strict.decode(bytes);
      return this.#line === 1 ? text.replace(/^\ufeff/, "") : text;
    } catch {
      throw refused(TABLES, "notJsonLine", {}, { got: textOf(bytes), expected: "UTF-8" });
    }
  }
}

/** How many fields a JSON object has. */
function sizeOfObject(text: string): number {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return Object.keys(value).length;
  } catch {
    // It is none.
  }
  throw refused(TABLES, "notJsonLine", {}, { got: text });
}

function fieldValue(text: string, column: string): string | undefined {
  if (NUMBER.test(text)) return text;
  if (!text.startsWith('"')) return undefined;
  const value: string = JSON.parse(text);
  if (!/\p{Surrogate}/u.test(value)) return value;
  throw refused(LISTS, "idNotUnicode", {}, { column, got: value });
}
