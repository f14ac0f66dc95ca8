import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { BUNDLE_FILES } from "../bundle/bundle.ts";
import { readDocument } from "../bundle/folder.ts";
import { headerHash, type Settlement } from "../commitment/header.ts";
import type { Hex } from "../commitment/hex.ts";
import { InputError } from "../errors.ts";
import { type CommittedLists, readCommittedLists } from "../game/lists.ts";

/** The exchange's bundles. */
export interface Library {
  /** The lists of a settlement, as far as they are the committed ones; undefined if no bundle is of it. */
  listsOf(settlement: Settlement): Promise<CommittedLists | undefined>;
  /** Lets go of the lists of all settlements but these. */
  keepOnly(settlements: readonly Settlement[]): void;
}

/**
 * Opens a folder whose folders are bundles, or that is a bundle itself. New bundles are found when they are asked for.
 *
 * @throws {InputError} if there is no such folder
 */
export async function openLibrary(folder: string): Promise<Library> {
  const info = await stat(folder).catch(() => undefined);
  if (!info?.isDirectory()) throw new InputError("no such folder of bundles", { file: folder });
  const folders = new Map<Hex, string>();
  const lists = new Map<Hex, CommittedLists>();

  async function scan(): Promise<void> {
    const inside = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isDirectory());
    for (const candidate of [folder, ...inside.map(({ name }) => join(folder, name))]) {
      const hash = await hashIn(candidate);
      if (hash !== undefined) folders.set(hash, candidate);
    }
  }

  return {
    async listsOf(settlement) {
      const hash = headerHash(settlement);
      const known = lists.get(hash);
      if (known !== undefined) return known;
      if (!folders.has(hash)) await scan();
      const place = folders.get(hash);
      if (place === undefined) return undefined;
      const read = await readCommittedLists(settlement, place);
      // What is not whole may still be in the making, and is read again.
      if (read.positions.missing === undefined && read.liquidations.missing === undefined) lists.set(hash, read);
      return read;
    },
    keepOnly(settlements) {
      const kept = new Set(settlements.map(headerHash));
      for (const hash of lists.keys()) if (!kept.has(hash)) lists.delete(hash);
    },
  };
}

/** Which settlement a folder is of, if it is a bundle. */
async function hashIn(folder: string): Promise<Hex | undefined> {
  const info = await stat(join(folder, BUNDLE_FILES.settlement)).catch(() => undefined);
  if (info === undefined) return undefined;
  try {
    return headerHash((await readDocument(folder)).settlement);
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}
