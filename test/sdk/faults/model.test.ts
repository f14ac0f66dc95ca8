import { expect } from "chai";
import {
  DEFAULT_RULE,
  faultOfLiquidation,
  faultOfLiquidationPair,
  faultOfPosition,
  faultOfPositionPair,
  headOf,
  type Liquidation,
  type Position,
  type RulePolicy,
  type Settlement,
  ZERO_HASH,
} from "zke-insurance-fund";
import { keyNumber } from "../support/arbitraries.ts";
import { acceptsHeader, isHonestLiquidationList, isHonestPositionList } from "../support/faults.ts";
import { TRIED, written } from "../support/tried.ts";

// The theorem, checked on every list that small words can write: the lists without a faulty leaf or pair under a header that
// the contract accepts are exactly the lists that the rule makes. One side counts what the judge lets pass, the other builds
// every honest list without the judge; no list of the first is dishonest, and there are as many of each.

const HUGE = 2n ** 256n - 1n;
const RULES: RulePolicy[] = [
  DEFAULT_RULE,
  { coverBps: 0, headBps: 1, basis: "all" },
  { coverBps: 2000, headBps: 5000, basis: "head" },
  { coverBps: 9999, headBps: 10_000, basis: "head" },
];
const HEADER: Settlement = {
  period: 1n,
  startTime: 1n,
  endTime: 3n,
  profit: 0n,
  loss: 1_000_000n,
  liquidationCount: 1n,
  liquidationsRoot: keyNumber(99),
  positionCount: 0n,
  positionsRoot: keyNumber(99),
  totalProfit: 0n,
  headCount: 0n,
  headProfit: 0n,
};

const upTo = (limit: number | bigint) => Array.from({ length: Number(limit) + 1 }, (_, value) => BigInt(value));
const keysUpTo = (count: number) => upTo(count).slice(1).map(keyNumber);

/** One object for every choice of a value for each field. */
function choices<T extends object>(fields: { [Name in keyof T]: readonly T[Name][] }): T[] {
  const entries = Object.entries(fields) as [string, unknown[]][];
  return entries.reduce<object[]>(
    (all, [name, values]) => all.flatMap((part) => values.map((value) => ({ ...part, [name]: value }))),
    [{}],
  ) as T[];
}

/** Every list of so many of these leaves, each extended by `place` from what stands before it, that passes `keep`. */
function listsOf<Leaf>(
  count: number,
  candidatesAt: (index: bigint) => readonly Leaf[],
  keep: (list: readonly Leaf[], leaf: Leaf) => boolean,
): Leaf[][] {
  return upTo(count - 1).reduce<Leaf[][]>(
    (lists, index) => {
      const candidates = candidatesAt(index);
      return lists.flatMap((list) => candidates.filter((leaf) => keep(list, leaf)).map((leaf) => [...list, leaf]));
    },
    [[]],
  );
}

/** How much was gone through: headers that the contract accepts, lists that can be written under them, lists without a fault. */
const gone = { headers: 0, lists: 0n, faultless: 0 };

function tally(leaves: number, length: number, faultless: number): void {
  gone.headers += 1;
  gone.lists += BigInt(leaves) ** BigInt(length);
  gone.faultless += faultless;
}

function asText(value: unknown): string {
  return JSON.stringify(value, (_, part) => (typeof part === "bigint" ? String(part) : part));
}

