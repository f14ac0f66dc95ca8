import { InputError } from "../errors.ts";
import { TABLES } from "../problems/english/tables.ts";
import { refused } from "../problems/problem.ts";
import type { TableNotes } from "./notes.ts";

/** What a table is expected to hold, as its maker counted it; each part is optional. */
export interface ExpectedTotals {
  /** Rows, those without a profit included. It also vouches for a file that ends without a line's end, or changes while it is read. */
  readonly rows?: number | undefined;
  /** The sum of the profits, in base units. */
  readonly profit?: bigint | undefined;
  /** The sum of the losses, in base units, counted upward from zero. */
  readonly loss?: bigint | undefined;
}

/** How a table may look, and what is expected of it. */
export interface TableOptions {
  /** The file's names of columns, by ours: `{ account: "uid" }`. */
  readonly columns?: Readonly<Record<string, string>> | undefined;
  /** Columns of the file, by its names, that are not needed; others that are not needed are told. */
  readonly ignoreColumns?: readonly string[] | undefined;
  /** What becomes of digits behind the asset's last decimal: refused unless given, or cut off. */
  readonly round?: "down" | undefined;
  readonly expect?: ExpectedTotals | undefined;
  /** Whether the last line must have its end: without it, nobody can tell whether a file was cut off. False unless given. */
  readonly mustEnd?: boolean | undefined;
  /** Stops the reading. */
  readonly signal?: AbortSignal | undefined;
  /** Takes what there is to tell of the table: totals, and what looks odd. */
  readonly notes?: TableNotes | undefined;
}

/** Which of the accepted headers a file has, and where its columns are. */
export interface TableShape {
  /** The place of the header among those that are accepted. */
  readonly choice: number;
  /** Where each column of that header stands in the file, from 0. */
  readonly places: readonly number[];
  /** The file's names of these columns. */
  readonly names: readonly string[];
}

/**
 * Finds the columns that are needed among those of a file, in any order; what else stands there is told, unless it is to be ignored.
 *
 * @param headers the headers that are accepted; the first one that is all there counts
 * @throws {InputError} if a column is missing, or stands there twice
 */
export function shapeOf(
  found: readonly string[],
  headers: readonly (readonly string[])[],
  { columns = {}, ignoreColumns = [], notes }: TableOptions,
  file: string,
): TableShape {
  const nameOf = (column: string) => (Object.hasOwn(columns, column) ? (columns[column] as string) : column);
  const wanted = headers.map((header) => header.map(nameOf));
  const missing = wanted.map((names) => names.filter((name) => !found.includes(name)));
  const choice = missing.findIndex(({ length }) => length === 0);
  const names = wanted[choice];
  if (names === undefined) {
    const least = missing.toSorted((a, b) => a.length - b.length)[0] ?? [];
    const all = wanted.map((each) => each.join(",")).join(" or ");
    const some = least.length < (headers[0]?.length ?? 0) ? `${all}: without ${least.join(",")}` : all;
    throw refused(TABLES, "headerOther", {}, { file, got: found.join(","), expected: some });
  }
  for (const name of names) {
    const place = { file, column: name };
    if (found.indexOf(name) !== found.lastIndexOf(name)) throw refused(TABLES, "columnTwice", {}, place);
    if (ignoreColumns.includes(name)) throw refused(TABLES, "columnNeeded", { option: "--ignore-columns" }, place);
  }
  const further = found.filter((name) => !names.includes(name) && !ignoreColumns.includes(name));
  if (further.length > 0) notes?.warn({ code: "furtherColumns", args: { file, columns: further } });
  return { choice, names, places: names.map((name) => found.indexOf(name)) };
}

/**
 * Reads `--columns`: `account=uid,profit=realizedPnl`.
 *
 * @param known the columns that any of the tables has
 * @throws {InputError} if it is written otherwise, names a column that no table has, or takes one column for two
 */
export function parseColumns(text: string, known: readonly string[]): Record<string, string> {
  const option = "--columns";
  const columns: Record<string, string> = {};
  for (const part of text.split(",")) {
    const at = part.indexOf("=");
    const [ours, theirs] = [part.slice(0, at), part.slice(at + 1)];
    if (at < 1 || theirs === "") throw refused(TABLES, "columnsMalformed", { option }, { got: text });
    if (!known.includes(ours)) {
      throw refused(TABLES, "columnUnknown", { option }, { got: ours, expected: known.join(", ") });
    }
    if (Object.hasOwn(columns, ours) || Object.values(columns).includes(theirs)) {
      throw refused(TABLES, "columnsClash", { option }, { got: part });
    }
    columns[ours] = theirs;
  }
  return columns;
}

/** The same error with the file's own name of a column, where that is another. */
export function inTheirWords(error: InputError, { columns = {} }: TableOptions): InputError {
  const { column } = error.details;
  if (column === undefined || !Object.hasOwn(columns, column)) return error;
  return new InputError(error.message, { ...error.details, column: columns[column] }, error);
}
