import {
  type Hex,
  type Liquidation,
  liquidationAt,
  liquidationLeafHash,
  type Position,
  positionAt,
  positionLeafHash,
  proofOf,
  type SettledPeriod,
  toHex,
  treeOf,
  wordBytes,
} from "zke-insurance-fund";
import { randomOf } from "../../../../scripts/support/random.ts";
import { challengeCall } from "../../../../sdk/src/challenge/calls.ts";
import type { Verdict } from "../../../../sdk/src/challenge/judge.ts";
import { demandPlan, drawing } from "../../../../sdk/src/challenge/plan.ts";
import { type Published, publishedLiquidations, publishedPositions } from "../../../../sdk/src/challenge/published.ts";
import { type SearchResult, searchPublished } from "../../../../sdk/src/challenge/search.ts";
import { watchMoves } from "../../../../sdk/src/daemon/watch/decide.ts";
import type { LeafPlace, ShownLeaf, Submission } from "../../../../sdk/src/history/submissions.ts";
import { demandLeaf, submissionOf, termsUntil, WATCHER } from "./submissions.ts";

export const PICKS = { random: 1, secret: `0x${"07".repeat(32)}` as Hex };
type Tree = LeafPlace["tree"];

/** What is committed instead of some of a published list's rows; any 256-bit figures. */
export type Lies<Leaf = Partial<Position> | Partial<Liquidation>> = ReadonlyMap<number, Leaf>;

/** A settlement that commits other rows than are published in one list; the chain's side of it. */
export interface Forged {
  readonly submission: Submission;
  show(row: number): ShownLeaf;
}

/** Commits lies in one of a settled period's lists. */
export function forge(period: SettledPeriod, tree: Tree, lies: Lies, secondsLeft = 100n): Forged {
  const count = tree === "positions" ? period.positions.count : period.liquidations.count;
  const truth = (row: number) =>
    tree === "positions" ? positionAt(period.positions, row) : liquidationAt(period.liquidations, row);
  const at = (row: number) => ({ ...truth(row), ...lies.get(row) }) as Position & Liquidation;
  const published = tree === "positions" ? period.positions.tree : period.liquidations.tree;
  const hashes = new Uint8Array(32 * count);
  for (let row = 0; row < count; row++) {
    const slot = 2 * count - 2 - row;
    hashes.set(published.subarray(32 * slot, 32 * slot + 32), 32 * row);
  }
  for (const row of lies.keys()) {
    hashes.set(wordBytes(tree === "positions" ? positionLeafHash(at(row)) : liquidationLeafHash(at(row))), 32 * row);
  }
  const nodes = treeOf(hashes);
  const root = toHex(nodes.subarray(0, 32));
  const roots = tree === "positions" ? { positionsRoot: root } : { liquidationsRoot: root };
  const submission = submissionOf(
    { settlement: { ...period.settlement, ...roots } },
    { terms: termsUntil(secondsLeft) },
  );
  return { submission, show: (row) => ({ tree, leaf: at(row), proof: proofOf(nodes, count, row) }) as ShownLeaf };
}

/**
 * What is published of a list, beside what a submission commits.
 *
 * @param isRight whether it keeps the rule by itself: that of a settled period does
 */
export function publishedOf(
  period: SettledPeriod,
  tree: Tree,
  { settlement, policy }: Submission,
  isRight: boolean | undefined = true,
) {
  return tree === "positions"
    ? publishedPositions(period.positions, period.positions.tree, settlement, policy, isRight)
    : publishedLiquidations(period.liquidations, period.liquidations.tree, settlement, policy, isRight);
}

/** What a watcher's demands came to. */
export interface Played {
  readonly end: SearchResult["kind"] | "spent";
  readonly verdict: Verdict;
  readonly demands: number[];
  /** How often answers were waited for. */
  readonly rounds: number;
}

/** Lets a watcher demand, by its own decisions, and an operator answer everything, until it comes to an end. */
export function play(
  period: SettledPeriod,
  tree: Tree,
  { submission, show }: Forged,
  { secret = PICKS.secret, rounds = () => 1_000 }: { secret?: Hex; rounds?: (played: number) => number } = {},
): Played {
  const { settlement } = submission;
  const picks = { ...PICKS, secret };
  const plan = demandPlan(settlement, tree, picks).map(({ index }) => Number(index));
  const demands: number[] = [];
  for (let round = 0; ; round++) {
    const published = publishedOf(period, tree, submission) as Published<Position>;
    const choice = { draw: drawing(settlement, secret), rounds: rounds(round), plan };
    const result = searchPublished(published, submission.shown, choice);
    const verdict = verdictOf(submission, tree, result);
    const submissions = new Map([[1n, submission]]);
    const moves = watchMoves({ submissions, now: 1n, self: WATCHER, verdictOf: () => verdict, picks });
    const asked = moves.filter(({ kind }) => kind === "demand");
    if (result.kind !== "open" || asked.length === 0) {
      return { end: result.kind === "open" ? "spent" : result.kind, verdict, demands, rounds: round };
    }
    for (const { id } of asked) {
      const row = Number(id.split(":").at(-1));
      demands.push(row);
      demandLeaf(submission, { tree, index: BigInt(row) }, { state: "answered" });
      submission.shown.push(show(row));
    }
  }
}

function verdictOf({ settlement }: Submission, tree: Tree, result: SearchResult): Verdict {
  switch (result.kind) {
    case "fault":
      return { kind: "fault", fault: result.proven.fault, challenge: challengeCall(settlement, result.proven) };
    case "known":
      return { kind: "right", remarks: [] };
    case "other":
      return { kind: "withheld", trees: [tree], reasons: [] };
    case "open":
      return { kind: "withheld", trees: [tree], reasons: [], searches: [result.search] };
  }
}

/** Whole numbers below a limit that are the same in every run. */
export function seeded(seed: number): (limit: number) => number {
  const random = randomOf(seed);
  return (limit) => Math.floor(random() * limit);
}
