import { type ChainReader, type Fund, type FundOverview, NodeFailure, openFund } from "zke-insurance-fund/chain";
import { type Failure, failureOf } from "./failure.ts";
import { type Alarm, repeat } from "./repeat.ts";
import { readToken, type Token } from "./token.ts";

/** What is known of the chain now. Times in milliseconds of this machine's clock. */
export interface LiveState {
  readonly fund?: Fund;
  readonly chainId?: bigint;
  readonly token?: Token;
  /** The figures of the newest block that was read; they stay when the node is lost. */
  readonly overview?: FundOverview;
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
    const fund = known.fund ?? (await openFund(node, address));
    const [chainId, token, newest] = await Promise.all([
      known.chainId ?? fund.chainId(),
      known.token ?? readToken(fund),
      node.getBlock("latest"),
    ]);
    if (newest === null) throw new NodeFailure("notNode", "no newest block");
    const isKnown = known.overview !== undefined && isSameBlock(known.overview, newest);
    const overview = isKnown ? known.overview : await fund.overview(newest.number);
    const figures = overview === undefined || isKnown ? {} : { overview, readAt: now() };
    set({ ...known, fund, chainId, token, ...figures, answeredAt: now() });
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
