import { headerHash, type Settlement } from "zke-insurance-fund";
import type { BundleProblem } from "zke-insurance-fund/bundle";
import { type ChainCheck, isStranger } from "zke-insurance-fund/chain";
import { type PeriodHistory, type SubmissionStatus, stateOf } from "../chain/submissions.ts";

/** What a verified bundle comes to: with the chain's word, or by the bundle alone. */
export type BundleVerdict =
  | "wrong"
  | "partial"
  | "foreign"
  | "unnamed"
  | "notOnChain"
  | "otherPeriod"
  | "voided"
  | "unconfirmed"
  | "pending"
  | "final";

/**
 * Judges a bundle that was recomputed.
 *
 * @param period the one that the visitor asked for, if there was one
 * @param standing what the chain says; undefined if it was not asked
 * @param isWhole whether both lists were there to be recomputed
 */
export function bundleVerdict(
  findings: readonly BundleProblem[],
  settlement: Settlement,
  period: bigint | undefined,
  standing: Pick<ChainCheck, "status" | "problems"> | undefined,
  isWhole = true,
): BundleVerdict {
  if (findings.length > 0) return "wrong";
  const stranger = standing?.problems.find(isStranger);
  if (stranger !== undefined) return stranger.code === "unnamed" ? "unnamed" : "foreign";
  if (period !== undefined && settlement.period !== period) return "otherPeriod";
  if (!isWhole) return "partial";
  if (standing === undefined) return "unconfirmed";
  const { problems, status } = standing;
  if (problems.some(({ code }) => code !== "voided")) return "notOnChain";
  if (problems.length > 0) return "voided";
  return status === "finalized" ? "final" : "pending";
}

/** Which of a period's submissions a settlement is, and what became of it; undefined if it was never submitted. */
export function submissionOf(
  settlement: Settlement,
  periods: readonly PeriodHistory[],
): { readonly serial: bigint; readonly state: SubmissionStatus } | undefined {
  const found = periods.find(({ period }) => period === settlement.period);
  if (found === undefined) return undefined;
  const hash = headerHash(settlement);
  const submission = [found.latest, ...found.earlier].find((known) => headerHash(known.settlement) === hash);
  return submission && { serial: submission.serial, state: stateOf(submission) };
}
