import type { ChainError } from "zke-insurance-fund";
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
import { type Flow, flowsOf, sumsOf } from "./flows.ts";
import { type Alarm, repeat } from "./repeat.ts";
import { type PeriodHistory, periodsFrom, unchangedKept } from "./submissions.ts";

/** What the chain's logs tell of a fund, as far as they were read. */
export interface HistoryState {
  /** Whether all up to the newest known block is in. */
  readonly isComplete: boolean;
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

export const NO_HISTORY: HistoryState = { isComplete: false, eventCount: 0, newest: "", flows: [], periods: [] };

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
  const set = (next: HistoryState) => {
    state = next;
    if (!signal.aborted) tell(state);
  };

  async function step(): Promise<void> {
    const figures = counted();
    if (figures === undefined || (Number(figures.block) === reached && state.failure === undefined)) return;
    // What was left out once may be told when it is asked for again.
    for (const isLast of [false, true]) {
      const gap = await read(figures);
      if (gap === undefined || signal.aborted) return;
      settled = emptyLog(startBlock - 1);
      if (isLast) throw gap;
    }
  }

  /** Reads up to a block; what is missing then. */
  async function read(figures: CountedAt): Promise<ChainError | undefined> {
    const target = Number(figures.block);
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
      if (log.readTo < target) set(stateFrom(log, target, state));
    }
    if (signal.aborted) return undefined;
    const next = stateFrom(log, target, state);
    const gap = gapIn(next, figures);
    if (gap !== undefined) return gap;
    reached = target;
    set(next);
    return undefined;
  }
  return repeat(step, {
    signal,
    alarm,
    interval: () => INTERVAL,
    onFailure(error) {
      const failure = failureOf(error);
      set({ ...state, isComplete: state.isComplete && failure.kind !== "incomplete", failure });
    },
  });
}

/** What is missing, by the contract's own figures. */
function gapIn({ flows, periods }: HistoryState, figures: CountedAt): ChainError | undefined {
  const submissions = periods.flatMap(({ latest, earlier }) => [latest, ...earlier]);
  return gapInSubmissions(submissions, figures) ?? gapInTotals(sumsOf(flows), figures.totals);
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
  const place = { isComplete: readTo === head, readTo, head, eventCount, newest };
  if (newest === before.newest && eventCount === before.eventCount) {
    return { ...place, flows: before.flows, periods: before.periods };
  }
  const periods = periodsFrom(submissionsOf(log.submissionEvents).values());
  return { ...place, flows: log.flows, periods: unchangedKept(before.periods, periods) };
}
