import { textOf } from "../columns/bytes.ts";
import { COUNT, requireGiven } from "../columns/given.ts";
import type { PackedIds } from "../columns/packed-ids.ts";
import type { StatementList } from "./bundle.ts";
import { IDS } from "./given.ts";

/** Whose some statements are. */
export type Ids = Pick<StatementList, "ids" | "rows">;

const NUL = 0;

/** Whose a statement is, as text. */
export interface StatementNames {
  readonly account: string;
  readonly position: string;
}

/**
 * Whose a statement is.
 *
 * @param index its place in the list
 * @example
 * statementNames(list, 0) // { account: "alice", position: "BTCUSDT" }
 */
export function statementNames(list: Ids, index: number): StatementNames {
  requireGiven({ list, index }, { list: IDS, index: COUNT });
  return namesAt(list, index);
}

/** The same, of what is of the right kind: a bundle has millions of statements. */
export function namesAt(list: Ids, index: number): StatementNames {
  const text = ({ bytes, startOf, endOf }: Ranges) => textOf(bytes.subarray(startOf(index), endOf(index)));
  return { account: text(accountRanges(list)), position: text(positionRanges(list)) };
}

/** Parts of the ids' bytes, one for each statement. */
interface Ranges {
  readonly bytes: Uint8Array;
  readonly startOf: (index: number) => number;
  readonly endOf: (index: number) => number;
}

/** The accounts, in UTF-8: what stands before an id's first NUL. */
export function accountRanges(list: Ids): Ranges {
  return { bytes: list.ids.bytes, startOf: (index) => startOf(list, index), endOf: (index) => middleOf(list, index) };
}

/** The positions, in UTF-8: what stands behind an id's first NUL. */
export function positionRanges(list: Ids): Ranges {
  return {
    bytes: list.ids.bytes,
    startOf: (index) => Math.min(middleOf(list, index) + 1, endOf(list, index)),
    endOf: (index) => endOf(list, index),
  };
}

/** Whether an id is one of a position: two parts that are not empty, and one NUL. */
export function isPositionId(list: Ids, index: number): boolean {
  const { bytes } = list.ids;
  const [middle, end] = [middleOf(list, index), endOf(list, index)];
  if (middle === startOf(list, index) || middle + 1 >= end) return false;
  for (let at = middle + 1; at < end; at++) if (bytes[at] === NUL) return false;
  return true;
}

function startOf({ ids: { ends }, rows }: Ids, index: number): number {
  const row = rows[index] as number;
  return row === 0 ? 0 : (ends[row - 1] as number);
}

function endOf({ ids: { ends }, rows }: Ids, index: number): number {
  return ends[rows[index] as number] as number;
}

/** Where an id's first NUL is; its end, if it has none. */
function middleOf(list: Ids, index: number): number {
  const { bytes } = list.ids;
  const end = endOf(list, index);
  let at = startOf(list, index);
  while (at < end && bytes[at] !== NUL) at++;
  return at;
}

/** Some ids of many, one behind the other: what is done with them then does not jump about in memory. */
export function selectIds({ bytes, ends }: PackedIds, rows: Uint32Array): PackedIds {
  const startAt = (row: number) => (row === 0 ? 0 : (ends[row - 1] as number));
  const selectedEnds = new Float64Array(rows.length);
  let length = 0;
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index] as number;
    length += (ends[row] as number) - startAt(row);
    selectedEnds[index] = length;
  }
  const selected = new Uint8Array(length);
  let to = 0;
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index] as number;
    const end = ends[row] as number;
    for (let at = startAt(row); at < end; at++) selected[to++] = bytes[at] as number;
  }
  return { bytes: selected, ends: selectedEnds };
}

/** Packs ids: account, NUL, position. */
export function joinedIds(accounts: PackedIds, positions: PackedIds): PackedIds {
  const count = accounts.ends.length;
  const lengthOf = ({ ends }: PackedIds) => (ends.length === 0 ? 0 : (ends[ends.length - 1] as number));
  const bytes = new Uint8Array(lengthOf(accounts) + lengthOf(positions) + count);
  const ends = new Float64Array(count);
  let length = 0;
  for (let row = 0; row < count; row++) {
    for (const part of [accounts, positions]) {
      const start = row === 0 ? 0 : (part.ends[row - 1] as number);
      const end = part.ends[row] as number;
      if (part === positions) bytes[length++] = NUL;
      // Ids are short: to copy them here is faster than a call.
      for (let at = start; at < end; at++) bytes[length++] = part.bytes[at] as number;
    }
    ends[row] = length;
  }
  return { bytes, ends };
}

/** Some names, in place. */
export function sliceOfNames({ ids, rows }: Ids, { from, to }: { readonly from: number; readonly to: number }): Ids {
  return { ids, rows: rows.subarray(from, to) };
}

/** Names one behind the other. */
export function joinedNames(parts: readonly Ids[]): Ids {
  if (parts.length === 1) return parts[0] as Ids;
  const selected = parts.map(({ ids, rows }) => selectIds(ids, rows));
  const bytes = new Uint8Array(selected.reduce((sum, part) => sum + part.bytes.length, 0));
  const ends = new Float64Array(parts.reduce((sum, { rows }) => sum + rows.length, 0));
  let [length, row] = [0, 0];
  for (const part of selected) {
    bytes.set(part.bytes, length);
    for (let i = 0; i < part.ends.length; i++) ends[row++] = length + (part.ends[i] as number);
    length += part.bytes.length;
  }
  const rows = new Uint32Array(ends.length);
  for (let at = 0; at < rows.length; at++) rows[at] = at;
  return { ids: { bytes, ends }, rows };
}
