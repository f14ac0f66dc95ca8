import { expect } from "chai";
import fc from "fast-check";
import {
  amountsFrom,
  type CommittedPositions,
  commitPositions,
  DEFAULT_RULE,
  type Fault,
  type FoundFault,
  faultOfLiquidation,
  faultOfLiquidationPair,
  faultOfPosition,
  faultOfPositionPair,
  findFault,
  type Hex,
  type Liquidation,
  type LiquidationList,
  liquidationAt,
  liquidationLeafHash,
  liquidationTree,
  type Position,
  type PositionList,
  positionAt,
  positionLeafHash,
  positionTree,
  proofOf,
  type RulePolicy,
  resultOf,
  type Settlement,
  settle,
  toHex,
  UINT128_MAX,
  verifyProof,
  wordBytes,
  ZERO_HASH,
} from "zke-insurance-fund";
import {
  amounts,
  check,
  columnsOf,
  keyNumber,
  liquidationLists,
  positionLists,
  rules,
  TIMES,
} from "../support/arbitraries.ts";
import { expectInputError } from "../support/errors.ts";
import { acceptsHeader, indexed, isHonestLiquidationList, isHonestPositionList, pairsOf } from "../support/faults.ts";
import { SPECIFICATION } from "../support/specification.ts";

interface Period {
  readonly settlement: Settlement;
  readonly rule: RulePolicy;
  readonly positions: Position[];
  readonly liquidations: Liquidation[];
}

const LOSS = {
  key: keyNumber(1000),
  market: "BTCUSDT",
  side: "long" as const,
  quantity: 1n,
  takeoverValue: 10n ** 9n,
  closeValue: 0n,
  time: TIMES.startTime,
};

/** Honest periods with something to share, so that positions are committed. */
const periods = (longest = 12): fc.Arbitrary<Period> =>
  fc
    .tuple(
      positionLists(longest),
      liquidationLists(6),
      rules.filter(({ coverBps }) => coverBps < 10_000),
    )
    .map(([positions, liquidations, rule]) => {
      const input = { period: 1n, ...TIMES, positions, liquidations: [LOSS, ...liquidations], rule };
      const settled = settle(input);
      return {
        settlement: settled.settlement,
        rule,
        positions: Array.from({ length: settled.positions.count }, (_, index) => positionAt(settled.positions, index)),
        liquidations: Array.from({ length: settled.liquidations.count }, (_, i) =>
          liquidationAt(settled.liquidations, i),
        ),
      };
    });

function isHonest({ settlement, rule, positions, liquidations }: Period): boolean {
  return isHonestPositionList(positions, settlement, rule) && isHonestLiquidationList(liquidations, settlement);
}

/** What the judge says of every leaf and pair, the slow and complete way. */
function allFaults({ settlement, rule, positions, liquidations }: Period): { alone: Fault[]; pairs: Fault[] } {
  const alone = [
    ...positions.map((leaf) => faultOfPosition(leaf, settlement, rule)),
    ...liquidations.map((leaf) => faultOfLiquidation(leaf, settlement)),
  ];
  const pairs = [
    ...pairsOf(positions).map(([a, b]) => faultOfPositionPair(a, b, settlement, rule)),
    ...pairsOf(liquidations).map(([a, b]) => faultOfLiquidationPair(a, b, settlement)),
  ];
  const given = (fault: Fault | undefined): fault is Fault => fault !== undefined;
  return { alone: alone.filter(given), pairs: pairs.filter(given) };
}

function judge({ fault, tree, leaves }: FoundFault, { settlement, rule }: Period): void {
  const [a, b] = leaves as readonly [never, never];
  const judged =
    tree === "positions"
      ? b === undefined
        ? faultOfPosition(a, settlement, rule)
        : faultOfPositionPair(a, b, settlement, rule)
      : b === undefined
        ? faultOfLiquidation(a, settlement)
        : faultOfLiquidationPair(a, b, settlement);
  expect(judged, "the judge agrees with the search").to.equal(fault);
}

