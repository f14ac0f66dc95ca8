import type { ChainError, ProblemData } from "zke-insurance-fund";
import {
  eventName,
  type Fund,
  type FundEvent,
  type FundOverview,
  gapInSubmissions,
  gapInTotals,
  isOfSubmission,
  readEvents,
  submissionsOf,
} from "zke-insurance-fund/chain";
import { type Failure, failureOf } from "./failure.ts";
import { type Flow, type FlowKind, flowsOf, sumsOf } from "./flows.ts";
import { type Alarm, repeat } from "./repeat.ts";
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

/** How a fund's logs are followed. */
export interface HistoryOptions {
  readonly startBlock: number;
  readonly signal: AbortSignal;
  readonly alarm: Alarm;
  /** What the contract counts at the newest block that is known; undefined before there is one. */
  readonly counted: () => CountedAt | undefined;
  tell(state: HistoryState): void;
}

/** How far back a chain may still change its mind: what is newer is read again with each block. */
const REORG_DEPTH = 64;
const RANGE = 50_000;
const INTERVAL = 1_000;

/** Reads a fund's logs up to the newest block, and on from block to block, until the signal ends it. */
export function followHistory(fund: Fund, options: HistoryOptions): Promise<void> {
  const { startBlock, signal, alarm, counted, tell } = options;
  let settled = emptyLog(startBlock - 1);
  let state = NO_HISTORY;
  let reached: number | undefined;
  let onRecord: ((periods: readonly PeriodHistory[], block: number) => Promise<ChainError[]>) | undefined;
  const set = (next: HistoryState) => {
    state = next;
    if (!signal.aborted) tell(state);
  };

  async function step(): Promise<void> {
    const figures = counted();
    if (figures === undefined || (Number(figures.block) === reached && state.failure === undefined)) return;
    // What was left out once may be told when it is asked for again.
    for (const isLast of [false, true]) {
      const next = await read(Number(figures.block));
      if (next === undefined) return;
      const gaps = await gapsIn(next, figures);
      if (signal.aborted) return;
      if (gaps[0] === undefined) {
        reached = Number(figures.block);
        return set(next);
      }
      settled = emptyLog(startBlock - 1);
      if (isLast) lack(next, gaps);
    }
  }

  /** Tells what is missing; what was complete once stays to be seen, and is not called complete any more. */
  function lack(next: HistoryState, gaps: readonly ChainError[]): never {
    const missing = gaps.map(({ code, args }) => ({ code, args }));
    const seen = state.readTo === state.head ? state : next;
    state = { ...(seen.periods.length < next.periods.length ? next : seen), isComplete: false, missing };
    throw gaps[0];
  }

  /** Reads up to a block; undefined if that was ended. */
  async function read(target: number): Promise<HistoryState | undefined> {
    if (!(await isStillThere(fund, settled))) settled = emptyLog(startBlock - 1);
    let log = settled;
    // A first block that the chain does not have yet: there is nothing to read so far.
    if (log.readTo >= target) log = { ...log, readTo: target };
    const settleTo = target - REORG_DEPTH;
    while (log.readTo < target && !signal.aborted) {
      const isOld = log.readTo < settleTo;
      const to = Math.min(log.readTo + RANGE, isOld ? settleTo : target);
      log = await extended(fund, log, to);
      if (isOld) settled = await anchored(fund, log);
      // Once all was in, what is shown waits for the next whole.
      if (log.readTo < target && reached === undefined)
        set({ ...stateFrom(log, target, state), part: partOf(log.readTo, target) });
    }
    return signal.aborted ? undefined : stateFrom(log, target, state);
  }
  const partOf = (readTo: number, target: number) => (readTo - startBlock + 1) / Math.max(1, target - startBlock + 1);

  /** All that is missing, by the contract's own figures. */
  async function gapsIn({ flows, periods }: HistoryState, figures: CountedAt): Promise<ChainError[]> {
    const submissions = periods.flatMap(({ latest, earlier }) => [latest, ...earlier]);
    onRecord ??= (await import("./on-record.ts")).comparer(fund);
    const gaps = [gapInSubmissions(submissions, figures), gapInTotals(sumsOf(flows), figures.totals)];
    return [...gaps.filter((gap) => gap !== undefined), ...(await onRecord(periods, Number(figures.block)))];
  }

  return repeat(step, {
    signal,
    alarm,
    interval: () => INTERVAL,
    onFailure: (error) => set({ ...state, failure: failureOf(error) }),
  });
}

/** What of the logs is needed, up to a block. */
interface ReadLog {
  readonly readTo: number;
  /** The hash of that block, where it is known. */
  readonly anchor?: string;
  readonly eventCount: number;
  readonly flows: readonly Flow[];
  readonly submissionEvents: readonly FundEvent[];
  /** Names the newest event by its block's hash, and so all events before it as well. */
  readonly newest: string;
}

const emptyLog = (readTo: number): ReadLog => ({ readTo, eventCount: 0, flows: [], submissionEvents: [], newest: "" });

async function extended(fund: Fund, log: ReadLog, to: number): Promise<ReadLog> {
  const flows: Flow[] = [];
  const submissionEvents: FundEvent[] = [];
  let count = 0;
  let { newest } = log;
  for await (const event of readEvents(fund, { fromBlock: log.readTo + 1, toBlock: to })) {
    count++;
    newest = eventName(event);
    flows.push(...flowsOf(event));
    if (isOfSubmission(event)) submissionEvents.push(event);
  }
  return {
    readTo: to,
    newest,
    eventCount: log.eventCount + count,
    flows: flows.length === 0 ? log.flows : [...log.flows, ...flows],
    submissionEvents:
      submissionEvents.length === 0 ? log.submissionEvents : [...log.submissionEvents, ...submissionEvents],
  };
}

async function anchored(fund: Fund, log: ReadLog): Promise<ReadLog> {
  const hash = (await fund.provider.getBlock(log.readTo))?.hash;
  return hash == null ? log : { ...log, anchor: hash };
}

/** Whether the chain still has the block up to which it counts as settled: else it is another chain. */
async function isStillThere(fund: Fund, { readTo, anchor }: ReadLog): Promise<boolean> {
  return anchor === undefined || (await fund.provider.getBlock(readTo))?.hash === anchor;
}

/** A state; what a new block did not change stays the same object. */
function stateFrom(log: ReadLog, head: number, before: HistoryState): HistoryState {
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
