import { BUNDLE_FILES, type BundledLiquidations, type BundledPositions, countingIndexes } from "../bundle/bundle.ts";
import { bundleProblemText } from "../bundle/findings.ts";
import { readDocument } from "../bundle/folder.ts";
import { verifyRuled } from "../bundle/verify.ts";
import type { TreeName } from "../chain/names.ts";
import { amountsFrom } from "../columns/amounts.ts";
import { type Hex, ZERO_HASH } from "../columns/hex.ts";
import { type FundIdentity, identityText, sameIdentity } from "../commitment/domain.ts";
import { headerHash } from "../commitment/header.ts";
import { rootOfTree } from "../commitment/tree.ts";
import { InputError } from "../errors.ts";
import type { Fault } from "../faults/fault.ts";
import type { ShownLeaf } from "../history/submissions.ts";
import type { RulePolicy } from "../rule/policy.ts";
import { challengeCall, type ProvenFault } from "./calls.ts";
import { type CommittedLists, faultInLists, type ListReading, type ListTerms, readCommittedLists } from "./lists.ts";
import { demandPlan, drawing, type Picks } from "./plan.ts";
import { publishedLiquidations, publishedPositions } from "./published.ts";
import { type Search, type SearchResult, searchPublished } from "./search.ts";

/** What a submission's bundle shows. */
export type Verdict =
  /** The committed lists are the rule's. Beside them, something in the bundle may be wrong that is not on chain. */
  | { readonly kind: "right"; readonly remarks: readonly string[] }
  /** A fault, and the call that has the contract void for it. */
  | { readonly kind: "fault"; readonly fault: Fault; readonly challenge: Hex }
  /** These lists are missing, or are not the committed ones. */
  | {
      readonly kind: "withheld";
      readonly trees: readonly TreeName[];
      readonly reasons: readonly string[];
      /** Of those that are as long as the committed ones: what leads to where they differ. */
      readonly searches?: readonly Search[];
    };

/** What is known beside a bundle when it is judged. */
export interface JudgeTerms extends ListReading {
  /** Which fund it should be of; not looked at unless given. */
  readonly identity?: FundIdentity | undefined;
  /** How rows to be demanded are chosen in a list that is not the committed one. */
  readonly picks?: SearchPicks | undefined;
}

/** How a search chooses, in numbers that go to another thread. */
export interface SearchPicks extends Picks {
  /** How many more times an answer can be waited for. */
  readonly rounds: number;
  /** Roots of published lists that were found to have no fault by themselves. */
  readonly rightRoots?: readonly Hex[];
}

const BOTH: readonly TreeName[] = ["positions", "liquidations"];
const ANY_PICKS: SearchPicks = { random: 1, secret: ZERO_HASH, rounds: Number.POSITIVE_INFINITY };

/** What of a submission a bundle is judged by. */
export interface Judged extends ListTerms {
  /** The entries that answers have shown. */
  readonly shown: readonly ShownLeaf[];
}

/** The verdict on a bundle of which nothing could be judged: of each list that is committed, entries can be demanded. */
export function unjudged(
  { settlement }: Pick<Judged, "settlement">,
  reason: string,
): Extract<Verdict, { kind: "withheld" }> {
  const trees: TreeName[] = [];
  if (settlement.positionCount > 0n) trees.push("positions");
  if (settlement.liquidationCount > 0n) trees.push("liquidations");
  return { kind: "withheld", trees, reasons: [`the bundle: ${reason}`] };
}

/** Judges a submission by the bundle in a folder: only what is proven to be committed counts. */
export async function judgeBundle(submission: Judged, folder: string, terms: JudgeTerms = {}): Promise<Verdict> {
  return judgeLists(submission, await readCommittedLists(submission, folder, terms), folder, terms);
}

/** Judges a submission by lists that were read from a bundle's folder. */
export async function judgeLists(
  submission: Judged,
  lists: CommittedLists,
  folder: string,
  { identity, picks = ANY_PICKS }: JudgeTerms,
): Promise<Verdict> {
  const results = searchLists(submission, lists, picks);
  const proven = faultInLists(lists, submission) ?? faultIn(results);
  if (proven !== undefined) {
    return { kind: "fault", fault: proven.fault, challenge: challengeCall(submission.settlement, proven) };
  }
  const stranger = identity && (await strangerIn(folder, identity));
  const missing = BOTH.filter((tree) => lists[tree].missing !== undefined);
  const unknown = missing.filter((tree) => results.get(tree)?.kind !== "known");
  const reasons = (trees: readonly TreeName[]) => trees.map((tree) => lists[tree].missing as string);
  const strangers = stranger === undefined ? [] : [stranger];
  if (unknown.length === 0) {
    const others = reasons(missing).map((reason) => `${reason}, though every entry is known by now`);
    const own = missing.length === 0 && stranger === undefined ? await remarksOn(submission, folder, lists) : [];
    return { kind: "right", remarks: [...strangers, ...others, ...own] };
  }
  const searches = unknown.flatMap((tree) => {
    const result = results.get(tree);
    return result?.kind === "open" ? [result.search] : [];
  });
  const withheld = { kind: "withheld", trees: unknown, reasons: [...strangers, ...reasons(unknown)] } as const;
  return searches.length === 0 ? withheld : { ...withheld, searches };
}