const search = (period: Period) => findFault(period, period.settlement, period.rule);
const fits = (value: bigint) => value <= UINT128_MAX;

function positionColumns(leaves: readonly Position[]): PositionList {
  return {
    count: leaves.length,
    keys: Uint8Array.from(leaves.flatMap(({ key }) => [...wordBytes(key)])),
    profits: amountsFrom(leaves.map(({ profit }) => profit)),
    cumulative: amountsFrom(leaves.map(({ cumulativeProfit }) => cumulativeProfit)),
  };
}

function liquidationColumns(leaves: readonly Liquidation[]): LiquidationList {
  return {
    count: leaves.length,
    keys: Uint8Array.from(leaves.flatMap(({ key }) => [...wordBytes(key)])),
    markets: Uint8Array.from(leaves.flatMap(({ market }) => [...wordBytes(market)])),
    sides: Uint8Array.from(leaves, ({ side }) => Number(side)),
    quantities: amountsFrom(leaves.map(({ quantity }) => quantity)),
    takeoverValues: amountsFrom(leaves.map(({ takeoverValue }) => takeoverValue)),
    closeValues: amountsFrom(leaves.map(({ closeValue }) => closeValue)),
    times: BigUint64Array.from(leaves, ({ time }) => time),
    cumulativeProfit: amountsFrom(leaves.map(({ cumulativeProfit }) => cumulativeProfit)),
    cumulativeLoss: amountsFrom(leaves.map(({ cumulativeLoss }) => cumulativeLoss)),
  };
}

// ---------------------------------------------------------------------------------------------- lies

/** How many periods each kind of lie is told in. */
const RUNS = 150;

type Lie = (period: Period, random: (limit: number) => number, value: bigint) => Period;

const HOSTILE = [0n, 1n, 2n ** 64n, 2n ** 127n, 2n ** 128n - 1n, 2n ** 128n, 2n ** 255n, 2n ** 256n - 1n];
const POSITION_FIELDS = ["profit", "cumulativeProfit", "key"] as const;
const LIQUIDATION_FIELDS = [
  "side",
  "quantity",
  "takeoverValue",
  "closeValue",
  "time",
  "cumulativeProfit",
  "cumulativeLoss",
  "key",
] as const;
const HEADER_FIELDS = ["profit", "loss", "totalProfit", "headCount", "headProfit"] as const;

function changed<Leaf>(list: readonly Leaf[], at: number, change: (leaf: Leaf) => object): Leaf[] {
  return list.map((leaf, index) => (index === at ? { ...leaf, ...change(leaf) } : leaf));
}

function swapped<Leaf extends object>(list: readonly Leaf[], a: number, b: number, length: number): Leaf[] {
  const copy = [...list];
  for (let i = 0; i < length && Math.max(a, b) + i < list.length; i++) {
    [copy[a + i], copy[b + i]] = [copy[b + i]!, copy[a + i]!];
  }
  return indexed(copy) as Leaf[];
}

/** Running totals made right again after a change: the lie that only other checks can find. */
function resummed(positions: readonly Position[]): Position[] {
  let cumulativeProfit = 0n;
  return indexed(positions).map((leaf) => {
    cumulativeProfit += leaf.profit;
    return { ...leaf, cumulativeProfit };
  });
}

function resummedResults(liquidations: readonly Liquidation[]): Liquidation[] {
  let [cumulativeProfit, cumulativeLoss] = [0n, 0n];
  return liquidations.map((leaf) => {
    const { side, takeoverValue, closeValue } = leaf;
    const result = resultOf({ side: side === 0n ? "long" : "short", takeoverValue, closeValue });
    if (result > 0n) cumulativeProfit += result;
    else cumulativeLoss -= result;
    return { ...leaf, cumulativeProfit, cumulativeLoss };
  });
}

