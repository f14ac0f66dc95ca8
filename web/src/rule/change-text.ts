import type { Change } from "../chain/governance.ts";
import type { Formats } from "../format.ts";
import type { RuleText } from "../text/index.ts";
import { figureText } from "../views/rule/policy-figure.ts";

/** What was done to a fund, in words. */
export function changeText(change: Change, rule: RuleText, formats: Formats): string {
  const words = rule.risks;
  switch (change.kind) {
    case "policy": {
      const figures = change.figures.map(({ field, kind, value, next }) =>
        rule.roles.scheduled.change(
          rule.policy.figures[field],
          figureText(kind, value, rule, formats),
          figureText(kind, next, rule, formats),
        ),
      );
      return figures.length === 0 ? words.samePolicy : figures.join("; ");
    }
    case "paused":
      return change.until === undefined
        ? words.pausedSince
        : words.pausedFor(formats.duration(change.until - change.time));
    default:
      return words.changes[change.kind];
  }
}
