import type { FundEvent } from "../chain/events.ts";
import { TREES, type TreeName, wordOf } from "../chain/names.ts";
import type { ChainPolicy } from "../chain/types.ts";
import type { Hex } from "../columns/hex.ts";
import type { Settlement } from "../commitment/header.ts";
import type { Liquidation, Position } from "../commitment/leaves.ts";
import { FAULTS, type Fault } from "../faults/fault.ts";

/** Names a leaf of a submission. */
export interface LeafPlace {
  readonly tree: TreeName;
  readonly index: bigint;
}

/** A demand for a leaf, and what became of it. */
export interface Demand extends LeafPlace {
  readonly demander: Hex;
  readonly bond: bigint;
  /** The last second in which it can be answered. */
  readonly deadline: bigint;
  /** Who answered, and when, in seconds; of one that is answered. */
  answer?: { readonly by: Hex; readonly time: bigint };
  /** Open, answered by the leaf, or returned to the demander: unanswered, or left open by a void. */
  state: "open" | "answered" | "returned";
}

/** A leaf that an answer showed, with its proof. */
export type ShownLeaf =
  | { readonly tree: "positions"; readonly leaf: Position; readonly proof: readonly Hex[] }
  | { readonly tree: "liquidations"; readonly leaf: Liquidation; readonly proof: readonly Hex[] };

/** What the chain tells of one submission of a settlement. Times in seconds, sums in base units. */
export interface Submission {
  /** Its serial number, from 1. */
  readonly serial: bigint;
  readonly period: bigint;
  readonly operator: Hex;
  readonly settlement: Settlement;
  /** The rule of the period's start, and the windows and bonds of the submission's time. */
  readonly policy: ChainPolicy;
  readonly dataURI: string;
  readonly coverage: bigint;
  readonly bond: bigint;
  /** When demands end and finalizing may begin. */
  readonly challengeEnd: bigint;
  /** Finalizing waits for the end of the last answer's window. */
  quietUntil: bigint;
  status: "pending" | "finalized" | "voided" | "cancelled";
  /** What it was voided for. */
  fault?: Fault;
  readonly demands: Map<string, Demand>;
  readonly shown: ShownLeaf[];
}

/** All submissions of a fund by their serial numbers, in their order. */
export type Submissions = ReadonlyMap<bigint, Submission>;

/** An event of the fund, and the time of its block in seconds. */
export type TimedEvent = FundEvent & { readonly time: bigint };

/** The events that tell a submission's life. */
export const GAME_EVENTS = [
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

/**
 * What the events of a fund, in the order of the chain, come to.
 *
 * @param events from the fund's first on; those that tell of no submission are passed over
 */
export function submissionsOf(events: Iterable<TimedEvent>): Submissions {
  const submissions = new Map<bigint, Submission>();
  for (const event of events) {
    if (event.name === "SettlementSubmitted") submissions.set(event.args.submission, submissionOf(event.args));
    else if ("submission" in event.args) apply(event, submissions.get(event.args.submission));
  }
  return submissions;
}

function submissionOf(args: Extract<TimedEvent, { name: "SettlementSubmitted" }>["args"]): Submission {
  const { submission, period, operator, settlement, policy, dataURI, terms } = args;
  const { coverage, bond, challengeEnd } = terms;
  return {
    serial: submission,
    ...{ period, operator, settlement, policy, dataURI, coverage, bond, challengeEnd },
    quietUntil: 0n,
    status: "pending",
    demands: new Map(),
    shown: [],
  };
}

/** A submission that began before the first event is unknown, and so are its demands. */
function apply(event: TimedEvent, submission: Submission | undefined): void {
  if (submission === undefined) return;
  switch (event.name) {
    case "SettlementFinalized":
      submission.status = "finalized";
      return;
    case "SettlementCancelled":
      submission.status = "cancelled";
      return;
    case "SettlementVoided":
      submission.status = "voided";
      submission.fault = (FAULTS[Number(event.args.fault)] ?? "Silence") as Fault;
      return;
    case "Demanded": {
      const { index, demander, bond, deadline } = event.args;
      const demand: Demand = { tree: treeOf(event.args.tree), index, demander, bond, deadline, state: "open" };
      submission.demands.set(placeName(demand), demand);
      return;
    }
    case "PositionRevealed":
      show(submission, event, {
        tree: "positions",
        leaf: leafOf<Position>(event.args.leaf),
        proof: event.args.proof,
      });
      return;
    case "LiquidationRevealed":
      show(submission, event, {
        tree: "liquidations",
        leaf: leafOf<Liquidation>(event.args.leaf),
        proof: event.args.proof,
      });
      return;
    case "DemandExpired":
    case "DemandReclaimed":
      close(submission, { tree: treeOf(event.args.tree), index: event.args.index }, "returned");
  }
}

type Answer = Extract<TimedEvent, { name: "PositionRevealed" | "LiquidationRevealed" }>;

function show(submission: Submission, { time, args: { answerer } }: Answer, shown: ShownLeaf): void {
  submission.shown.push(shown);
  submission.quietUntil = time + submission.policy.revealWindow;
  const demand = close(submission, { tree: shown.tree, index: shown.leaf.index }, "answered");
  if (demand !== undefined) demand.answer = { by: answerer, time };
}

function close(submission: Submission, place: LeafPlace, state: "answered" | "returned"): Demand | undefined {
  const demand = submission.demands.get(placeName(place));
  if (demand !== undefined) demand.state = state;
  return demand;
}

const treeOf = (number: bigint): TreeName => wordOf(TREES, number);
const leafOf = <Leaf>(leaf: Readonly<Record<string, bigint | Hex>>): Leaf => leaf as unknown as Leaf;

/** The demands of a submission that nobody has answered yet. */
export function openDemands(submission: Submission): Demand[] {
  return [...submission.demands.values()].filter(({ state }) => state === "open");
}

/** When a pending submission can be finalized, if no demand is open. */
export function readyAt({ challengeEnd, quietUntil }: Submission): bigint {
  return challengeEnd > quietUntil ? challengeEnd : quietUntil;
}
