import { FAULTS, type Fault, type Settlement } from "zke-insurance-fund";
import { type ChainPolicy, type EventName, type FundEvent, TREES, type TreeName } from "zke-insurance-fund/chain";

type Terms = FundEvent<"SettlementSubmitted">["args"]["terms"];

/** Where something was done. */
interface Place {
  readonly block: number;
  readonly transaction: string;
}

/** A demand to see a leaf, and what became of it. Amounts in base units, times in seconds. */
export interface Demand {
  readonly tree: TreeName;
  readonly index: bigint;
  readonly demander: string;
  readonly bond: bigint;
  readonly deadline: bigint;
  readonly made: Place;
  readonly state: "open" | "answered" | "expired" | "reclaimed";
  readonly ended?: Place;
}

/** How a submission ended. */
type Ending = Place &
  (
    | { readonly state: "finalized"; readonly clearing: string; readonly coverage: bigint }
    | {
        readonly state: "voided";
        /** Undefined if a newer contract names a fault that this page does not know. */
        readonly fault: Fault | undefined;
        readonly challenger: string;
        readonly reward: bigint;
        readonly forfeited: bigint;
      }
    | { readonly state: "cancelled"; readonly returned: bigint; readonly forfeited: bigint }
  );

/** A settlement as it was submitted, with what became of it. */
export interface Submission {
  readonly serial: bigint;
  readonly settlement: Settlement;
  readonly policy: ChainPolicy;
  readonly terms: Terms;
  readonly operator: string;
  /** The operator's free text. */
  readonly dataURI: string;
  /** In seconds. */
  readonly submittedAt: bigint;
  readonly submitted: Place;
  readonly demands: readonly Demand[];
  readonly ending?: Ending;
  /** Names the newest event about it by its block's hash, and so all that was before. */
  readonly newest: string;
}

/** What a submission is. */
export type SubmissionState = "pending" | Ending["state"];

export function stateOf({ ending }: Submission): SubmissionState {
  return ending?.state ?? "pending";
}

/** A period, its newest submission first. */
export interface PeriodHistory {
  readonly period: bigint;
  readonly latest: Submission;
  readonly earlier: readonly Submission[];
}

const OF_SUBMISSIONS: readonly EventName[] = [
  "SettlementSubmitted",
  "SettlementFinalized",
  "SettlementVoided",
  "SettlementCancelled",
  "Demanded",
  "LiquidationRevealed",
  "PositionRevealed",
  "DemandExpired",
  "DemandReclaimed",
];

/** Whether an event is about a submission. */
export function isOfSubmission(event: FundEvent): boolean {
  return OF_SUBMISSIONS.includes(event.name);
}

/** Builds all submissions from their events, which come in the order of the chain. */
export function submissionsFrom(events: readonly FundEvent[]): Submission[] {
  const bySerial = new Map<bigint, Submission>();
  for (const event of events) {
    if (event.name === "SettlementSubmitted") bySerial.set(event.args.submission, submissionFrom(event));
    else if ("submission" in event.args) {
      const before = bySerial.get(event.args.submission);
      // A page that starts to read in the middle has not seen every submission.
      if (before !== undefined) bySerial.set(before.serial, { ...after(before, event), newest: nameOf(event) });
    }
  }
  return [...bySerial.values()];
}

/** Groups submissions by period, the newest period first. */
export function periodsFrom(submissions: readonly Submission[]): PeriodHistory[] {
  const byPeriod = new Map<bigint, Submission[]>();
  for (const submission of submissions) {
    const { period } = submission.settlement;
    byPeriod.set(period, [submission, ...(byPeriod.get(period) ?? [])]);
  }
  return [...byPeriod]
    .map(([period, [latest, ...earlier]]) => ({ period, latest: latest as Submission, earlier }))
    .sort((a, b) => (a.period < b.period ? 1 : -1));
}

/** Whether a demand waits for its answer. */
export function isOpen({ state }: Demand): boolean {
  return state === "open";
}

/** Takes the periods of before where nothing happened to them, so that what shows them stays as it is. */
export function unchangedKept(before: readonly PeriodHistory[], now: readonly PeriodHistory[]): PeriodHistory[] {
  const known = new Map(before.map((history) => [history.period, history]));
  return now.map((history) => {
    const old = known.get(history.period);
    return old !== undefined && traceOf(old) === traceOf(history) ? old : history;
  });
}

const traceOf = ({ latest, earlier }: PeriodHistory) => [latest, ...earlier].map(({ newest }) => newest).join();

function submissionFrom({ args, ...at }: FundEvent<"SettlementSubmitted">): Submission {
  const { submission, settlement, policy, terms, operator, dataURI } = args;
  return {
    serial: submission,
    ...{ settlement, policy, terms, operator, dataURI },
    // The contract ends the window exactly that long after the block of the submission.
    submittedAt: terms.challengeEnd - policy.challengeWindow,
    submitted: placeOf(at),
    demands: [],
    newest: nameOf(at),
  };
}

function after(submission: Submission, event: FundEvent): Submission {
  const place = placeOf(event);
  const end = (ending: Ending) => ({ ...submission, ending });
  switch (event.name) {
    case "SettlementFinalized":
      return end({ ...place, state: "finalized", clearing: event.args.clearing, coverage: event.args.coverage });
    case "SettlementVoided": {
      const { fault, challenger, reward, forfeited } = event.args;
      return end({ ...place, state: "voided", fault: faultOf(fault), challenger, reward, forfeited });
    }
    case "SettlementCancelled":
      return end({ ...place, state: "cancelled", returned: event.args.returned, forfeited: event.args.forfeited });
    case "Demanded": {
      const { tree, index, demander, bond, deadline } = event.args;
      const demand: Demand = { tree: treeOf(tree), index, demander, bond, deadline, made: place, state: "open" };
      return { ...submission, demands: [...submission.demands, demand] };
    }
    case "LiquidationRevealed":
      return withDemand(submission, "liquidations", event.args.leaf.index as bigint, "answered", place);
    case "PositionRevealed":
      return withDemand(submission, "positions", event.args.leaf.index as bigint, "answered", place);
    case "DemandExpired":
      return withDemand(submission, treeOf(event.args.tree), event.args.index, "expired", place);
    case "DemandReclaimed":
      return withDemand(submission, treeOf(event.args.tree), event.args.index, "reclaimed", place);
    default:
      return submission;
  }
}

function withDemand(
  submission: Submission,
  tree: TreeName,
  index: bigint,
  state: Demand["state"],
  ended: Place,
): Submission {
  const demands = submission.demands.map((demand) =>
    demand.tree === tree && demand.index === index ? { ...demand, state, ended } : demand,
  );
  return { ...submission, demands };
}

/** An event's name: no two chains have two of one name. */
export function nameOf({ blockHash, logIndex }: Pick<FundEvent, "blockHash" | "logIndex">): string {
  return `${blockHash}:${logIndex}`;
}

function placeOf({ blockNumber, transactionHash }: Pick<FundEvent, "blockNumber" | "transactionHash">): Place {
  return { block: blockNumber, transaction: transactionHash };
}

function faultOf(number: bigint): Fault | undefined {
  const fault = FAULTS[Number(number)];
  return fault === "None" ? undefined : fault;
}

const treeOf = (number: bigint): TreeName => (number === 0n ? TREES[0] : TREES[1]);
