import { expect } from "chai";
import fc from "fast-check";
import { commitLiquidations, type Hex, type LiquidationRow, parseQuantity, valueAtPrice } from "zke-insurance-fund";
import { LIQUIDATION_ORDERS, liquidationBook } from "../../web/src/verify/liquidations.ts";

const DECIMALS = 6;
const PERIOD = { startTime: 1_000n, endTime: 2_000n };
const keyOf = (number: number): Hex => `0x${number.toString(16).padStart(2, "0").repeat(32)}`;

interface Row {
  readonly key: number;
  readonly market?: string;
  readonly side?: "long" | "short";
  readonly quantity?: string;
  readonly takeover: string;
  readonly close: string;
  readonly time?: bigint;
}

function rowOf({ key, market = "BTCUSDT", side = "long", quantity = "1", takeover, close, time = 1_500n }: Row) {
  const value = (price: string) => valueAtPrice(quantity, price, DECIMALS);
  return {
    key: keyOf(key),
    market,
    side,
    quantity: parseQuantity(quantity),
    takeoverValue: value(takeover),
    closeValue: value(close),
    time,
  } satisfies LiquidationRow;
}

const bookOf = (rows: readonly Row[], decimals = DECIMALS) =>
  liquidationBook(commitLiquidations(rows.map(rowOf), PERIOD), decimals);

const ROWS: readonly Row[] = [
  {
    key: 0xa1,
    market: "ETHUSDT",
    side: "short",
    quantity: "0.333333",
    takeover: "4100.25",
    close: "4100.5",
    time: 1_003n,
  },
  { key: 0x11, quantity: "0.001", takeover: "64123.4567", close: "64000", time: 1_002n },
  { key: 0xab, quantity: "2", takeover: "64000", close: "64001.5", time: 1_001n },
  { key: 0x51, market: "比特币", takeover: "7", close: "7", time: 1_001n },
];

describe("a list of liquidations to look at", () => {
  const book = bookOf(ROWS);
  const keysBy = (text: string, order: (typeof LIQUIDATION_ORDERS)[number] = "list") =>
    [...book.find(text, order)].map((index) => Number.parseInt(book.at(index).key.slice(2, 4), 16));

  it("tells quantity, time, both prices and the result of each, exactly", () => {
    expect(book.count).to.equal(4);
    expect(book.at(0)).to.deep.equal({
      index: 0,
      key: keyOf(0x11),
      market: "BTCUSDT",
      side: "long",
      quantity: 10n ** 15n,
      takeoverPrice: "64123.456",
      closePrice: "64000",
      time: 1_002n,
      result: -123_456n,
    });
    expect(book.at(2)).to.deep.include({ market: "ETHUSDT", side: "short", takeoverPrice: "4100.25" });
    expect(book.at(2).result).to.equal(-83_333n);
    expect(book.at(1)).to.deep.include({ market: "比特币", result: 0n });
  });

  it("is sorted as it stands, by time, by market, and by what was lost or earned", () => {
    expect(keysBy("", "list")).to.deep.equal([0x11, 0x51, 0xa1, 0xab]);
    expect(keysBy("", "time")).to.deep.equal([0x51, 0xab, 0x11, 0xa1]);
    expect(keysBy("", "market")).to.deep.equal([0xab, 0x11, 0xa1, 0x51]);
    expect(keysBy("", "loss")).to.deep.equal([0x11, 0xa1, 0x51, 0xab]);
    expect(keysBy("", "profit")).to.deep.equal([0xab, 0x51, 0xa1, 0x11]);
  });

  it("is searched by a part of the market's name, and by how a key begins", () => {
    expect(keysBy(" btc ")).to.deep.equal([0x11, 0xab]);
    expect(keysBy("USDT", "time")).to.deep.equal([0xab, 0x11, 0xa1]);
    expect(keysBy("比特")).to.deep.equal([0x51]);
    expect(keysBy("0xA")).to.deep.equal([0xa1, 0xab]);
    expect(keysBy("0xab")).to.deep.equal([0xab]);
    expect(keysBy(keyOf(0xab))).to.deep.equal([0xab]);
    expect(keysBy(`${keyOf(0xab)}0`)).to.deep.equal([]);
    expect(keysBy("0x")).to.have.length(4);
    expect(keysBy("nothing")).to.deep.equal([]);
  });

  it("has no price where the list has no quantity, and counts in the token's own decimals", () => {
    const list = commitLiquidations(ROWS.map(rowOf), PERIOD);
    const faulty = { ...list, quantities: { low: new BigUint64Array(4) } };
    expect(liquidationBook(faulty, 6).at(0)).to.deep.include({ takeoverPrice: undefined, closePrice: undefined });
    const whole = rowOf({ key: 1, takeover: "1", close: "2" });
    for (const [decimals, value] of [
      [0, 7n],
      [18, 7n * 10n ** 18n],
    ] as const) {
      const row = { ...whole, takeoverValue: value, closeValue: value };
      expect(liquidationBook(commitLiquidations([row], PERIOD), decimals).at(0).closePrice).to.equal("7");
    }
  });

  it("loses and doubles none, in any order and of any list", () => {
    const someRows = fc.uniqueArray(
      fc.record({
        key: fc.integer({ min: 0, max: 255 }),
        market: fc.constantFrom("A", "B", "C"),
        side: fc.constantFrom("long", "short"),
        takeover: fc.nat(1_000).map(String),
        close: fc.nat(1_000).map(String),
        time: fc.bigInt({ min: 1_000n, max: 1_999n }),
      }),
      { selector: ({ key }) => key, maxLength: 40 },
    );
    fc.assert(
      fc.property(someRows, fc.constantFrom(...LIQUIDATION_ORDERS), (rows, order) => {
        const some = bookOf(rows);
        const found = [...some.find("", order)];
        expect(found.toSorted((a, b) => a - b)).to.deep.equal(rows.map((_, index) => index));
        const shown = found.map((index) => some.at(index));
        shown.slice(1).forEach((next, at) => {
          const before = shown[at]!;
          if (order === "time") expect(before.time <= next.time).to.equal(true);
          if (order === "market") expect(before.market <= next.market).to.equal(true);
          if (order === "loss") expect(before.result <= next.result).to.equal(true);
          if (order === "profit") expect(before.result >= next.result).to.equal(true);
        });
      }),
      { seed: 1 },
    );
  });
});
