import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { BUNDLE_FILES } from "../bundle/bundle.ts";
import { readDocument } from "../bundle/folder.ts";
import { fileError } from "../bundle/text-file.ts";
import { headerHash } from "../commitment/header.ts";
import type { Hex } from "../commitment/hex.ts";
import { InputError } from "../errors.ts";
import { describeFault } from "../faults/fault.ts";
import { type FetchOptions, fetchBundle } from "../fetch/bundle.ts";
import type { Submission } from "../game/state.ts";
import type { Verdict } from "../watch/judge.ts";
import { judgeApart } from "../watch/judge-apart.ts";
import { type Finding, findingOf } from "./finding.ts";
import type { AuditedSubmission } from "./state.ts";
import { LONGEST_URI } from "./submissions.ts";

/** What a settlement's bundle turned out to be: it gives the header, it does not, or it could not be had. */
export type BundleResult = "right" | "wrong" | "unavailable";

/** What is known of the bundle of one submission. */
export interface AuditedBundle {
  readonly serial: bigint;
  readonly period: bigint;
  /** Where it was: the folder given, or the address on chain. */
  readonly from: string;
  readonly result: BundleResult;
  /** Why it is wrong, or could not be had. */
  readonly reasons: readonly string[];
}

/** Where bundles are looked for. */
export interface BundleOptions {
  /** A folder of bundles, or one bundle. */
  readonly given?: string | undefined;
  /** How those are fetched that are not given; none are, if left out. */
  readonly fetch?: FetchOptions | undefined;
  /** Called with how many of the bundles were looked at. */
  readonly onBundle?: ((done: number, all: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What came of looking at the bundles. */
export interface AuditedBundles {
  readonly bundles: readonly AuditedBundle[];
  readonly findings: readonly Finding[];
  /** What was given and is no bundle. */
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
  const { given, remarks, unknown } = await givenBundles(options.given, submissions);
  const standing = submissions.filter(({ status }) => status === "pending" || status === "finalized");
  const bundles: AuditedBundle[] = [];
  for (const submission of standing) {
    options.signal?.throwIfAborted();
    bundles.push(await auditBundle(submission, given.get(headerHash(submission.settlement)), options));
    options.onBundle?.(bundles.length, standing.length);
  }
  const wrong = bundles.filter(({ result }) => result === "wrong").map(wrongBundle);
  return { bundles, findings: [...unknown, ...wrong], remarks };
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
  { fetch, signal }: BundleOptions,
): Promise<AuditedBundle> {
  const { serial, period, dataURI } = submission;
  if (given !== undefined) return { serial, period, from: given, ...(await judged(submission, given)) };
  if (fetch === undefined)
    return {
      serial,
      period,
      from: dataURI,
      result: "unavailable",
      reasons: ["it was not given, and none are fetched"],
    };
  if (dataURI.length >= LONGEST_URI)
    return { serial, period, from: "", result: "unavailable", reasons: ["its address is too long"] };
  const { folder, absent, dispose } = await fetchBundle(dataURI, submission.settlement, { ...fetch, signal });
  try {
    return { serial, period, from: dataURI, ...(await judged(submission, folder, absent)) };
  } finally {
    await dispose();
  }
}

/** Judges a bundle as a watcher does: what is not the committed list is wrong, unless it is not there at all. */
async function judged(
  submission: AuditedSubmission,
  folder: string,
  absent: ReadonlyMap<string, string> = new Map(),
): Promise<{ readonly result: BundleResult; readonly reasons: readonly string[] }> {
  const verdict = await judgeApart(gameOf(submission), folder, absent);
  // A folder for what was fetched has another name each time.
  const reasons = reasonsOf(verdict).map((reason) => reason.replaceAll(`${folder}/`, ""));
  return { result: resultOf(verdict, absent), reasons };
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

/** A submission as a watcher knows it. */
function gameOf(submission: AuditedSubmission): Submission {
  const { serial, period, operator, settlement, policy, dataURI, coverage, bond, challengeEnd, quietUntil } =
    submission;
  const life = { status: submission.status, demands: new Map(), shown: [] };
  return { serial, period, operator, settlement, policy, dataURI, coverage, bond, challengeEnd, quietUntil, ...life };
}

interface GivenBundles {
  /** Folders by the hashes of their settlements. */
  readonly given: ReadonlyMap<Hex, string>;
  readonly remarks: readonly string[];
  readonly unknown: readonly Finding[];
}

/** The bundles in a folder. One whose settlement was never submitted is found: the chain does not bear it out. */
async function givenBundles(
  root: string | undefined,
  submissions: readonly AuditedSubmission[],
): Promise<GivenBundles> {
  const given = new Map<Hex, string>();
  const remarks: string[] = [];
  const unknown: Finding[] = [];
  if (root === undefined) return { given, remarks, unknown };
  const submitted = new Set(submissions.map(({ settlement }) => headerHash(settlement)));
  for (const folder of await bundleFolders(root)) {
    const hash = await hashOf(folder);
    if (hash instanceof InputError) remarks.push(`${folder} is not used: ${hash.toString()}`);
    else if (!submitted.has(hash))
      unknown.push(findingOf("BUNDLE-1", "The bundle's settlement was never submitted.", folder));
    else if (given.has(hash)) remarks.push(`${folder} is not used: ${given.get(hash)} has the same settlement.`);
    else given.set(hash, folder);
  }
  return { given, remarks, unknown };
}

/** The folder itself if it is a bundle, or the bundles in it, in the order of their names. */
async function bundleFolders(root: string): Promise<string[]> {
  try {
    const entries = await readdir(root, { withFileTypes: true });
    if (entries.some(({ name }) => name === BUNDLE_FILES.settlement)) return [root];
    const folders = entries.filter((entry) => entry.isDirectory() || entry.isSymbolicLink()).map(({ name }) => name);
    return folders.sort().map((name) => join(root, name));
  } catch (error) {
    throw fileError(error, root);
  }
}

async function hashOf(folder: string): Promise<Hex | InputError> {
  try {
    return headerHash((await readDocument(folder)).settlement);
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
}
