import { encodeId } from "../commitment/keys.ts";
import type { RowSource } from "./parts.ts";
import { accountRanges, type Ids } from "./statements.ts";

/** Names are read in portions of so many. */
const PORTION = 65_536;
const [FNV_BASIS, FNV_PRIME] = [0x811c9dc5, 0x01000193];

/** Finds an account's places; eight bytes a name. */
export interface AccountIndex {
  /** The places that may be an account's, in list order: all that are, and hardly another. */
  candidates(account: string): number[];
}

/** Reads all names of a bundle, and keeps where each account has its positions. */
export async function indexAccounts({ named, names }: RowSource): Promise<AccountIndex> {
  const entries = new BigUint64Array(named);
  const words = new DataView(entries.buffer);
  for (let from = 0; from < named; from += PORTION) {
    const to = Math.min(from + PORTION, named);
    const { bytes, startOf, endOf } = accountRanges(await names({ from, to }));
    for (let place = from; place < to; place++) {
      words.setUint32(8 * place, place, true);
      words.setUint32(8 * place + 4, hashOf(bytes, startOf(place - from), endOf(place - from)), true);
    }
  }
  // Sorted as numbers, which every machine that runs this keeps with the least byte first.
  entries.sort();
  return {
    candidates(account) {
      const id = encodeId(account);
      const hash = hashOf(id, 0, id.length);
      const upperAt = (at: number) => words.getUint32(8 * at + 4, true);
      let low = 0;
      for (let high = named; low < high; ) {
        const middle = (low + high) >>> 1;
        if (upperAt(middle) < hash) low = middle + 1;
        else high = middle;
      }
      const places: number[] = [];
      for (; low < named && upperAt(low) === hash; low++) places.push(words.getUint32(8 * low, true));
      return places;
    },
  };
}

/** Whether a name is one of an account. */
export function isOfAccount(names: Ids, row: number, account: Uint8Array): boolean {
  const { bytes, startOf, endOf } = accountRanges(names);
  const start = startOf(row);
  if (endOf(row) - start !== account.length) return false;
  return account.every((byte, at) => bytes[start + at] === byte);
}

/** FNV-1a: it spreads accounts, and nothing relies on it. */
function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = FNV_BASIS;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ (bytes[at] as number), FNV_PRIME);
  return hash >>> 0;
}
