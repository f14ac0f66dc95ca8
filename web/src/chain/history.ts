// Follows a fund's past: read forwards or backwards, held to what the contract counts, and kept from visit to visit.
import type { ChainError } from "zke-insurance-fund";
import { type Fund, gapInSubmissions, gapInTotals, NOT_READ } from "zke-insurance-fund/chain";
import type { KnownLives, Look } from "./backwards.ts";
import { blockTimes } from "./block-times.ts";
import type { KnownCredits } from "./credits.ts";
import { failureOf } from "./failure.ts";
import { sumsOf } from "./flows.ts";
import {
  allOf,
  backState,
  type CountedAt,
  type HistoryState,
  inOrder,
  NO_HISTORY,
  stateFrom,
  undatedOf,
  unlessSame,
} from "./history-state.ts";
import { anchored, emptyLog, extended, isStillThere, leastSpan, type ReadLog } from "./read-log.ts";
import { type Alarm, pauseOf, repeat } from "./repeat.ts";
import type { Shipped } from "./shipped.ts";
import type { Store } from "./store.ts";
import type { PeriodHistory } from "./submissions.ts";
import { toldTimes } from "./told-times.ts";

/** How a fund's logs are followed. */
export interface HistoryOptions {
  readonly startBlock: number;
  readonly signal: AbortSignal;
  readonly alarm: Alarm;
  /** What the contract counts at the newest block that is known; undefined before there is one. */
  readonly counted: () => CountedAt | undefined;
  /** Where what is settled stays from visit to visit, and under which name; it is read anew each time unless given. */
  readonly kept?: { readonly store: Store | Promise<Store>; readonly name: string };
  /** The file of the past that the page's host ships, if any; only where a node answers few blocks a question. */
  readonly shipped?: Shipped;
  /** The period that the visitor looks at, if any: its whole life is read. */
  readonly wanted?: () => bigint | undefined;
  tell(state: HistoryState): void;
}

/** What stays from visit to visit. It is believed for no more than a node: it is held to the contract's counts and to the chain. */
interface Kept {
  readonly version: typeof KEPT_VERSION;
  readonly settled: ReadLog;
  readonly back: KnownLives | undefined;
  readonly byViews: boolean;
  readonly credits: KnownCredits;
  /** Names the newest events of submissions that were found on record, with the times of their periods' latest. */
  readonly onRecord: ReadonlyMap<string, bigint>;
}

/** How far back a chain may still change its mind: what is newer is read again with each block. */
const REORG_DEPTH = 64;
// A node that is slower to answer for all logs is read by its views and single seconds.
const PATIENCE = 6_000;
// From so many periods on, credits are taken from views: their logs are as many as liquidations.
const MANY_PERIODS = 120n;
const INTERVAL = 1_000;
// More are not asked for before somebody needs them: a chart finds days by fewer.
const FEW_TIMES = 20;
// Another form of what is kept has another number.
const KEPT_VERSION = 3;

