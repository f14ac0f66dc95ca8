import { NODES } from "#words";
import { type EventName, eventOf, type FundEvent, topicsOf } from "../chain/events.ts";
import { answered } from "../chain/failures.ts";
import type { Fund } from "../chain/fund.ts";
import { ifGiven, partsOf, requireGiven, UINT64, withFunctions } from "../columns/given.ts";
import type { PeriodGap } from "../problems/english/gaps.ts";
import { failed } from "../problems/problem.ts";
import { BlockTimes } from "./block-times.ts";
import { TIMES } from "./given.ts";
import { LIFE_EVENTS, type LifeEvent, missingLogs, requireWholeLife, type Timed } from "./life.ts";

/** Up to where is read. */
export interface BackwardsOptions {
  /** Its headers' times, and the block that counts as the newest; the chain's newest unless given. Reading much, share one. */
  readonly times?: BlockTimes;
}

const READER = withFunctions(["getBlock"], "a node to read blocks from, such as the provider of connectChain");
const RECORDED = withFunctions(["record"], "a fund, of openFund");
const CREDITED = withFunctions(["credited"], "a fund, of openFund");
const OPTIONS = partsOf({ times: ifGiven(TIMES) });

/**
 * Opens the chain for reading backwards, from its newest block.
 *
 * @throws {ChainError} if the chain is not reached
 * @example
 * const times = await openBlockTimes(fund);
 * const life = await readLife(fund, 7n, { times });
 */
export async function openBlockTimes(fund: Fund): Promise<BlockTimes> {
  requireGiven({ fund }, { fund: partsOf({ provider: READER }, "a fund, of openFund") });
  const { provider } = fund;
  const newest = await answered(provider.getBlock("latest"));
  if (newest === null) throw failed(NODES, "noNewest", {});
  return new BlockTimes(provider, newest);
}

/**
 * Reads the whole life of a period's settlement, all its submissions, from views and the logs of single seconds alone: no index, no
 * range of blocks. What the links, the record and the demands of the contract contradict is not believed.
 *
 * @returns the events of all submissions, the oldest first; none if the period was never submitted
 * @throws {ChainError} if the node left out a log, or the chain is not reached
 * @example
 * const life = await readLife(fund, 7n);
 * console.log(life.map(({ name }) => name)); // ["SettlementSubmitted", "SettlementFinalized"]
 */
export async function readLife(fund: Fund, period: bigint, options: BackwardsOptions = {}): Promise<LifeEvent[]> {
  requireGiven({ fund, period, options }, { fund: RECORDED, period: UINT64, options: OPTIONS });
  const times = options.times ?? (await openBlockTimes(fund));
  const record = await fund.record(period, times.newest.number);
  if (record.submission === 0n) return [];
  const events = await follow(fund, times, { names: LIFE_EVENTS, period, what: "settlement" }, record.lastTime);
  await requireWholeLife(fund, record, events, times.newest.number);
  return events;
}

/**
 * Reads all credits of a period, likewise.
 *
 * @returns one event a call, the oldest first
 * @throws {ChainError} if the node left out a log, or the chain is not reached
 * @example
 * const credits = await readCredits(fund, 7n);
 * console.log(credits.length);
 */
export async function readCredits(
  fund: Fund,
  period: bigint,
  options: BackwardsOptions = {},
): Promise<Timed<"Credited">[]> {
  requireGiven({ fund, period, options }, { fund: CREDITED, period: UINT64, options: OPTIONS });
  const times = options.times ?? (await openBlockTimes(fund));
  const { amount, count, lastTime } = await fund.credited(period, times.newest.number);
  if (count === 0n) return [];
  const told = { period, what: "credits" } as const;
  const events = await follow(fund, times, { ...told, names: ["Credited"] }, lastTime);
  let [next, sum] = [0n, 0n];
  for (const { args } of events) {
    if (args.sequence !== next) throw missingLogs(told, { code: "credit", args: { sequence: next } });
    next += BigInt(args.credits.length);
    sum += args.amount;
  }
  if (next === count && sum <= amount) return events;
  throw missingLogs(told, { code: "creditTotals", args: { found: next, counted: count, sum, amount } });
}

interface Chain<N extends EventName> {
  readonly period: bigint;
  readonly what: "settlement" | "credits";
  readonly names: readonly N[];
}

const partOf = ({ period, what }: Chain<EventName>) => ({ period, what });

/** Goes from second to second, from the latest event to the one that names none before it. */
async function follow<N extends (typeof LIFE_EVENTS)[number] | "Credited">(
  fund: Fund,
  times: BlockTimes,
  chain: Chain<N>,
  lastTime: bigint,
): Promise<Timed<N>[]> {
  const seconds: Timed<N>[][] = [];
  const lacking = (gap: PeriodGap) => missingLogs(partOf(chain), gap);
  for (let time = lastTime; ; ) {
    const events = await eventsOf(fund, times, chain, time);
    const [oldest] = events;
    if (oldest === undefined) throw lacking({ code: "noneAt", args: { time } });
    const broken = events.slice(1).find(({ args }) => args.previousTime !== time);
    if (broken !== undefined) {
      throw lacking({ code: "linkBroken", args: { log: broken.logIndex, block: broken.blockNumber } });
    }
    seconds.push(events);
    const { previousTime } = oldest.args;
    if (previousTime === 0n) return seconds.reverse().flat();
    if (previousTime >= time) throw lacking({ code: "linkForward", args: { time, previous: previousTime } });
    time = previousTime;
  }
}

async function eventsOf<N extends EventName>(
  { provider, address }: Fund,
  times: BlockTimes,
  chain: Chain<N>,
  time: bigint,
): Promise<Timed<N>[]> {
  const span = await times.blocksOf(time);
  if (span === undefined) throw missingLogs(partOf(chain), { code: "noBlockAt", args: { time } });
  const topics = topicsOf(chain.names, [chain.period]);
  const logs = await answered(provider.getLogs({ address, topics, fromBlock: span.first, toBlock: span.last }));
  const found = new Map<string, Timed<N>>();
  for (const log of logs) {
    if (log.blockNumber < span.first || log.blockNumber > span.last) continue;
    const hash = times.hashOf(log.blockNumber);
    if (hash !== undefined && hash !== log.blockHash) {
      throw failed(NODES, "blockChanged", { block: log.blockNumber });
    }
    const event = eventOf(log);
    const isAsked = event !== undefined && chain.names.includes(event.name as N) && periodOf(event) === chain.period;
    if (isAsked) found.set(`${log.blockNumber}:${log.index}`, { ...event, time } as unknown as Timed<N>);
  }
  return [...found.values()].sort((a, b) => a.blockNumber - b.blockNumber || a.logIndex - b.logIndex);
}

const periodOf = ({ args }: FundEvent) => ("period" in args ? args.period : undefined);
