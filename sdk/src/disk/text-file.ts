import { createReadStream } from "node:fs";
import { COUNT, NAME } from "../columns/given.ts";
import { InputError } from "../errors.ts";
import { DISK } from "../problems/english/disk.ts";
import { LISTS } from "../problems/english/lists.ts";
import { refused } from "../problems/problem.ts";

const REASONS = {
  ENOENT: "noSuchFile",
  EISDIR: "isFolder",
  ENOTDIR: "isFile",
  EACCES: "noPermission",
  EPERM: "noPermission",
  EROFS: "diskReadOnly",
  ENOSPC: "diskFull",
  ENOTEMPTY: "folderNotEmpty",
  EEXIST: "fileExists",
} as const satisfies Record<string, keyof typeof DISK>;

/**
 * Reads a text file of limited size, in bytes.
 *
 * @throws {InputError} if it cannot be read, is longer, or is not UTF-8
 * @example
 * const text = await readSmallFile("statement.json", 1 << 20);
 */
export async function readSmallFile(path: string, mostBytes: number): Promise<string> {
  NAME(path, "path");
  COUNT(mostBytes, "mostBytes");
  const bytes = await readSmallBytes(path, mostBytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw refused(LISTS, "notUtf8", {}, { file: path });
  }
}

/** @throws {InputError} if the file cannot be read, or is longer */
export async function readSmallBytes(path: string, mostBytes: number): Promise<Uint8Array> {
  try {
    const bytes = await readUpTo(path, mostBytes + 1);
    if (bytes.length > mostBytes) throw refused(DISK, "fileTooLarge", { most: mostBytes }, { file: path });
    return bytes;
  } catch (error) {
    throw fileError(error, path);
  }
}

/** A file's first bytes: how long it is, a device does not say, and a file that grows says too little. */
async function readUpTo(path: string, mostBytes: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of createReadStream(path)) {
    pieces.push(piece as Uint8Array);
    length += (piece as Uint8Array).length;
    if (length >= mostBytes) break;
  }
  return Buffer.concat(pieces);
}

/** An error of the file system as the caller's: a sentence, with the file's name. Others are passed on. */
export function fileError(error: unknown, path: string): unknown {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  if (error instanceof InputError || code === undefined || !/^E[A-Z]+$/.test(code)) return error;
  const known = Object.hasOwn(REASONS, code) ? REASONS[code as keyof typeof REASONS] : undefined;
  return known === undefined
    ? refused(DISK, "fileSystem", { said: code }, { file: path })
    : refused(DISK, known, {}, { file: path });
}
