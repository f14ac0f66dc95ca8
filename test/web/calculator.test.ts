import { expect } from "chai";
import fc from "fast-check";
import { amountsToArray, DEFAULT_RULE, formatAmount, resultOf, settle, sharesOf, textOf } from "zke-insurance-fund";
import { calculate } from "../../web/src/rule/calculator.ts";
import { amounts, check, columnsOf, keyNumber, profitLists, rules } from "../sdk/support/arbitraries.ts";

const calculation = (loss: bigint, available: bigint, profits: readonly bigint[], rule = DEFAULT_RULE) =>
  calculate({
    loss: formatAmount(loss),
    available: formatAmount(available),
    profits: profits.map((profit) => formatAmount(profit)),
    rule,
  }).calculation!;

describe("the calculator", () => {
  // The specification's own examples, in base units.
  const anchors: [bigint, bigint, bigint[], object][] = [
    [
      100_000_000n,
      10n ** 12n,
      [500_000_000n, 300_000_000n, 150_000_000n, 50_000_000n],
      { coverage: 20_000_000n, shares: [42_105_263n, 25_263_158n, 12_631_579n, 0n], headCount: 3, deficit: 0n },
    ],
    [5500n, 10_000n, [6000n, 2000n, 80n], { coverage: 1100n, shares: [3300n, 1100n, 0n], headCount: 2, deficit: 0n }],
    [3000n, 0n, [7200n, 800n, 800n], { coverage: 0n, shares: [2160n, 240n, 0n], headCount: 2, deficit: 600n }],
    [1000n, 10_000n, [60n, 30n, 10n], { coverage: 200n, shares: [60n, 30n, 0n], headCount: 2, deficit: 710n }],
    [4n, 10n, [7n, 2n], { coverage: 1n, shares: [2n, 1n], headCount: 2, deficit: 0n }],
    [1000n, 50n, [], { coverage: 50n, shares: [], headCount: 0, deficit: 950n }],
  ];
  for (const [loss, available, profits, expected] of anchors) {
    it(`gives the specification's figures for a loss of ${loss} and profits ${profits.join(", ") || "none"}`, () => {
      const { coverage, shares, headCount, deficit } = calculation(loss, available, profits);
      expect({ coverage, headCount, deficit, shares: shares.map(({ share }) => share) }).to.deep.equal(expected);
    });
  }

  it("gives what a settlement of the same figures gives, position by position", () => {
    check(
      fc.property(profitLists(12), amounts(100), amounts(100), rules, (profits, loss, available, rule) => {
        const shown = calculation(loss, available, profits, rule);
        const liquidation = {
          key: keyNumber(1),
          market: "X",
          side: "long" as const,
          quantity: 1n,
          time: 0n,
          takeoverValue: loss,
          closeValue: 0n,
        };
        expect(resultOf(liquidation)).to.equal(-loss);
        const times = { period: 1n, startTime: 0n, endTime: 1n };
        const { settlement, outcome, positions } = settle({
          ...times,
          rule,
          positions: columnsOf(profits),
          liquidations: [liquidation],
        });
        const { toShare, quota, shared, headCount, headProfit } = shown;
        expect({ toShare, quota, shared }).to.deep.equal(outcome);
        expect([BigInt(headCount), headProfit]).to.deep.equal([settlement.headCount, settlement.headProfit]);
        const shares = amountsToArray(sharesOf(positions, settlement, rule));
        if (positions.count > 0) expect(shown.shares.map(({ share }) => share)).to.deep.equal(shares);
        else expect(shown.shares.every(({ share, isHead }) => share === 0n && !isHead)).to.equal(true);
        expect(shown.coverage + shown.shared + shown.deficit).to.equal(loss);
        expect(shown.shares.reduce((sum, { share }) => sum + share, 0n)).to.equal(shared);
        expect(shown.coverage <= available && shown.coverage <= quota).to.equal(true);
      }),
    );
  });

  it("leaves out what is empty or no profit, and keeps the places of the others", () => {
    const { calculation } = calculate({
      loss: "10",
      available: "0",
      profits: ["", " 5 ", "-3", "0", "7.000001"],
      rule: DEFAULT_RULE,
    });
    expect(calculation!.shares.map(({ row, profit }) => [row, profit])).to.deep.equal([
      [4, 7_000_001n],
      [1, 5_000_000n],
    ]);
  });

  it("puts equal profits in the order in which they were typed", () => {
    const { calculation } = calculate({ loss: "1", available: "0", profits: ["5", "7", "5", "5"], rule: DEFAULT_RULE });
    expect(calculation!.shares.map(({ row }) => row)).to.deep.equal([1, 0, 2, 3]);
  });

  it("names every field that cannot be used", () => {
    const { errors } = calculate({
      loss: "",
      available: "1.0000001",
      profits: ["1", "ten", "1e6", "9".repeat(200)],
      rule: DEFAULT_RULE,
    });
    expect(errors?.map(({ field, problem }) => [field, textOf(problem)])).to.deep.equal([
      ["loss", "not a plain decimal number"],
      ["available", "an amount has at most 6 decimals"],
      [1, "not a plain decimal number"],
      [2, "not a plain decimal number"],
      [3, "a number has at most 128 characters"],
    ]);
  });

  it("counts as many decimals as the token", () => {
    const input = { loss: "1.00", available: "1", profits: ["2"], rule: DEFAULT_RULE };
    expect(calculate(input, 2).calculation!.loss).to.equal(100n);
    expect(textOf(calculate({ ...input, loss: "1.001" }, 2).errors![0]!.problem)).to.equal(
      "an amount has at most 2 decimals",
    );
  });
});
