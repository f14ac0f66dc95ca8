// The logs of a fund that never was: a call of some credits a block, a settlement a period, each finalized in the period after. Made
// when they are asked for, so that only who reads them takes memory.
import { FUND_INTERFACE } from "zke-insurance-fund/chain";
import type { ChainLog, Source } from "../../sdk/src/follow/source.ts";

type Hex = `0x${string}`;

/** Calls of a period, and credits of a call. */
const CALLS = 56;
const CALL = 6;
const CREDITS = CALLS * CALL;
const PERIOD = CALLS + 2;
const FIRST = 1;
/** Seconds; a period takes some nine hours. */
const BLOCK_TIME = 540n;
const OPENING = 1_700_000_000n;
const WINDOW = 21_600n;
const PROFIT = 1_000_000n;
const LOSS = 100_000_000n;
const COVERAGE = LOSS / 5n;
const BOND = 10_000_000_000n;

const word = (value: bigint | number): Hex => `0x${value.toString(16).padStart(64, "0")}`;
const account = (digit: string): Hex => `0x${digit.repeat(40)}`;
const [OPERATOR, CLEARING] = [account("1"), account("2")];
const CREDITED = FUND_INTERFACE.getEvent("Credited")?.topicHash as Hex;
/** Where a call's list of credits begins in its log, and how many there are. */
const LIST = [word(4 * 32), word(CALL)];

const POLICY = {
  ...{ coverBps: 2_000, headBps: 9_000, basisAll: false, periodHours: 0, maxCoverageBps: 10_000, maxLevels: 25 },
  ...{ challengeWindow: WINDOW, revealWindow: 3_600, settlementBond: BOND, bondBps: 0, demandBond: 50_000_000 },
};

const timeOf = (block: number) => OPENING + 1n + BigInt(block) * BLOCK_TIME;
const hashOf = (block: number) => word(block + 1);
/** The block in which a period is submitted. */
const submittedIn = (period: number) => FIRST + (period - 1) * PERIOD + CALLS;

/** What is in a fund's logs. */
export interface SyntheticFund {
  readonly source: Source;
  readonly credits: number;
  /** Seconds from one of its blocks to the next. */
  readonly blockTime: number;
  /** A reference of the last period's credits, and its amount in base units. */
  readonly credited: { readonly ref: Hex; readonly amount: bigint };
}

/** A fund with so many settlements. */
export function syntheticFund(periods: number): SyntheticFund {
  const last = periods * PERIOD;
  const block = (number: number) => ({
    ...{ number, hash: hashOf(number), parentHash: hashOf(number - 1), time: timeOf(number) },
  });
  const logs = (from: number, to: number) => {
    const made: ChainLog[] = [];
    for (let number = from; number <= Math.min(to, last); number++) made.push(...logsIn(number, periods));
    return made;
  };
  return {
    credits: periods * CREDITS,
    blockTime: Number(BLOCK_TIME),
    credited: { ref: word((last - PERIOD + FIRST) * CALL), amount: PROFIT },
    source: {
      head: async () => block(last),
      block: async (number) => (number <= last ? block(number) : undefined),
      logs: async (from, to) => logs(from, to),
      logsOf: async (hash) => logs(Number(BigInt(hash)) - 1, Number(BigInt(hash)) - 1),
    },
  };
}

function logsIn(block: number, periods: number): ChainLog[] {
  if (block < FIRST) return deployment(block);
  const period = Math.floor((block - FIRST) / PERIOD) + 1;
  const place = (block - FIRST) % PERIOD;
  if (period <= periods && place < CALLS) return [credits(block, period, place)];
  if (period <= periods && place === CALLS)
    return [encoded(block, 0, "SettlementSubmitted", submission(period, block))];
  // The period before has had its window by now; the last one stays pending.
  const due = period - 1;
  if (due < 1 || period > periods) return [];
  return [
    encoded(block, 0, "SettlementFinalized", [due, due, CLEARING, COVERAGE, OPERATOR, BOND, timeOf(submittedIn(due))]),
  ];
}

/** A call's credits, each of the same amount. */
function credits(block: number, period: number, place: number): ChainLog {
  const previousTime = place === 0 ? 0n : timeOf(block - 1);
  const head = [word(place * CALL), word(PROFIT * BigInt(CALL)), word(previousTime), ...LIST];
  const list = Array.from({ length: CALL }, (_, at) => [word(PROFIT), word(block * CALL + at)]).flat();
  const data = [...head, ...list].map((one) => one.slice(2)).join("");
  return logAt(block, 0, [CREDITED, word(period)], `0x${data}`);
}

function deployment(block: number): ChainLog[] {
  return [
    encoded(block, 0, "AuthorityUpdated", [account("3")]),
    encoded(block, 1, "PolicySet", [0, POLICY]),
    encoded(block, 2, "ClearingSet", [CLEARING]),
    encoded(block, 3, "Donated", [account("4"), 10n ** 15n]),
  ];
}

function submission(period: number, block: number): unknown[] {
  const start = period === 1 ? OPENING : timeOf(submittedIn(period - 1)) - 1n;
  const settlement = {
    ...{ period, startTime: start, endTime: timeOf(block) - 1n, profit: PROFIT * BigInt(CREDITS), loss: LOSS },
    ...{ liquidationCount: CREDITS, liquidationsRoot: word(period), positionCount: 1_000, positionsRoot: word(period) },
    ...{ totalProfit: 10n * LOSS, headCount: 500, headProfit: 9n * LOSS },
  };
  const terms = {
    ...{ pulled: 0, coverage: COVERAGE, shared: LOSS - COVERAGE, deficit: 0, bond: BOND },
    ...{ bondFromClaimable: period <= 2 ? 0n : BOND, challengeEnd: timeOf(block) + WINDOW },
  };
  return [period, period, OPERATOR, settlement, POLICY, terms, 0n, `https://exchange.example/${period}/`];
}

function encoded(block: number, index: number, name: string, values: readonly unknown[]): ChainLog {
  const { topics, data } = FUND_INTERFACE.encodeEventLog(name, values);
  return logAt(block, index, topics as Hex[], data as Hex);
}

function logAt(block: number, index: number, topics: readonly Hex[], data: Hex): ChainLog {
  const place = { blockNumber: block, blockHash: hashOf(block), transactionHash: word(block), index };
  return { ...place, topics, data, time: timeOf(block) };
}
