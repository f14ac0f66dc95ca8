// A fund's past as the page knows it, and how it comes of what was read.
import type { ProblemData } from "zke-insurance-fund";
import { eventName, type FundOverview, submissionsOf } from "zke-insurance-fund/chain";
import type { ReadBack } from "./backwards.ts";
import type { Failure } from "./failure.ts";
import { FLOW_KINDS, type Flow, type FlowKind, type FlowSums } from "./flows.ts";
import type { ReadLog } from "./read-log.ts";
import { type PeriodHistory, periodsFrom, unchangedKept } from "./submissions.ts";

/**
 * What is known of a fund's past. Once it was complete, it stays so from block to block, until the next state is complete or something
 * is found missing: nothing on the screen gives way to a block that is still being read.
 */
export interface HistoryState {
  /**
   * Whether all up to the newest known block is in, and agrees with what the contract counts and stores. Until then nothing may be said
   * not to be there: no list is "empty", and no sentence begins with "No".
   */
  readonly isComplete: boolean;
  /** What does not agree with the contract's counts and records, if anything: codes with arguments. Then it is not complete. */
  readonly missing: readonly ProblemData[];
  /** Money of which the contract tells the sum, and the node no time. */
  readonly undated: readonly { readonly kind: FlowKind; readonly amount: bigint }[];
  /** Before the first completion: how much is in, from 0 to 1, once that can be said. */
  readonly part?: number;
  /** The last block that is in, and the one to reach. */
  readonly readTo?: number;
  readonly head?: number;
  readonly eventCount: number;
  /** Names the newest event that is in. */
  readonly newest: string;
  readonly flows: readonly Flow[];
  /** The newest first. */
  readonly periods: readonly PeriodHistory[];
  readonly failure?: Failure;
  /** Why the host's file of the past was not used, if there is one that was not. It says nothing of the fund. */
  readonly shipped?: ProblemData;
  /** What the contract counts at the block up to which it was complete last. */
  readonly counted?: CountedAt;
}

export const NO_HISTORY: HistoryState = {
  isComplete: false,
  missing: [],
  undated: [],
  eventCount: 0,
  newest: "",
  flows: [],
  periods: [],
};

/** What the contract counts at a block, by which logs are known to be missing. */
export type CountedAt = Pick<FundOverview, "block" | "submissions" | "pendingCount" | "nextPeriod" | "totals">;

/** A state; what a new block did not change stays the same object. */
export function stateFrom(log: ReadLog, head: number, before: HistoryState): HistoryState {
  const { readTo, eventCount, newest } = log;
  const isComplete = readTo === head;
  const place = {
    isComplete,
    missing: isComplete ? [] : before.missing,
    undated: [],
    readTo,
    head,
    eventCount,
    newest,
  };
  if (newest === before.newest && eventCount === before.eventCount) {
    return { ...place, flows: before.flows, periods: before.periods };
  }
  const periods = periodsFrom(submissionsOf(log.submissionEvents).values());
  return { ...place, flows: log.flows, periods: unchangedKept(before.periods, periods) };
}

/** What was read backwards, as a state. */
export function backState({ events, flows }: ReadBack, head: number, before: HistoryState): HistoryState {
  const last = events.reduce<ReadBack["events"][number] | undefined>(
    (newest, event) =>
      newest === undefined ||
      newest.blockNumber < event.blockNumber ||
      (newest.blockNumber === event.blockNumber && newest.logIndex < event.logIndex)
        ? event
        : newest,
    undefined,
  );
  const periods = unchangedKept(before.periods, periodsFrom(submissionsOf(events).values()));
  const newest = last === undefined ? "" : eventName(last);
  return { ...NO_HISTORY, readTo: head, head, eventCount: events.length, newest, flows, periods };
}

/** Sums that the contract tells, and no event that was read. */
export function undatedOf(sums: FlowSums, totals: FlowSums): { kind: FlowKind; amount: bigint }[] {
  return FLOW_KINDS.map((kind) => ({ kind, amount: totals[kind] - sums[kind] })).filter(({ amount }) => amount > 0n);
}

/** Payments by their blocks. */
export const inOrder = (flows: readonly Flow[]) => [...flows].sort((a, b) => a.block - b.block);

/** The flows that are known already where nothing was added, so that nothing is drawn anew. */
export const unlessSame = (before: readonly Flow[], now: readonly Flow[]) =>
  textOf(before) === textOf(now) ? before : now;

// What has a time is moved by no block: what was credited for the next period counts as of the newest.
const textOf = (flows: readonly Flow[]) =>
  flows.map(({ kind, amount, block, time = block }) => [kind, amount, time]).join();

/** All submissions, those before a period's latest included. */
export const allOf = ({ periods }: HistoryState) => periods.flatMap(({ latest, earlier }) => [latest, ...earlier]);
