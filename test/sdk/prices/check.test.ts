import { expect } from "chai";
import fc from "fast-check";
import {
  DEFAULT_RULE,
  type LiquidationRow,
  liquidationColumns,
  marketBytes32,
  outcomeOf,
  resultOf,
  valueAtPrice,
} from "zke-insurance-fund";
import { checkPrices, costOf, createPriceTable, formatPrice, parsePrice } from "zke-insurance-fund/prices";
import { amounts, check, keyNumber, rules } from "../support/arbitraries.ts";

const NOON = 1_760_097_600n;
const UNIT = 10n ** 18n;

/** Markets with one price range each, in one minute. */
function tableOf(ranges: Readonly<Record<string, readonly [low: bigint, high: bigint]>>) {
  const table = createPriceTable();
  Object.entries(ranges).forEach(([market, [low, high]], row) => {
    table.add(market, NOON, { low, high }, { file: "prices.csv", line: row + 2 });
  });
  return table.finish();
}

const priced = (quantity: string, takeover: string, close: string, row: Partial<LiquidationRow> = {}) => ({
  ...({
    key: keyNumber(1),
    market: "BTCUSDT",
    side: "long",
    time: NOON + 30n,
    quantity: parsePrice(quantity),
  } as const),
  takeoverValue: valueAtPrice(quantity, takeover, 6),
  closeValue: valueAtPrice(quantity, close, 6),
  ...row,
});
const CENT = tableOf({ BTCUSDT: [parsePrice("99"), parsePrice("101")] });
const held = (...rows: LiquidationRow[]) => checkPrices(liquidationColumns(rows), CENT, 6);

describe("a list's prices held against the market's", () => {
  it("are all within", () => {
    const within = held(priced("2", "101", "99"), priced("0.5", "100", "100.123456"));
    expect(within).to.deep.equal({
      ...{ count: 2, unjudged: 0, loss: 0n, profit: 0n, outside: [], missing: [] },
      takeovers: { count: 0, by: 0n, most: 0n },
      closes: { count: 0, by: 0n, most: 0n },
    });
  });

  it("tell a close that was worse than the market's, and what it made of the loss", () => {
    const { closes, takeovers, loss, profit, outside } = held(priced("2", "100", "100"), priced("2", "100", "90"));
    expect(closes).to.deep.equal({ count: 1, by: 18_000_000n, most: 90_909n });
    expect([takeovers.count, loss, profit]).to.deep.equal([0, 18_000_000n, 0n]);
    expect(outside).to.have.length(1);
    expect(outside[0]).to.deep.include({
      index: 1,
      market: "BTCUSDT",
      side: "long",
      time: NOON + 30n,
      loss: 18_000_000n,
    });
    expect(outside[0]!.close).to.deep.equal({ standing: "below", nearest: 198_000_000n, millionths: 90_909n });
    expect(outside[0]!.takeover.standing).to.equal("within");
  });

  it("count a loss only as far as there is one, and the rest as a profit that the fund lacks", () => {
    const { loss, profit } = held(priced("1", "98", "90"));
    expect([loss, profit]).to.deep.equal([8_000_000n, 1_000_000n]);
    const short = held(priced("1", "100", "110", { side: "short" }));
    expect([short.loss, short.profit]).to.deep.equal([9_000_000n, 0n]);
  });

  it("take nothing off for closes that were better than the market's, which are told", () => {
    const { closes, loss, profit } = held(priced("1", "100", "110"), priced("1", "100", "90", { side: "short" }));
    expect([closes.count, loss, profit]).to.deep.equal([2, 0n, 0n]);
  });

  it("tell takeover prices apart, which cost nothing here", () => {
    const { takeovers, closes, loss, outside } = held(priced("1", "120", "100"));
    expect([takeovers.count, closes.count, loss]).to.deep.equal([1, 0, 0n]);
    expect(takeovers.by).to.equal(19_000_000n);
    expect(outside).to.have.length(1);
  });

  it("count what could not be judged, by market", () => {
    const rows = [
      priced("1", "100", "1", { market: "ETHUSDT" }),
      priced("1", "100", "1", { time: NOON + 60n }),
      priced("1", "100", "1", { time: NOON - 1n }),
      priced("1", "100", "100"),
    ];
    const { unjudged, missing, closes } = held(...rows);
    expect([unjudged, closes.count]).to.deep.equal([3, 0]);
    expect(missing).to.deep.equal([
      { market: "ETHUSDT", count: 1, time: NOON + 30n },
      { market: "BTCUSDT", count: 2, time: NOON + 60n },
    ]);
  });

  it("are judged whatever stands in a hostile list", () => {
    const columns = liquidationColumns([priced("1", "100", "100"), priced("1", "100", "100")]);
    columns.quantities.low.fill(0n);
    columns.sides.fill(255);
    columns.markets.fill(0xff, 0, 32);
    const { unjudged, missing } = checkPrices(columns, CENT, 6);
    expect(unjudged).to.equal(2);
    expect(missing.map(({ market }) => market)).to.deep.equal([`0x${"ff".repeat(32)}`, "BTCUSDT"]);
  });

  it("list no more than they are asked to, and count all", () => {
    const rows = Array.from({ length: 30 }, () => priced("1", "100", "1"));
    const { closes, outside } = checkPrices(liquidationColumns(rows), CENT, 6, 7);
    expect([closes.count, outside.length]).to.deep.equal([30, 7]);
  });

  it("say what a naive recomputation says", () => {
    const ranges = { A: [3n * UNIT, 7n * UNIT], B: [UNIT / 1_000n, UNIT] } as const;
    const table = tableOf(ranges);
    const liquidation = fc.record({
      key: fc.constant(keyNumber(1)),
      market: fc.constantFrom("A", "B", "C"),
      side: fc.constantFrom("long" as const, "short" as const),
      time: fc.constantFrom(NOON, NOON + 59n, NOON + 60n),
      quantity: amounts(70, 1n),
      takeoverValue: amounts(30),
      closeValue: amounts(30),
    });
    check(
      fc.property(fc.array(liquidation, { maxLength: 12 }), fc.integer({ min: 0, max: 18 }), (rows, decimals) => {
        const sum = { unjudged: 0, closes: 0, takeovers: 0, loss: 0n, profit: 0n };
        for (const row of rows) {
          if (row.market === "C" || row.time === NOON + 60n) {
            sum.unjudged++;
            continue;
          }
          const [low, high] = ranges[row.market as "A" | "B"];
          const at = (price: bigint) => valueAtPrice(formatPrice(row.quantity), formatPrice(price), decimals);
          const isExact = (row.quantity * high * 10n ** BigInt(decimals)) % (UNIT * UNIT) === 0n;
          const most = at(high) + (isExact ? 0n : 1n);
          const nearest = (value: bigint) => (value < at(low) ? at(low) : value > most ? at(high) : value);
          if (nearest(row.takeoverValue) !== row.takeoverValue) sum.takeovers++;
          if (nearest(row.closeValue) === row.closeValue) continue;
          sum.closes++;
          const [is, would] = [resultOf(row), resultOf({ ...row, closeValue: nearest(row.closeValue) })];
          if (would <= is) continue;
          if (is < 0n) sum.loss += would < 0n ? would - is : -is;
          if (would > 0n) sum.profit += is > 0n ? would - is : would;
        }
        const got = checkPrices(liquidationColumns(rows), table, decimals);
        expect(got).to.deep.include({ unjudged: sum.unjudged, loss: sum.loss, profit: sum.profit });
        expect([got.closes.count, got.takeovers.count]).to.deep.equal([sum.closes, sum.takeovers]);
      }),
      1_000,
    );
  });
});

