// What the contract says, as it comes out of the ABI's decoder, in the types of types.ts.
import { NODES } from "#words";
import { failed } from "../problems/problem.ts";
import type { RulePolicy } from "../rule/policy.ts";
import { type SettlementStatus, STATUSES } from "./names.ts";
import type { ChainPolicy, PeriodRecord, Values } from "./types.ts";

/** Takes what the contract says of a policy. */
export function policyFrom(result: Values): ChainPolicy {
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

/**
 * Takes what the contract says of a period.
 *
 * @throws {ChainError} if its status is none that is known
 */
export function recordFrom(result: Values): PeriodRecord {
  const record = result.toObject();
  return {
    status: statusOf(record.status),
    settlementHash: record.settlementHash,
    coverage: record.coverage,
    bond: record.bond,
    operator: record.operator,
    endTime: record.endTime,
    submission: record.submission,
    challengeEnd: record.challengeEnd,
    quietUntil: record.quietUntil,
    lastTime: record.lastTime,
    challengeWindow: record.challengeWindow,
    revealWindow: record.revealWindow,
    openDemands: record.openDemands,
    policyVersion: record.policyVersion,
    rule: ruleFrom(record),
  };
}

function statusOf(number: bigint): SettlementStatus {
  const status = STATUSES[Number(number)];
  if (status !== undefined) return status;
  throw failed(NODES, "unknownStatus", { number }, { kind: "foreign" });
}

function ruleFrom(fields: Record<string, unknown>): RulePolicy {
  const { coverBps, headBps, basisAll } = fields;
  return { coverBps: Number(coverBps), headBps: Number(headBps), basis: basisAll ? "all" : "head" };
}
