import { getAddress } from "ethers";
import type { Hex } from "../commitment/hex.ts";
import { faultInLeaves } from "../game/lists.ts";
import { challenge, challengeByLeaves, demand, expire, type Move, reclaim } from "../game/moves.ts";
import {
  type Demand,
  type LeafPlace,
  openDemands,
  placeName,
  type Submission,
  type Submissions,
} from "../game/state.ts";
import type { Verdict } from "./judge.ts";
import { demandPlan, type Picks } from "./plan.ts";

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
}

/** What a watcher does next, the most important first. Nothing is wrong if there is nothing to do. */
export function watchMoves({ submissions, now, self, verdictOf, picks }: WatchKnowledge): Move[] {
  const moves: Move[] = [];
  for (const submission of submissions.values()) {
    if (submission.status !== "pending") moves.push(...reclaims(submission, self));
    else moves.push(...movesAgainst(submission, verdictOf(submission), now, picks));
  }
  return moves.sort((a, b) => RANKS.indexOf(a.kind) - RANKS.indexOf(b.kind));
}

// Few are sent at once: what voids must not wait for what only takes bonds back.
const RANKS: readonly Move["kind"][] = ["challenge", "expire", "demand", "reclaim"];

/** One proof ends a submission, and so does one silence: then nothing else needs to be done about it. */
function movesAgainst(submission: Submission, verdict: Verdict | undefined, now: bigint, picks: Picks): Move[] {
  if (verdict?.kind === "fault") return [challenge(submission, verdict.fault, verdict.challenge)];
  const shown = faultInLeaves(submission.shown, submission.settlement, submission.policy);
  if (shown !== undefined) return [challengeByLeaves(submission, shown)];
  const silent = openDemands(submission).find(({ deadline }) => now > deadline);
  if (silent !== undefined) return [expire(submission, silent)];
  if (verdict?.kind !== "withheld" || now >= submission.challengeEnd) return [];
  return leftToDemand(submission, verdict, picks).map((place) => demand(submission, place));
}

/** The leaves of the withheld lists that are to be demanded, and were not by anyone. */
export function leftToDemand(
  submission: Submission,
  { trees }: Extract<Verdict, { kind: "withheld" }>,
  picks: Picks,
): LeafPlace[] {
  const planned = trees.flatMap((tree) => demandPlan(submission.settlement, tree, picks));
  return planned.filter((place) => !submission.demands.has(placeName(place)));
}

function reclaims(submission: Submission, self: Hex | undefined): Move[] {
  if (self === undefined) return [];
  const isOwn = ({ demander }: Demand) => getAddress(demander) === getAddress(self);
  return openDemands(submission)
    .filter(isOwn)
    .map((place) => reclaim(submission, place));
}
