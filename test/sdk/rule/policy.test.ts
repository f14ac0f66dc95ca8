import fc from "fast-check";
import { assertRulePolicy, DEFAULT_RULE } from "zke-insurance-fund";
import { check, rules } from "../support/arbitraries.ts";
import { expectInputError } from "../support/errors.ts";

describe("assertRulePolicy", () => {
  it("accepts every rule within bounds", () => {
    check(fc.property(rules, (rule) => assertRulePolicy(rule)));
  });

  for (const [field, value] of [
    ["coverBps", -1],
    ["coverBps", 10_001],
    ["coverBps", 0.5],
    ["coverBps", Number.NaN],
    ["headBps", 0],
    ["headBps", 10_001],
    ["headBps", "9000"],
  ] as const) {
    it(`refuses ${field} ${value}`, () =>
      expectInputError(
        () => assertRulePolicy({ ...DEFAULT_RULE, [field]: value }),
        new RegExp(`${field} is out of bounds`),
      ));
  }

  it("refuses an unknown basis", () => {
    expectInputError(() => assertRulePolicy({ ...DEFAULT_RULE, basis: "tail" as never }), /unknown basis/);
  });
});
