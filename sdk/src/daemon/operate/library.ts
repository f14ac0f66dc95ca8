import { stat } from "node:fs/promises";
import { join } from "node:path";
import { BUNDLE_FILES } from "../../bundle/bundle.ts";
import { bundleFolders, documentIn } from "../../bundle/folders.ts";
import { openProvable, type ProvableList } from "../../bundle/provable.ts";
import { keepSegments } from "../../bundle/segments.ts";
import { messageOf } from "../../chain/failures.ts";
import type { TreeName } from "../../chain/names.ts";
import type { Hex } from "../../columns/hex.ts";
import { type FundIdentity, identityText, sameIdentity } from "../../commitment/domain.ts";
import { headerHash, type Settlement } from "../../commitment/header.ts";
import { InputError } from "../../errors.ts";
import { DISK } from "../../problems/english/disk.ts";
import { refused } from "../../problems/problem.ts";

/** A list of which entries can be proven, or why there is none. */
export type Listed = { readonly list: ProvableList } | { readonly missing: string };

/** The exchange's bundles. */
export interface Library {
  /** One of a settlement's lists, if a bundle has it as it is committed. */
  listOf(settlement: Settlement, tree: TreeName): Promise<Listed>;
  /** The bundle that has a settlement's very header, or why there is none: a new one is found when it is asked for. */
  sourceOf(settlement: Settlement): Promise<{ readonly folder: string } | { readonly missing: string }>;
  /** Lets go of what is known of all settlements but these. */
  keepOnly(settlements: readonly Settlement[]): void;
}

/**
 * Opens a folder whose folders are bundles, or that is a bundle itself. New bundles are found when they are asked for. However
 * many are asked for entries, no list is kept in memory.
 *
 * @param identity the fund that the bundles must be of
 * @throws {InputError} if there is no such folder
 */
export async function openLibrary(folder: string, identity: FundIdentity): Promise<Library> {
  const info = await stat(folder).catch(() => undefined);
  if (!info?.isDirectory()) throw refused(DISK, "noLibrary", {}, { file: folder });
  const folders = new Map<Hex, string>();
  const strangers = new Map<Hex, string>();
  const lists = new Map<string, Listed & { readonly look: string }>();
  const segments = keepSegments();
  /** What each settlement.json was when it was read. */
  const seen = new Map<string, string>();

  async function scan(): Promise<void> {
    for (const candidate of await bundleFolders(folder)) {
      const look = await lookOf(join(candidate, BUNDLE_FILES.settlement));
      if (look !== "" && seen.get(candidate) === look) continue;
      const found = await documentIn(candidate);
      if (found instanceof InputError) continue;
      seen.set(candidate, look);
      const hash = headerHash(found.settlement);
      if (found.identity !== undefined && sameIdentity(found.identity, identity)) folders.set(hash, candidate);
      else strangers.set(hash, `${candidate} is of ${identityText(found.identity)}, not of ${identityText(identity)}`);
    }
  }

  async function open(place: string, settlement: Settlement, tree: TreeName): Promise<Listed> {
    try {
      return { list: await openProvable(place, settlement, tree, segments) };
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      return { missing: messageOf(error) };
    }
  }

  async function sourceOf(settlement: Settlement): Promise<{ readonly folder: string } | { readonly missing: string }> {
    const hash = headerHash(settlement);
    const before = folders.get(hash);
    // A folder may be moved, taken away or written anew.
    if (before !== undefined && (await lookOf(join(before, BUNDLE_FILES.settlement))) !== seen.get(before)) {
      folders.delete(hash);
      seen.delete(before);
    }
    if (!folders.has(hash)) await scan();
    const place = folders.get(hash);
    return place === undefined ? { missing: strangers.get(hash) ?? "no bundle is of it" } : { folder: place };
  }

  return {
    sourceOf,
    async listOf(settlement, tree) {
      const hash = headerHash(settlement);
      const source = await sourceOf(settlement);
      if ("missing" in source) return source;
      const place = source.folder;
      const name = `${hash} ${tree}`;
      const look = `${place} ${await lookOf(join(place, BUNDLE_FILES[tree]))}`;
      const known = lists.get(name);
      // What is not whole may still be in the making; a long list is not read again before that has changed.
      if (known?.look === look) return known;
      const opened = { ...(await open(place, settlement, tree)), look };
      lists.set(name, opened);
      return opened;
    },
    keepOnly(settlements) {
      const kept = new Set<string>(settlements.map(headerHash));
      for (const name of lists.keys()) if (!kept.has(name.split(" ")[0] as string)) lists.delete(name);
    },
  };
}

/** Tells a file from what it was before. */
async function lookOf(file: string): Promise<string> {
  const info = await stat(file).catch(() => undefined);
  return info === undefined ? "" : `${info.ino} ${info.size} ${info.mtimeMs}`;
}
