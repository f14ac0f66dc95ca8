// What the moves of a dispute are given, by its kind.
import { TREES } from "../chain/names.ts";
import { type Check, listOf, oneOf, partsOf, TEXT, WORD } from "../columns/given.ts";
import { LIQUIDATION, POSITION } from "../commitment/given.ts";
import type { LeafPlace, ShownLeaf } from "../history/submissions.ts";
import { assertPlace } from "./place.ts";

export const PLACE: Check = (value) => assertPlace(value as LeafPlace);

const LEAVES = { positions: POSITION, liquidations: LIQUIDATION };
/** An entry of either list, with its proof. */
export const SHOWN: Check = (value, what) => {
  partsOf({ tree: oneOf(TREES), proof: listOf(WORD) })(value, what);
  const { tree, leaf } = value as ShownLeaf;
  LEAVES[tree](leaf, "leaf");
};
export const PROVEN = partsOf({ fault: TEXT, shown: listOf(SHOWN) });
