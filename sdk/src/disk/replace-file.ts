import { randomBytes } from "node:crypto";
import { open, readFile, rename, rm } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { fileError } from "./text-file.ts";

const FOR_ALL_TO_READ = 0o644;

/**
 * Replaces a file that others read meanwhile, or makes it: they see the old one or the new one, and never a half.
 *
 * @returns whether it changed: the same text is not written again
 * @throws {InputError} if it cannot be written; then it is as it was, and nothing is left behind
 */
export async function replaceFile(path: string, text: string): Promise<boolean> {
  const target = resolve(path);
  const temporary = join(dirname(target), `.${basename(target)}.tmp-${randomBytes(6).toString("hex")}`);
  try {
    if ((await textAt(target)) === text) return false;
    const file = await open(temporary, "wx", FOR_ALL_TO_READ);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, target);
    return true;
  } catch (error) {
    await rm(temporary, { force: true });
    throw fileError(error, path);
  }
}

async function textAt(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
