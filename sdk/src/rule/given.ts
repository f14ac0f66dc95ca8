// What the rule's functions are given, by its kind. Signs and bounds are the rule's own matter.
import { BIGINT, type Check, COUNT, partsOf, TEXT } from "../columns/given.ts";
import { BASICS } from "../problems/english/basics.ts";
import { refused } from "../problems/problem.ts";
import { assertRulePolicy, type RulePolicy } from "./policy.ts";

export const RULE: Check = (value) => assertRulePolicy(value as RulePolicy);
/** How many entries a list has: of anything else, halving it would have no end. */
export const ENTRIES: Check = (value) => {
  if (Number.isSafeInteger(value) && (value as number) >= 0) return;
  throw refused(BASICS, "countOutOfRange", {}, { got: String(value) });
};
export const TOTALS = partsOf({ loss: BIGINT, totalProfit: BIGINT, headProfit: BIGINT });
export const SPLIT = partsOf({ collected: BIGINT, measure: BIGINT });
/** A rule by its kinds: one that nobody can have is compared with another, too. */
export const RULE_PARTS = partsOf({ coverBps: COUNT, headBps: COUNT, basis: TEXT });
