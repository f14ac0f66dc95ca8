import { headerHash, type Settlement } from "zke-insurance-fund";
import type { BundleProblem, PublicFile } from "zke-insurance-fund/bundle";
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

/** What a finding belongs to, by its file, field and code: order, liquidations, sums and shares, roots, header. */
const STEPS = [/[Oo]utOf|sameKey/, /quantityZero|closedOutside/, /Sum$|RuleShare/, /Root\b/, /^settlement/];
/** The step that each list alone is enough for, by the one that is not there. */
const WITHOUT = { liquidations: 2, positions: 1, settlement: -1 };

/**
 * What came of each step of recomputing a bundle. Where something is wrong nothing else is called right, and neither is what takes a
 * list that is not there.
 */
export function stepResults(
  findings: readonly BundleProblem[],
  absent: readonly { readonly file: PublicFile }[],
): ("right" | "wrong" | "open")[] {
  const found = findings.map(({ file, field, code }) => {
    const said = `${file} ${field} ${code}`;
    return STEPS.findIndex((step) => step.test(said));
  });
  return STEPS.map((_, at) => {
    if (found.includes(at)) return "wrong";
    return found.length === 0 && absent.every(({ file }) => WITHOUT[file] === at) ? "right" : "open";
  });
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
