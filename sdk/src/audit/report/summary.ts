import type { SubmissionStatus } from "../../history/submissions.ts";
import type { Audit } from "../audit.ts";
import type { BundleResult } from "../bundles.ts";
import type { AuditedSubmission } from "../ledger/state.ts";
import { sumText } from "./text.ts";

/** What an audit comes to, in numbers. Sums in base units. */
export interface Summary {
  readonly agrees: boolean;
  readonly submissions: Readonly<Record<SubmissionStatus, number>>;
  /** Periods that were submitted; of them, those that stand as pending, as final, and those that are open again. */
  readonly periods: number;
  readonly openAgain: number;
  readonly demands: number;
  /** Of the settlements that are final. */
  readonly final: {
    readonly loss: bigint;
    readonly coverage: bigint;
    readonly shared: bigint;
    readonly deficit: bigint;
  };
  readonly bundles: Readonly<Record<BundleResult, number>>;
  /** What is no disagreement, and should be known. */
  readonly remarks: readonly string[];
}

/** Sums an audit up. */
export function summaryOf(audit: Audit): Summary {
  const { ledger, findings, bundles } = audit;
  const { submissions, periods } = ledger;
  const latest = [...periods.values()].flatMap(({ latest }) => (latest === undefined ? [] : [latest]));
  const final = submissions.filter(({ status }) => status === "finalized");
  const sum = (of: (submission: AuditedSubmission) => bigint) => final.reduce((total, one) => total + of(one), 0n);
  const inState = (standing: SubmissionStatus) => submissions.filter(({ status }) => status === standing).length;
  const withResult = (wanted: BundleResult) => bundles.filter(({ result }) => result === wanted).length;
  return {
    agrees: findings.count === 0,
    submissions: {
      pending: inState("pending"),
      finalized: final.length,
      voided: inState("voided"),
      cancelled: inState("cancelled"),
    },
    periods: latest.length,
    openAgain: latest.filter(({ status }) => status === "voided" || status === "cancelled").length,
    demands: submissions.reduce((count, { demands }) => count + demands, 0),
    final: {
      loss: sum(({ settlement }) => settlement.loss),
      coverage: sum(({ coverage }) => coverage),
      shared: sum(({ shared }) => shared),
      deficit: sum(({ deficit }) => deficit),
    },
    bundles: { right: withResult("right"), wrong: withResult("wrong"), unavailable: withResult("unavailable") },
    remarks: remarksOf(audit),
  };
}

function remarksOf({ answers, ledger, bundles, remarks, findings, decimals }: Audit): string[] {
  const said: string[] = [];
  const sum = (amount: bigint) => sumText(amount, decimals);
  const unkept = findings.count - findings.kept.length;
  if (unkept > 0) said.push(`${unkept} more findings are not listed: the first ${findings.kept.length} are.`);
  const { solvency } = answers;
  if (typeof solvency === "bigint" && solvency > 0n)
    said.push(
      `${sum(solvency)} tokens lie in the vault that nobody has counted in: "sync" would make them a donation.`,
    );
  if (ledger.feesOnBonds > 0n)
    said.push(`Bonds fell short of what the policy asks for by ${sum(ledger.feesOnBonds)}: the token takes a fee.`);
  if (ledger.feesOnCredits > 0n)
    said.push(`Credits fell short of what was asked for by ${sum(ledger.feesOnCredits)}: the token takes a fee.`);
  const lost = bundles.filter(({ result }) => result === "unavailable").length;
  if (lost > 0)
    said.push(
      `${lost} of ${bundles.length} bundles are unavailable, so it was not recomputed whom their settlements charge, and how much. ` +
        "A bundle that is kept from the public is a warning.",
    );
  return [...said, ...remarks];
}
