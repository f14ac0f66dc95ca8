import { type Hex, hashSettlement, headerHash, type RulePolicy, type Settlement } from "zke-insurance-fund";
import { type PeriodRecord, readyAt, type SettlementStatus, sameRule } from "zke-insurance-fund/chain";
import { type PeriodHistory, type SubmissionState, stateOf } from "./submissions.ts";

/** Why a settlement is not the one that stands on chain. */
export type StandingProblem =
  | { readonly is: "noSettlement"; readonly period: bigint }
  | { readonly is: "otherSettlement"; readonly period: bigint }
  | { readonly is: "voided"; readonly period: bigint }
  | { readonly is: "otherRule"; readonly period: bigint };

/** What the chain says of a settlement; it stands there as given if there is no problem. */
export interface Standing {
  readonly status: SettlementStatus;
  /** When a pending one can be finalized at the earliest, in seconds. */
  readonly readyAt: bigint;
  readonly problems: readonly StandingProblem[];
}

/** Compares a settlement and its rule with what the contract, which hashes under `domain`, stores of its period. */
export function standingOf(record: PeriodRecord, settlement: Settlement, rule: RulePolicy, domain: Hex): Standing {
  const { period } = settlement;
  const { status } = record;
  const problems: StandingProblem[] = [];
  if (status === "none") problems.push({ is: "noSettlement", period });
  else {
    if (record.settlementHash !== hashSettlement(settlement, domain)) problems.push({ is: "otherSettlement", period });
    else if (status === "voided") problems.push({ is: "voided", period });
    if (!sameRule(record.rule, rule)) problems.push({ is: "otherRule", period });
  }
  return { status, readyAt: readyAt(record), problems };
}

/** Which of a period's submissions a settlement is, and what became of it; undefined if it was never submitted. */
export function submissionOf(
  settlement: Settlement,
  periods: readonly PeriodHistory[],
): { readonly serial: bigint; readonly state: SubmissionState } | undefined {
  const found = periods.find(({ period }) => period === settlement.period);
  if (found === undefined) return undefined;
  const hash = headerHash(settlement);
  const submission = [found.latest, ...found.earlier].find((known) => headerHash(known.settlement) === hash);
  return submission && { serial: submission.serial, state: stateOf(submission) };
}
