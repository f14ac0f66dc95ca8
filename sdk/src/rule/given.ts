// What the rule's functions are given, by its kind. Signs and bounds are the rule's own matter.
import { BIGINT, type Check, partsOf } from "../columns/given.ts";
import { assertRulePolicy, type RulePolicy } from "./policy.ts";

export const RULE: Check = (value) => assertRulePolicy(value as RulePolicy);
export const TOTALS = partsOf({ loss: BIGINT, totalProfit: BIGINT, headProfit: BIGINT });
export const SPLIT = partsOf({ collected: BIGINT, measure: BIGINT });
