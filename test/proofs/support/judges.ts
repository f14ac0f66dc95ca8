// The two judges of contracts/libraries/Faults.sol: what is proven of each, and what happens without each of its bounds.
import type { Judge } from "./judge.ts";
import { FAULTS } from "./sources.ts";

const FACTORS = ["Product: assert(a <= type(uint128).max): assert", "Product: assert(b <= type(uint128).max): assert"];

export const POSITIONS: Judge = {
  harness: "Positions",
  proven: [
    "Faults: leaf.index + 1: overflow",
    "Faults: leaf.cumulativeProfit - leaf.profit: underflow",
    "Apportionment: profit * BPS: overflow",
    "Faults: b.index - a.index: underflow",
    "Faults: b.cumulativeProfit - a.cumulativeProfit: underflow",
    ...FACTORS,
  ],
  mutants: [
    {
      without: "an index below the count",
      file: "test/proofs/Positions.sol",
      from: "require(b.index < s.positionCount);",
      fails: "Faults: leaf.index + 1: overflow",
    },
    {
      without: "a rate within its bounds",
      file: "test/proofs/Positions.sol",
      from: "require(headBps <= Apportionment.BPS);",
      fails: "Product: assert(b <= type(uint128).max): assert",
    },
    {
      without: "a profit within its cumulative profit",
      file: FAULTS,
      from: "if (leaf.profit > leaf.cumulativeProfit) return Fault.PositionAboveCumulative;",
      fails: "Faults: leaf.cumulativeProfit - leaf.profit: underflow",
    },
    {
      without: "a cumulative profit within the total",
      file: FAULTS,
      from: "if (leaf.cumulativeProfit > s.totalProfit) return Fault.PositionAboveTotal;",
      fails: "Product: assert(b <= type(uint128).max): assert",
    },
    {
      without: "two leaves in the order of the list",
      file: FAULTS,
      from: "if (a.index > b.index) return ofPositions",
      to: "if (a.index > b.index + 1) return ofPositions",
      fails: "Faults: b.index - a.index: underflow",
    },
    {
      without: "cumulative profits that do not fall",
      file: FAULTS,
      from: "if (b.cumulativeProfit < a.cumulativeProfit) return Fault.PositionSum;",
      fails: "Faults: b.cumulativeProfit - a.cumulativeProfit: underflow",
    },
  ],
};

export const LIQUIDATIONS: Judge = {
  harness: "Liquidations",
  proven: [
    "Faults: leaf.index + 1: overflow",
    "Faults: a.cumulativeProfit + profit: overflow",
    "Faults: a.cumulativeLoss + loss: overflow",
    "Faults: b.index - a.index: underflow",
    "Faults: gained - given: underflow",
    "Faults: given - gained: underflow",
  ],
  mutants: [
    {
      without: "an index below the count",
      file: "test/proofs/Liquidations.sol",
      from: "require(b.index < s.liquidationCount);",
      fails: "Faults: leaf.index + 1: overflow",
    },
    {
      without: "a running profit within the total",
      file: FAULTS,
      from: "leaf.cumulativeProfit > s.profit || ",
      fails: "Faults: a.cumulativeProfit + profit: overflow",
    },
    {
      without: "a running loss within the total",
      file: FAULTS,
      from: " || leaf.cumulativeLoss > s.loss",
      fails: "Faults: a.cumulativeLoss + loss: overflow",
    },
    {
      without: "two leaves in the order of the list",
      file: FAULTS,
      from: "if (a.index > b.index) return ofLiquidations",
      to: "if (a.index > b.index + 1) return ofLiquidations",
      fails: "Faults: b.index - a.index: underflow",
    },
    {
      without: "a profit where more was gained than given",
      file: FAULTS,
      from: "gained > given ? ",
      to: "gained != given ? ",
      fails: "Faults: gained - given: underflow",
    },
    {
      without: "a loss where more was given than gained",
      file: FAULTS,
      from: "gained > given ? ",
      to: "gained > given + 1 ? ",
      fails: "Faults: given - gained: underflow",
    },
  ],
};
