import { readFileSync } from "node:fs";
import { expect } from "chai";
import fc from "fast-check";
import {
  DEFAULT_RULE,
  describeFault,
  FAULTS,
  type Fault,
  faultOfLiquidation,
  faultOfLiquidationPair,
  faultOfPosition,
  faultOfPositionPair,
  type Hex,
  type Liquidation,
  type Position,
  type Settlement,
  toHex,
  ZERO_HASH,
} from "zke-insurance-fund";
import { check, keyNumber, words } from "../support/arbitraries.ts";

const MAX128 = 2n ** 128n - 1n;
const MAX256 = 2n ** 256n - 1n;

/** Five positions of 50, 30, 10, 10 and 5, the first four the head; three liquidations. */
const SETTLEMENT: Settlement = {
  period: 1n,
  startTime: 10n,
  endTime: 20n,
  profit: 40n,
  loss: 60n,
  liquidationCount: 3n,
  liquidationsRoot: ZERO_HASH,
  positionCount: 5n,
  positionsRoot: ZERO_HASH,
  totalProfit: 105n,
  headCount: 4n,
  headProfit: 100n,
};

function position(index: bigint, profit: bigint, cumulativeProfit: bigint, key: bigint = index): Position {
  return { index, key: keyNumber(key), profit, cumulativeProfit };
}

function liquidation(index: bigint, change: Partial<Liquidation> = {}): Liquidation {
  const honest = [
    { side: 0n, takeoverValue: 100n, closeValue: 40n, cumulativeProfit: 0n, cumulativeLoss: 60n },
    { side: 0n, takeoverValue: 10n, closeValue: 40n, cumulativeProfit: 30n, cumulativeLoss: 60n },
    { side: 1n, takeoverValue: 20n, closeValue: 10n, cumulativeProfit: 40n, cumulativeLoss: 60n },
  ];
  const [quantity, time] = [5n, 15n];
  return { index, key: keyNumber(index), market: ZERO_HASH, quantity, time, ...honest[Number(index)]!, ...change };
}

describe("the judge of one position", () => {
  const cases: [string, Position, Fault | undefined][] = [
    ["the first as it should be", position(0n, 50n, 50n), undefined],
    ["the second as it should be", position(1n, 30n, 80n), undefined],
    ["the last of the head as it should be", position(3n, 10n, 100n), undefined],
    ["the last as it should be", position(4n, 5n, 105n), undefined],
    ["no profit", position(1n, 0n, 80n), "PositionZeroProfit"],
    ["a profit one above its cumulative profit", position(1n, 81n, 80n), "PositionAboveCumulative"],
    ["a profit equal to its cumulative profit, not the first", position(1n, 80n, 80n), undefined],
    ["a cumulative profit equal to the total", position(1n, 30n, 105n), undefined],
    ["a cumulative profit one above the total", position(1n, 30n, 106n), "PositionAboveTotal"],
    ["the first with more before it", position(0n, 50n, 51n), "PositionFirst"],
    ["the last without all profit", position(4n, 5n, 104n), "PositionLast"],
    ["the last of the head with less", position(3n, 10n, 99n), "PositionHeadProfit"],
    ["the last of the head with more", position(3n, 10n, 101n), "PositionHeadProfit"],
    ["a head that has enough one unit before its last", position(3n, 5n, 100n), "PositionHeadCut"],
    ["a head that lacks one unit before its last", position(3n, 6n, 100n), undefined],
    ["the largest numbers", position(1n, MAX256, MAX256), "PositionAboveTotal"],
    ["the largest profit", position(1n, MAX256, 80n), "PositionAboveCumulative"],
  ];
  for (const [name, leaf, fault] of cases) {
    it(`${name}: ${fault ?? "no fault"}`, () =>
      expect(faultOfPosition(leaf, SETTLEMENT, DEFAULT_RULE)).to.equal(fault));
  }
});

