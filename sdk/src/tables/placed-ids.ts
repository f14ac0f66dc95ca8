import { type ByteRange, textOf, withRoom } from "../columns/bytes.ts";
import { type IdKind, TABLES } from "../problems/english/tables.ts";
import { refused } from "../problems/problem.ts";
import { IdSet, type Ids } from "./ids.ts";
import type { TableNotes } from "./notes.ts";
import type { RowPlace } from "./warnings.ts";

/** Ids of which each may stand once in a table, which may be several files; knows in which line each stands. */
export class PlacedIds {
  readonly #kind: IdKind;
  readonly #columns: readonly string[];
  readonly #ids: IdSet;
  readonly #notes: TableNotes;
  #lines = new Uint32Array(1 << 10);
  // The files in their order, and the number of the first id of each.
  readonly #files: { readonly file: string; readonly first: number }[] = [];
  #file: string | undefined;
  #place: RowPlace = { file: "", line: 0 };

  constructor(kind: IdKind, columns: readonly string[], notes: TableNotes) {
    this.#kind = kind;
    this.#columns = columns;
    this.#notes = notes;
    this.#ids = new IdSet(columns, {
      onTwin: (earlier) => this.#tellTwin(earlier),
      onShortened: (column, id) => notes.warn({ code: "shortenedId", args: { ...this.#place, column, id } }),
      onTooManyTwins: () => notes.warn({ code: "twinsUnwatched", args: { file: this.#place.file } }),
    });
  }

  /** @throws {InputError} if the id is bad, or was there before */
  add(parts: readonly ByteRange[], place: RowPlace): void {
    const number = this.#ids.count;
    this.#place = place;
    if (this.#file !== place.file) {
      this.#file = place.file;
      this.#files.push({ file: place.file, first: number });
    }
    if (number === this.#lines.length) this.#lines = withRoom(this.#lines, number + 1);
    this.#lines[number] = place.line;
    const before = this.#ids.add(parts);
    if (before === undefined) return;
    const { file, line } = this.#placeOf(before);
    const args = { kind: this.#kind, line, ...(file !== place.file && { file }) };
    const last = parts.length - 1;
    const { bytes, start, end } = parts[last] as ByteRange;
    const got = last === 0 ? { got: textOf(bytes.subarray(start, end)) } : {};
    throw refused(TABLES, "sameRow", args, { ...place, column: this.#columns[last], ...got });
  }

  ids(): Ids {
    return this.#ids.ids();
  }

  #placeOf(number: number): RowPlace {
    const { file = "" } = this.#files.findLast(({ first }) => first <= number) ?? {};
    return { file, line: this.#lines[number] as number };
  }

  #tellTwin(earlier: number): void {
    const other = { ...this.#placeOf(earlier), id: this.#ids.textOf(earlier) };
    this.#notes.warn({ code: "twins", args: { ...this.#place, id: this.#ids.textOf(this.#ids.count - 1), other } });
  }
}
