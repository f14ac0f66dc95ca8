import type { Settlement } from "zke-insurance-fund";
import type { Finding } from "zke-insurance-fund/bundle";
import { isForeign, type Standing } from "../chain/standing.ts";

/** What a verified bundle comes to: with the chain's word, or by the bundle alone. */
export type BundleVerdict =
  | "wrong"
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
 */
export function bundleVerdict(
  findings: readonly Finding[],
  settlement: Settlement,
  period: bigint | undefined,
  standing: Standing | undefined,
): BundleVerdict {
  if (findings.length > 0) return "wrong";
  const foreign = standing?.problems.find(isForeign);
  if (foreign !== undefined) return foreign.is === "unnamed" ? "unnamed" : "foreign";
  if (period !== undefined && settlement.period !== period) return "otherPeriod";
  if (standing === undefined) return "unconfirmed";
  const { problems, status } = standing;
  if (problems.some(({ is }) => is !== "voided")) return "notOnChain";
  if (problems.length > 0) return "voided";
  return status === "finalized" ? "final" : "pending";
}
