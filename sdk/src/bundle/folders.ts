import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { fileError } from "../disk/text-file.ts";
import { InputError } from "../errors.ts";
import { BUNDLE_FILES } from "./bundle.ts";
import type { SettlementDocument } from "./document.ts";
import { readDocument } from "./folder.ts";

/**
 * The folder itself if it is a bundle, and the folders in it, in the order of their names; links are followed. Of those in a bundle only
 * the ones that are bundles as well; none whose name begins with a dot: what is being written has such a name until it is whole.
 *
 * @throws {InputError} if the folder cannot be read
 */
export async function bundleFolders(root: string): Promise<string[]> {
  try {
    const entries = await readdir(root, { withFileTypes: true });
    const inside = entries.filter((entry) => entry.isDirectory() || entry.isSymbolicLink()).map(({ name }) => name);
    const whole = inside.filter((name) => !name.startsWith("."));
    const folders = whole.sort().map((name) => join(root, name));
    if (!entries.some(({ name }) => name === BUNDLE_FILES.settlement)) return folders;
    const areBundles = await Promise.all(folders.map(isBundle));
    return [root, ...folders.filter((_, at) => areBundles[at])];
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

async function isBundle(folder: string): Promise<boolean> {
  const info = await stat(join(folder, BUNDLE_FILES.settlement)).catch(() => undefined);
  return info !== undefined;
}
