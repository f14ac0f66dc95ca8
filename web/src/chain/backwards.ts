import { ChainError, type ProblemData } from "zke-insurance-fund";
import {
  BlockTimes,
  type Fund,
  type HeldAt,
  type LifeEvent,
  logSpanOf,
  NOT_READ,
  NodeFailure,
  readLife,
} from "zke-insurance-fund/chain";
import { type KnownCredits, readCreditFlows } from "./credits.ts";
import { type Flow, flowsOf } from "./flows.ts";
import type { CountedAt } from "./history-state.ts";
import type { LoadedShipped, Shipped } from "./shipped.ts";

/** What was read backwards, to go on from. */
export interface KnownLives {
  readonly lives: Map<bigint, readonly LifeEvent[]>;
  readonly credits: KnownCredits;
  /** What was paid, where a file named the blocks and the node gave their logs. */
  payments: readonly Flow[];
  /** Whether the host's file was asked for; and why it was not used, if it was not. */
  isShippedRead: boolean;
  shipped?: ProblemData;
  /** A block so old that it stays, by which the chain is known again. */
  anchor?: { readonly number: number; readonly hash: string | null };
}

/** What is in, as far as it was read. */
export interface ReadBack {
  readonly events: readonly LifeEvent[];
  readonly flows: readonly Flow[];
  readonly gaps: readonly ChainError[];
  /** How much is in, from 0 to 1. */
  readonly part: number;
}

/** How it is read. */
interface BackwardsOptions {
  readonly signal: AbortSignal;
  /** How far back a chain may still change its mind, in blocks. */
  readonly depth: number;
  /** The host's file of the past, and the block before which nothing is the fund's. */
  readonly shipped: Shipped | undefined;
  readonly startBlock: number;
  /** The period that the visitor looks at: its whole life is read. */
  readonly wanted: bigint | undefined;
  onPart(read: ReadBack): void;
}

// The newest are shown first; then as many at once as make full batches, and leave room for the figures of new blocks.
const FIRST = 20;
const NEXT = 280;
// The next begin when so few of those before are left: a round for a few costs as long as one for all.
const FEW = 30;

/**
 * Reads all settlements from views and the logs of single seconds, the newest first: of use with a node that answers few blocks a
 * question, since no range of blocks is asked for. What is final and settled is not asked about again.
 *
 * @throws {ChainError} if the chain is not reached; what was read is kept
 */
export async function readBackwards(
  fund: Fund,
  known: KnownLives,
  figures: CountedAt,
  options: BackwardsOptions,
): Promise<ReadBack> {
  const { signal, depth, onPart, wanted } = options;
  const block = Number(figures.block);
  const [newest, anchor] = await Promise.all([
    fund.provider.getBlock(block),
    fund.provider.getBlock(Math.max(block - depth, 0)),
    forgetOther(fund, known),
  ]);
  if (newest === null) throw new NodeFailure("notNode", `no block ${block}`);
  const { lives, credits } = known;
  const times = new BlockTimes(fund.provider, newest);
  const isSettled = (period: bigint) => {
    const last = lives.get(period)?.at(-1);
    return last?.name === "SettlementFinalized" && last.blockNumber <= block - depth;
  };
  const missing = new Map<bigint, ChainError>();
  // Asked for right after the records, they take no round of their own; what does not come is asked for again at the end.
  const creditsOf = async (period: bigint) => {
    const credited = credits.has(period) ? undefined : await fund.credited(period, block).catch(() => undefined);
    if (credited !== undefined) credits.set(period, credited);
  };
  const one = async (period: bigint) => {
    try {
      if (
        lives.has(period) &&
        !isBare(lives.get(period)) &&
        (await isAsBefore(fund, lives.get(period) ?? [], { period, block }))
      )
        return;
      lives.set(period, await readLife(fund, period, { times }));
    } catch (error) {
      if (!(error instanceof ChainError) || error.kind !== "incomplete") throw error;
      lives.delete(period);
      missing.set(period, error);
    }
  };
  const count = Number(figures.nextPeriod - 1n);
  const isAsked = (period: bigint) => !isSettled(period) || (period === wanted && isBare(lives.get(period)));
  const asked = Array.from({ length: count }, (_, at) => BigInt(count - at)).filter(isAsked);
  const inAll = async (): Promise<ReadBack> => {
    const events = [...lives].sort(([a], [b]) => Number(a - b)).flatMap(([, life]) => life);
    const ofLives = events.flatMap((event) => flowsOf(event).map((flow) => ({ ...flow, time: event.time })));
    // What a submission pulled is among the period's credits.
    const flows = ofLives.filter(({ kind }) => kind !== "credited");
    // What the node left out, the host's file may prove.
    const gaps = [...missing].filter(([period]) => !lives.has(period)).map(([, gap]) => gap);
    return { events, flows, gaps, part: count === 0 ? 1 : lives.size / count };
  };
  const reading: Promise<void>[] = [];
  const ask = (periods: readonly bigint[], mayBeLeft: number) => {
    const some = periods.map(one);
    reading.push(...some, ...periods.map(creditsOf));
    return untilLeft(mayBeLeft, some);
  };
  const first = asked.slice(0, FIRST);
  // The newest wait for no file, however long it is in coming; and for nothing that is asked of the node on its account.
  const [file] = await Promise.all([
    known.isShippedRead ? undefined : loaded(options),
    ask(first, 0).then(async () => asked.length > FIRST && onPart(await inAll())),
  ]);
  if (file !== undefined) await takeShipped(fund, known, file, { ...figures, firstBlock: options.startBlock });
  known.isShippedRead = true;
  const rest = asked.slice(FIRST).filter(isAsked);
  for (let at = 0; at < rest.length && !signal.aborted; at += NEXT) {
    if (at > 0) onPart(await inAll());
    await ask(rest.slice(at, at + NEXT), FEW);
  }
  await Promise.all(reading);
  const read = await inAll();
  const credited = await readCreditFlows(fund, credits, {
    ...{ nextPeriod: figures.nextPeriod, block, isSettled, credited: figures.totals.credited },
    submittedIn: (period) => lives.get(period)?.[0]?.blockNumber,
  });
  if (anchor !== null) known.anchor = { number: anchor.number, hash: anchor.hash };
  return { ...read, flows: [...read.flows, ...known.payments, ...credited] };
}

