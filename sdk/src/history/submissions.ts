import type { FundEvent, SubmissionTerms } from "../chain/events.ts";
import { EVENT } from "../chain/given.ts";
import type { TreeName } from "../chain/names.ts";
import type { ChainPolicy } from "../chain/types.ts";
import { COUNT, ITERABLE, partsOf, requireGiven, TEXT } from "../columns/given.ts";
import type { Hex } from "../columns/hex.ts";
import type { Settlement } from "../commitment/header.ts";
import type { Liquidation, Position } from "../commitment/leaves.ts";
import type { Fault } from "../faults/fault.ts";
import { DEMANDS } from "./given.ts";

/** A transaction that was not read: the record of the contract proved what happened, and names none. */
export const NOT_READ: Hex = "0x";

/** Names a leaf of a submission. */
export interface LeafPlace {
  readonly tree: TreeName;
  readonly index: bigint;
}

/** Where something was done. */
export interface EventPlace {
  readonly block: number;
  readonly transaction: Hex;
}

/** A demand for a leaf, and what became of it. */
export interface Demand extends LeafPlace {
  readonly demander: Hex;
  /** Base units. */
  readonly bond: bigint;
  /** The last second in which it can be answered. */
  readonly deadline: bigint;
  readonly made: EventPlace;
  /** Who answered, and when, in seconds, where that is known; of one that is answered. */
  answer?: { readonly by: Hex; readonly time: bigint | undefined };
  /** Open; answered by the leaf; or returned to the demander: unanswered, or left open by a void. */
  state: "open" | "answered" | "expired" | "reclaimed";
  ended?: EventPlace;
}

/** A leaf that an answer showed, with its proof. */
export type ShownLeaf =
  | { readonly tree: "positions"; readonly leaf: Position; readonly proof: readonly Hex[] }
  | { readonly tree: "liquidations"; readonly leaf: Liquidation; readonly proof: readonly Hex[] };

/** How a submission ended. Sums in base units. */
export type Ending = EventPlace &
  (
    | { readonly state: "finalized"; readonly clearing: Hex; readonly coverage: bigint }
    | {
        readonly state: "voided";
        /** Undefined if it is none that is known here. */
        readonly fault: Fault | undefined;
        readonly challenger: Hex;
        readonly reward: bigint;
        readonly forfeited: bigint;
      }
    | { readonly state: "cancelled"; readonly returned: bigint; readonly forfeited: bigint }
  );

/** What a submission is. */
export type SubmissionStatus = "pending" | Ending["state"];

/** What the chain tells of one submission of a settlement. Times in seconds, sums in base units. */
export interface Submission {
  /** Its serial number, from 1. */
  readonly serial: bigint;
  readonly period: bigint;
  readonly operator: Hex;
  readonly settlement: Settlement;
  /** The rule of the period's start, and the windows and bonds of the submission's time. */
  readonly policy: ChainPolicy;
  /** What it fixed; its challengeEnd is when demands end and finalizing may begin. */
  readonly terms: SubmissionTerms;
  /** The operator's free text. */
  readonly dataURI: string;
  readonly submittedAt: bigint;
  readonly submitted: EventPlace;
  /** Finalizing waits for the end of the last answer's window; 0 without an answer, undefined if the answer's time is not known. */
  quietUntil: bigint | undefined;
  status: SubmissionStatus;
  ending?: Ending;
  readonly demands: Map<string, Demand>;
  readonly shown: ShownLeaf[];
  /** Names the newest event about it by its block's hash, and so all that was before. */
  newest: string;
}

/** All submissions of a fund by their serial numbers, in their order. */
export type Submissions = ReadonlyMap<bigint, Submission>;

/** An event of the fund, and the time of its block in seconds. */
export type TimedEvent = FundEvent & { readonly time: bigint };

/** An event whose block's time may not be known. */
type KnownEvent = FundEvent & { readonly time?: bigint };

/** The events that tell a submission's life. */
export const SUBMISSION_EVENTS = [
  "SettlementSubmitted",
  "SettlementFinalized",
  "SettlementVoided",
  "SettlementCancelled",
  "Demanded",
  "LiquidationRevealed",
  "PositionRevealed",
  "DemandExpired",
  "DemandReclaimed",
] as const;

/** Names a leaf in maps. */
export const placeName = ({ tree, index }: LeafPlace): string => `${tree}:${index}`;

const PLACED = partsOf({ blockHash: TEXT, logIndex: COUNT });

/**
 * Names an event: no two chains have two of one name.
 *
 * @example
 * const seen = new Set([eventName(event)]);
 */
export const eventName = (event: Pick<FundEvent, "blockHash" | "logIndex">): string => {
  requireGiven({ event }, { event: PLACED });
  return `${event.blockHash}:${event.logIndex}`;
};

/**
 * Whether an event is about a submission.
 *
 * @example
 * const own = events.filter(isOfSubmission);
 */
export const isOfSubmission = (event: FundEvent): boolean => {
  requireGiven({ event }, { event: EVENT });
  return "submission" in event.args;
};

/**
 * What the events of a fund, in the order of the chain, come to.
 *
 * @param events from the fund's first on; those that tell of no submission are passed over
 * @example
 * submissionsOf(events).get(1n)?.settlement.period // 7n
 */