describe("what closes outside the market's prices cost", () => {
  const totals = { loss: 5_500n, totalProfit: 8_080n, headProfit: 8_000n };

  it("is the rule's outcome less that with the smaller loss", () => {
    expect(costOf(totals, DEFAULT_RULE, { loss: 500n, profit: 7n })).to.deep.equal({
      ...{ loss: 500n, profit: 7n, head: 400n, fund: 100n },
    });
  });

  it("is nothing for winners whose profit bounds both", () => {
    const poor = { loss: 100_000n, totalProfit: 100n, headProfit: 90n };
    expect(costOf(poor, DEFAULT_RULE, { loss: 1_000n, profit: 0n }).head).to.equal(0n);
  });

  it("is nothing for a fund that could not pay its quota either way", () => {
    expect(costOf(totals, DEFAULT_RULE, { loss: 500n, profit: 0n }, 300n).fund).to.equal(0n);
    expect(costOf(totals, DEFAULT_RULE, { loss: 500n, profit: 0n }, 1_050n).fund).to.equal(50n);
  });

  it("is never negative and never more than the loss, for any figures", () => {
    const parts = fc.tuple(amounts(120), amounts(120), amounts(120), amounts(128));
    check(
      fc.property(parts, rules, ([loss, totalProfit, part, excess], rule) => {
        const headProfit = part < totalProfit ? part : totalProfit;
        const cost = costOf({ loss, totalProfit, headProfit }, rule, { loss: excess, profit: 0n });
        const most = excess < loss ? excess : loss;
        expect(cost.loss).to.equal(most);
        expect(cost.head >= 0n && cost.fund >= 0n && cost.head + cost.fund <= most + 1n).to.equal(true);
        const would = outcomeOf({ loss: loss - most, totalProfit, headProfit }, rule);
        expect(outcomeOf({ loss, totalProfit, headProfit }, rule).shared - cost.head).to.equal(would.shared);
      }),
    );
  });
});

it("markets are told by their 32 bytes", () => {
  expect(CENT.at(marketBytes32("BTCUSDT"), NOON)).to.not.equal(undefined);
});
