// A chain in memory that a page can read: blocks with times and hashes, and the fund's logs in them.
import { concat, type Interface, keccak256, toBeHex, toUtf8Bytes } from "ethers";
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

export const FUND = `0x${"f0".repeat(20)}` as const;
export const SOMEONE = `0x${"0a".repeat(20)}`;
const SPACING = 12;

/** What the fund emits. */
export interface FakeEvent {
  readonly name: string;
  readonly args: readonly unknown[];
  /** Whose event it is, where it is not the fund's. */
  readonly by?: Pick<Interface, "encodeEventLog">;
}

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
      return latest === undefined ? NO_RECORD : recordOf(latest);
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

function recordOf(latest: Submission): PeriodRecord {
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
  } as Partial<PeriodRecord> as PeriodRecord;
}

function logOf(event: FakeEvent, blockNumber: number, blockHash: string, index: number): ChainLogEntry {
  const { name, args, by = FUND_INTERFACE } = event;
  const { topics, data } = by.encodeEventLog(name, args);
  const transactionHash = keccak256(concat([blockHash, toBeHex(index, 4)]));
  return { topics, data, blockNumber, blockHash, transactionHash, index };
}

const ROOT = `0x${"77".repeat(32)}`;
const WINDOW = 86_400n;
/** When the event before was; no page asks. */
const BEFORE = 0n;

/** A settlement of a period with a loss, submitted. */
export function submitted(
  period: bigint,
  serial: bigint,
  time: bigint,
  { loss = 1_000n, dataURI = "" } = {},
): FakeEvent {
  const header = [period, 100n, 200n, 30n, loss, 2n, ROOT, 4n, ROOT, 1_000n, 3n, 950n];
  const policy = [2000n, 9000n, false, 8n, 10_000n, WINDOW, 21_600n, 25n, 100n, 500n, 50n];
  const quota = loss / 5n;
  const terms = [30n, quota, loss - quota, 0n, 500n, 0n, time + WINDOW];
  return {
    name: "SettlementSubmitted",
    args: [period, serial, SOMEONE, header, policy, terms, BEFORE, dataURI],
  };
}

export const donated = (amount: bigint): FakeEvent => ({ name: "Donated", args: [SOMEONE, amount] });
/** Credits of one call. */
export const credited = (period: bigint, sequence: bigint, ...amounts: readonly bigint[]): FakeEvent => ({
  name: "Credited",
  args: [
    period,
    sequence,
    amounts.reduce((sum, amount) => sum + amount, 0n),
    BEFORE,
    amounts.map((each) => [each, ROOT]),
  ],
});
export const finalized = (period: bigint, serial: bigint, coverage: bigint): FakeEvent => ({
  name: "SettlementFinalized",
  args: [period, serial, SOMEONE, coverage, SOMEONE, 500n, BEFORE],
});
export const voided = (period: bigint, serial: bigint, fault: bigint): FakeEvent => ({
  name: "SettlementVoided",
  args: [period, serial, SOMEONE, fault, 200n, 250n, 250n, BEFORE],
});
export const cancelled = (period: bigint, serial: bigint): FakeEvent => ({
  name: "SettlementCancelled",
  args: [period, serial, SOMEONE, 200n, 250n, 250n, BEFORE],
});
export const demanded = (period: bigint, serial: bigint, tree: bigint, index: bigint, deadline: bigint): FakeEvent => ({
  name: "Demanded",
  args: [period, serial, SOMEONE, tree, index, 50n, 0n, deadline, BEFORE],
});
/** An answer, of a position or a liquidation; the demand's bond is the fund's. */
export const revealed = (period: bigint, serial: bigint, tree: bigint, index: bigint): FakeEvent => ({
  name: tree === 0n ? "LiquidationRevealed" : "PositionRevealed",
  args: [
    ...[period, serial, SOMEONE, 50n, BEFORE],
    tree === 0n ? [index, ROOT, ROOT, 0n, 1n, 5n, 5n, 150n, 0n, 0n] : [index, ROOT, 5n, 5n],
    [],
  ],
});
export const expired = (period: bigint, serial: bigint, tree: bigint, index: bigint): FakeEvent => ({
  name: "DemandExpired",
  args: [period, serial, SOMEONE, tree, index, 50n, BEFORE],
});
export const reclaimed = (serial: bigint, tree: bigint, index: bigint): FakeEvent => ({
  name: "DemandReclaimed",
  args: [serial, tree, index, SOMEONE, 50n],
});