/** Waits until at most so many are under way. @throws what one of them does */
function untilLeft(most: number, all: readonly Promise<void>[]): Promise<void> {
  let left = all.length;
  return new Promise((resolve, reject) => {
    if (left <= most) resolve();
    for (const each of all) each.then(() => --left <= most && resolve(), reject);
  });
}

// After so many blocks it is looked at again whether it has to be backwards, and then after twice as many.
const FIRST_LOOK = 8;

/** When it is looked at again whether a node answers long ranges of blocks. */
export interface Look {
  /** Notes a block. @returns whether it is time, or the node was learnt to answer as many blocks at once as it takes; then so many may be asked for */
  isDue(least: number): boolean;
  /** Notes that it does not. */
  wasVain(): undefined;
}

/** The first time after some blocks. */
export function createLook(node: Fund["provider"]): Look {
  const span = logSpanOf(node);
  let known = span.size;
  let pause = FIRST_LOOK;
  let left = pause;
  return {
    isDue(least) {
      if (--left > 0 && (span.size <= known || span.size < least)) return false;
      span.retry(least);
      return true;
    },
    wasVain() {
      known = span.size;
      pause *= 2;
      left = pause;
    },
  };
}

/** Whether of a life only what the contract's record proves is known. */
const isBare = (life: readonly LifeEvent[] | undefined) => life?.[0]?.transactionHash === NOT_READ;

/** The host's file, where there is one. */
async function loaded({ shipped, signal }: BackwardsOptions): Promise<LoadedShipped | undefined> {
  return shipped && (await import("./shipped.ts")).loadShipped(shipped, signal);
}

/** Takes what the host ships, as far as the contract confirms it; what the node told already is more. */
async function takeShipped(fund: Fund, known: KnownLives, file: LoadedShipped, at: HeldAt): Promise<void> {
  const { holdShipped } = await import("./shipped.ts");
  const { held, problem } = await holdShipped(fund, file, at);
  for (const [period, life] of held?.lives ?? []) if (!known.lives.has(period)) known.lives.set(period, life);
  for (const [period, credits] of held?.credits ?? []) known.credits.set(period, credits);
  known.payments = (held?.payments ?? []).flatMap(flowsOf);
  if (problem !== undefined) known.shipped = problem;
}

/** What was read of another chain, or of a branch that is gone, counts for nothing. */
async function forgetOther({ provider }: Fund, known: KnownLives): Promise<void> {
  const { anchor } = known;
  if (anchor === undefined || (await provider.getBlock(anchor.number))?.hash === anchor.hash) return;
  known.lives.clear();
  known.credits.clear();
  known.payments = [];
}

/** Whether nothing happened to a period since its life was read: a chain's record names the latest event's time. */
async function isAsBefore(
  fund: Fund,
  life: readonly LifeEvent[],
  { period, block }: { readonly period: bigint; readonly block: number },
): Promise<boolean> {
  const last = life.at(-1);
  const [record, there] = await Promise.all([
    fund.record(period, block),
    last && fund.provider.getBlock(last.blockNumber),
  ]);
  return (
    last !== undefined &&
    there?.hash === last.blockHash &&
    record.submission === last.args.submission &&
    record.lastTime === last.time &&
    // Another event of the same second would have changed one of these.
    record.openDemands === BigInt(openIn(life))
  );
}

/** How many demands are open by the events of a period's latest submission. */
function openIn(life: readonly LifeEvent[]): number {
  const from = life.map(({ name }) => name).lastIndexOf("SettlementSubmitted");
  let open = 0;
  for (const { name } of life.slice(from)) {
    if (name === "Demanded") open++;
    else if (/Revealed|Expired/.test(name)) open--;
  }
  return open;
}
