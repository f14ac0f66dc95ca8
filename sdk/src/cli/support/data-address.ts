import { BUNDLE_FILES } from "../../bundle/bundle.ts";
import type { SettlementDocument } from "../../bundle/document.ts";
import { sameRule } from "../../chain/types.ts";
import { sameIdentity } from "../../commitment/domain.ts";
import { headerHash } from "../../commitment/header.ts";
import { fetchBundle } from "../../download/bundle.ts";
import { readDocument } from "../../entries/bundle.ts";
import { InputError } from "../../errors.ts";
import { note } from "./output.ts";

const PATIENCE = 10_000;
const FILE = BUNDLE_FILES.settlement;

/**
 * Looks at a bundle's data address as the public will. That nothing can be had there says nothing: it is noted.
 *
 * @returns what is wrong with what is served there; undefined if it is this settlement, or nothing was had
 */
export async function dataAddressProblem(uri: string, document: SettlementDocument): Promise<string | undefined> {
  const limits = { files: ["settlement"] as const, allowPrivate: true, timeout: PATIENCE, idleTimeout: PATIENCE };
  const fetched = await fetchBundle(uri, document.settlement, limits);
  try {
    const failure = fetched.absent.get(FILE);
    if (failure !== undefined) {
      note(`warning: ${FILE} could not be had from ${uri} (${failure}); see that it is there before watchers look.`);
      return undefined;
    }
    const served = await readDocument(fetched.folder);
    return isSame(served, document) ? undefined : `the ${FILE} at ${uri} is of another settlement`;
  } catch (error) {
    if (error instanceof InputError) return `what is served at ${uri} is no ${FILE}: ${error.message}`;
    throw error;
  } finally {
    await fetched.dispose();
  }
}

function isSame(one: SettlementDocument, other: SettlementDocument): boolean {
  return (
    headerHash(one.settlement) === headerHash(other.settlement) &&
    one.decimals === other.decimals &&
    sameRule(one.policy, other.policy) &&
    (one.identity === undefined || other.identity === undefined
      ? one.identity === other.identity
      : sameIdentity(one.identity, other.identity))
  );
}
