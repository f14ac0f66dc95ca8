// A fund's events, one after the other, as a contract would emit them: each in a block of its own, or in the one before.
import type { EventName, FundEvents } from "../../../sdk/src/chain/events.ts";
import type { ChainPolicy } from "../../../sdk/src/chain/types.ts";
import type { Hex } from "../../../sdk/src/columns/hex.ts";
import type { Settlement } from "../../../sdk/src/commitment/header.ts";
import type { TimedEvent } from "../../../sdk/src/history/submissions.ts";

export const HOUR = 3_600n;
export const OPENING = 1_000_000n;

const address = (digit: string): Hex => `0x${digit.repeat(40)}`;
export const OPERATOR = address("1");
export const CLEARING = address("2");
export const WATCHER = address("3");
export const DONOR = address("4");
const AUTHORITY = address("5");

export const POLICY: ChainPolicy = {
  coverBps: 2_000,
  headBps: 9_000,
  basis: "head",
  periodHours: 0,
  maxCoverageBps: 10_000,
  challengeWindow: 24n * HOUR,
  revealWindow: 6n * HOUR,
  maxLevels: 25,
  settlementBond: 600_000n,
  bondBps: 100,
  demandBond: 51n,
};

/** Under which the fund of the stories hashes headers. */
export const DOMAIN: Hex = `0x${"d0".repeat(32)}`;

const word = (byte: string): Hex => `0x${byte.repeat(32)}`;

/** The period of DESIGN's first anchor: a loss of 100 USDT, four winners, of whom three are the head. */
export const SETTLEMENT: Settlement = {
  period: 1n,
  startTime: OPENING,
  endTime: OPENING + 10n,
  profit: 500n,
  loss: 100_000_000n,
  liquidationCount: 2n,
  liquidationsRoot: word("aa"),
  positionCount: 4n,
  positionsRoot: word("bb"),
  totalProfit: 1_000_000_000n,
  headCount: 3n,
  headProfit: 950_000_000n,
};

/** What a submission of it fixes while the fund has ample means: 20 % covered, 80 % shared, 1 % of both as a bond. */
export const TERMS = {
  pulled: 100n,
  coverage: 20_000_000n,
  shared: 80_000_000n,
  deficit: 0n,
  bond: 1_000_000n,
  bondFromClaimable: 0n,
};

export type Story = ReturnType<typeof createStory>;

/** What an event says; the time of the event before it comes by itself, unless it is given. */
type Told<N extends EventName> = FundEvents[N] extends { previousTime: bigint }
  ? Omit<FundEvents[N], "previousTime"> & { previousTime?: bigint }
  : FundEvents[N];

/** Times of the last event of each chain of events, by its name. */
type Latest = Map<string, bigint>;

/** The time that an event names for the one before it; it is the latest of its chain from now on. */
function link(latest: Latest, name: EventName, args: object, time: bigint): { previousTime?: bigint } {
  if (!("period" in args)) return {};
  const chain = `${name === "Credited" ? "credits" : "settlement"} ${args.period}`;
  const previousTime = latest.get(chain) ?? 0n;
  latest.set(chain, time);
  return { previousTime };
}

/** Begins a story with what a deployment says. */
export function createStory() {
  const events: TimedEvent[] = [];
  const latest: Latest = new Map();
  let time = OPENING + 100n;
  let block = 7;
  const story = {
    events,
    get time() {
      return time;
    },
    /** Lets time pass. */
    wait(seconds: bigint) {
      time += seconds;
      return story;
    },
    /** An event in a block of its own. */
    next<N extends EventName>(name: N, args: Told<N>) {
      block++;
      time++;
      return story.also(name, args);
    },
    /** An event in the same transaction. */
    also<N extends EventName>(name: N, args: Told<N>) {
      const hash = `0x${block.toString(16).padStart(64, "0")}` as Hex;
      const last = events.at(-1);
      const logIndex = last?.blockNumber === block ? last.logIndex + 1 : 0;
      const place = { blockNumber: block, blockHash: hash, transactionHash: hash, logIndex, time };
      const linked = { ...link(latest, name, args, time), ...args };
      events.push({ name, args: linked, ...place } as unknown as TimedEvent);
      return story;
    },
    credit(sequence: bigint, amount: bigint, period = 1n) {
      return story.credits(sequence, [amount], { period });
    },
    /** A call's credits. */
    credits(sequence: bigint, amounts: readonly bigint[], changes: Partial<FundEvents["Credited"]> = {}) {
      const credits = amounts.map((amount, at) => ({ amount, ref: word(`c${(Number(sequence) + at) % 10}`) }));
      const amount = amounts.reduce((sum, one) => sum + one, 0n);
      return story.next("Credited", { period: 1n, sequence, amount, credits, ...changes });
    },
    submit(serial = 1n, changes: Partial<FundEvents["SettlementSubmitted"]> = {}) {
      const terms = { ...TERMS, challengeEnd: time + 1n + POLICY.challengeWindow };
      return story.next("SettlementSubmitted", {
        ...{ period: 1n, submission: serial, operator: OPERATOR, settlement: SETTLEMENT, policy: POLICY, terms },
        dataURI: "https://exchange.example/1/",
        ...changes,
      });
    },
  };
  return story
    .next("AuthorityUpdated", { authority: AUTHORITY })
    .also("PolicySet", { version: 0n, policy: POLICY })
    .also("ClearingSet", { account: CLEARING });
}

/** A fund with 50 USDT, and two calls with three credits of 400 units in all for period 1. */
export function fundedStory() {
  return createStory().next("Donated", { from: DONOR, amount: 50_000_000n }).credits(0n, [250n, 50n]).credit(2n, 100n);
}