describe("the theorem, on all small lists of positions", () => {
  const LARGEST_PROFIT = 4;
  const KEYS = keysUpTo(3);

  for (const rule of RULES) {
    for (const count of [1, 2, 3]) {
      it(`${count} of them, headBps ${rule.headBps}`, () => {
        let faultless = 0;
        for (const header of acceptedHeaders(count, rule)) {
          const lists = faultlessLists(count, header, rule);
          for (const list of lists) {
            expect(isHonestPositionList(list, header, rule), asText([header, list])).to.equal(true);
          }
          faultless += lists.length;
        }
        const honest = honestLists(count);
        for (const list of honest) expect(acceptsHeader(headerOf(list, rule), rule), asText(list)).to.equal(true);
        expect(faultless).to.equal(honest.length).and.to.be.greaterThan(0);
      });
    }
  }

  function acceptedHeaders(count: number, rule: RulePolicy): Settlement[] {
    const figures = choices<Pick<Settlement, "totalProfit" | "headCount" | "headProfit">>({
      totalProfit: upTo(LARGEST_PROFIT * count + 1),
      headCount: upTo(count + 1),
      headProfit: upTo(LARGEST_PROFIT * count + 1),
    });
    const headers = figures.map((part) => ({ ...HEADER, positionCount: BigInt(count), ...part }));
    return headers.filter((header) => acceptsHeader(header, rule));
  }

  function faultlessLists(count: number, header: Settlement, rule: RulePolicy): Position[][] {
    const leaves = choices<Omit<Position, "index">>({
      key: KEYS,
      profit: [...upTo(LARGEST_PROFIT), HUGE],
      cumulativeProfit: [...upTo(header.totalProfit + 1n), HUGE],
    });
    const lists = listsOf<Position>(
      count,
      (index) =>
        leaves.map((leaf) => ({ ...leaf, index })).filter((leaf) => faultOfPosition(leaf, header, rule) === undefined),
      (list, leaf) => list.every((earlier) => faultOfPositionPair(earlier, leaf, header, rule) === undefined),
    );
    tally(leaves.length, count, lists.length);
    return lists;
  }

  function honestLists(count: number): Position[][] {
    const rows = choices<Pick<Position, "key" | "profit">>({ key: KEYS, profit: upTo(LARGEST_PROFIT).slice(1) });
    const sorted = listsOf<Pick<Position, "key" | "profit">>(
      count,
      () => rows,
      (list, { key, profit }) => {
        const last = list.at(-1);
        const later = !last || last.profit > profit || (last.profit === profit && BigInt(last.key) < BigInt(key));
        return later && list.every((earlier) => earlier.key !== key);
      },
    );
    return sorted.map((list) => {
      let cumulativeProfit = 0n;
      return list.map((row, index) => {
        cumulativeProfit += row.profit;
        return { ...row, index: BigInt(index), cumulativeProfit };
      });
    });
  }

  function headerOf(list: readonly Position[], rule: RulePolicy): Settlement {
    const { headCount, headProfit } = headOf(list.length, (index) => list[index]!.cumulativeProfit, rule);
    const totalProfit = list.at(-1)!.cumulativeProfit;
    return { ...HEADER, positionCount: BigInt(list.length), totalProfit, headCount: BigInt(headCount), headProfit };
  }
});

describe("the theorem, on all small lists of liquidations", () => {
  const KEYS = keysUpTo(3);
  /** The first and the last second of the period, the ones before and after, and for short lists one that no clock shows. */
  const times = (count: number) => [...upTo(3), ...(count === 3 ? [] : [HUGE])];
  const RIGHT_TIMES = 2;
  const largestValue = (count: number) => (count === 3 ? 1 : 2);

  for (const count of [1, 2, 3]) {
    it(`${count} of them`, () => {
      let faultless = 0;
      const totals = upTo(largestValue(count) * count + 1);
      for (const figures of choices<Pick<Settlement, "profit" | "loss">>({ profit: totals, loss: totals })) {
        const header = { ...HEADER, liquidationCount: BigInt(count), ...figures };
        const lists = faultlessLists(count, header);
        for (const list of lists) {
          expect(isHonestLiquidationList(list, header), asText([header, list])).to.equal(true);
        }
        faultless += lists.length;
      }
      expect(faultless).to.equal(honestCount(count)).and.to.be.greaterThan(0);
    });
  }

  function faultlessLists(count: number, header: Settlement): Liquidation[][] {
    const leaves = choices<Omit<Liquidation, "index">>({
      key: KEYS,
      market: [ZERO_HASH],
      side: [0n, 1n, 2n, HUGE],
      quantity: [0n, 1n, 2n ** 128n],
      takeoverValue: [...upTo(largestValue(count)), 2n ** 128n, HUGE],
      closeValue: [...upTo(largestValue(count)), 2n ** 128n, HUGE],
      time: times(count),
      cumulativeProfit: [...upTo(header.profit + 1n), HUGE],
      cumulativeLoss: [...upTo(header.loss + 1n), HUGE],
    });
    const lists = listsOf<Liquidation>(
      count,
      (index) =>
        leaves.map((leaf) => ({ ...leaf, index })).filter((leaf) => faultOfLiquidation(leaf, header) === undefined),
      (list, leaf) => list.every((earlier) => faultOfLiquidationPair(earlier, leaf, header) === undefined),
    );
    tally(leaves.length, count, lists.length);
    return lists;
  }

  /** Any sides, values and right times, with any keys in their one order, have exactly one right set of running totals. */
  function honestCount(count: number): number {
    const rows = 2 * (largestValue(count) + 1) ** 2 * RIGHT_TIMES;
    const choicesOfKeys = count === 3 ? 1 : 3;
    return choicesOfKeys * rows ** count;
  }
});

describe("what was gone through", () => {
  it("is as much as docs/testing.md says", () => {
    const { headers, lists, faultless } = gone;
    expect(TRIED).to.include(
      `${written(headers)} headers, ${written(lists)} lists: ${written(faultless)} of them without a fault`,
    );
  });
});
