import { TREES } from "../chain/names.ts";
import { assertUint64 } from "../columns/amounts.ts";
import type { LeafPlace } from "../history/submissions.ts";
import { USAGE } from "../problems/english/usage.ts";
import { refused } from "../problems/problem.ts";

/**
 * Checks that a place names an entry of a list.
 *
 * @throws {InputError} if the list is none, or the index is no bigint of 64 bits
 */
export function assertPlace(place: LeafPlace): void {
  if (!TREES.includes(place?.tree)) throw refused(USAGE, "treeUnknown", {}, { got: String(place?.tree) });
  assertUint64(place.index, "index");
}
