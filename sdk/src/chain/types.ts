import type { Result } from "ethers";
import type { Hex } from "../commitment/hex.ts";
import type { RulePolicy } from "../rule/policy.ts";
import { type SettlementStatus, STATUSES, wordOf } from "./names.ts";

/** A policy on chain: the rule, and what it costs and takes to settle by it. Times in seconds, bonds in base units. */
export interface ChainPolicy extends RulePolicy {
  /** How long each period is, in hours; 0 if that is free. A part of the rule. */
  readonly periodHours: number;
  /** The brake: the part of assets that all pending periods may reserve together, in basis points. */
  readonly maxCoverageBps: number;
  readonly challengeWindow: bigint;
  readonly revealWindow: bigint;
  /** No list is longer than 2^maxLevels. */
  readonly maxLevels: number;
  /** The least bond of a settlement. */
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
  readonly revealWindow: bigint;
  readonly openDemands: bigint;
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

/** Takes what the contract says of a policy. */
export function policyFrom(result: Result): ChainPolicy {
  const policy = result.toObject();
  return {
    ...ruleFrom(policy),
    periodHours: Number(policy.periodHours),
    maxCoverageBps: Number(policy.maxCoverageBps),
    challengeWindow: policy.challengeWindow,
    revealWindow: policy.revealWindow,
    maxLevels: Number(policy.maxLevels),
    settlementBond: policy.settlementBond,
    bondBps: Number(policy.bondBps),
    demandBond: policy.demandBond,
  };
}

/** Takes what the contract says of a period. */
export function recordFrom(result: Result): PeriodRecord {
  const record = result.toObject();
  return {
    status: wordOf(STATUSES, record.status),
    settlementHash: record.settlementHash,
    coverage: record.coverage,
    bond: record.bond,
    operator: record.operator,
    endTime: record.endTime,
    submission: record.submission,
    challengeEnd: record.challengeEnd,
    quietUntil: record.quietUntil,
    revealWindow: record.revealWindow,
    openDemands: record.openDemands,
    rule: ruleFrom(record),
  };
}

/** When a pending settlement can be finalized, if no demand is open. */
export function readyAt({ challengeEnd, quietUntil }: PeriodRecord): bigint {
  return challengeEnd > quietUntil ? challengeEnd : quietUntil;
}

/** Whether two rules are the same. */
export function sameRule(a: RulePolicy, b: RulePolicy): boolean {
  return a.coverBps === b.coverBps && a.headBps === b.headBps && a.basis === b.basis;
}

/** A rule in a few words. */
export function ruleText({ coverBps, headBps, basis }: RulePolicy): string {
  return `cover ${coverBps} bps, head ${headBps} bps, basis ${basis}`;
}

function ruleFrom(fields: Record<string, unknown>): RulePolicy {
  const { coverBps, headBps, basisAll } = fields;
  return { coverBps: Number(coverBps), headBps: Number(headBps), basis: basisAll ? "all" : "head" };
}
