import { randomBytes } from "node:crypto";
import { type FileHandle, open, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { DISK } from "../problems/english/disk.ts";
import { refused } from "../problems/problem.ts";
import { fileError } from "./text-file.ts";

/** Writes the next bytes of a file; they must stay as they are until it is done. */
export type WriteBytes = (bytes: Uint8Array) => Promise<void>;

const OWNER_ONLY = 0o600;

/**
 * Writes a file for its owner alone, as a whole or not at all: beside its place first, which it takes when it is complete.
 *
 * @param path must not exist
 * @throws {InputError} if it does, or cannot be written; then nothing is left behind
 */
export async function writeWholeFile(path: string, fill: (write: WriteBytes) => Promise<void>): Promise<void> {
  const target = resolve(path);
  const temporary = join(dirname(target), `.${basename(target)}.tmp-${randomBytes(6).toString("hex")}`);
  try {
    await assertFree(target);
    const file = await open(temporary, "wx", OWNER_ONLY);
    try {
      await fill((bytes) => writeAll(file, bytes));
      await file.sync();
    } finally {
      await file.close();
    }
    await assertFree(target);
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw fileError(error, path);
  }
}

/** In one call, where `writeFile` would write some pieces with pauses between. */
export async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length; ) at += (await file.write(bytes, at)).bytesWritten;
}

/**
 * Whether there is something at a path. What cannot be looked at is not taken for missing: it may be there.
 *
 * @throws {InputError} naming the path, if it cannot be told: it leads through a file, or may not be looked into
 */
export async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw fileError(error, path);
  }
}

/** @throws {InputError} if there is something at a path */
export async function assertFree(path: string): Promise<void> {
  if (await isThere(path)) throw refused(DISK, "fileExists", {}, { file: path });
}
