import { createReadStream } from "node:fs";
import { DISK } from "../problems/english/disk.ts";
import { LISTS } from "../problems/english/lists.ts";
import { refused } from "../problems/problem.ts";
import { fileError } from "./text-file.ts";

const LINE_FEED = 10;

/** A line of a file, without its end, counted from 1. */
export interface Line {
  readonly text: string;
  readonly line: number;
}

/**
 * Reads a text file line by line, however long it is.
 *
 * @param mostBytes of one line
 * @throws {InputError} if it cannot be read, a line is longer, or it is not UTF-8
 */
export async function* linesOf(path: string, mostBytes: number): AsyncGenerator<Line> {
  let parts: Uint8Array[] = [];
  let length = 0;
  let line = 0;
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const add = (bytes: Uint8Array) => {
    length += bytes.length;
    if (length > mostBytes) {
      throw refused(DISK, "lineTooLong", { most: mostBytes }, { file: path, line: line + 1 });
    }
    parts.push(bytes);
  };
  const take = (): Line => {
    line++;
    try {
      return { text: decoder.decode(Buffer.concat(parts)), line };
    } catch {
      throw refused(LISTS, "notUtf8", {}, { file: path, line });
    } finally {
      [parts, length] = [[], 0];
    }
  };
  try {
    for await (const piece of createReadStream(path, { highWaterMark: 1 << 20 }) as AsyncIterable<Uint8Array>) {
      let start = 0;
      for (let end = piece.indexOf(LINE_FEED); end >= 0; end = piece.indexOf(LINE_FEED, start)) {
        add(piece.subarray(start, end));
        yield take();
        start = end + 1;
      }
      add(piece.subarray(start));
    }
    if (length > 0) yield take();
  } catch (error) {
    throw fileError(error, path);
  }
}
