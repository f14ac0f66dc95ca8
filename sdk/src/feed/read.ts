import { NODES } from "#words";
import type { Fund, FundOverview } from "../chain/fund.ts";
import { FUND } from "../chain/given.ts";
import { symbolOf } from "../chain/symbol.ts";
import { countFrom, ifGiven, partsOf, requireGiven } from "../columns/given.ts";
import type { Hex } from "../columns/hex.ts";
import { readLife } from "../history/backwards.ts";
import { BlockTimes } from "../history/block-times.ts";
import { gapInSubmissions } from "../history/complete.ts";
import { missingLogs } from "../history/life.ts";
import { type Submission, submissionsOf } from "../history/submissions.ts";
import { failed } from "../problems/problem.ts";

/** A submission, and when it ended. */
export interface FeedSubmission extends Submission {
  /** In seconds; undefined while it is pending. */
  readonly endedAt: bigint | undefined;
}

/** What is published of a fund, all of one block. Sums in base units, times in seconds. */
export interface FeedData {
  readonly chainId: bigint;
  readonly fund: Hex;
  /** What the token calls itself; "" if nothing usable. */
  readonly symbol: string;
  readonly decimals: number;
  readonly overview: FundOverview;
  /** What one more settlement could have covered now, by the brake, and by what is there. */
  readonly payable: bigint;
  /** All submissions of the newest periods, the newest first. */
  readonly submissions: readonly FeedSubmission[];
}

/** How much is read. */
export interface FeedQuery {
  /** How many of the newest periods; 50 unless given. */
  readonly periods?: number;
  /** How many blocks must stand on what is told, the block's own included; 1 unless given. */
  readonly confirmations?: number;
}

const PERIODS = 50;
const AT_ONCE = 4;
const BPS = 10_000n;

/**
 * Reads what a host publishes of a fund: its figures, and each submission of its newest periods, from views and the logs of single
 * seconds, as `readLife` does. Nothing is told of half a history.
 *
 * @throws {ChainError} of kind "incomplete" if the node left out a log; or if the chain changed meanwhile, or is not reached
 * @example
 * await writeFeed("public", await readFeed(fund), { name: "Example", page: "https://example.com/fund/" });
 */
export async function readFeed(fund: Fund, query: FeedQuery = {}): Promise<FeedData> {
  const figures = { periods: ifGiven(countFrom(1)), confirmations: ifGiven(countFrom(1)) };
  requireGiven({ fund, query }, { fund: FUND, query: partsOf(figures) });
  const { periods = PERIODS, confirmations = 1 } = query;
  const { provider } = fund;
  const head = await provider.getBlockNumber();
  const number = Math.max(0, head - Math.max(1, confirmations) + 1);
  const block = await provider.getBlock(number);
  if (block === null) throw failed(NODES, "blockMissing", { block: number, newest: head });
  const times = new BlockTimes(provider, block);
  const [overview, chainId, decimals] = await Promise.all([fund.overview(number), fund.chainId(), fund.decimals()]);
  const symbol = await symbolOf(provider, overview.token, number);
  const submissions = await newestSubmissions(fund, overview, times, periods);
  if ((await provider.getBlock(number))?.hash !== block.hash) throw failed(NODES, "blockChanged", { block: number });
  return { chainId, fund: fund.address, symbol, decimals, overview, payable: payableOf(overview), submissions };
}

async function newestSubmissions(fund: Fund, overview: FundOverview, times: BlockTimes, most: number) {
  const numbers: bigint[] = [];
  for (let at = overview.nextPeriod - 1n; at > 0n && numbers.length < most; at--) numbers.push(at);
  const found: FeedSubmission[] = [];
  for (let at = 0; at < numbers.length; at += AT_ONCE) {
    const lives = await Promise.all(
      numbers.slice(at, at + AT_ONCE).map((period) => submissionsIn(fund, period, times)),
    );
    found.push(...lives.flat());
  }
  // Of all periods, what the contract counts must be there to the last one.
  const gap = BigInt(numbers.length) === overview.nextPeriod - 1n ? gapInSubmissions(found, overview) : undefined;
  if (gap !== undefined) throw gap;
  return found;
}

/** A period's submissions, the newest first. Every period below the next one has one. */
async function submissionsIn(fund: Fund, period: bigint, times: BlockTimes): Promise<FeedSubmission[]> {
  const events = await readLife(fund, period, { times });
  const ended = new Map<bigint, bigint>();
  for (const { name, args, time } of events)
    if (/^Settlement(Finalized|Voided|Cancelled)$/.test(name)) ended.set(args.submission, time);
  const submissions = [...submissionsOf(events).values()];
  if (submissions.length === 0) {
    throw missingLogs({ period, what: "settlement" }, { code: "anySubmission", args: {} });
  }
  return submissions.map((each) => ({ ...each, endedAt: ended.get(each.serial) })).reverse();
}

/** As the contract computes it; nothing while it would take no settlement. */
function payableOf({ assets, reserved, available, policy, paused, closed, solvency }: FundOverview): bigint {
  if (paused || closed || solvency < 0n) return 0n;
  const left = (assets * BigInt(policy.maxCoverageBps)) / BPS - reserved;
  if (left <= 0n) return 0n;
  return left < available ? left : available;
}
