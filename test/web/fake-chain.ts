// A chain in memory that a page can read: blocks with times and hashes, and the fund's logs in them.
import { concat, keccak256, toBeHex, toUtf8Bytes } from "ethers";
import { hashSettlement } from "zke-insurance-fund";
import {
  type ChainLogEntry,
  type ChainPolicy,
  type ChainReader,
  eventOf,
  FUND_INTERFACE,
  type Fund,
  type LogFilter,
  openDemands,
  type PeriodRecord,
  type Submission,
  submissionsOf,
} from "zke-insurance-fund/chain";
import { type FakeEvent, FUND } from "../../scripts/support/fake-events.ts";
import { flowsOf, sumsOf } from "../../web/src/chain/flows.ts";
import type { CountedAt } from "../../web/src/chain/history-state.ts";

/** A policy as funds usually have it. */
export const POLICY: ChainPolicy = {
  coverBps: 2000,
  headBps: 9000,
  basis: "head",
  periodHours: 8,
  maxCoverageBps: 10_000,
  challengeWindow: 86_400n,
  revealWindow: 21_600n,
  maxLevels: 25,
  bondBps: 100,
  settlementBond: 10_000_000_000n,
  demandBond: 50_000_000n,
};

const SPACING = 12;

export interface FakeChain {
  readonly reader: ChainReader;
  readonly fund: Fund;
  /** What was asked for: "logs 5-9", "block 7". */
  readonly asked: string[];
  /** Adds a block and returns its number. */
  mine(...events: readonly FakeEvent[]): number;
  /** Forgets the last blocks, and makes all later ones others than they would have been. */
  reorganize(depth: number): void;
  head(): number;
  timeOf(block: number): bigint;
  /** Makes every question fail while it is set. */
  broken: unknown;
  /** Which logs the node leaves out; none unless set. */
  hidden: (log: ChainLogEntry) => boolean;
  /** What the node makes of a log; nothing else unless set. */
  forged: (log: ChainLogEntry) => ChainLogEntry;
  /** What the contract counts at the newest block, of what happened from a block on. */
  counted(startBlock?: number): CountedAt;
}

/** A chain that begins at a time, in seconds. */
export function fakeChain(startTime = 1_700_000_000): FakeChain {
  let blocks: { hash: string; logs: ChainLogEntry[] }[] = [];
  let branch = 0;
  const asked: string[] = [];
  const hashOf = (number: number) => keccak256(concat([toBeHex(number, 8), toUtf8Bytes(String(branch))]));
  const fake: FakeChain = {
    asked,
    broken: undefined,
    hidden: () => false,
    forged: (log) => log,
    counted(startBlock = 0) {
      const logs = blocks.slice(startBlock).flatMap((block) => block.logs);
      const events = logs.map(eventOf).filter((event) => event !== undefined);
      const submissions = [...submissionsOf(events).values()];
      return {
        block: BigInt(blocks.length - 1),
        submissions: BigInt(submissions.length),
        pendingCount: BigInt(submissions.filter(({ status }) => status === "pending").length),
        nextPeriod: submissions.reduce((next, { period }) => (period < next ? next : period + 1n), 1n),
        totals: sumsOf(events.flatMap(flowsOf)),
      };
    },
    head: () => blocks.length - 1,
    timeOf: (block) => BigInt(startTime + SPACING * block),
    mine(...events) {
      const number = blocks.length;
      const hash = hashOf(number);
      blocks.push({ hash, logs: events.map((event, index) => logOf(event, number, hash, index)) });
      return number;
    },
    reorganize(depth) {
      blocks = blocks.slice(0, blocks.length - depth);
      branch++;
    },
    reader: {
      call: () => Promise.reject(new Error("not here")),
      estimateGas: () => Promise.reject(new Error("not here")),
      getTransaction: async () => null,
      getNetwork: async () => ({ chainId: 31_337n }),
      getBlockNumber: () => answer("number", () => blocks.length - 1),
      getBlock: (tag) =>
        answer(`block ${tag}`, () => {
          const number = tag === "latest" ? blocks.length - 1 : Number(tag);
          const block = blocks[number];
          if (block === undefined) return null;
          return { number, timestamp: startTime + SPACING * number, hash: block.hash, parentHash: block.hash };
        }),
      getLogs: ({ fromBlock = 0, toBlock = 0 }: LogFilter) =>
        answer(`logs ${fromBlock}-${toBlock}`, () =>
          blocks
            .slice(fromBlock, toBlock + 1)
            .flatMap(({ logs }) => logs.filter((log) => !fake.hidden(log)).map(fake.forged)),
        ),
    },
    get fund() {
      return { address: FUND, provider: fake.reader, record, domain: async () => DOMAIN } as unknown as Fund;
    },
  };
  /** What the contract stores, whatever the node hides. */
  const record = (period: bigint) =>
    answer(`record ${period}`, () => {
      const events = blocks.flatMap(({ logs }) => logs.map(eventOf)).filter((event) => event !== undefined);
      const latest = [...submissionsOf(events).values()].filter((submission) => submission.period === period).at(-1);
      const own = events.filter(({ args }) => "previousTime" in args && args.period === period);
      return latest === undefined ? NO_RECORD : recordOf(latest, fake.timeOf(own.at(-1)?.blockNumber ?? 0));
    });
  async function answer<T>(question: string, value: () => T): Promise<T> {
    asked.push(question);
    if (fake.broken !== undefined) throw fake.broken;
    return value();
  }
  fake.mine();
  return fake;
}

const DOMAIN = `0x${"d0".repeat(32)}` as const;
const NO_RECORD = { status: "none", submission: 0n } as PeriodRecord;

function recordOf(latest: Submission, lastTime: bigint): PeriodRecord {
  const { status, terms, policy, serial, settlement, quietUntil } = latest;
  return {
    status: status === "cancelled" ? "voided" : status,
    submission: serial,
    settlementHash: hashSettlement(settlement, DOMAIN),
    coverage: terms.coverage,
    challengeEnd: terms.challengeEnd,
    quietUntil: quietUntil ?? 0n,
    openDemands: status === "pending" ? BigInt(openDemands(latest).length) : 0n,
    rule: policy,
    lastTime,
  } as Partial<PeriodRecord> as PeriodRecord;
}

function logOf(event: FakeEvent, blockNumber: number, blockHash: string, index: number): ChainLogEntry {
  const { name, args, by = FUND_INTERFACE } = event;
  const { topics, data } = by.encodeEventLog(name, args);
  const transactionHash = keccak256(concat([blockHash, toBeHex(index, 4)]));
  return { topics, data, blockNumber, blockHash, transactionHash, index };
}
