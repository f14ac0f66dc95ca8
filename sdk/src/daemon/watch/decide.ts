import { getAddress } from "ethers";
import type { TreeName } from "../../chain/names.ts";
import type { Verdict } from "../../challenge/judge.ts";
import { faultInLeaves } from "../../challenge/lists.ts";
import { challenge, challengeByLeaves, demand, expire, type Move, reclaim, reveal } from "../../challenge/moves.ts";
import { demandPlan, type Picks } from "../../challenge/plan.ts";
import type { Search } from "../../challenge/search.ts";
import type { Hex } from "../../columns/hex.ts";
import {
  type Demand,
  type LeafPlace,
  openDemands,
  placeName,
  type ShownLeaf,
  type Submission,
  type Submissions,
} from "../../history/submissions.ts";

/** All that a watcher knows when it decides. */
export interface WatchKnowledge {
  readonly submissions: Submissions;
  /** The newest block's time, in seconds. */
  readonly now: bigint;
  /** Who watches; without an account, only what anyone may do is decided on. */
  readonly self?: Hex | undefined;
  /** What is known of a submission's bundle; undefined as long as it may still come. */
  readonly verdictOf: (submission: Submission) => Verdict | undefined;
  readonly picks: Picks;
  /** The demanded entries that are to be shown since nobody else does; none unless given. */
  readonly answersTo?: (submission: Submission) => readonly ShownLeaf[];
}

type Withheld = Extract<Verdict, { kind: "withheld" }>;

/** What a watcher does next, the most important first. Nothing is wrong if there is nothing to do. */
export function watchMoves(knowledge: WatchKnowledge): Move[] {
  const { submissions, self, verdictOf } = knowledge;
  const moves: Move[] = [];
  for (const submission of submissions.values()) {
    if (submission.status !== "pending") moves.push(...reclaims(submission, self));
    else moves.push(...movesAgainst(submission, verdictOf(submission), knowledge));
  }
  return moves.sort((a, b) => RANKS.indexOf(a.kind) - RANKS.indexOf(b.kind));
}

// Few are sent at once: what voids must not wait for what only takes bonds back.
const RANKS: readonly Move["kind"][] = ["challenge", "expire", "reveal", "demand", "reclaim"];

/** One proof ends a submission, and so does one silence: then nothing else needs to be done about it. */
function movesAgainst(
  submission: Submission,
  verdict: Verdict | undefined,
  { now, self, picks, answersTo = () => [] }: WatchKnowledge,
): Move[] {
  if (verdict?.kind === "fault") return [challenge(submission, verdict.fault, verdict.challenge)];
  const shown = faultInLeaves(submission.shown, submission.settlement, submission.policy);
  if (shown !== undefined) return [challengeByLeaves(submission, shown)];
  const silent = openDemands(submission).find(({ deadline }) => now > deadline);
  if (silent !== undefined) return [expire(submission, silent)];
  const answers = answersTo(submission).map((leaf) => reveal(submission, leaf));
  if (verdict?.kind !== "withheld" || now >= submission.terms.challengeEnd) return answers;
  return [...answers, ...leftToDemand(submission, verdict, picks, self).map((place) => demand(submission, place))];
}

/** The leaves of the withheld lists that are to be demanded, and were not by anyone. */
export function leftToDemand(
  submission: Submission,
  { trees, searches = [] }: Withheld,
  picks: Picks,
  self?: Hex,
): LeafPlace[] {
  return trees.flatMap((tree) => {
    const search = searches.find((each) => each.tree === tree);
    const places = search ? leftToSearch(submission, search, self) : demandPlan(submission.settlement, tree, picks);
    return places.filter((place) => !submission.demands.has(placeName(place)));
  });
}

/** What a search asks for; nothing as long as it waits for answers. */
function leftToSearch(submission: Submission, { tree, most, next, rest }: Search, self: Hex | undefined): LeafPlace[] {
  const own = demandsOf(submission, tree, self);
  if (own.some(({ state }) => state === "open")) return [];
  const room = most - own.length;
  return (room > 0 ? next.slice(0, room) : rest).map((row) => ({ tree, index: BigInt(row) }));
}

function demandsOf({ demands }: Submission, tree: TreeName, self: Hex | undefined): Demand[] {
  if (self === undefined) return [];
  const own = getAddress(self);
  return [...demands.values()].filter((each) => each.tree === tree && getAddress(each.demander) === own);
}

function reclaims(submission: Submission, self: Hex | undefined): Move[] {
  if (self === undefined) return [];
  const isOwn = ({ demander }: Demand) => getAddress(demander) === getAddress(self);
  return openDemands(submission)
    .filter(isOwn)
    .map((place) => reclaim(submission, place));
}
