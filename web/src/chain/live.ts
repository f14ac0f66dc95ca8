import { type ChainReader, type Fund, type FundOverview, NodeFailure, openFund } from "zke-insurance-fund/chain";
import { type Failure, failureOf } from "./failure.ts";
import { type Alarm, repeat } from "./repeat.ts";
import { readBalance, readToken, type Token } from "./token.ts";

/** What is known of the chain now. Times in milliseconds of this machine's clock. */
export interface LiveState {
  readonly fund?: Fund;
  readonly chainId?: bigint;
  readonly token?: Token;
  /** The figures of the newest block that was read; they stay when the node is lost. */
  readonly overview?: FundOverview;
  /** What the token says that the fund holds, at the same block, in base units; undefined if it says nothing of use. */
  readonly balance?: bigint | undefined;
  /** When they were read, and when the node last answered. */
  readonly readAt?: number;
  readonly answeredAt?: number;
  /** Why it does not answer now, and when it is asked again. */
  readonly failure?: Failure;
  readonly retryAt?: number;
}

/** How a fund is followed. */
export interface LiveOptions {
  readonly signal: AbortSignal;
  readonly alarm: Alarm;
  /** Milliseconds between two questions for a new block. */
  readonly interval: () => number;
  /** This machine's time, in milliseconds. */
  readonly now?: () => number;
  tell(state: LiveState): void;
}

/** Follows a fund's figures from block to block, until the signal ends it; a node that fails is asked again. */
export function followLive(node: ChainReader, address: string, options: LiveOptions): Promise<void> {
  const { signal, alarm, interval, tell, now = Date.now } = options;
  let state: LiveState = {};
  const set = (next: LiveState) => {
    state = next;
    if (!signal.aborted) tell(state);
  };
  async function step(): Promise<void> {
    const { failure: _, retryAt: __, ...known } = state;
    // Two rounds of questions: what the second asks about, and all the figures of one block.
    const [fund, { chainId }, newest] = await Promise.all([
      known.fund ?? openFund(node, address),
      node.getNetwork(),
      node.getBlock("latest"),
    ]);
    if (newest === null) throw new NodeFailure("notNode", "no newest block");
    if (known.overview !== undefined && isSameBlock(known.overview, newest)) {
      return set({ ...known, answeredAt: now() });
    }
    const tokenAddress = known.token?.address ?? (await fund.token());
    const [token, overview, balance] = await Promise.all([
      known.token ?? readToken(node, tokenAddress),
      fund.overview(newest.number),
      readBalance(node, tokenAddress, address, newest.number),
    ]);
    set({ ...known, fund, chainId, token, overview, balance, readAt: now(), answeredAt: now() });
  }
  return repeat(step, {
    signal,
    alarm,
    interval,
    onFailure: (error, pause) => set({ ...state, failure: failureOf(error), retryAt: now() + pause }),
  });
}

function isSameBlock({ block, time }: FundOverview, { number, timestamp }: { number: number; timestamp: number }) {
  return block === BigInt(number) && time === BigInt(timestamp);
}

/** How old figures may be before they are called stale, in milliseconds. */
export const STALE_AFTER = 60_000;

/** What a visitor should know of the figures: still to come, live, or old because the node does not answer. */
export type Freshness = "connecting" | "live" | "stale" | "failed";

/** How fresh a state is at a time of this machine's clock. */
export function freshnessOf({ overview, answeredAt, failure }: LiveState, now: number): Freshness {
  if (overview === undefined || answeredAt === undefined) return failure === undefined ? "connecting" : "failed";
  return failure !== undefined || now - answeredAt > STALE_AFTER ? "stale" : "live";
}

/** The chain's time now: the newest block's, and what has passed here since it was read. In seconds. */
export function chainTime({ overview, readAt }: LiveState, now: number): bigint | undefined {
  if (overview === undefined || readAt === undefined) return undefined;
  return overview.time + BigInt(Math.max(0, Math.floor((now - readAt) / 1000)));
}
