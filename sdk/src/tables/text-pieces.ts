import { type NoTable, TABLES } from "../problems/english/tables.ts";
import { refused } from "../problems/problem.ts";

/** So many bytes tell what a file is. */
export const BYTES_TO_TELL = 512;

const startsWith = (bytes: Uint8Array, ...start: number[]) => start.every((byte, i) => bytes[i] === byte);
const ascii = (text: string) => Array.from(text, (sign) => sign.charCodeAt(0));

/** What packs a file, by its first bytes. */
export function packedBy(bytes: Uint8Array): "gzip" | "zstd" | undefined {
  if (startsWith(bytes, 0x1f, 0x8b)) return "gzip";
  return startsWith(bytes, 0x28, 0xb5, 0x2f, 0xfd) ? "zstd" : undefined;
}

/** Whether a file is Parquet, by its first bytes. */
export const isParquet = (bytes: Uint8Array) => startsWith(bytes, ...ascii("PAR1"));

/** What a file is that is no table, by its first bytes. */
export function noTableOf(bytes: Uint8Array): NoTable | undefined {
  if (startsWith(bytes, ...ascii("PK"), 3, 4) || startsWith(bytes, ...ascii("PK"), 5, 6)) return "zip";
  if (startsWith(bytes, ...ascii("PARE"))) return "encrypted";
  if (startsWith(bytes, 0xff, 0xfe, 0, 0) || startsWith(bytes, 0, 0, 0xfe, 0xff)) return "utf32";
  const text = new TextDecoder("latin1")
    .decode(bytes)
    .replace(/^\u00ef\u00bb\u00bf/, "")
    .trimStart();
  if (/^(<!doctype html|<html|<head|<\?xml)/i.test(text)) return "html";
  if (text.startsWith("version https://git-lfs")) return "lfs";
  if (text.startsWith("[")) return "array";
  // Of Latin letters, every other byte is NUL.
  if (bytes.length >= 4 && (bytes[0] === 0) !== (bytes[1] === 0) && (bytes[2] === 0) === (bytes[0] === 0)) {
    return (bytes[3] === 0) === (bytes[1] === 0) ? "unmarked" : undefined;
  }
  return undefined;
}

/** A piece of text in UTF-8, and how many bytes of the file were read with it. */
interface TextPiece {
  readonly piece: Uint8Array;
  readonly read: number;
}

/**
 * A file's text in UTF-8, from UTF-16 if a byte order mark says that, and whether it is JSON.
 *
 * @throws {InputError} if the first bytes say that it is no table
 */
export async function textPieces(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  file: string,
): Promise<{ readonly isJson: boolean; readonly pieces: AsyncGenerator<TextPiece> }> {
  const iterator = Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
  const start = await startOf(iterator);
  const is = noTableOf(start.subarray(0, BYTES_TO_TELL));
  if (is !== undefined) throw refused(TABLES, "notTable", { is }, { file });
  const wide = startsWith(start, 0xff, 0xfe) ? "utf-16le" : startsWith(start, 0xfe, 0xff) ? "utf-16be" : undefined;
  const pieces = rest(start, iterator);
  const head =
    wide === undefined
      ? start
      : new TextEncoder().encode(new TextDecoder(wide).decode(start.subarray(0, BYTES_TO_TELL)));
  const isJson = /^(\u00ef\u00bb\u00bf)?\s*\{/.test(new TextDecoder("latin1").decode(head.subarray(0, BYTES_TO_TELL)));
  return { isJson, pieces: wide === undefined ? pieces : narrowed(pieces, wide, file) };
}

/** As many pieces as tell what a file is, in one. */
export async function startOf(iterator: AsyncIterator<Uint8Array> | Iterator<Uint8Array>): Promise<Uint8Array> {
  let start = new Uint8Array();
  while (start.length < BYTES_TO_TELL) {
    const { value, done } = await iterator.next();
    if (done) break;
    const longer = new Uint8Array(start.length + value.length);
    longer.set(start);
    longer.set(value, start.length);
    start = longer;
  }
  return start;
}

async function* rest(
  start: Uint8Array,
  iterator: AsyncIterator<Uint8Array> | Iterator<Uint8Array>,
): AsyncGenerator<TextPiece> {
  let read = start.length;
  try {
    yield { piece: start, read };
    for (;;) {
      const { value, done } = await iterator.next();
      if (done) return;
      read += value.length;
      yield { piece: value, read };
    }
  } finally {
    await iterator.return?.();
  }
}

/** UTF-16 as UTF-8; the mark is left out. */
async function* narrowed(
  pieces: AsyncGenerator<TextPiece>,
  encoding: "utf-16le" | "utf-16be",
  file: string,
): AsyncGenerator<TextPiece> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  const encoder = new TextEncoder();
  let read = 0;
  const decoded = (bytes?: Uint8Array): TextPiece => {
    try {
      return { piece: encoder.encode(decoder.decode(bytes, { stream: bytes !== undefined })), read };
    } catch {
      throw refused(TABLES, "notUtf16", {}, { file });
    }
  };
  for await (const each of pieces) {
    ({ read } = each);
    yield decoded(each.piece);
  }
  yield decoded();
}
