import { expect } from "chai";
import fc from "fast-check";
import { formatQuantity, parseQuantity, UINT128_MAX } from "zke-insurance-fund";
import { check } from "../support/arbitraries.ts";
import { expectInputError } from "../support/errors.ts";

describe("parseQuantity", () => {
  for (const [text, quantity] of [
    ["1", 10n ** 18n],
    ["0.25", 25n * 10n ** 16n],
    ["0.000000000000000001", 1n],
    ["007.5", 75n * 10n ** 17n],
    ["340282366920938463463.374607431768211455", UINT128_MAX],
  ] as const) {
    it(`reads ${text}`, () => expect(parseQuantity(text)).to.equal(quantity));
  }

  for (const [text, reason] of [
    ["0", /above zero/],
    ["0.000000000000000000", /above zero/],
    ["-1", /cannot be negative/],
    ["-0", /cannot be negative/],
    ["1.0000000000000000000", /at most 18 decimals/],
    ["0.0000000000000000001", /at most 18 decimals/],
    ["340282366920938463463.374607431768211456", /below 2\^128/],
    ["1e3", /not a plain decimal/],
    ["", /not a plain decimal/],
    [" 1", /not a plain decimal/],
    ["9".repeat(81), /at most 80 characters/],
  ] as const) {
    it(`refuses ${JSON.stringify(text)}`, () => expectInputError(() => parseQuantity(text), reason));
  }

  it("reads back what formatQuantity writes", () => {
    check(
      fc.property(fc.bigInt({ min: 1n, max: UINT128_MAX }), (quantity) => {
        expect(parseQuantity(formatQuantity(quantity))).to.equal(quantity);
      }),
    );
  });
});
