// What strangers get at a bundle's address, held against the bundle that should be there.
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { BUNDLE_FILES, type Lengths, PUBLIC_FILES } from "../../bundle/bundle.ts";
import { type FetchedBundle, type FetchOptions, fetchBundle } from "../../download/bundle.ts";

/** What was found at an address; to be disposed of. */
export interface Outside extends Pick<FetchedBundle, "folder" | "absent" | "unreached" | "dispose"> {
  /** The names of the files that are there and are not the bundle's. */
  readonly others: readonly string[];
}

/**
 * Fetches a bundle's public files as a stranger would, and compares them with the bundle's own. A `file:` address is this machine's alone:
 * it counts where private addresses do.
 *
 * @param own the bundle's folder
 * @throws {Error} only if the signal stops it, or this machine's disk fails
 */
export async function lookOutside(uri: string, lengths: Lengths, own: string, options: FetchOptions): Promise<Outside> {
  const names = (options.files ?? PUBLIC_FILES).map((file) => BUNDLE_FILES[file]);
  if (!options.allowPrivate && URL.parse(uri)?.protocol === "file:") {
    const absent = new Map(names.map((name) => [name, "a file: address is this machine's alone"]));
    return { folder: "", absent, others: [], dispose: async () => {} };
  }
  const fetched = await fetchBundle(uri, lengths, options);
  try {
    const there = names.filter((name) => !fetched.absent.has(name));
    return { ...fetched, others: await differing(there, own, fetched.folder) };
  } catch (error) {
    await fetched.dispose();
    throw error;
  }
}

/** Which of some files are not the same in two folders. */
export async function differing(names: readonly string[], one: string, other: string): Promise<string[]> {
  const others: string[] = [];
  for (const name of names) {
    if ((await digestOf(join(one, name))) !== (await digestOf(join(other, name)))) others.push(name);
  }
  return others;
}

async function digestOf(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex");
}
