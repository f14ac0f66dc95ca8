import { expect } from "chai";
import fc from "fast-check";
import {
  type CommittedPositions,
  commitPositions,
  DEFAULT_RULE,
  type Fault,
  findFault,
  type Hex,
  liquidationAt,
  liquidationLeafHash,
  liquidationTree,
  type Position,
  positionAt,
  positionLeafHash,
  positionTree,
  proofOf,
  type Settlement,
  settle,
  toHex,
  verifyProof,
  ZERO_HASH,
} from "zke-insurance-fund";
import { check, columnsOf, keyNumber, TIMES } from "../support/arbitraries.ts";
import { expectInputError } from "../support/errors.ts";
import { acceptsHeader } from "../support/faults.ts";
import { TRIED } from "../support/tried.ts";
import { LIES, lyingPeriods, RUNS } from "./lies.ts";
import {
  allFaults,
  fitColumns,
  isHonest,
  judge,
  LOSS,
  liquidationColumns,
  periods,
  positionColumns,
  search,
} from "./periods.ts";

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

  it("is asked of as many lies as docs/testing.md says", () => {
    expect(TRIED).to.include(`${Object.keys(LIES).length} kinds of lies, ${RUNS} periods each`);
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
          fc.pre(fitColumns(period));
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