describe("the judge of two positions", () => {
  const cases: [string, Position, Position, Fault | undefined][] = [
    ["neighbours as they should be", position(1n, 30n, 80n), position(2n, 10n, 90n), undefined],
    ["a fault of the first alone", position(1n, 0n, 80n), position(2n, 10n, 90n), "PositionZeroProfit"],
    ["a fault of the second alone", position(1n, 30n, 80n), position(2n, 10n, 106n), "PositionAboveTotal"],
    ["the same index twice", position(1n, 30n, 80n), position(1n, 20n, 70n), undefined],
    ["the same key", position(1n, 30n, 80n, 7n), position(2n, 10n, 90n, 7n), "DuplicateKey"],
    ["the same key before a wrong order", position(1n, 5n, 80n, 7n), position(2n, 10n, 90n, 7n), "DuplicateKey"],
    ["a larger profit later", position(1n, 9n, 80n), position(2n, 10n, 90n), "PositionOrder"],
    ["equal profits, keys rising", position(1n, 10n, 80n, 7n), position(2n, 10n, 90n, 8n), undefined],
    ["equal profits, keys falling", position(1n, 10n, 80n, 8n), position(2n, 10n, 90n, 7n), "PositionOrder"],
    ["falling profits, keys falling", position(1n, 11n, 80n, 8n), position(2n, 10n, 90n, 7n), undefined],
    ["neighbours a unit too close", position(1n, 30n, 80n), position(2n, 10n, 89n), "PositionSum"],
    ["neighbours a unit too far", position(1n, 30n, 80n), position(2n, 10n, 91n), "PositionSum"],
    ["a falling cumulative profit", position(1n, 30n, 90n), position(2n, 10n, 80n), "PositionSum"],
    ["two apart, the least between", position(0n, 50n, 50n), position(2n, 10n, 70n), undefined],
    ["two apart, less than the least", position(0n, 50n, 50n), position(2n, 10n, 69n), "PositionSum"],
    ["two apart, the most between", position(0n, 25n, 25n), position(2n, 10n, 75n), undefined],
    ["two apart, more than the most", position(0n, 25n, 25n), position(2n, 10n, 76n), "PositionSum"],
  ];
  for (const [name, a, b, fault] of cases) {
    it(`${name}, in either order: ${fault ?? "no fault"}`, () => {
      expect(faultOfPositionPair(a, b, SETTLEMENT, DEFAULT_RULE)).to.equal(fault);
      expect(faultOfPositionPair(b, a, SETTLEMENT, DEFAULT_RULE)).to.equal(fault);
    });
  }

  it("compares keys as numbers, whatever the case of their digits", () => {
    const upper = `0x${"AB".repeat(32)}` as Hex;
    const [a, b] = [position(1n, 10n, 80n), position(2n, 10n, 90n)];
    const same = faultOfPositionPair(
      { ...a, key: upper },
      { ...b, key: upper.toLowerCase() as Hex },
      SETTLEMENT,
      DEFAULT_RULE,
    );
    expect(same).to.equal("DuplicateKey");
    const [first, second] = [liquidation(0n, { key: upper }), liquidation(1n, { key: upper.toLowerCase() as Hex })];
    expect(faultOfLiquidationPair(first, second, SETTLEMENT)).to.equal("LiquidationOrder");
  });
});