const LIES: Record<string, Lie> = {
  "a position's field": (period, random, value) => {
    const field = POSITION_FIELDS[random(3)]!;
    const change = () => ({ [field]: field === "key" ? keyNumber(value) : value });
    return { ...period, positions: changed(period.positions, random(period.positions.length), change) };
  },
  "a position's field by one": (period, random) => {
    const field = POSITION_FIELDS[random(2)]!;
    const step = random(2) === 0 ? 1n : -1n;
    const change = (leaf: Position) => ({ [field]: leaf[field as "profit"] + step });
    return { ...period, positions: changed(period.positions, random(period.positions.length), change) };
  },
  "a liquidation's field": (period, random, value) => {
    const field = LIQUIDATION_FIELDS[random(LIQUIDATION_FIELDS.length)]!;
    const change = () => ({ [field]: field === "key" ? keyNumber(value) : value });
    return { ...period, liquidations: changed(period.liquidations, random(period.liquidations.length), change) };
  },
  "a header's figure": (period, random, value) => {
    const field = HEADER_FIELDS[random(5)]!;
    const bits = field === "headCount" ? 64 : 128;
    return { ...period, settlement: { ...period.settlement, [field]: BigInt.asUintN(bits, value) } };
  },
  "a header's figure by one": (period, random) => {
    const field = HEADER_FIELDS[random(5)]!;
    const figure = period.settlement[field] + (random(2) === 0 ? 1n : -1n);
    return { ...period, settlement: { ...period.settlement, [field]: figure < 0n ? 0n : figure } };
  },
  "positions swapped": (period, random) => {
    const { length } = period.positions;
    return { ...period, positions: swapped(period.positions, random(length), random(length), 1) };
  },
  "positions swapped, totals made right": (period, random) => {
    const { length } = period.positions;
    return { ...period, positions: resummed(swapped(period.positions, random(length), random(length), 1)) };
  },
  "subtrees swapped": (period, random) => {
    const size = 2 ** random(3);
    const { length } = period.positions;
    return { ...period, positions: swapped(period.positions, random(length), random(length), size) };
  },
  "liquidations swapped": (period, random) => {
    const { length } = period.liquidations;
    return { ...period, liquidations: swapped(period.liquidations, random(length), random(length), 1) };
  },
  "liquidations swapped, totals made right": (period, random) => {
    const { length } = period.liquidations;
    const liquidations = resummedResults(swapped(period.liquidations, random(length), random(length), 1));
    return { ...period, liquidations };
  },
  "a liquidation closed at a border of the period": (period, random) => {
    const { startTime, endTime } = period.settlement;
    const time = [startTime - 1n, startTime, endTime - 1n, endTime][random(4)]!;
    const { liquidations } = period;
    return { ...period, liquidations: changed(liquidations, random(liquidations.length), () => ({ time })) };
  },
  "another period's times": (period, random) => {
    const { startTime, endTime } = period.settlement;
    const times = [{ startTime: startTime + BigInt(1 + random(9)) }, { endTime: endTime - BigInt(1 + random(9)) }];
    return { ...period, settlement: { ...period.settlement, ...times[random(2)] } };
  },
  "a liquidation of nothing": (period, random) => {
    const { liquidations } = period;
    return { ...period, liquidations: changed(liquidations, random(liquidations.length), () => ({ quantity: 0n })) };
  },
  "a liquidation twice, totals made right": (period, random) => {
    const twice = random(period.liquidations.length);
    const list = period.liquidations.flatMap((leaf, index) => (index === twice ? [leaf, leaf] : [leaf]));
    const liquidations = resummedResults(indexed(list));
    const { cumulativeProfit: profit, cumulativeLoss: loss } = liquidations.at(-1)!;
    const header = { liquidationCount: BigInt(liquidations.length), profit, loss };
    return { ...period, liquidations, settlement: { ...period.settlement, ...header } };
  },
  "a key twice, near or far": (period, random) => {
    const { positions } = period;
    const { key } = positions[random(positions.length)]!;
    return { ...period, positions: changed(positions, random(positions.length), () => ({ key })) };
  },
  "a liquidation's key twice": (period, random) => {
    const { liquidations } = period;
    const { key } = liquidations[random(liquidations.length)]!;
    return { ...period, liquidations: changed(liquidations, random(liquidations.length), () => ({ key })) };
  },
  "a winner left out": (period, random) => {
    const left = random(period.positions.length);
    const positions = indexed(period.positions.filter((_, index) => index !== left));
    return { ...period, positions, settlement: { ...period.settlement, positionCount: BigInt(positions.length) } };
  },
  "a winner twice": (period, random) => {
    const twice = random(period.positions.length);
    const positions = indexed(period.positions.flatMap((leaf, index) => (index === twice ? [leaf, leaf] : [leaf])));
    return { ...period, positions, settlement: { ...period.settlement, positionCount: BigInt(positions.length) } };
  },
  "profit moved to a neighbour, totals made right": (period, random, value) => {
    const at = random(period.positions.length - 1);
    const amount = value % (period.positions[at + 1]!.profit + 1n);
    const less = changed(period.positions, at + 1, ({ profit }) => ({ profit: profit - amount }));
    return { ...period, positions: resummed(changed(less, at, ({ profit }) => ({ profit: profit + amount }))) };
  },
  "a zero profit at the end": (period, _, value) => {
    const zero = { index: 0n, key: keyNumber(value), profit: 0n, cumulativeProfit: period.settlement.totalProfit };
    const positions = indexed([...period.positions, zero]);
    return { ...period, positions, settlement: { ...period.settlement, positionCount: BigInt(positions.length) } };
  },
  "the head cut elsewhere": (period, random) => {
    const headCount = random(period.positions.length) + 1;
    const headProfit = period.positions[headCount - 1]!.cumulativeProfit;
    return { ...period, settlement: { ...period.settlement, headCount: BigInt(headCount), headProfit } };
  },
};

