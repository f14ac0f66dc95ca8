// Putting a bundle where strangers find it; private/ is left out.

import { constants } from "node:fs";
import { chmod, copyFile, mkdir, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { BUNDLE_FILES, PUBLIC_FILES } from "../../bundle/bundle.ts";
import { NAME } from "../../columns/given.ts";
import { fileError } from "../../disk/text-file.ts";
import { isThere } from "../../disk/whole-file.ts";
import { InputError } from "../../errors.ts";
import { SCHEDULING } from "../../problems/english/scheduling.ts";
import { refused } from "../../problems/problem.ts";
import { differing } from "../operate/outside.ts";
import { type CommandOptions, runCommand } from "./command.ts";
import { bundleName, type Publish, variablesOf } from "./period.ts";

/** What is published: what everybody gets, and beside a long list what makes proofs quick. */
const PUBLISHED = [...PUBLIC_FILES, "tree", "index"] as const;
const PUBLIC_FOLDER = 0o755;

/** Publishes by a command, which takes the folder `FUND_BUNDLE` to where `FUND_DATA_URI` is. */
export function publishBy(
  command: string,
  options: Pick<CommandOptions, "log" | "timeout"> & {
    readonly uriOf: (period: { readonly period: bigint }) => string;
  },
): Publish {
  const { uriOf, ...how } = options;
  return (folder, period, signal) => {
    const variables = { ...variablesOf(period), FUND_BUNDLE: folder, FUND_DATA_URI: uriOf(period) };
    return runCommand(command, { ...how, what: "publishing", variables, signal });
  };
}

/**
 * Publishes into a folder: each bundle becomes a folder of its own there, `period-<number>`, which is there whole or not at all. Nothing in it
 * is replaced: what is there already must be the bundle's own.
 *
 * @throws {InputError} of the function that it gives: if a folder cannot be read or written, or has something else in the bundle's place
 * @example
 * await schedule({ ...options, publish: publishTo("/srv/public") });
 */
export function publishTo(target: string): Publish {
  NAME(target, "target");
  return async (folder, period) => {
    const place = join(target, bundleName(period));
    try {
      await mkdir(target, { recursive: true });
      if (await isThere(place)) return await requireSame(folder, place);
      const temporary = await mkdtemp(join(target, `.${bundleName(period)}-`));
      try {
        await copyPublic(folder, temporary);
        await chmod(temporary, PUBLIC_FOLDER);
        await rename(temporary, place);
      } finally {
        await rm(temporary, { recursive: true, force: true });
      }
    } catch (error) {
      throw error instanceof InputError ? error : fileError(error, place);
    }
  };
}

/** Copies a bundle's public files; those that are not there are left out. */
export async function copyPublic(folder: string, to: string): Promise<void> {
  for (const name of await publishedIn(folder)) {
    await copyFile(join(folder, name), join(to, name), constants.COPYFILE_FICLONE);
  }
}

/** Which of a folder's files are published. */
export async function publishedIn(folder: string): Promise<string[]> {
  const there = await readdir(folder);
  return PUBLISHED.map((file) => BUNDLE_FILES[file]).filter((name) => there.includes(name));
}

async function requireSame(folder: string, place: string): Promise<void> {
  const there = await readdir(place);
  const own = await publishedIn(folder);
  const lacking = own.filter((name) => !there.includes(name));
  const others = [
    ...lacking,
    ...(await differing(
      own.filter((name) => there.includes(name)),
      folder,
      place,
    )),
  ];
  if (others.length > 0) throw refused(SCHEDULING, "publishedOther", { names: others.join(", ") }, { file: place });
}
