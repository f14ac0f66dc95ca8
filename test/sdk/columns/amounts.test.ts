import { expect } from "chai";
import fc from "fast-check";
import { allocateAmounts, amountAt, amountsFrom, amountsToArray, setAmount, UINT128_MAX } from "zke-insurance-fund";
import { sameAmounts } from "../../../sdk/src/columns/amounts.ts";
import { check } from "../support/arbitraries.ts";
import { expectInputError } from "../support/errors.ts";

describe("columns of amounts", () => {
  it("give back what was put in, at all sizes", () => {
    const list = fc.array(fc.oneof(fc.bigInt({ min: 0n, max: 2n ** 64n }), fc.bigInt({ min: 0n, max: UINT128_MAX })));
    check(
      fc.property(list, (values) => {
        expect(amountsToArray(amountsFrom(values))).to.deep.equal(values);
      }),
    );
  });

  it("have high limbs only if an amount needs them", () => {
    expect(amountsFrom([2n ** 64n - 1n])).to.not.have.property("high");
    expect(amountsFrom([2n ** 64n])).to.have.property("high");
    expect(amountsFrom([])).to.not.have.property("high");
  });

  it("refuse what does not fit, and never wrap around in silence", () => {
    for (const bad of [-1n, UINT128_MAX + 1n])
      expectInputError(() => amountsFrom([bad as bigint]), /an amount is out of range/);
    expectInputError(() => amountsFrom([5 as never]), /an amount is .*the number 5.*expected a bigint/);
    const narrow = allocateAmounts(1, false);
    for (const bad of [-1n, 2n ** 64n])
      expectInputError(() => setAmount(narrow, 0, bad), /does not fit a column without high limbs/);
    const wide = allocateAmounts(1, true);
    for (const bad of [-1n, 2n ** 128n]) expectInputError(() => setAmount(wide, 0, bad), /out of range/);
  });

  it("refuse rows that they do not have", () => {
    const column = amountsFrom([1n]);
    for (const row of [-1, 1, 0.5]) {
      expectInputError(() => amountAt(column, row), /no such row/);
      expectInputError(() => setAmount(column, row, 1n), /no such row/);
    }
  });
});

describe("two columns of amounts", () => {
  it("are the same where they hold the same, with upper halves or without", () => {
    const wide = (values: readonly bigint[]) => ({ high: new BigUint64Array(values.length), ...amountsFrom(values) });
    const lists = [[], [1n], [2n], [1n, 2n], [1n, 2n ** 64n], [1n, 2n ** 127n], [1n, 2n ** 127n + 1n]];
    for (const a of lists) {
      for (const b of lists) {
        expect(sameAmounts(amountsFrom(a), amountsFrom(b)), `${a} and ${b}`).to.equal(String(a) === String(b));
        expect(sameAmounts(wide(a), amountsFrom(b))).to.equal(String(a) === String(b));
      }
    }
  });
});
