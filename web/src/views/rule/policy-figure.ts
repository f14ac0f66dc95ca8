import type { Formats } from "../../format.ts";
import type { FigureKind } from "../../rule/policy-changes.ts";
import type { RuleText } from "../../text/index.ts";

/** A figure of a policy in words. */
export function figureText(kind: FigureKind, value: bigint, rule: RuleText, formats: Formats): string {
  const { basisHead, basisAll } = rule.calculator;
  const { anyLength } = rule.policy;
  switch (kind) {
    case "bps":
      return formats.bps(Number(value));
    case "hours":
      return value === 0n ? anyLength : formats.duration(3_600n * value);
    case "levels":
      return formats.count(2n ** value);
    case "duration":
      return formats.duration(value);
    case "amount":
      return formats.amount(value);
    case "basis":
      return value === 0n ? basisHead : basisAll;
  }
}
