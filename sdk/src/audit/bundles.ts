import { BUNDLE_FILES } from "../bundle/bundle.ts";
import { documentIn } from "../bundle/folders.ts";
import type { Verdict } from "../challenge/judge.ts";
import { judgeApart } from "../challenge/judge-apart.ts";
import { readCommittedLiquidations } from "../challenge/lists.ts";
import { headerHash } from "../commitment/header.ts";
import type { LiquidationList } from "../commitment/liquidations.ts";
import { type FetchOptions, fetchBundle } from "../download/bundle.ts";
import { InputError } from "../errors.ts";
import { describeFault } from "../faults/fault.ts";
import { type FundTerms, foreignBundle, givenBundles } from "./given-bundles.ts";
import { type Finding, findingOf } from "./ledger/finding.ts";
import type { AuditedSubmission } from "./ledger/state.ts";
import { LONGEST_URI } from "./ledger/submissions.ts";

/** What a settlement's bundle turned out to be: it gives the header, it does not, or it is unavailable. */
export type BundleResult = "right" | "wrong" | "unavailable";

/** What is known of the bundle of one submission. */
export interface AuditedBundle {
  readonly serial: bigint;
  readonly period: bigint;
  /** Where it was: the folder given, or the address on chain. */
  readonly from: string;
  readonly result: BundleResult;
  /** Why it is wrong, or unavailable. */
  readonly reasons: readonly string[];
}

/** Where bundles are looked for, and what is done with them. */
export interface BundleOptions {
  /** A folder of bundles, or one bundle. */
  readonly given?: string | undefined;
  /** How those are fetched that are not given; none are, if left out. */
  readonly fetch?: FetchOptions | undefined;
  /** What they must name. */
  readonly terms: FundTerms;
  /** Called with each settlement's committed liquidations; without them, if they are unavailable. */
  readonly onLiquidations?: ((submission: AuditedSubmission, list: LiquidationList | undefined) => void) | undefined;
  /** Called with how many of the bundles were looked at. */
  readonly onBundle?: ((done: number, all: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What came of looking at the bundles. */
export interface AuditedBundles {
  readonly bundles: readonly AuditedBundle[];
  readonly findings: readonly Finding[];
  /** What was given and is of no use. */
  readonly remarks: readonly string[];
}

/**
 * Verifies the bundle of every settlement that is pending or final: those that are given, and else those at the address on chain.
 * A voided settlement counts for nothing, and its bundle is not looked at.
 *
 * @throws {InputError} if the folder of given bundles cannot be read
 */
export async function auditBundles(
  submissions: readonly AuditedSubmission[],
  options: BundleOptions,
): Promise<AuditedBundles> {
  const { given, remarks, findings } = await givenBundles(options.given, submissions, options.terms);
  const standing = submissions.filter(({ status }) => status === "pending" || status === "finalized");
  const bundles: AuditedBundle[] = [];
  const found = [...findings];
  for (const submission of standing) {
    options.signal?.throwIfAborted();
    const bundle = await auditBundle(submission, given.get(headerHash(submission.settlement)), options, found);
    bundles.push(bundle);
    if (bundle.result === "wrong") found.push(wrongBundle(bundle));
    options.onBundle?.(bundles.length, standing.length);
  }
  return { bundles, findings: found, remarks };
}

function wrongBundle({ period, serial, from, reasons }: AuditedBundle): Finding {
  return findingOf(
    "BUNDLE-1",
    `The bundle of period ${period}, submission ${serial}, is wrong: ${reasons.join("; ")}.`,
    from,
  );
}

async function auditBundle(
  submission: AuditedSubmission,
  given: string | undefined,
  options: BundleOptions,
  found: Finding[],
): Promise<AuditedBundle> {
  const { serial, period, dataURI } = submission;
  const { fetch, signal, terms, onLiquidations } = options;
  if (given !== undefined) return { serial, period, from: given, ...(await looked(submission, given, options)) };
  const unavailable = (from: string, reason: string): AuditedBundle => {
    onLiquidations?.(submission, undefined);
    return { serial, period, from, result: "unavailable", reasons: [reason] };
  };
  if (fetch === undefined) return unavailable(dataURI, "it was not given, and none are fetched");
  if (dataURI.length >= LONGEST_URI) return unavailable("", "its address is too long");
  const { folder, absent, dispose } = await fetchBundle(dataURI, submission.settlement, { ...fetch, signal });
  try {
    const document = absent.has(BUNDLE_FILES.settlement) ? undefined : await documentIn(folder);
    if (document !== undefined && !(document instanceof InputError))
      found.push(...foreignBundle(document, dataURI, terms));
    return { serial, period, from: dataURI, ...(await looked(submission, folder, options, absent)) };
  } finally {
    await dispose();
  }
}

/** Judges a bundle as a watcher does: what is not the committed list is wrong, unless it is not there at all. */
async function looked(
  submission: AuditedSubmission,
  folder: string,
  { onLiquidations }: BundleOptions,
  absent: ReadonlyMap<string, string> = new Map(),
): Promise<{ readonly result: BundleResult; readonly reasons: readonly string[] }> {
  const { settlement, policy } = submission;
  const verdict = await judgeApart({ settlement, policy, shown: [] }, folder, absent);
  onLiquidations?.(submission, (await readCommittedLiquidations(settlement, folder, { absent })).found?.list);
  return { result: resultOf(verdict, absent), reasons: reasonsOf(verdict) };
}

function reasonsOf(verdict: Verdict): readonly string[] {
  if (verdict.kind === "fault") return [describeFault(verdict.fault)];
  return verdict.kind === "right" ? verdict.remarks : verdict.reasons;
}

function resultOf(verdict: Verdict, absent: ReadonlyMap<string, string>): BundleResult {
  if (verdict.kind === "fault") return "wrong";
  if (verdict.kind === "right") {
    const isWrong = verdict.remarks.length > 0 && !absent.has(BUNDLE_FILES.settlement);
    return isWrong ? "wrong" : "right";
  }
  return verdict.trees.every((tree) => absent.has(BUNDLE_FILES[tree])) ? "unavailable" : "wrong";
}