/** Reads a fund's logs up to the newest block, and on from block to block, until the signal ends it. */
export function followHistory(fund: Fund, options: HistoryOptions): Promise<void> {
  const { startBlock, signal, alarm, counted, kept, shipped, wanted, tell } = options;
  let settled = emptyLog(startBlock - 1);
  let state = NO_HISTORY;
  let back: KnownLives | undefined;
  let look: Look | undefined;
  let byViews = false;
  let credits: KnownCredits = new Map();
  let found = new Map<string, bigint>();
  let isOpened = false;
  let keptAs: string | undefined;
  let reached: number | undefined;
  let onRecord: ((periods: readonly PeriodHistory[], block: number) => Promise<ChainError[]>) | undefined;
  const set = (next: HistoryState) => {
    state = next;
    if (!signal.aborted) tell(state);
  };

  async function step(): Promise<void> {
    const figures = counted();
    if (figures === undefined) return;
    if (Number(figures.block) === reached && state.failure === undefined && !isWanting()) return;
    if (!isOpened) await open();
    // What was left out once may be told when it is asked for again.
    for (const isLast of [false, true]) {
      const found = await read(figures);
      if (found === undefined || signal.aborted) return;
      const { next, gaps } = found;
      if (gaps[0] === undefined) {
        reached = Number(figures.block);
        set({ ...next, counted: figures });
        return keep(next);
      }
      forget();
      if (isLast) lack(next, gaps);
    }
  }

  /** Whether the visitor looks at a period of which only what is on record is known. */
  function isWanting(): boolean {
    const period = wanted?.();
    return period !== undefined && back?.lives.get(period)?.[0]?.transactionHash === NOT_READ;
  }

  /** Takes up what was kept of this fund. */
  async function open(): Promise<void> {
    const value = (kept && (await (await kept.store).get(kept.name))) as Kept | undefined;
    isOpened = true;
    if (value?.version !== KEPT_VERSION) return;
    ({ settled, back, byViews, credits } = value);
    found = new Map(value.onRecord);
  }

  /** Keeps what is settled, once something new is. */
  async function keep({ newest }: HistoryState): Promise<void> {
    if (keptAs === newest) return;
    keptAs = newest;
    const value: Kept = { version: KEPT_VERSION, settled, back, byViews, credits, onRecord: found };
    if (kept !== undefined) await (await kept.store).put(kept.name, value);
  }

  /** What contradicts the contract counts for nothing, wherever it came from. */
  function forget(): void {
    settled = emptyLog(startBlock - 1);
    credits.clear();
    found.clear();
    if (back !== undefined) back = { ...back, lives: new Map(), credits: new Map(), payments: [] };
  }

  /** Tells what is missing; what was complete once stays to be seen, and is not called complete any more. */
  function lack(next: HistoryState, gaps: readonly ChainError[]): never {
    const missing = gaps.map(({ code, args }) => ({ code, args }));
    const seen = reached === undefined ? next : state;
    state = { ...seen, isComplete: false, missing };
    throw gaps[0];
  }

  /** Reads up to a block; undefined if that was ended. */
  async function read(figures: CountedAt): Promise<Read | undefined> {
    const forwards = back === undefined ? await readForwards(figures) : await lookAgain(figures);
    if (signal.aborted) return undefined;
    if (forwards !== undefined) return forwards;
    back ??= { lives: new Map(), credits: new Map(), payments: [], isShippedRead: false };
    const backwards = await readBack(figures);
    return signal.aborted ? undefined : backwards;
  }

  /**
   * By ranges of blocks after all, if the node answers long ones by now: a refusal may have been of a moment, or another of its
   * addresses answers. Undefined if it does not, or leaves something out: then what is known backwards goes on.
   */
  async function lookAgain(figures: CountedAt): Promise<Read | undefined> {
    const { createLook } = await import("./backwards.ts");
    look ??= createLook(fund.provider);
    if (reached === undefined || !look.isDue(leastSpan(Number(figures.block), settled))) return undefined;
    const found = await readForwards(figures).catch(() => undefined);
    if (found?.gaps.length !== 0) return look.wasVain();
    back = look = undefined;
    return found;
  }

  /** By ranges of blocks; by views, if that would be too many. Undefined if it takes too many questions, or too long. */
  async function readForwards(figures: CountedAt): Promise<Read | undefined> {
    const target = Number(figures.block);
    if (!(await isStillThere(fund, settled))) settled = emptyLog(startBlock - 1);
    // Once begun, it goes on the same way.
    byViews ||= figures.nextPeriod > MANY_PERIODS && settled.eventCount === 0;
    const settleTo = target - REORG_DEPTH;
    const upTo = async (log: ReadLog, to: number) =>
      log.readTo >= to ? log : inTime((ended) => extended(fund, log, { to, byViews, signal: ended }));
    const old = await upTo(settled, settleTo);
    if (old === undefined || signal.aborted) return undefined;
    const isMore = old !== settled;
    // Once all was in, what is shown waits for the next whole.
    if (isMore && reached === undefined) set({ ...stateFrom(old, target, state), part: partOf(old.readTo, target) });
    const [log] = await Promise.all([
      upTo(old, target),
      isMore && anchored(fund, old).then((known) => (settled = known)),
    ]);
    if (log === undefined || signal.aborted) return undefined;
    // A first block that the chain does not have yet: there is nothing to read so far.
    const whole = { ...log, readTo: target };
    const read = stateFrom(whole, target, state);
    askTimes(whole);
    const [next, gaps] = await Promise.all([
      byViews ? withCredits(read, whole, figures) : read,
      gapsOnRecord(read.periods, figures),
    ]);
    return { next: dated(next, whole), gaps: [...gapsIn(next, figures), ...gaps] };
  }
  const partOf = (readTo: number, target: number) => (readTo - startBlock + 1) / Math.max(1, target - startBlock + 1);

  /** The same with what was credited, by views. */
  async function withCredits(next: HistoryState, { flows }: ReadLog, figures: CountedAt): Promise<HistoryState> {
    const { readCreditFlows } = await import("./credits.ts");
    const settledTo = Number(figures.block) - REORG_DEPTH;
    const ended = new Map(next.periods.map(({ period, latest: { ending } }) => [period, ending]));
    const credited = await readCreditFlows(fund, credits, {
      ...{ nextPeriod: figures.nextPeriod, block: Number(figures.block), credited: figures.totals.credited },
      submittedIn: (period) => next.periods.find((each) => each.period === period)?.latest.submitted.block,
      isSettled: (period) =>
        ended.get(period)?.state === "finalized" && (ended.get(period)?.block ?? Infinity) <= settledTo,
    });
    return { ...next, flows: inOrder([...flows, ...credited]) };
  }

  /** What comes before the visitor's patience ends; then nothing more is asked for it. */
  async function inTime<T>(reading: (signal: AbortSignal) => Promise<T>): Promise<T | undefined> {
    const ended = new AbortController();
    const late = pauseOf(PATIENCE, ended.signal);
    try {
      return await Promise.race([reading(ended.signal), late]);
    } finally {
      ended.abort();
    }
  }

  /** By views and single seconds. */
  async function readBack(figures: CountedAt) {
    const { readBackwards } = await import("./backwards.ts");
    const head = Number(figures.block);
    const read = await readBackwards(fund, back as KnownLives, figures, {
      ...{ signal, depth: REORG_DEPTH, shipped, startBlock, wanted: wanted?.() },
      onPart: (so) => reached === undefined && set({ ...backState(so, head, state), part: so.part }),
    });
    const problem = back?.shipped;
    const next = { ...backState(read, head, state), ...(problem !== undefined && { shipped: problem }) };
    const undated = undatedOf(sumsOf(next.flows), figures.totals);
    const [first] = next.flows.flatMap(({ time }) => time ?? []).sort((a, b) => (a < b ? -1 : 1));
    // What has no time counts as of the beginning, and is said to have none.
    const early = undated.map((sum) => ({ ...sum, block: startBlock, ...(first !== undefined && { time: first }) }));
    const flows = unlessSame(state.flows, inOrder([...early, ...next.flows]));
    const whole = { ...next, isComplete: true, missing: [], undated, flows };
    const gap = gapInSubmissions(allOf(whole), figures) ?? gapInTotals(sumsOf(whole.flows), figures.totals);
    return { next: whole, gaps: [...read.gaps, ...(gap === undefined ? [] : [gap])] };
  }

  /** What of the periods is not as it is on record. */
  async function gapsOnRecord(periods: readonly PeriodHistory[], { block }: CountedAt): Promise<ChainError[]> {
    onRecord ??= (await import("./on-record.ts")).comparer(fund, found);
    return onRecord(periods, Number(block));
  }

  /** Asks for the times that no event and no record will tell, meanwhile: whoever shows the payments need not wait for them then. */
  function askTimes({ flows, submissionEvents }: ReadLog): void {
    const told = new Set(submissionEvents.map(({ blockNumber }) => blockNumber));
    const untold = new Set(
      flows.filter(({ block, time }) => time === undefined && !told.has(block)).map(({ block }) => block),
    );
    if (untold.size > FEW_TIMES) return;
    // What fails now is asked for again, and told then.
    for (const block of untold) blockTimes(fund.provider)(block).catch(() => undefined);
  }

  /** The same with the times of payments that the fund's events and records tell. */
  function dated(next: HistoryState, { submissionEvents }: ReadLog): HistoryState {
    const newest = new Map(next.periods.map(({ period, latest }) => [period, latest.newest]));
    const times = toldTimes(submissionEvents, (period) => found.get(newest.get(period) ?? ""));
    const flows = next.flows.map((flow) => ({ ...flow, time: flow.time ?? times.get(flow.block) }));
    return { ...next, flows: unlessSame(state.flows, flows) };
  }

  return repeat(step, {
    signal,
    alarm,
    interval: () => INTERVAL,
    onFailure: (error) => set({ ...state, failure: failureOf(error) }),
  });
}

/** What is missing, by the contract's own counts and sums. */
function gapsIn(next: HistoryState, figures: CountedAt): ChainError[] {
  const gaps = [gapInSubmissions(allOf(next), figures), gapInTotals(sumsOf(next.flows), figures.totals)];
  return gaps.filter((gap) => gap !== undefined);
}

/** What was read, and what of it the contract's own figures miss. */
interface Read {
  readonly next: HistoryState;
  readonly gaps: readonly ChainError[];
}