describe("the judge of one liquidation", () => {
  const huge = { profit: MAX128, loss: MAX128 };
  const cases: [string, Liquidation, Fault | undefined, Partial<Settlement>?][] = [
    ["the first as it should be", liquidation(0n), undefined],
    ["the second as it should be", liquidation(1n), undefined],
    ["the last as it should be", liquidation(2n), undefined],
    ["side 2", liquidation(1n, { side: 2n }), "LiquidationSide"],
    ["the largest side", liquidation(1n, { side: MAX256 }), "LiquidationSide"],
    ["a takeover value of 2^128", liquidation(1n, { takeoverValue: MAX128 + 1n }), "LiquidationValue"],
    ["a close value of 2^128", liquidation(1n, { closeValue: MAX128 + 1n }), "LiquidationValue"],
    ["a quantity of 2^128", liquidation(1n, { quantity: MAX128 + 1n }), "LiquidationValue"],
    ["a quantity of 2^128 - 1", liquidation(1n, { quantity: MAX128 }), undefined],
    ["a quantity of 1", liquidation(1n, { quantity: 1n }), undefined],
    ["no quantity", liquidation(1n, { quantity: 0n }), "LiquidationValue"],
    ["no quantity, and a side that is none", liquidation(1n, { quantity: 0n, side: 2n }), "LiquidationSide"],
    ["a second before the start", liquidation(1n, { time: 9n }), "LiquidationTime"],
    ["the start", liquidation(1n, { time: 10n }), undefined],
    ["a second before the end", liquidation(1n, { time: 19n }), undefined],
    ["the end", liquidation(1n, { time: 20n }), "LiquidationTime"],
    ["the largest time", liquidation(1n, { time: MAX256 }), "LiquidationTime"],
    ["a wrong time and no quantity", liquidation(1n, { time: 9n, quantity: 0n }), "LiquidationValue"],
    ["a wrong time and a total too large", liquidation(1n, { time: 9n, cumulativeLoss: 61n }), "LiquidationTime"],
    ["values of 2^128 - 1", liquidation(1n, { takeoverValue: MAX128, closeValue: MAX128 }), undefined],
    [
      "a loss of 2^128 - 1",
      liquidation(1n, { takeoverValue: MAX128, closeValue: 0n, cumulativeLoss: MAX128 }),
      undefined,
      huge,
    ],
    ["a running profit one above the total", liquidation(1n, { cumulativeProfit: 41n }), "LiquidationAboveTotal"],
    ["a running loss one above the total", liquidation(1n, { cumulativeLoss: 61n }), "LiquidationAboveTotal"],
    ["a running profit one below the own", liquidation(1n, { cumulativeProfit: 29n }), "LiquidationBelowResult"],
    ["a running loss one below the own", liquidation(1n, { side: 1n, cumulativeLoss: 29n }), "LiquidationBelowResult"],
    ["the first with a profit before it", liquidation(0n, { cumulativeProfit: 1n }), "LiquidationFirst"],
    ["the first with a loss before it", liquidation(0n, { cumulativeLoss: 60n, closeValue: 41n }), "LiquidationFirst"],
    ["the last without all profit", liquidation(2n, { cumulativeProfit: 39n }), "LiquidationLast"],
    ["the last without all loss", liquidation(2n, { cumulativeLoss: 59n }), "LiquidationLast"],
  ];
  for (const [name, leaf, fault, header] of cases) {
    it(`${name}: ${fault ?? "no fault"}`, () =>
      expect(faultOfLiquidation(leaf, { ...SETTLEMENT, ...header })).to.equal(fault));
  }
});

