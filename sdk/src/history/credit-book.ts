import { eventOf, type FundEvent, readEvents } from "../chain/events.ts";
import { chainErrorOf } from "../chain/failures.ts";
import { FUND_INTERFACE, type Fund, type PeriodCredits } from "../chain/fund.ts";
import type { ChainBlock } from "../chain/reader.ts";
import type { Hex } from "../columns/hex.ts";
import { ChainError } from "../errors.ts";
import { openBlockTimes, readCredits } from "./backwards.ts";
import { keyOf } from "./credit-order.ts";

type Credited = FundEvent<"Credited">;

/** Where to look for what was done before. */
export interface LookBack {
  /** The block from which events are read; that of the fund's deployment, say. */
  readonly fromBlock?: number | undefined;
}

/** A credit that is on chain. */
export interface BookedCredit {
  readonly period: bigint;
  readonly sequence: bigint;
  readonly ref: Hex;
  /** What was asked for; and what arrived, less if the token took a fee. Base units. */
  readonly amount: bigint;
  readonly arrived: bigint;
  readonly transaction: Hex;
}

/** What was credited up to one block. */
export interface CreditBook {
  /** How many credits the period has, by the contract: the next sequence number. */
  readonly count: bigint;
  /** Of the references looked for, those that were credited, by `keyOf`. */
  readonly booked: ReadonlyMap<Hex, BookedCredit>;
  /** The block's gas limit, where the node says it. */
  readonly blockGas: bigint | undefined;
}

/** Two hours to a week, and what most nodes answer at once. */
const RECENT_BLOCKS = 5_000;

/**
 * Looks references up among what was credited. The book of the period itself is complete, or there is none: its events must be as
 * many as the contract counts, with no sequence number left out. Other periods' are looked over as far as that is cheap: from
 * `fromBlock`, or the last 5,000 blocks where the node answers so many at once.
 *
 * The count and the events are those of one block. So a credit with the next sequence number can never be one that was made before:
 * if the node is behind, the contract refuses the number.
 *
 * @throws {ChainError} if the node left out logs, or is not reached
 */
export async function readCreditBook(
  fund: Fund,
  period: bigint,
  refs: readonly Hex[],
  options: LookBack = {},
): Promise<CreditBook> {
  const times = await openBlockTimes(fund);
  const { newest } = times;
  const counted = await fund.credited(period, newest.number);
  const wanted = new Set(refs.map(keyOf));
  const near = await creditsSince(fund, newest, period, wanted, options);
  const own = near.filter(({ args }) => args.period === period);
  await requireSame(fund, newest);
  const whole = isWhole(own, counted) ? own : await readCredits(fund, period, { times });

  const booked = new Map<Hex, BookedCredit>();
  // A reference of the period itself counts, whatever other periods have.
  for (const event of [...near.filter(({ args }) => args.period !== period), ...whole]) {
    for (const credit of creditsOf(event)) if (wanted.has(credit.ref)) booked.set(credit.ref, credit);
  }
  return { count: counted.count, booked, blockGas: newest.gasLimit };
}

/** The period's credits and those of others that are looked for, each once and in order, since some block; all of them or not. */
async function creditsSince(
  fund: Fund,
  newest: ChainBlock,
  period: bigint,
  wanted: ReadonlySet<Hex>,
  { fromBlock }: LookBack,
): Promise<Credited[]> {
  const found = new Map<string, Credited>();
  const take = (event: Credited) => {
    const { args, blockNumber, logIndex } = event;
    const kept = args.period === period || args.credits.some(({ ref }) => wanted.has(ref));
    if (kept) found.set(`${blockNumber}:${logIndex}`, event);
  };
  if (fromBlock === undefined) for (const event of await recentCredits(fund, newest)) take(event);
  else {
    const range = { name: "Credited", fromBlock, toBlock: newest.number } as const;
    for await (const event of readEvents<"Credited">(fund, range)) take(event);
  }
  return [...found.values()].sort((a, b) => a.blockNumber - b.blockNumber || a.logIndex - b.logIndex);
}

/** One question; where the node does not answer it, the period is read second by second, and other periods are not looked over. */
async function recentCredits({ provider, address }: Fund, newest: ChainBlock): Promise<Credited[]> {
  const topics = [FUND_INTERFACE.getEvent("Credited")?.topicHash as string];
  const fromBlock = Math.max(newest.number - RECENT_BLOCKS + 1, 0);
  const logs = await provider.getLogs({ address, topics, fromBlock, toBlock: newest.number }).catch(() => []);
  return logs.map(eventOf).filter((event) => event?.name === "Credited");
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
async function requireSame({ provider }: Fund, { number, hash }: ChainBlock): Promise<void> {
  const block = await provider.getBlock(number).catch((error: unknown) => {
    throw chainErrorOf(error);
  });
  if (block?.hash !== hash) throw new ChainError(`Block ${number} changed while it was read; try again.`);
}

function creditsOf({ args, transactionHash }: Credited): BookedCredit[] {
  const { period, sequence, credits } = args;
  return credits.map(({ ref, amount }, at) => ({
    period,
    sequence: sequence + BigInt(at),
    ref: keyOf(ref),
    amount,
    // Several credits arrive in full, or not at all.
    arrived: credits.length === 1 ? args.amount : amount,
    transaction: transactionHash,
  }));
}
