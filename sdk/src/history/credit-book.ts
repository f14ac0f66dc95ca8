import { NODES } from "#words";
import { eventOf, eventTopics, type FundEvent } from "../chain/events.ts";
import { answered, messageOf } from "../chain/failures.ts";
import type { Fund, PeriodCredits } from "../chain/fund.ts";
import { FUND } from "../chain/given.ts";
import { logsInRange } from "../chain/logs.ts";
import type { ChainBlock, ChainLogEntry } from "../chain/reader.ts";
import { COUNT, ifGiven, listOf, partsOf, requireGiven, UINT64, WORD } from "../columns/given.ts";
import type { Hex } from "../columns/hex.ts";
import { CREDITS } from "../problems/english/credits.ts";
import { failed } from "../problems/problem.ts";
import { readCredits } from "./backwards.ts";
import { BlockTimes } from "./block-times.ts";
import { keyOf } from "./credit-order.ts";

type Credited = FundEvent<"Credited">;

/** Where to look for what was done before. */
export interface LookBack {
  /** The block from which other periods' credits are looked over, too; that of the fund's deployment, say. */
  readonly fromBlock?: number | undefined;
  /** The block whose state is read, by its number; the newest unless given. */
  readonly at?: number | undefined;
}

/** How far the credits of other periods were looked over. */
export interface LookedOver {
  /** From which block on; undefined if not at all. */
  readonly fromBlock: number | undefined;
  /** Whether these are all: their sums are what the contract has taken in. Otherwise, an older credit may be missing. */
  readonly isWhole: boolean;
  /** Why they were not looked over: what the node said. */
  readonly problem?: string | undefined;
}

/** A credit that is on chain. */
export interface BookedCredit {
  readonly period: bigint;
  readonly sequence: bigint;
  readonly ref: Hex;
  /** What was asked for; and what arrived, less if the token took a fee. Base units. */
  readonly amount: bigint;
  /** Base units. */
  readonly arrived: bigint;
  readonly transaction: Hex;
  /** The number of the block that it stands in. */
  readonly block: bigint;
}

/** What was credited up to one block. */
export interface CreditBook {
  /** How many credits the period has, by the contract: the next sequence number. */
  readonly count: bigint;
  /** Of the references looked for, those that were credited, by `keyOf`. */
  readonly booked: ReadonlyMap<Hex, BookedCredit>;
  readonly others: LookedOver;
  /** The block's gas limit, where the node says it. */
  readonly blockGas: bigint | undefined;
}

/** Two hours to a week; and the least that a node must answer at once, so that few questions do. */
const RECENT_BLOCKS = 5_000;
const LEAST_AT_ONCE = 500;

/**
 * Looks references up among what was credited. The book of the period itself is complete, or there is none: its events must be as
 * many as the contract counts, with no sequence number left out. Other periods' are looked over as far as that is cheap: the last
 * 5,000 blocks where the node answers 500 at once, and from `fromBlock` if that is given.
 *
 * The count and the events are those of one block. So a credit with the next sequence number can never be one that was made before:
 * if the node is behind, the contract refuses the number.
 *
 * @throws {ChainError} of kind "incomplete" if the node left out logs, "changed" if the chain changed meanwhile; or it is not reached
 * @example
 * const book = await readCreditBook(fund, 7n, [refOf("liq-1")]);
 */
export async function readCreditBook(
  fund: Fund,
  period: bigint,
  refs: readonly Hex[],
  options: LookBack = {},
): Promise<CreditBook> {
  const lookBack = partsOf({ fromBlock: ifGiven(COUNT), at: ifGiven(COUNT) });
  requireGiven({ fund, period, refs, options }, { fund: FUND, period: UINT64, refs: listOf(WORD), options: lookBack });
  const times = new BlockTimes(fund.provider, await blockAt(fund, options.at ?? "latest"));
  const { newest } = times;
  const counted = await fund.credited(period, newest.number);
  const wanted = new Set(refs.map(keyOf));
  const near = await takenInSince(fund, newest, options);
  const own = near.credits.filter(({ args }) => args.period === period);
  await requireSame(fund, newest);
  const whole = isWhole(own, counted) ? own : await readCredits(fund, period, { times });

  const foreign = near.credits.filter(({ args }) => args.period !== period);
  const others = await lookedOver(fund, newest, near, [...foreign, ...whole]);
  const booked = new Map<Hex, BookedCredit>();
  // A reference of the period itself counts, whatever other periods have.
  for (const event of [...foreign, ...whole]) {
    for (const credit of creditsOf(event)) if (wanted.has(credit.ref)) booked.set(credit.ref, credit);
  }
  return { count: counted.count, booked, others, blockGas: newest.gasLimit };
}

