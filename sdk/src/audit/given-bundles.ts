// The bundles that whoever audits has at hand.
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { BUNDLE_FILES } from "../bundle/bundle.ts";
import type { SettlementDocument } from "../bundle/document.ts";
import { readDocument } from "../bundle/folder.ts";
import type { Hex } from "../columns/hex.ts";
import { type FundIdentity, identityText, sameIdentity } from "../commitment/domain.ts";
import { headerHash } from "../commitment/header.ts";
import { fileError } from "../disk/text-file.ts";
import { InputError } from "../errors.ts";
import { type Finding, findingOf } from "./ledger/finding.ts";
import type { AuditedSubmission } from "./ledger/state.ts";

/** What a bundle of this fund must name. */
export interface FundTerms {
  readonly identity: FundIdentity;
  /** Decimal places of the token; undefined if it does not say. */
  readonly decimals: number | undefined;
}

/** Bundles that were given, and what is to be said of those that are of no use. */
export interface GivenBundles {
  /** Folders by the hashes of their headers. */
  readonly given: ReadonlyMap<Hex, string>;
  readonly remarks: readonly string[];
  readonly findings: readonly Finding[];
}

/**
 * Looks through a folder of bundles, or at one bundle. One whose settlement was never submitted is told, and is no disagreement: an
 * exchange may settle more than once before it submits.
 *
 * @throws {InputError} if the folder cannot be read
 */
export async function givenBundles(
  root: string | undefined,
  submissions: readonly AuditedSubmission[],
  terms: FundTerms,
): Promise<GivenBundles> {
  const given = new Map<Hex, string>();
  const remarks: string[] = [];
  const findings: Finding[] = [];
  if (root === undefined) return { given, remarks, findings };
  const submitted = new Set(submissions.map(({ settlement }) => headerHash(settlement)));
  for (const folder of await bundleFolders(root)) {
    const document = await documentIn(folder);
    if (document instanceof InputError) {
      remarks.push(`${folder} is not used: ${document.toString()}`);
      continue;
    }
    findings.push(...foreignBundle(document, folder, terms));
    const { settlement } = document;
    const hash = headerHash(settlement);
    if (!submitted.has(hash))
      remarks.push(`${folder} is not used: this settlement of period ${settlement.period} was never submitted.`);
    else if (given.has(hash)) remarks.push(`${folder} is not used: ${given.get(hash)} has the same settlement.`);
    else given.set(hash, folder);
  }
  return { given, remarks, findings };
}

/** Finds a bundle that names another fund, another chain, none at all, or other decimals than the token's. */
export function foreignBundle(
  { identity, decimals, settlement }: SettlementDocument,
  from: string,
  terms: FundTerms,
): Finding[] {
  const of = `The bundle of period ${settlement.period}`;
  if (identity === undefined || !sameIdentity(identity, terms.identity)) {
    const what = `${of} is of ${identityText(identity)}, and this is ${identityText(terms.identity)}.`;
    return [findingOf("BUNDLE-2", what, from)];
  }
  if (terms.decimals === undefined || decimals === terms.decimals) return [];
  const what = `${of} has amounts with other decimals than the token.`;
  return [findingOf("BUNDLE-2", what, from, { expected: terms.decimals, got: decimals })];
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

/** What a folder's settlement.json says, or why it cannot be used. */
export async function documentIn(folder: string): Promise<SettlementDocument | InputError> {
  try {
    return await readDocument(folder);
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
}
