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

/** @throws {InputError} if there is something at a path */
export async function assertFree(path: string): Promise<void> {
  const isThere = await stat(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return false;
      throw error;
    },
  );
  if (isThere) throw refused(DISK, "fileExists", {}, { file: path });
}