async function blockAt({ provider }: Fund, at: number | "latest"): Promise<ChainBlock> {
  const block = await answered(provider.getBlock(at));
  if (block === null) throw failed(CREDITS, "blockForgotten", { block: at });
  return block;
}

/** What the fund has taken in since some block: credits in order, and what submissions pulled. */
interface TakenIn {
  /** Undefined if the node did not answer. */
  readonly fromBlock: number | undefined;
  readonly credits: readonly Credited[];
  readonly pulled: bigint;
  readonly problem?: string;
}

async function takenInSince(fund: Fund, newest: ChainBlock, { fromBlock }: LookBack): Promise<TakenIn> {
  const recent = Math.max(newest.number - RECENT_BLOCKS + 1, 0);
  const from = Math.min(fromBlock ?? recent, recent);
  const range = { address: fund.address, topics: [TAKEN_IN], fromBlock: from, toBlock: newest.number };
  const credits: Credited[] = [];
  let pulled = 0n;
  try {
    // Where nothing is asked for, few questions must do; where the node wants more, the period is read second by second.
    const least = fromBlock === undefined ? LEAST_AT_ONCE : 1;
    for await (const log of eachOnce(logsInRange(fund.provider, range, least))) {
      const event = eventOf(log);
      if (event?.name === "Credited") credits.push(event);
      if (event?.name === "SettlementSubmitted") pulled += event.args.terms.pulled;
    }
  } catch (error) {
    if (fromBlock !== undefined) throw error;
    return { fromBlock: undefined, credits: [], pulled: 0n, problem: messageOf(error) };
  }
  credits.sort((a, b) => a.blockNumber - b.blockNumber || a.logIndex - b.logIndex);
  return { fromBlock: from, credits, pulled };
}

/** @throws {ChainError} if logs must be missing, since they were read from the chain's beginning */
async function lookedOver(
  fund: Fund,
  newest: ChainBlock,
  { fromBlock, pulled, problem }: TakenIn,
  credits: readonly Credited[],
): Promise<LookedOver> {
  if (fromBlock === undefined) return { fromBlock, isWhole: false, problem };
  const [totals] = await fund.read("totals", [], newest.number);
  const { credited } = totals as { credited: bigint };
  const sum = credits.reduce((total, { args }) => total + args.amount, pulled);
  if (sum === credited || fromBlock > 0) return { fromBlock, isWhole: sum === credited };
  throw failed(CREDITS, "creditsMissing", { sum, credited }, { kind: "incomplete" });
}

/** What makes up the sum that the contract has taken in: credits, and what submissions pulled. */
const TAKEN_IN = eventTopics(["Credited", "SettlementSubmitted"]);

/** Some nodes answer a log twice. */
async function* eachOnce(logs: AsyncIterable<ChainLogEntry>) {
  const seen = new Set<string>();
  for await (const log of logs) {
    const place = `${log.blockNumber}:${log.index}`;
    if (!seen.has(place)) yield log;
    seen.add(place);
  }
}

function isWhole(events: readonly Credited[], { amount, count }: PeriodCredits): boolean {
  let [next, sum] = [0n, 0n];
  for (const { args } of events) {
    if (args.sequence !== next) return false;
    next += BigInt(args.credits.length);
    sum += args.amount;
  }
  return next === count && sum <= amount;
}

/** What was read of two forks is no book of either. */
async function requireSame(fund: Fund, { number, hash }: ChainBlock): Promise<void> {
  if ((await blockAt(fund, number)).hash !== hash)
    throw failed(NODES, "blockChanged", { block: number }, { kind: "changed" });
}

function creditsOf({ args, transactionHash, blockNumber }: Credited): BookedCredit[] {
  const { period, sequence, credits } = args;
  return credits.map(({ ref, amount }, at) => ({
    period,
    sequence: sequence + BigInt(at),
    ref: keyOf(ref),
    amount,
    // Several credits arrive in full, or not at all.
    arrived: credits.length === 1 ? args.amount : amount,
    transaction: transactionHash,
    block: BigInt(blockNumber),
  }));
}
