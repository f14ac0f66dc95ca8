import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { NAME, requireGiven } from "../columns/given.ts";
import { replaceFile } from "../disk/replace-file.ts";
import { fileError } from "../disk/text-file.ts";
import { atomFeed, type Publisher } from "./atom.ts";
import { svgFigure } from "./figure.ts";
import { FEED, PUBLISHER } from "./given.ts";
import type { FeedData } from "./read.ts";
import { statusJson } from "./status.ts";

/** The files that are published, by their names. */
const FEED_FILES = ["feed.xml", "figure.svg", "status.json"] as const;
/** The name of a file that a host publishes. */
export type FeedFile = (typeof FEED_FILES)[number];

/**
 * What is published of a fund, as the texts of files. The same data gives the same bytes.
 *
 * @example
 * Object.keys(feedFiles(data, { name: "ZKE", page: undefined }))
 */
export function feedFiles(data: FeedData, publisher: Publisher): Record<FeedFile, string> {
  requireGiven({ data, publisher }, { data: FEED, publisher: PUBLISHER });
  return {
    "feed.xml": atomFeed(data, publisher),
    "figure.svg": svgFigure(data, publisher),
    "status.json": statusJson(data),
  };
}

/**
 * Writes what is published of a fund into a folder, which is made if it is not there. Each file is replaced as a whole, and left as it is
 * where nothing in it changed.
 *
 * @returns the files that changed
 * @throws {InputError} if the folder cannot be written
 * @example
 * await writeFeed("public", await readFeed(fund), { name: "Example", page: undefined });
 */
export async function writeFeed(folder: string, data: FeedData, publisher: Publisher): Promise<FeedFile[]> {
  NAME(folder, "folder");
  const files = feedFiles(data, publisher);
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw fileError(error, folder);
  }
  const changed: FeedFile[] = [];
  for (const name of FEED_FILES) if (await replaceFile(join(folder, name), files[name])) changed.push(name);
  return changed;
}
