import type { PackedIds } from "../commitment/keys.ts";
import type { StatementList } from "./bundle.ts";
import { textOf } from "./ids.ts";

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
 */
export function statementNames(list: StatementList, index: number): StatementNames {
  const { account, position } = splitId(list, index);
  return { account: textOf(account), position: textOf(position) };
}

/** Whose a statement is, as UTF-8 bytes: what stands before and behind the first NUL. */
export function splitId(list: StatementList, index: number): { account: Uint8Array; position: Uint8Array } {
  const id = idOf(list, index);
  const middle = id.indexOf(NUL);
  return { account: id.subarray(0, middle), position: id.subarray(middle + 1) };
}

/** Whether an id is one of a position: two parts that are not empty, and one NUL. */
export function isPositionId(list: StatementList, index: number): boolean {
  const id = idOf(list, index);
  const middle = id.indexOf(NUL);
  return middle > 0 && middle < id.length - 1 && id.indexOf(NUL, middle + 1) < 0;
}

function idOf({ ids: { bytes, ends }, rows }: StatementList, index: number): Uint8Array {
  const row = rows[index] as number;
  return bytes.subarray(row === 0 ? 0 : ends[row - 1], ends[row]);
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
      bytes.set(part.bytes.subarray(start, end), length);
      length += end - start;
    }
    ends[row] = length;
  }
  return { bytes, ends };
}
