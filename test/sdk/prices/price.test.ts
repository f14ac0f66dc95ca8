import { expect } from "chai";
import fc from "fast-check";
import { parseQuantity, valueAtPrice } from "zke-insurance-fund";
import { formatPrice, parseMinute, parsePrice, priceText } from "zke-insurance-fund/prices";
import { amounts, check } from "../support/arbitraries.ts";
import { expectInputError } from "../support/errors.ts";
import { ceil, decimal, type Fraction, floor, over, times, whole } from "./fractions.ts";

const anyDecimals = fc.integer({ min: 0, max: 18 });
const anyPrice = fc
  .tuple(amounts(60, 1n), anyDecimals)
  .map(([digits, scale]) => formatPrice(digits * 10n ** BigInt(18 - scale)));

describe("a price", () => {
  it("is read exactly, and written as it was read", () => {
    expect(parsePrice("112000.5")).to.equal(112_000_500_000_000_000_000_000n);
    expect(parsePrice("0.000000000000000001")).to.equal(1n);
    check(fc.property(amounts(128, 1n), (price) => parsePrice(formatPrice(price)) === price));
  });

  it("is refused where it is none", () => {
    for (const [text, reason] of [
      ["0", /above zero/],
      ["0.000", /above zero/],
      ["-1", /cannot be negative/],
      ["1e5", /not a plain decimal/],
      ["1,000", /not a plain decimal/],
      ["", /not a plain decimal/],
      ["NaN", /not a plain decimal/],
      ["1.0000000000000000000", /at most 18 decimals/],
      ["340282366920938463464", /below 2\^128/],
      ["9".repeat(81), /at most 80 characters/],
    ] as const)
      expectInputError(() => parsePrice(text), reason);
    expect(parsePrice("340282366920938463463")).to.be.above(0n);
  });
});

describe("the start of a minute", () => {
  it("is Unix seconds, or ISO 8601 with its offset", () => {
    expect(parseMinute("1760131200")).to.equal(1_760_131_200n);
    expect(parseMinute("2025-10-10T21:20:00Z")).to.equal(1_760_131_200n);
    expect(parseMinute("2025-10-10T23:20:00+02:00")).to.equal(1_760_131_200n);
    expect(parseMinute("0")).to.equal(0n);
  });

  it("is no time within one, no smaller unit, and no local time", () => {
    expectInputError(() => parseMinute("1760131201"), /start of its minute.*such as 1760131200/);
    expectInputError(() => parseMinute("1760131200000"), /milliseconds.*such as 1760131200/);
    expectInputError(() => parseMinute("1760131200000000"), /milliseconds or less/);
    expectInputError(() => parseMinute("2025-10-10T21:20:00"), /needs its offset/);
    expectInputError(() => parseMinute("2025-10-10 21:20:00"), /not a time/);
    expectInputError(() => parseMinute("1760131200.0"), /not a time/);
    expectInputError(() => parseMinute("-60"), /not a time/);
  });
});

describe("the price that a value and a quantity tell", () => {
  it("is the one that was multiplied, or a shorter one with the same product", () => {
    check(
      fc.property(anyPrice, amounts(60, 1n), anyDecimals, (price, quantity, decimals) => {
        const text = formatPrice(quantity);
        const value = valueAtPrice(text, price, decimals);
        const told = priceText({ value, quantity: parseQuantity(text) }, decimals) ?? "";
        expect(valueAtPrice(text, told, decimals)).to.equal(value);
        expect(told.length).to.be.at.most(price.length);
      }),
    );
  });

  it("gives the value back, and no price with fewer decimals does, whatever the value", () => {
    check(
      fc.property(amounts(128), amounts(128, 1n), anyDecimals, (value, quantity, decimals) => {
        const told = priceText({ value, quantity }, decimals) ?? "";
        const exact = (price: Fraction) => times(times(price, [quantity, 10n ** 18n]), whole(10n ** BigInt(decimals)));
        expect(floor(exact(decimal(told)))).to.equal(value);
        const scale = (told.split(".")[1] ?? "").length;
        if (scale === 0) return;
        // The next price with one decimal less, from the exact quotient on.
        const power = 10n ** BigInt(scale - 1);
        const quotient = over(whole(value), exact(whole(1n)));
        const next: Fraction = [ceil(times(quotient, whole(power))), power];
        expect(floor(exact(next))).to.not.equal(value);
      }),
    );
  });

  it("is none for a quantity of zero", () => {
    expect(priceText({ value: 5n, quantity: 0n }, 6)).to.equal(undefined);
    expectInputError(() => priceText({ value: 5n, quantity: 1n }, 19), /decimals are out of range/);
  });
});