describe("the judge of two liquidations", () => {
  const cases: [string, Liquidation, Liquidation, Fault | undefined][] = [
    ["neighbours as they should be", liquidation(0n), liquidation(1n), undefined],
    ["two apart as they should be", liquidation(0n), liquidation(2n), undefined],
    ["a fault of the first alone", liquidation(0n, { side: 2n }), liquidation(1n), "LiquidationSide"],
    [
      "a fault of the second alone",
      liquidation(0n),
      liquidation(1n, { cumulativeProfit: 41n }),
      "LiquidationAboveTotal",
    ],
    ["the same index twice", liquidation(1n), liquidation(1n, { cumulativeProfit: 31n }), undefined],
    ["the same key", liquidation(0n), liquidation(1n, { key: keyNumber(0) }), "LiquidationOrder"],
    ["keys falling", liquidation(0n, { key: keyNumber(2) }), liquidation(1n), "LiquidationOrder"],
    ["two apart, keys falling", liquidation(0n, { key: keyNumber(3) }), liquidation(2n), "LiquidationOrder"],
    [
      "keys falling before a wrong sum",
      liquidation(0n, { key: keyNumber(2) }),
      liquidation(1n, { cumulativeProfit: 31n }),
      "LiquidationOrder",
    ],
    [
      "a wrong time of the second before keys falling",
      liquidation(0n, { key: keyNumber(2) }),
      liquidation(1n, { time: 20n }),
      "LiquidationTime",
    ],
    [
      "neighbours, a unit of profit too many",
      liquidation(0n),
      liquidation(1n, { cumulativeProfit: 31n }),
      "LiquidationSum",
    ],
    ["neighbours, a unit of loss too few", liquidation(0n), liquidation(1n, { cumulativeLoss: 59n }), "LiquidationSum"],
    [
      "neighbours, a unit of loss too many",
      liquidation(1n, { cumulativeLoss: 59n }),
      liquidation(2n),
      "LiquidationSum",
    ],
    [
      "neighbours, a unit of profit too few",
      liquidation(1n, { cumulativeProfit: 31n }),
      liquidation(2n),
      "LiquidationSum",
    ],
    ["two apart, more profit between", liquidation(0n, { cumulativeProfit: 0n }), liquidation(2n), undefined],
  ];
  for (const [name, a, b, fault] of cases) {
    it(`${name}, in either order: ${fault ?? "no fault"}`, () => {
      expect(faultOfLiquidationPair(a, b, SETTLEMENT)).to.equal(fault);
      expect(faultOfLiquidationPair(b, a, SETTLEMENT)).to.equal(fault);
    });
  }

  it("two apart, each running total holds at least the later one's own result", () => {
    const long = { ...SETTLEMENT, liquidationCount: 9n, profit: 100n, loss: 100n };
    const shown = (change: Partial<Liquidation>) =>
      faultOfLiquidationPair(
        liquidation(1n, { cumulativeProfit: 30n, cumulativeLoss: 50n }),
        { ...liquidation(2n), index: 5n, ...change },
        long,
      );
    const loss = { side: 0n };
    expect(shown({ cumulativeProfit: 40n, cumulativeLoss: 50n })).to.equal(undefined);
    expect(shown({ cumulativeProfit: 39n, cumulativeLoss: 50n })).to.equal("LiquidationSum");
    expect(shown({ cumulativeProfit: 40n, cumulativeLoss: 49n })).to.equal("LiquidationSum");
    expect(shown({ ...loss, cumulativeProfit: 30n, cumulativeLoss: 60n })).to.equal(undefined);
    expect(shown({ ...loss, cumulativeProfit: 30n, cumulativeLoss: 59n })).to.equal("LiquidationSum");
    expect(shown({ ...loss, cumulativeProfit: 29n, cumulativeLoss: 60n })).to.equal("LiquidationSum");
  });
});

describe("the judge", () => {
  const number = fc.oneof(fc.constantFrom(0n, 1n, MAX128, MAX128 + 1n, MAX256), fc.bigInt({ min: 0n, max: MAX256 }));
  const key = words.map(toHex);
  const positions = fc.record({ index: number, key, profit: number, cumulativeProfit: number });
  const liquidations = fc.record({
    index: number,
    key,
    market: key,
    side: number,
    quantity: number,
    takeoverValue: number,
    closeValue: number,
    time: number,
    cumulativeProfit: number,
    cumulativeLoss: number,
  });

  it("judges any 256-bit numbers, and the same in either order", () => {
    check(
      fc.property(positions, positions, liquidations, liquidations, (a, b, c, d) => {
        const distinct = a.index !== b.index && c.index !== d.index;
        const [first, second] = [
          faultOfPositionPair(a, b, SETTLEMENT, DEFAULT_RULE),
          faultOfPositionPair(b, a, SETTLEMENT, DEFAULT_RULE),
        ];
        const [third, fourth] = [faultOfLiquidationPair(c, d, SETTLEMENT), faultOfLiquidationPair(d, c, SETTLEMENT)];
        for (const fault of [first, second, third, fourth]) expect(["undefined", ...FAULTS]).to.include(String(fault));
        if (distinct) expect([first, third]).to.deep.equal([second, fourth]);
      }),
      500,
    );
  });

  it("names faults as the contract does, in the order of its enum, and has a sentence for each", () => {
    const source = readFileSync(new URL("../../../contracts/interfaces/Types.sol", import.meta.url), "utf8");
    const body = /enum Fault \{([\s\S]*?)\}/.exec(source)?.[1] ?? "";
    const names = body.replace(/\/\/.*$/gm, "").match(/\w+/g);
    expect(names).to.deep.equal([...FAULTS]);
    for (const fault of FAULTS) if (fault !== "None") expect(describeFault(fault)).to.match(/^[A-Z].*\.$/);
  });
});
