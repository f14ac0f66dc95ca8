import { BIGINT, partsOf, requireGiven } from "../columns/given.ts";
import type { Hex } from "../columns/hex.ts";
import { RULE_PARTS } from "../rule/given.ts";
import type { RulePolicy } from "../rule/policy.ts";
import type { SettlementStatus } from "./names.ts";

export { ruleText } from "../problems/english/checks.ts";

/** A policy on chain: the rule, and what it costs and takes to settle by it. Times in seconds, bonds in base units. */
export interface ChainPolicy extends RulePolicy {
  /** How long each period is, in hours; of the rule. 0: of any length. */
  readonly periodHours: number;
  /** The brake: the part of assets that all pending periods may reserve together, in basis points. */
  readonly maxCoverageBps: number;
  readonly challengeWindow: bigint;
  readonly revealWindow: bigint;
  /** No list has more than 2^maxLevels leaves. */
  readonly maxLevels: number;
  /** The least bond of a settlement, and what a reward is measured by. */
  readonly settlementBond: bigint;
  /** The bond as a part of coverage and shared, where that is more, in basis points. */
  readonly bondBps: number;
  readonly demandBond: bigint;
}

/** What the contract stores of a period, as of its latest submission. Times in seconds, sums in base units. */
export interface PeriodRecord {
  readonly status: SettlementStatus;
  readonly settlementHash: Hex;
  /** Reserved while pending, paid when finalized. */
  readonly coverage: bigint;
  readonly bond: bigint;
  /** Who submitted. */
  readonly operator: Hex;
  readonly endTime: bigint;
  /** The serial number of the submission, from 1; 0 if there was none. */
  readonly submission: bigint;
  /** When demands end and finalizing may begin. */
  readonly challengeEnd: bigint;
  /** The end of the last answer's window; finalizing waits for it. */
  readonly quietUntil: bigint;
  /** The time of the submission's latest event, where reading its life backwards begins; 0 if there was no submission. */
  readonly lastTime: bigint;
  /** challengeEnd - challengeWindow is the time of submission. */
  readonly challengeWindow: bigint;
  readonly revealWindow: bigint;
  /** Neither answered nor expired. */
  readonly openDemands: bigint;
  /** The number of the policy in force at submission. */
  readonly policyVersion: bigint;
  readonly rule: RulePolicy;
}

/** The fund's running totals since its beginning, in base units. */
export interface Totals {
  readonly credited: bigint;
  readonly donated: bigint;
  readonly forfeited: bigint;
  readonly covered: bigint;
  readonly migrated: bigint;
  readonly writtenOff: bigint;
}

/**
 * When a pending settlement can be finalized, in Unix seconds, if no demand is open.
 *
 * @example
 * readyAt(await fund.record(7n)) // 1760270400n
 */
export function readyAt(record: PeriodRecord): bigint {
  requireGiven({ record }, { record: partsOf({ challengeEnd: BIGINT, quietUntil: BIGINT }) });
  return record.challengeEnd > record.quietUntil ? record.challengeEnd : record.quietUntil;
}

/**
 * Whether two rules are the same.
 *
 * @example
 * sameRule(bundle.document.policy, DEFAULT_RULE) // true
 */
export function sameRule(a: RulePolicy, b: RulePolicy): boolean {
  requireGiven({ a, b }, { a: RULE_PARTS, b: RULE_PARTS });
  return a.coverBps === b.coverBps && a.headBps === b.headBps && a.basis === b.basis;
}

// biome-ignore-start lint/suspicious/noExplicitAny: of which type each value is, only the contract's ABI knows.
/** What a contract says, a view's answer or an event's arguments: its values in their order, and by their names. */
export interface Values extends ReadonlyArray<any> {
  readonly [name: string]: any;
  /** The values by their names. */
  toObject(): Record<string, any>;
}
// biome-ignore-end lint/suspicious/noExplicitAny: as above.
