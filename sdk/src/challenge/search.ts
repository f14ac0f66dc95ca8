import type { TreeName } from "../chain/names.ts";
import type { Hex } from "../columns/hex.ts";
import { rootOfTree } from "../commitment/tree.ts";
import type { ShownLeaf } from "../history/submissions.ts";
import type { ProvenFault } from "./calls.ts";
import { type Comparison, compare } from "./compare.ts";
import { faultAmongKnown, knownRows } from "./judge-known.ts";
import { type Choice, halvingsAtOnce, nextRows } from "./next-rows.ts";
import type { AnyLeaf, Published } from "./published.ts";

/** How far a list that is as long as the committed one, and has another root, is compared with what answers have shown. */
export interface Search {
  readonly tree: TreeName;
  /** The published list's own root, if it has no fault by itself: then that need not be found out again. */
  readonly rightRoot?: Hex;
  /** How many demands are made at most before it ends. */
  readonly most: number;
  /** How many of the shown rows are other than what was published. */
  readonly altered: number;
  /** The rows to be demanded next. */
  readonly next: readonly number[];
  /** Those to be demanded when the search has gone on long enough: of a withheld list's plan, what is not known. */
  readonly rest: readonly number[];
}

/** What a search has come to. */
export type SearchResult =
  /** What is known breaks the rule. */
  | { readonly kind: "fault"; readonly proven: ProvenFault }
  /** All rows are known, and none breaks the rule. */
  | { readonly kind: "known"; readonly altered: number }
  /** The published list has nothing to do with the committed one. */
  | { readonly kind: "other" }
  | { readonly kind: "open"; readonly search: Search };

// So many shown leaves with other keys than published, and none as published: this is another list.
const ENOUGH_OTHERS = 3;

/** How rows are chosen in a search, and when it ends without a fault. */
export interface SearchChoice extends Choice {
  /** The rows that are demanded of a list of which nothing is known. */
  readonly plan: readonly number[];
}

/** Looks in a published list, and in what answers have shown beside it, for what the committed list hides. */
export function searchPublished<Leaf extends AnyLeaf>(
  published: Published<Leaf>,
  shown: readonly ShownLeaf[],
  choice: SearchChoice,
): SearchResult {
  const comparison = compare(published, shown);
  const proven = faultAmongKnown(published, comparison);
  if (proven !== undefined) return { kind: "fault", proven };
  const altered = comparison.altered.size;
  const known = knownRows(comparison);
  if (known.length === 1 && known[0]?.from === 0 && known[0].to === published.count) return { kind: "known", altered };
  if (isOther(published, comparison)) return { kind: "other" };
  const { tree, count } = published;
  const most = mostDemands(count, choice.rounds);
  const rest = choice.plan.filter((row) => !known.some(({ from, to }) => row >= from && row < to));
  const next = nextRows(published, comparison, choice);
  const right = published.isRight ? { rightRoot: rootOfTree(published.nodes) } : {};
  return { kind: "open", search: { tree, ...right, most, altered, next, rest } };
}

/**
 * How many demands a search makes at most: down the whole tree, beside what it finds, and as far again to where running
 * totals begin to differ. More where answers are so slow that several must be demanded at once.
 *
 * @param rounds how many more times an answer can be waited for
 * @example
 * mostDemands(4096, 100) // 28
 */
export function mostDemands(count: number, rounds: number): number {
  const levels = Math.ceil(Math.log2(Math.max(count, 1)));
  const halvings = halvingsAtOnce(levels + 1, rounds);
  return Math.ceil(((2 * levels + 4) * 2 ** (halvings - 1)) / halvings);
}

function isOther<Leaf extends AnyLeaf>({ at }: Published<Leaf>, { altered, shown }: Comparison<Leaf>): boolean {
  const others = [...altered].filter(([row, { key }]) => BigInt(key) !== BigInt(at(row).key));
  return others.length >= ENOUGH_OTHERS && others.length === shown;
}
