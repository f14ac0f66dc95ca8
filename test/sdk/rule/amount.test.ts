import { expect } from "chai";
import fc from "fast-check";
import { formatAmount, LARGEST_AMOUNT, parseAmount } from "zke-insurance-fund";
import { check } from "../support/arbitraries.ts";
import { expectInputError } from "../support/errors.ts";

describe("parseAmount", () => {
  for (const [text, amount] of [
    ["0", 0n],
    ["1.5", 1_500_000n],
    ["0.000001", 1n],
    ["007.50", 7_500_000n],
    ["123456789012345678901234567890.123456", 123456789012345678901234567890123456n],
  ] as const) {
    it(`reads ${text}`, () => expect(parseAmount(text)).to.equal(amount));
  }

  for (const text of [
    "",
    " 1",
    "1 ",
    "1\n",
    "+1",
    "1e6",
    "1E6",
    ".5",
    "5.",
    "1,000",
    "1.2.3",
    "0x10",
    "--1",
    "-",
    "Infinity",
    "NaN",
    "１",
    "1_000",
    "١",
  ]) {
    it(`refuses ${JSON.stringify(text)}`, () =>
      expectInputError(() => parseAmount(text, { signed: true }), /not a plain decimal/));
  }

  it("refuses a 7th decimal, even a zero, and never rounds", () => {
    expectInputError(() => parseAmount("1.0000001"), /at most 6 decimals \(got "1.0000001"\)/);
    expectInputError(() => parseAmount("1.0000000"), /at most 6 decimals/);
  });

  it("reads a minus only where the caller allows it", () => {
    expect(parseAmount("-0.000001", { signed: true })).to.equal(-1n);
    expectInputError(() => parseAmount("-1"), /cannot be negative/);
    expectInputError(() => parseAmount("-0"), /cannot be negative/);
  });

  it("reads up to 2^127 in absolute value and not one unit more", () => {
    const largest = formatAmount(LARGEST_AMOUNT);
    expect(parseAmount(largest)).to.equal(2n ** 127n);
    expect(parseAmount(`-${largest}`, { signed: true })).to.equal(-(2n ** 127n));
    const above = formatAmount(LARGEST_AMOUNT + 1n);
    expectInputError(() => parseAmount(above), /at most 2\^127/);
    expectInputError(() => parseAmount(`-${above}`, { signed: true }), /at most 2\^127/);
  });

  it("takes other tokens' decimals, within bounds", () => {
    expect(parseAmount("1.5", { decimals: 18 })).to.equal(1_500_000_000_000_000_000n);
    expect(parseAmount("7", { decimals: 0 })).to.equal(7n);
    expectInputError(() => parseAmount("7.0", { decimals: 0 }), /at most 0 decimals/);
    for (const decimals of [-1, 1.5, 19, Number.NaN])
      expectInputError(() => parseAmount("1", { decimals }), /decimals are out of range/);
  });

  it("refuses what is not text, and text too long to be an amount before reading its digits", () => {
    expectInputError(() => parseAmount(5 as never), /an amount is text/);
    expectInputError(() => parseAmount("9".repeat(10_000_000)), /at most 128 characters/);
    expectInputError(() => parseAmount("1".padStart(129, "0")), /at most 128 characters/);
    expect(parseAmount("1".padStart(128, "0"))).to.equal(1_000_000n);
  });

  it("reads back what formatAmount writes, at any number of decimals", () => {
    const amount = fc.bigInt({ min: -LARGEST_AMOUNT, max: LARGEST_AMOUNT });
    check(
      fc.property(amount, fc.integer({ min: 0, max: 18 }), (value, decimals) => {
        expect(parseAmount(formatAmount(value, decimals), { decimals, signed: true })).to.equal(value);
      }),
    );
  });
});

describe("formatAmount", () => {
  for (const [amount, text] of [
    [0n, "0"],
    [1n, "0.000001"],
    [-1n, "-0.000001"],
    [1_000_000n, "1"],
    [-1_234_500_000n, "-1234.5"],
  ] as const) {
    it(`writes ${amount} as ${text}`, () => expect(formatAmount(amount)).to.equal(text));
  }
});
