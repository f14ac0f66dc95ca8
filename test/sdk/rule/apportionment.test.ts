import { expect } from "chai";
import fc from "fast-check";
import {
  coverageOf,
  DEFAULT_RULE,
  deficitOf,
  headOf,
  outcomeOf,
  quotaUp,
  type RulePolicy,
  reachesHead,
  shareOf,
  splitOf,
  toShareDown,
} from "zke-insurance-fund";
import { amounts, check, profitLists, rules } from "../support/arbitraries.ts";
import { expectInputError } from "../support/errors.ts";

/** The rule on plain lists of profits, highest first: what every figure comes from. */
function apportion(loss: bigint, available: bigint, profits: readonly bigint[], rule: RulePolicy) {
  const cumulative = profits.map((_, index) => profits.slice(0, index + 1).reduce((sum, profit) => sum + profit, 0n));
  const { headCount, headProfit } = headOf(profits.length, (index) => cumulative[index]!, rule);
  const totals = { loss, totalProfit: cumulative.at(-1) ?? 0n, headProfit };
  const split = splitOf(totals, rule);
  const shares = profits
    .slice(0, headCount)
    .map((profit, i) => shareOf({ profit, cumulativeProfit: cumulative[i]! }, split));
  const { toShare, quota, shared } = outcomeOf(totals, rule);
  const coverage = coverageOf(quota, available);
  return {
    ...totals,
    ...split,
    headCount,
    cumulative,
    shares,
    toShare,
    quota,
    shared,
    coverage,
    deficit: deficitOf(loss, shared, coverage),
  };
}

const AMPLE = 10n ** 30n;
const descending = profitLists().map((profits) => profits.sort((a, b) => (a < b ? 1 : a > b ? -1 : 0)));
const sum = (values: readonly bigint[]) => values.reduce((total, value) => total + value, 0n);
const periods = fc.tuple(amounts(127), amounts(127), descending, rules);

describe("the rule, by the anchors of the specification", () => {
  for (const [loss, available, profits, headCount, coverage, shares, deficit] of [
    [
      100000000n,
      AMPLE,
      [500000000n, 300000000n, 150000000n, 50000000n],
      3,
      20000000n,
      [42105263n, 25263158n, 12631579n],
      0n,
    ],
    [5500n, AMPLE, [6000n, 2000n, 80n], 2, 1100n, [3300n, 1100n], 0n],
    [3000n, 0n, [7200n, 800n, 800n], 2, 0n, [2160n, 240n], 600n],
    [1000n, AMPLE, [60n, 30n, 10n], 2, 200n, [60n, 30n], 710n],
    [4n, 10n, [7n, 2n], 2, 1n, [2n, 1n], 0n],
    [1000n, 50n, [], 0, 50n, [], 950n],
  ] as const) {
    it(`loss ${loss}, available ${available === AMPLE ? "ample" : available}, profits ${profits.join(", ") || "none"}`, () => {
      const result = apportion(loss, available, profits, DEFAULT_RULE);
      expect(result.headCount, "head").to.equal(headCount);
      expect(result.coverage, "coverage").to.equal(coverage);
      expect(result.shares, "shares").to.deep.equal(shares);
      expect(result.deficit, "deficit").to.equal(deficit);
    });
  }
});

describe("the rule, on any period", () => {
  it("splits a loss without a rest, the odd unit on the fund", () => {
    check(
      fc.property(amounts(127), rules, (loss, rule) => {
        expect(toShareDown(loss, rule) + quotaUp(loss, rule)).to.equal(loss);
        expect(toShareDown(loss, rule) * 10_000n <= loss * BigInt(10_000 - rule.coverBps)).to.equal(true);
        expect((toShareDown(loss, rule) + 1n) * 10_000n > loss * BigInt(10_000 - rule.coverBps)).to.equal(true);
      }),
    );
  });

  it("cuts the fewest positions that hold enough", () => {
    check(
      fc.property(descending, rules, (profits, rule) => {
        const { cumulative, headCount, totalProfit, headProfit } = apportion(0n, 0n, profits, rule);
        const naive = cumulative.findIndex((profit) => profit * 10_000n >= totalProfit * BigInt(rule.headBps)) + 1;
        expect(headCount).to.equal(naive);
        expect(headProfit).to.equal(naive === 0 ? 0n : cumulative[naive - 1]);
      }),
    );
  });

  it("exactly headBps is enough, one unit less is not", () => {
    expect(reachesHead(900n, 1000n, DEFAULT_RULE)).to.equal(true);
    expect(reachesHead(899n, 1000n, DEFAULT_RULE)).to.equal(false);
  });

  it("shares sum up to shared, to the unit", () => {
    check(
      fc.property(periods, ([loss, available, profits, rule]) => {
        const { shares, shared } = apportion(loss, available, profits, rule);
        expect(sum(shares)).to.equal(shared);
      }),
    );
  });

  it("no share is negative, above its profit, or a unit or more off its exact part", () => {
    check(
      fc.property(periods, ([loss, available, profits, rule]) => {
        const { shares, collected, measure } = apportion(loss, available, profits, rule);
        shares.forEach((share, i) => {
          const profit = profits[i]!;
          expect(share >= 0n && share <= profit).to.equal(true);
          const off = share * measure - collected * profit;
          expect(off < measure && off > -measure).to.equal(true);
        });
      }),
    );
  });

  it("fund, head and deficit carry the loss together, and none carries less than nothing", () => {
    check(
      fc.property(periods, ([loss, available, profits, rule]) => {
        const { coverage, shared, deficit, quota, toShare } = apportion(loss, available, profits, rule);
        expect(coverage + shared + deficit).to.equal(loss);
        expect(deficit >= 0n && coverage >= 0n && shared >= 0n).to.equal(true);
        expect(coverage <= quota && coverage <= available && shared <= toShare).to.equal(true);
      }),
    );
  });

  it("basis head collects the users' part in full wherever the head's profit allows", () => {
    check(
      fc.property(periods, ([loss, available, profits, rule]) => {
        const { shared, toShare, headProfit } = apportion(loss, available, profits, { ...rule, basis: "head" });
        const capped = toShare > headProfit;
        expect(shared).to.equal(capped ? headProfit : toShare);
      }),
    );
  });

  it("a larger loss or a fuller fund never lowers what is shared or covered", () => {
    check(
      fc.property(periods, amounts(100), ([loss, available, profits, rule], more) => {
        const before = apportion(loss, available, profits, rule);
        const after = apportion(loss + more, available + more, profits, rule);
        expect(after.shared >= before.shared && after.coverage >= before.coverage).to.equal(true);
        expect(apportion(loss, available + more, profits, rule).shared).to.equal(before.shared);
      }),
    );
  });

  it("a larger profit never pays a smaller share, rounding aside", () => {
    check(
      fc.property(periods, ([loss, available, profits, rule]) => {
        const { shares } = apportion(loss, available, profits, rule);
        for (let i = 1; i < shares.length; i++) expect(shares[i]! <= shares[i - 1]! + 1n).to.equal(true);
      }),
    );
  });

  it("a fund that has less than nothing covers nothing", () => {
    expect(coverageOf(100n, -5n)).to.equal(0n);
  });

  it("refuses a negative loss and a rule out of bounds", () => {
    expectInputError(() => toShareDown(-1n, DEFAULT_RULE), /a loss is counted upward/);
    expectInputError(() => headOf(0, () => 0n, { ...DEFAULT_RULE, headBps: 0 }), /headBps is out of bounds/);
  });
});
