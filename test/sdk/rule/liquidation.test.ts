import { expect } from "chai";
import fc from "fast-check";
import { formatAmount, LARGEST_AMOUNT, parseSide, resultOf, valueAtPrice } from "zke-insurance-fund";
import { check } from "../support/arbitraries.ts";
import { expectInputError } from "../support/errors.ts";

/** A decimal of so many digits, and its exact value as a fraction over 10^scale. */
const decimals = fc
  .tuple(fc.bigInt({ min: 0n, max: 10n ** 20n }), fc.integer({ min: 0, max: 20 }))
  .map(([digits, scale]) => {
    const text = digits.toString().padStart(scale + 1, "0");
    return { text: scale === 0 ? text : `${text.slice(0, -scale)}.${text.slice(-scale)}`, digits, scale };
  });

describe("resultOf", () => {
  it("is close less takeover for a long, the reverse for a short", () => {
    expect(resultOf({ side: "long", takeoverValue: 100n, closeValue: 130n })).to.equal(30n);
    expect(resultOf({ side: "short", takeoverValue: 100n, closeValue: 130n })).to.equal(-30n);
    expect(resultOf({ side: "short", takeoverValue: 5n, closeValue: 5n })).to.equal(0n);
  });

  it("refuses an unknown side", () => {
    expectInputError(() => resultOf({ side: "LONG" as never, takeoverValue: 1n, closeValue: 1n }), /unknown side/);
  });
});

describe("parseSide", () => {
  it("reads long and short and nothing else", () => {
    expect(parseSide("long")).to.equal("long");
    expect(parseSide("short")).to.equal("short");
    for (const text of ["Long", "buy", "", " long"])
      expectInputError(() => parseSide(text), /unknown side .*expected "long" or "short"/);
  });
});

describe("valueAtPrice", () => {
  for (const [quantity, price, value] of [
    ["0.001", "64123.4567", 64_123_456n],
    ["1", "0.0000019", 1n],
    ["1", "0.0000009", 0n],
    ["3", "2", 6_000_000n],
    ["0", "99999", 0n],
    ["0.1234567", "0.1234567", 15_241n],
    ["0.00000000000000000001", "100000000000000000000", 1_000_000n],
  ] as const) {
    it(`of ${quantity} at ${price} is ${value}`, () => expect(valueAtPrice(quantity, price, 6)).to.equal(value));
  }

  it("is the floor of the exact product in base units, of any decimals", () => {
    check(
      fc.property(decimals, decimals, fc.integer({ min: 0, max: 18 }), (quantity, price, places) => {
        const unit = 10n ** BigInt(quantity.scale + price.scale);
        const exact = quantity.digits * price.digits * 10n ** BigInt(places);
        fc.pre(exact / unit <= LARGEST_AMOUNT);
        const value = valueAtPrice(quantity.text, price.text, places);
        expect(value * unit <= exact && exact < (value + 1n) * unit).to.equal(true);
      }),
    );
  });

  it("refuses factors that are no plain decimals, naming the column", () => {
    expectInputError(() => valueAtPrice("-1", "1", 6), /column "quantity": a quantity cannot be negative/);
    expectInputError(() => valueAtPrice("1", "1e3", 6), /column "price": not a plain decimal/);
    expectInputError(() => valueAtPrice("1", "1".repeat(81), 6), /column "price": a number has at most 80 characters/);
  });

  it("reads up to 2^127 base units", () => {
    expect(valueAtPrice("1", formatAmount(LARGEST_AMOUNT), 6)).to.equal(LARGEST_AMOUNT);
    expectInputError(() => valueAtPrice("1", formatAmount(LARGEST_AMOUNT + 1n), 6), /above 2\^127/);
  });

  it("refuses a value above 2^127, and decimals out of range", () => {
    expectInputError(() => valueAtPrice("9".repeat(30), "9".repeat(30), 6), /above 2\^127/);
    expectInputError(() => valueAtPrice("1", "1", 19), /decimals are out of range/);
  });
});
