import { expect } from "chai";
import fc from "fast-check";
import { type Amounts, allocateAmounts, amountsFrom, amountsToArray, type Split } from "zke-insurance-fund";
import { sharesReference } from "../../../sdk/src/commitment/positions.ts";
import { sharesHere } from "../../../sdk/src/engine/shares.ts";
import { check } from "../support/arbitraries.ts";
import { HERE, nameOf } from "../support/engine.ts";

const UINT64 = 2n ** 64n;

const uint64 = fc.oneof(
  fc.bigInt({ min: 1n, max: UINT64 - 1n }),
  fc.bigInt({ min: 1n, max: 2n ** 34n }),
  fc.constantFrom(...[31n, 32n, 33n, 51n, 61n, 63n].flatMap((bits) => [2n ** bits - 1n, 2n ** bits, 2n ** bits + 1n])),
  fc.constantFrom(UINT64 - 1n, UINT64 - 2n, UINT64 - 2n ** 32n),
);

function referenceShares(cumulative: Amounts, headCount: number, split: Split): bigint[] {
  const shares = allocateAmounts(cumulative.low.length, false);
  sharesReference(cumulative, headCount, split, shares);
  return amountsToArray(shares);
}

const ascending = (values: bigint[]) => values.sort((a, b) => (a < b ? -1 : Number(a > b)));

describe("the engine's shares", () => {
  for (const path of HERE) {
    it(`are the reference's for any totals below 2^64: ${nameOf(path)}`, () => {
      check(
        fc.property(fc.array(uint64, { minLength: 1, maxLength: 20 }), uint64, uint64, (totals, a, b) => {
          const cumulative = amountsFrom(ascending(totals));
          const last = cumulative.low.at(-1) as bigint;
          const measure = last + (a % (UINT64 - last));
          const split = { collected: b % (measure + 1n), measure };
          const headCount = totals.length - (totals.length > 3 ? 2 : 0);
          const shares = allocateAmounts(totals.length, false);
          expect(sharesHere(cumulative, headCount, split, shares, path)).to.equal(true);
          expect(amountsToArray(shares)).to.deep.equal(referenceShares(cumulative, headCount, split));
        }),
        2000,
      );
    });

    it(`are the reference's beyond one block: ${nameOf(path)}`, () => {
      const count = 65_537 + 3;
      const cumulative = {
        low: BigUint64Array.from({ length: count }, (_, row) => BigInt(row + 1) * 0xfedc_ba98_7654n),
      };
      const measure = cumulative.low.at(-1) as bigint;
      const split = { collected: measure - 12_345n, measure };
      const shares = allocateAmounts(count, false);
      expect(sharesHere(cumulative, count, split, shares, path)).to.equal(true);
      expect(amountsToArray(shares)).to.deep.equal(referenceShares(cumulative, count, split));
    });
  }

  it("are left to bigints where a figure is 2^64 or above, or a total is above what it is measured against", () => {
    const shares = allocateAmounts(2, true);
    const cumulative = amountsFrom([5n, 10n]);
    for (const [totals, collected, measure] of [
      [amountsFrom([5n, UINT64]), 1n, UINT64],
      [cumulative, 1n, UINT64],
      [cumulative, 1n, 9n],
      [cumulative, 11n, 10n],
      [cumulative, 0n, 0n],
    ] as const) {
      expect(sharesHere(totals, 2, { collected, measure }, shares)).to.equal(false);
    }
    expect(amountsToArray(shares)).to.deep.equal([0n, 0n]);
    expect(sharesHere(cumulative, 0, { collected: 0n, measure: 0n }, shares)).to.equal(true);
  });
});