/** Compares the lists that are as long as the committed ones with what answers have shown. */
function searchLists(
  { settlement, policy, shown }: Judged,
  { positions, liquidations }: CommittedLists,
  picks: SearchPicks,
): ReadonlyMap<TreeName, SearchResult> {
  const choice = (tree: TreeName) => ({
    draw: drawing(settlement, picks.secret),
    rounds: picks.rounds,
    plan: demandPlan(settlement, tree, picks).map(({ index }) => Number(index)),
  });
  const knownRight = (tree: Uint8Array) => picks.rightRoots?.includes(rootOfTree(tree)) || undefined;
  const results = new Map<TreeName, SearchResult>();
  if (positions.found !== undefined && positions.found.list === undefined) {
    const { read, tree } = positions.found;
    const published = publishedPositions(read, tree, settlement, policy, knownRight(tree));
    results.set("positions", searchPublished(published, shown, choice("positions")));
  }
  if (liquidations.found !== undefined && liquidations.found.list === undefined) {
    const { read, tree } = liquidations.found;
    const published = publishedLiquidations(read, tree, settlement, policy, knownRight(tree));
    results.set("liquidations", searchPublished(published, shown, choice("liquidations")));
  }
  return results;
}

function faultIn(results: ReadonlyMap<TreeName, SearchResult>): ProvenFault | undefined {
  const [found] = [...results.values()].flatMap((result) => (result.kind === "fault" ? [result.proven] : []));
  return found;
}

/** Whose bundle it is, as a sentence, if it is not of this fund on this chain. What cannot be read says nothing. */
export async function strangerIn(folder: string, identity: FundIdentity): Promise<string | undefined> {
  try {
    const { identity: named } = await readDocument(folder);
    if (named !== undefined && sameIdentity(named, identity)) return undefined;
    return `settlement.json is of ${identityText(named)}, and the settlement is of ${identityText(identity)}`;
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

/** What the bundle says beyond the committed lists: the shares, the rule, the outcome. The contract does not see these. */
async function remarksOn({ settlement, policy }: Judged, folder: string, lists: CommittedLists): Promise<string[]> {
  try {
    const document = await readDocument(folder);
    if (headerHash(document.settlement) !== headerHash(settlement)) {
      return ["settlement.json has another header than the one on chain"];
    }
    const { read: positions = NO_POSITIONS, ruled: ruledPositions } = lists.positions.found ?? {};
    const { read: liquidations = NO_LIQUIDATIONS, ruled: ruledLiquidations } = lists.liquidations.found ?? {};
    const ruled = {
      positions: isSameRule(document.policy, policy) ? ruledPositions : undefined,
      liquidations: ruledLiquidations,
    };
    return verifyRuled({ document, positions, liquidations }, ruled).findings.map(bundleProblemText);
  } catch (error) {
    if (error instanceof InputError) return [error.in(BUNDLE_FILES.settlement).toString()];
    throw error;
  }
}

const isSameRule = (a: RulePolicy, b: RulePolicy) =>
  a.coverBps === b.coverBps && a.headBps === b.headBps && a.basis === b.basis;

const NOTHING = { count: 0, indexes: countingIndexes(0), keys: new Uint8Array(0) };
const NO_POSITIONS: BundledPositions = {
  ...NOTHING,
  profits: amountsFrom([]),
  cumulative: amountsFrom([]),
  shares: amountsFrom([]),
};
const NO_LIQUIDATIONS: BundledLiquidations = {
  ...NOTHING,
  markets: new Uint8Array(0),
  sides: new Uint8Array(0),
  quantities: amountsFrom([]),
  takeoverValues: amountsFrom([]),
  closeValues: amountsFrom([]),
  times: new BigUint64Array(0),
  cumulativeProfit: amountsFrom([]),
  cumulativeLoss: amountsFrom([]),
};