export function submissionsOf(events: Iterable<KnownEvent>): Submissions {
  requireGiven({ events }, { events: ITERABLE });
  const submissions = new Map<bigint, Submission>();
  for (const event of events) {
    requireGiven({ event }, { event: EVENT });
    if (event.name === "SettlementSubmitted") submissions.set(event.args.submission, submissionOf(event));
    else if ("submission" in event.args) {
      // A submission that began before the first event is unknown, and so are its demands.
      const submission = submissions.get(event.args.submission);
      if (submission === undefined) continue;
      apply(event, submission);
      submission.newest = eventName(event);
    }
  }
  return submissions;
}

function submissionOf(event: FundEvent<"SettlementSubmitted">): Submission {
  const { submission, period, operator, settlement, policy, dataURI, terms } = event.args;
  return {
    serial: submission,
    ...{ period, operator, settlement, policy, dataURI, terms },
    // The contract ends the window exactly that long after the block of the submission.
    submittedAt: terms.challengeEnd - policy.challengeWindow,
    submitted: placeOf(event),
    quietUntil: 0n,
    status: "pending",
    demands: new Map(),
    shown: [],
    newest: eventName(event),
  };
}

function apply(event: KnownEvent, submission: Submission): void {
  const place = placeOf(event);
  switch (event.name) {
    case "SettlementFinalized": {
      const { clearing, coverage } = event.args;
      end(submission, { ...place, state: "finalized", clearing, coverage });
      return;
    }
    case "SettlementCancelled": {
      const { returned, forfeited } = event.args;
      end(submission, { ...place, state: "cancelled", returned, forfeited });
      return;
    }
    case "SettlementVoided": {
      const { fault, challenger, reward, forfeited } = event.args;
      end(submission, { ...place, state: "voided", fault, challenger, reward, forfeited });
      return;
    }
    case "Demanded": {
      const { tree, index, demander, bond, deadline } = event.args;
      const demand: Demand = { tree, index, demander, bond, deadline, made: place, state: "open" };
      submission.demands.set(placeName(demand), demand);
      return;
    }
    case "PositionRevealed":
      show(submission, event, { tree: "positions", leaf: event.args.leaf, proof: event.args.proof });
      return;
    case "LiquidationRevealed":
      show(submission, event, { tree: "liquidations", leaf: event.args.leaf, proof: event.args.proof });
      return;
    case "DemandExpired":
      close(submission, event.args, "expired", place);
      return;
    case "DemandReclaimed":
      close(submission, event.args, "reclaimed", place);
  }
}

function end(submission: Submission, ending: Ending): void {
  submission.ending = ending;
  submission.status = ending.state;
}

type Answer = Extract<KnownEvent, { name: "PositionRevealed" | "LiquidationRevealed" }>;

function show(submission: Submission, event: Answer, shown: ShownLeaf): void {
  const { time, args } = event;
  submission.shown.push(shown);
  submission.quietUntil = time === undefined ? undefined : time + submission.policy.revealWindow;
  const place = { tree: shown.tree, index: shown.leaf.index };
  const demand = close(submission, place, "answered", placeOf(event));
  if (demand !== undefined) demand.answer = { by: args.answerer, time };
}

function close({ demands }: Submission, place: LeafPlace, state: Demand["state"], ended: EventPlace) {
  const demand = demands.get(placeName(place));
  if (demand !== undefined) Object.assign(demand, { state, ended });
  return demand;
}

function placeOf({ blockNumber, transactionHash }: Pick<FundEvent, "blockNumber" | "transactionHash">): EventPlace {
  return { block: blockNumber, transaction: transactionHash };
}

/**
 * Whether a submission is known by the contract's record alone: that holds neither its transactions nor the operator's words, which are "0x" and ""
 * then. Whoever wants them reads its life.
 *
 * @example
 * const place = isOnlyOnRecord(submission) ? "by the record alone" : submission.submitted.transaction;
 */
export const isOnlyOnRecord = (submission: Pick<Submission, "submitted">): boolean => {
  requireGiven({ submission }, { submission: partsOf({ submitted: partsOf({ transaction: TEXT }) }) });
  return submission.submitted.transaction === NOT_READ;
};

/** What a submission was voided for, if it was for a fault that is known. */
export function faultOf({ ending }: Pick<Submission, "ending">): Fault | undefined {
  return ending?.state === "voided" ? ending.fault : undefined;
}

/**
 * The demands of a submission that nobody has answered yet.
 *
 * @example
 * openDemands(submission).map(({ tree, index }) => `${tree} ${index}`) // ["positions 3"]
 */
export function openDemands(submission: Pick<Submission, "demands">): Demand[] {
  requireGiven({ submission }, { submission: partsOf({ demands: DEMANDS }) });
  return [...submission.demands.values()].filter(({ state }) => state === "open");
}

/** When a pending submission can be finalized, if no demand is open; undefined if that is not known. */
export function readyAt({ terms: { challengeEnd }, quietUntil }: Submission): bigint | undefined {
  if (quietUntil === undefined) return undefined;
  return challengeEnd > quietUntil ? challengeEnd : quietUntil;
}
