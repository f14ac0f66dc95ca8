import type { Hex } from "../columns/hex.ts";
import { headerHash } from "../commitment/header.ts";
import type { Fault } from "../faults/fault.ts";
import { type LeafPlace, placeName, type ShownLeaf, type Submission } from "../history/submissions.ts";
import {
  challengeCall,
  demandCall,
  expireCall,
  finalizeCall,
  type ProvenFault,
  reclaimCall,
  revealCall,
} from "./calls.ts";

/** A transaction that a watcher or an operator makes next, and why. */
export interface Move {
  readonly kind: "challenge" | "demand" | "expire" | "finalize" | "reclaim" | "reveal";
  /** Names it: the same move, wanted again before it is seen on chain, is made once. */
  readonly id: string;
  /** What it does, as a sentence without its beginning and end. */
  readonly what: string;
  /** The call to the fund. */
  readonly data: Hex;
  /** The submission that it is about. */
  readonly serial: bigint;
}

/** A move whose call is made when its turn comes: of ten thousand, few are ever made at once. */
export interface LazyMove extends Omit<Move, "data"> {
  readonly data: () => Promise<Hex>;
  /** From when on it may cost more than usual: its deadline is near. In seconds of the chain. */
  readonly urgentFrom: bigint;
}

/** Voids a submission for a fault. */
export function challenge(submission: Submission, fault: Fault, data: Hex): Move {
  return moveOf("challenge", submission, `challenge ${of(submission)} for the fault ${fault}`, data);
}

/** Voids a submission for a fault that leaves show. */
export function challengeByLeaves(submission: Submission, proven: ProvenFault): Move {
  return challenge(submission, proven.fault, challengeCall(submission.settlement, proven));
}

/** Demands to see a leaf. */
export function demand(submission: Submission, place: LeafPlace): Move {
  return leafMove("demand", submission, place, "demand", demandCall(submission.settlement, place));
}

/** Voids a submission for a demand that nobody answered. */
export function expire(submission: Submission, place: LeafPlace): Move {
  const data = expireCall(submission.settlement, place);
  return leafMove("expire", submission, place, "void for the silence about", data);
}

/** Takes back the bond of a demand that a void or a cancel left open. */
export function reclaim(submission: Submission, place: LeafPlace): Move {
  const data = reclaimCall(submission.serial, place);
  return leafMove("reclaim", submission, place, "take back the bond of the demand for", data);
}

/** Answers a demand. */
export function reveal(submission: Submission, shown: ShownLeaf): Move {
  const place = { tree: shown.tree, index: shown.leaf.index };
  return leafMove("reveal", submission, place, "show", revealCall(submission.settlement, shown));
}

/** Answers a demand by a proof that is made when its turn comes. */
export function revealLater(
  submission: Submission,
  place: LeafPlace,
  prove: () => Promise<ShownLeaf>,
  urgentFrom: bigint,
): LazyMove {
  const data = async () => revealCall(submission.settlement, await prove());
  return { ...leafMove("reveal", submission, place, "show", "0x"), data, urgentFrom };
}

/** Makes a settlement final. */
export function finalize(submission: Submission): Move {
  const data = finalizeCall(submission.settlement);
  return moveOf("finalize", submission, `finalize ${of(submission)}`, data);
}

function moveOf(kind: Move["kind"], submission: Submission, what: string, data: Hex, suffix = ""): Move {
  const { serial } = submission;
  return { kind, id: `${kind}:${nameOf(submission)}${suffix}`, what, data, serial };
}

function leafMove(kind: Move["kind"], submission: Submission, place: LeafPlace, verb: string, data: Hex): Move {
  const what = `${verb} entry ${place.index} of the ${place.tree} of ${of(submission)}`;
  return moveOf(kind, submission, what, data, `:${placeName(place)}`);
}

/** Names a submission for good: after a change of the chain, another one may have its serial number. */
export function nameOf({ serial, settlement }: Submission): string {
  return `${serial}:${headerHash(settlement)}`;
}

const of = ({ period, serial }: Submission) => `period ${period} (submission ${serial})`;
