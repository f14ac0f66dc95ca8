import { BASICS } from "../problems/english/basics.ts";
import { refused } from "../problems/problem.ts";

/** Whether shares are measured against the head's profit (collects the users' part in full) or against all profit. */
export type Basis = "head" | "all";

/** The rule of a period: what the fund covers, who takes part, and what shares are measured against. */
export interface RulePolicy {
  /** The fund's part of the losses in basis points: 0 to 10000. */
  readonly coverBps: number;
  /** The part of all profit that the head holds, in basis points: 1 to 10000. */
  readonly headBps: number;
  readonly basis: Basis;
}

/** Basis points in a whole. */
export const BPS = 10_000;

/** The published rule: the fund covers 20 %, the head holds 90 % of all profit and pays the rest in full. */
export const DEFAULT_RULE: RulePolicy = { coverBps: 2000, headBps: 9000, basis: "head" };

/**
 * Checks a rule's bounds, the same that the contract sets.
 *
 * @throws {InputError} naming the figure out of bounds
 * @example
 * assertRulePolicy({ coverBps: 2000, headBps: 0, basis: "head" }) // throws: headBps is out of bounds
 */
export function assertRulePolicy(rule: RulePolicy): void {
  if (typeof rule !== "object" || rule === null) throw refused(BASICS, "basisUnknown", {}, { got: String(rule) });
  assertBps("coverBps", rule.coverBps, 0);
  assertBps("headBps", rule.headBps, 1);
  if (rule.basis !== "head" && rule.basis !== "all") {
    throw refused(BASICS, "basisUnknown", {}, { got: String(rule.basis) });
  }
}

function assertBps(name: string, value: number, least: number): void {
  if (Number.isInteger(value) && value >= least && value <= BPS) return;
  throw refused(BASICS, "outOfBounds", { name, least, most: BPS }, { got: String(value) });
}
