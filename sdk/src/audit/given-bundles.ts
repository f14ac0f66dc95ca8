// The bundles that whoever audits has at hand.
import type { SettlementDocument } from "../bundle/document.ts";
import { bundleFolders, documentIn } from "../bundle/folders.ts";
import type { Hex } from "../columns/hex.ts";
import { type FundIdentity, identityText, sameIdentity } from "../commitment/domain.ts";
import { headerHash } from "../commitment/header.ts";
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
 * Looks through a folder of bundles, or at one bundle. One whose settlement was never submitted is reported, but does not count as a disagreement: an
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
