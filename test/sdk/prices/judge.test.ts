import { expect } from "chai";
import fc from "fast-check";
import { parseQuantity, valueAtPrice } from "zke-insurance-fund";
import { formatPrice, holdPrice, parsePrice, type Standing } from "zke-insurance-fund/prices";
import { amounts, check } from "../support/arbitraries.ts";
import { expectInputError } from "../support/errors.ts";
import { ceil, distance, type Fraction, floor, isLess, over, times, whole } from "./fractions.ts";

const ONE: Fraction = [1n, 1n];
const UNIT = 10n ** 18n;

/** The same by fractions: a price is outside if its value is a base unit or more from what the nearest price would give. */
function oracle(value: bigint, quantity: bigint, low: bigint, high: bigint, decimals: number) {
  const worth = (price: bigint): Fraction =>
    times(times([quantity, UNIT], [price, UNIT]), whole(10n ** BigInt(decimals)));
  const isBelow = isLess(whole(value), worth(low));
  const isAbove = isLess(worth(high), whole(value));
  const bound = isBelow ? worth(low) : worth(high);
  const gap = distance(whole(value), bound);
  if ((!isBelow && !isAbove) || isLess(gap, ONE)) return { standing: "within", nearest: value, millionths: 0n };
  const standing: Standing = isBelow ? "below" : "above";
  return { standing, nearest: floor(bound), millionths: floor(times(over(gap, bound), whole(1_000_000n))) };
}

const ranges = (bits: number) =>
  fc.tuple(amounts(bits, 1n), amounts(bits, 1n)).map(([a, b]) => ({ low: a < b ? a : b, high: a < b ? b : a }));
const anyDecimals = fc.integer({ min: 0, max: 18 });

describe("a price held against the market's", () => {
  it("stands where fractions say, for values, quantities and prices of any size", () => {
    check(
      fc.property(amounts(128), amounts(128, 1n), ranges(128), anyDecimals, (value, quantity, range, decimals) => {
        expect(holdPrice({ value, quantity }, range, decimals)).to.deep.equal(
          oracle(value, quantity, range.low, range.high, decimals),
        );
      }),
      2_000,
    );
  });

  it("stands where fractions say, around both borders", () => {
    const around = fc.constantFrom(-2n, -1n, 0n, 1n, 2n);
    check(
      fc.property(
        amounts(90, 1n),
        ranges(90),
        anyDecimals,
        around,
        fc.boolean(),
        (quantity, range, decimals, by, atLow) => {
          const border = (quantity * (atLow ? range.low : range.high) * 10n ** BigInt(decimals)) / UNIT / UNIT;
          const value = border + by < 0n ? 0n : border + by;
          expect(holdPrice({ value, quantity }, range, decimals)).to.deep.equal(
            oracle(value, quantity, range.low, range.high, decimals),
          );
        },
      ),
      2_000,
    );
  });

  it("is within at every price of the range, however its value was rounded", () => {
    const parts = fc.bigInt({ min: 0n, max: 1_000_000n });
    check(
      fc.property(amounts(100, 1n), ranges(100), anyDecimals, parts, (quantity, { low, high }, decimals, part) => {
        const price = low + ((high - low) * part) / 1_000_000n;
        const exact: Fraction = [quantity * price * 10n ** BigInt(decimals), UNIT * UNIT];
        for (const value of [floor(exact), ceil(exact), floor([2n * exact[0] + exact[1], 2n * exact[1]])])
          expect(holdPrice({ value, quantity }, { low, high }, decimals).standing).to.equal("within");
      }),
      1_000,
    );
  });

  it("is within exactly at the lowest and at the highest price, whose values were rounded down", () => {
    const quantity = "0.333333333333333333";
    const range = { low: parsePrice("112000.1"), high: parsePrice("112000.1") };
    const value = valueAtPrice(quantity, "112000.1", 6);
    const stands = (value: bigint) => holdPrice({ value, quantity: parseQuantity(quantity) }, range, 6).standing;
    expect([value - 1n, value, value + 1n, value + 2n].map(stands)).to.deep.equal([
      ...["below", "within", "within", "above"],
    ]);
    // Nothing was rounded here, and so there is nothing to allow for.
    const even = (value: bigint) => holdPrice({ value, quantity: UNIT }, range, 6).standing;
    const exact = valueAtPrice("1", "112000.1", 6);
    expect([exact - 1n, exact, exact + 1n].map(even)).to.deep.equal(["below", "within", "above"]);
  });

  it("says how far it is, in base units and in millionths", () => {
    const range = { low: parsePrice("99"), high: parsePrice("101") };
    const held = (price: string) =>
      holdPrice({ value: valueAtPrice("2", price, 6), quantity: parseQuantity("2") }, range, 6);
    expect(held("98.01")).to.deep.equal({ standing: "below", nearest: 198_000_000n, millionths: 10_000n });
    expect(held("202")).to.deep.equal({ standing: "above", nearest: 202_000_000n, millionths: 1_000_000n });
    expect(held(formatPrice(range.high))).to.deep.equal({ standing: "within", nearest: 202_000_000n, millionths: 0n });
  });

  it("refuses a quantity of zero, and decimals that no token has", () => {
    const range = { low: 1n, high: 1n };
    expectInputError(() => holdPrice({ value: 0n, quantity: 0n }, range, 6), /quantity is above zero/);
    expectInputError(() => holdPrice({ value: 0n, quantity: 1n }, range, 19), /decimals are out of range/);
  });
});