/** Periods in which a lie was told; now and then it changes nothing. */
const lyingPeriods = (lie: Lie) =>
  fc
    .tuple(
      periods(),
      fc.array(fc.nat(), { minLength: 4, maxLength: 4 }),
      fc.oneof(fc.constantFrom(...HOSTILE), amounts(64)),
    )
    .filter(([period]) => period.positions.length > 1)
    .map(([period, numbers, value]) => {
      const stream = numbers.values();
      return lie(period, (limit) => (stream.next().value ?? 0) % limit, value);
    });

// -------------------------------------------------------------------------------------------- tests

describe("findFault", () => {
  it("finds nothing in an honest settlement, and no leaf and no pair of one is at fault", () => {
    check(
      fc.property(periods(), (period) => {
        expect(search(period)).to.equal(undefined);
        expect(allFaults(period)).to.deep.equal({ alone: [], pairs: [] });
        expect(acceptsHeader(period.settlement, period.rule)).to.equal(true);
      }),
      150,
    );
  });

  for (const [name, lie] of Object.entries(LIES)) {
    it(`finds a fault exactly where the list is not the rule's, or submit refuses: ${name}`, () => {
      let caught = 0;
      check(
        fc.property(lyingPeriods(lie), (period) => {
          const found = search(period);
          if (found) judge(found, period);
          if (!acceptsHeader(period.settlement, period.rule)) return;
          expect(found === undefined).to.equal(isHonest(period));
          if (found) caught += 1;
        }),
        RUNS,
      );
      expect(caught, "lies told and caught").to.be.greaterThan(20);
    });
  }

  it("is asked of as many lies as the specification says", () => {
    expect(SPECIFICATION).to.include(`${Object.keys(LIES).length} kinds of lies, ${RUNS} periods each`);
  });

  it("finds the cheapest proof: one leaf if any is at fault alone", () => {
    for (const lie of Object.values(LIES)) {
      check(
        fc.property(lyingPeriods(lie), (period) => {
          const { alone, pairs } = allFaults(period);
          const found = search(period);
          expect(found?.leaves.length ?? 0).to.equal(alone.length > 0 ? 1 : pairs.length > 0 ? 2 : 0);
        }),
        25,
      );
    }
  });

  it("finds in a part of the leaves whatever any of them or any pair of them shows", () => {
    for (const lie of Object.values(LIES)) {
      check(
        fc.property(lyingPeriods(lie), fc.array(fc.boolean(), { minLength: 32, maxLength: 32 }), (period, coins) => {
          const known = {
            ...period,
            positions: period.positions.filter((_, index) => coins[index]),
            liquidations: period.liquidations.filter((_, index) => coins[16 + index]).reverse(),
          };
          const found = search(known);
          if (found) judge(found, known);
          const { alone, pairs } = allFaults({ ...known, liquidations: [...known.liquidations].reverse() });
          expect(found === undefined).to.equal(alone.length === 0 && pairs.length === 0);
        }),
        25,
      );
    }
  });

  it("finds the same in columns as in leaves, with a proof under the list's root", () => {
    for (const lie of Object.values(LIES)) {
      check(
        fc.property(lyingPeriods(lie), (period) => {
          const { positions, liquidations, settlement, rule } = period;
          fc.pre(
            positions.every(
              ({ profit, cumulativeProfit }) =>
                fits(profit) && fits(cumulativeProfit) && profit >= 0n && cumulativeProfit >= 0n,
            ),
          );
          fc.pre(
            liquidations.every(
              ({ side, time, ...leaf }) =>
                side < 256n &&
                time < 2n ** 64n &&
                [leaf.quantity, leaf.takeoverValue, leaf.closeValue, leaf.cumulativeProfit, leaf.cumulativeLoss].every(
                  fits,
                ),
            ),
          );
          const lists = { positions: positionColumns(positions), liquidations: liquidationColumns(liquidations) };
          const found = findFault(lists, settlement, rule);
          expect(found?.leaves.length).to.equal(search(period)?.leaves.length);
          if (found === undefined) return;
          judge(found, period);
          const tree = found.tree === "positions" ? positionTree(lists.positions) : liquidationTree(lists.liquidations);
          const { count } = lists[found.tree];
          for (const leaf of found.leaves) {
            const hash = "profit" in leaf ? positionLeafHash(leaf) : liquidationLeafHash(leaf);
            const proof = proofOf(tree, count, Number(leaf.index));
            expect(verifyProof(hash, leaf.index, count, proof, toHex(tree.subarray(0, 32)))).to.equal(true);
          }
        }),
        25,
      );
    }
  });

  it("names equal keys far apart that no neighbours show", () => {
    const committed = commitPositions(
      columnsOf(Array.from({ length: 50 }, (_, row) => BigInt(1000 - 7 * row))),
      DEFAULT_RULE,
    );
    committed.keys.copyWithin(32 * 41, 32 * 3, 32 * 4);
    const found = findFault({ positions: committed }, headerOf(committed), DEFAULT_RULE);
    expect(found?.fault).to.equal("DuplicateKey");
    expect(found?.leaves.map(({ index }) => index)).to.deep.equal([3n, 41n]);
  });

  it("names liquidations out of order, and takes leaves far apart for it", () => {
    const { liquidations, settlement } = settle({
      ...{ period: 1n, ...TIMES, rule: DEFAULT_RULE, positions: columnsOf([5n]) },
      liquidations: Array.from({ length: 40 }, (_, row) => ({ ...LOSS, key: keyNumber(row + 1) })),
    });
    const list = Array.from({ length: 40 }, (_, index) => liquidationAt(liquidations, index));
    const honest = findFault({ liquidations: [list[30]!, list[3]!] }, settlement, DEFAULT_RULE);
    expect(honest).to.equal(undefined);
    const moved = { ...list[3]!, key: keyNumber(31) };
    const found = findFault({ liquidations: [list[30]!, moved] }, settlement, DEFAULT_RULE);
    expect(found?.fault).to.equal("LiquidationOrder");
    expect(found?.leaves.map(({ index }) => index)).to.deep.equal([3n, 30n]);
    liquidations.keys.copyWithin(32 * 20, 0, 32);
    const inColumns = findFault({ liquidations }, settlement, DEFAULT_RULE);
    expect(inColumns?.fault).to.equal("LiquidationOrder");
    expect(inColumns?.leaves.map(({ index }) => index)).to.deep.equal([19n, 20n]);
  });

  it("searches a long list in near linear time", () => {
    const count = 100_000;
    const rows = Array.from({ length: count }, (_, row) => ({ ...LOSS, takeoverValue: 1n, key: keyNumber(row + 1) }));
    const { liquidations, settlement } = settle({
      ...{ period: 1n, ...TIMES, rule: DEFAULT_RULE, positions: columnsOf([5n]), liquidations: rows },
    });
    const start = performance.now();
    expect(findFault({ liquidations }, settlement, DEFAULT_RULE)).to.equal(undefined);
    expect(performance.now() - start).to.be.lessThan(10_000);
  });

  it("names a break that only two distant leaves show", () => {
    const position = (index: bigint, profit: bigint, cumulativeProfit: bigint) => ({
      index,
      key: keyNumber(index + 1n),
      profit,
      cumulativeProfit,
    });
    const settlement = headerOf({
      count: 1000,
      headCount: 900,
      totalProfit: 10_000n,
      headProfit: 9900n,
      root: keyNumber(1),
    });
    const cases: [Position, Position, Fault | undefined][] = [
      [position(10n, 10n, 110n), position(20n, 10n, 210n), undefined],
      [position(10n, 10n, 110n), position(20n, 10n, 209n), "PositionSum"],
      [position(10n, 10n, 110n), position(20n, 10n, 211n), "PositionSum"],
      [position(10n, 12n, 110n), position(20n, 10n, 230n), undefined],
      [position(10n, 12n, 110n), position(20n, 10n, 231n), "PositionSum"],
      [position(10n, 10n, 110n), position(20n, 11n, 220n), "PositionOrder"],
      [position(10n, 10n, 210n), position(20n, 10n, 110n), "PositionSum"],
    ];
    for (const [a, b, fault] of cases) {
      expect(findFault({ positions: [b, a] }, settlement, DEFAULT_RULE)?.fault).to.equal(fault);
    }
  });

  it("refuses a whole list that is not as long as the header says, and leaves beyond it", () => {
    const committed = commitPositions(columnsOf([3n, 2n]), DEFAULT_RULE);
    const settlement = { ...headerOf(committed), positionCount: 3n };
    expectInputError(
      () => findFault({ positions: committed }, settlement, DEFAULT_RULE),
      /not as long as the settlement says/,
    );
    const leaf = { ...positionAt(committed, 0), index: 3n };
    expectInputError(() => findFault({ positions: [leaf] }, settlement, DEFAULT_RULE), /a leaf beyond the list/);
  });

  it("of nothing known finds nothing", () => {
    const settlement = headerOf(commitPositions(columnsOf([3n, 2n]), DEFAULT_RULE));
    expect(findFault({}, settlement, DEFAULT_RULE)).to.equal(undefined);
  });
});

function headerOf(
  list: Pick<CommittedPositions, "count" | "headCount" | "totalProfit" | "headProfit" | "root">,
): Settlement {
  return {
    period: 1n,
    startTime: 0n,
    endTime: 1n,
    profit: 0n,
    loss: 1000n,
    liquidationCount: 1n,
    liquidationsRoot: ZERO_HASH as Hex,
    positionCount: BigInt(list.count),
    positionsRoot: list.root,
    totalProfit: list.totalProfit,
    headCount: BigInt(list.headCount),
    headProfit: list.headProfit,
  };
}
