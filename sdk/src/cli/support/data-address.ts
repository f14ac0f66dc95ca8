import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MOST_HEADER_BYTES } from "../../bundle/bundle.ts";
import type { SettlementDocument } from "../../bundle/document.ts";
import { download } from "../../download/download.ts";
import { readDocument } from "../../entries/bundle.ts";
import { InputError } from "../../errors.ts";
import { note } from "./output.ts";

const PATIENCE = 10_000;
const FILE = "settlement.json";

/**
 * Looks at a bundle's data address as the public will. That nothing can be had there says nothing: it is noted.
 *
 * @returns what is wrong with what is served there; undefined if it is this settlement, or nothing was had
 */
export async function dataAddressProblem(uri: string, document: SettlementDocument): Promise<string | undefined> {
  const url = URL.parse(uri);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    note(
      `warning: ${uri} was not looked at, since it is no address of http or https; see that watchers find the bundle there.`,
    );
    return undefined;
  }
  url.pathname = `${url.pathname.replace(/\/+$/, "")}/${FILE}`;
  url.hash = "";
  const folder = await mkdtemp(join(tmpdir(), "fund-address-"));
  try {
    const limits = { mostBytes: MOST_HEADER_BYTES, timeout: PATIENCE, idleTimeout: PATIENCE, mayBePrivate: () => true };
    const failure = await download(url, join(folder, FILE), limits).then(
      () => undefined,
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    if (failure !== undefined) {
      note(`warning: ${FILE} could not be had from ${uri} (${failure}); see that it is there before watchers look.`);
      return undefined;
    }
    const served = await readDocument(folder);
    return textOf(served) === textOf(document) ? undefined : `the ${FILE} at ${uri} is of another settlement`;
  } catch (error) {
    if (error instanceof InputError) return `what is served at ${uri} is no ${FILE}: ${error.message}`;
    throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const textOf = ({ identity, decimals, policy, settlement }: SettlementDocument) =>
  JSON.stringify([identity, decimals, policy, settlement], (_, part) => (typeof part === "bigint" ? `${part}` : part));
