import { createReadStream } from "node:fs";
import { InputError } from "../errors.ts";

const REASONS: Record<string, string> = {
  ENOENT: "no such file or folder",
  EISDIR: "a folder, where a file is expected",
  ENOTDIR: "a file, where a folder is expected",
  EACCES: "no permission",
  EPERM: "no permission",
  EROFS: "the disk is read-only",
  ENOSPC: "the disk is full",
  ENOTEMPTY: "the folder is not empty",
  EEXIST: "there is such a file already",
};

/**
 * Reads a text file of limited size.
 *
 * @throws {InputError} if it cannot be read, is longer, or is not UTF-8
 */
export async function readSmallFile(path: string, mostBytes: number): Promise<string> {
  try {
    const bytes = await readUpTo(path, mostBytes + 1);
    if (bytes.length > mostBytes) {
      throw new InputError("the file is too large", {
        file: path,
        got: `more than ${mostBytes} bytes`,
        expected: `at most ${mostBytes}`,
      });
    }
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) throw new InputError("not valid UTF-8", { file: path });
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
  return new InputError(REASONS[code] ?? `the file system refused (${code})`, { file: path });
}
