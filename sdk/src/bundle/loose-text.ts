// What a mail, a chat or an editor does to text, and how it is taken back. A text is anybody's: all of this takes time in proportion to
// its length, whatever is in it.
import { FILES } from "../problems/english/files.ts";
import { refused } from "../problems/problem.ts";

/**
 * The text of a file that somebody saved or was sent: UTF-8 or UTF-16, with a mark of the order of its bytes or without.
 *
 * @throws {InputError} if it is none of these
 */
export function textOfBytes(bytes: Uint8Array): string {
  const encoding = encodingOf(bytes);
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    throw refused(FILES, "notUtf8Text", {});
  }
}

const SAMPLE = 512;

function encodingOf(bytes: Uint8Array): "utf-8" | "utf-16le" | "utf-16be" {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  // Text like a statement's has a zero beside each sign in UTF-16, and none in UTF-8.
  const zeros = [0, 0];
  const sample = bytes.subarray(0, SAMPLE);
  for (const [at, byte] of sample.entries())
    if (byte === 0) (zeros as number[])[at & 1] = (zeros[at & 1] as number) + 1;
  const [even = 0, odd = 0] = zeros;
  if (odd > sample.length / 8 && even < odd / 4) return "utf-16le";
  if (even > sample.length / 8 && odd < even / 4) return "utf-16be";
  return "utf-8";
}

const withoutQuoting = (text: string) => text.replace(/^[^\S\n]*(?:>[^\S\n]?)+/gm, "");
// Zero-width signs, the mark of byte order, and soft hyphens.
const withoutInvisible = (text: string) =>
  text.replace(/[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]/g, "");
const withPlainSpaces = (text: string) => text.replace(/[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/g, " ");
const withPlainQuotes = (text: string) => text.replace(/[\u201c\u201d\u201e\u201f\u2033\uff02\u00ab\u00bb]/g, '"');
/** A text between quotes that ends in the middle of a line goes on in the next. */
const withoutBreaks = (text: string) => text.replace(/\r?\n/g, "");
const withoutSoftBreaks = (text: string) =>
  text
    .split("\n")
    .map((line) => line.trim())
    .join("");

/** A text as it is, then with more and more taken back of what was done to it. */
export function* cleanings(text: string): Generator<string> {
  yield text;
  const unquoted = withoutQuoting(text);
  yield unquoted;
  const visible = withPlainSpaces(withoutInvisible(unquoted));
  yield visible;
  const straight = withPlainQuotes(visible);
  yield straight;
  yield withoutBreaks(straight);
  yield withoutSoftBreaks(straight);
}

/** A piece of text from a brace to the one that closes it, and the line that it begins in, from 1. */
export interface Piece {
  readonly text: string;
  readonly line: number;
  /** Whether its end is missing. */
  readonly isCut: boolean;
}

/** How many signs may be gone through behind braces that nothing closes. */
const MOST_WASTED = 1 << 23;

/** All that stands in braces in a text, the outermost. */
export function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  const lines = lineCounter(text);
  const begin = /\{\s*"/g;
  let wasted = 0;
  for (let found = begin.exec(text); found !== null && wasted < MOST_WASTED; found = begin.exec(text)) {
    const start = found.index;
    const { end, isClosed } = endOfBraces(text, start);
    const to = isClosed ? end : nextObject(text, start);
    if (!isClosed) wasted += Math.max(end, to) - start;
    pieces.push({ text: text.slice(start, to), line: lines(start), isCut: !isClosed });
    begin.lastIndex = isClosed ? end : start + 1;
  }
  return pieces;
}

/** Where the next thing begins that may be an object of its own, at the begin of a line. */
function nextObject(text: string, start: number): number {
  const begin = /\{\s*"/y;
  for (let line = text.indexOf("\n", start + 1); line >= 0; ) {
    const at = afterBlanks(text, line);
    begin.lastIndex = at;
    if (begin.test(text)) return line;
    line = text.indexOf("\n", at);
  }
  return text.length;
}

function afterBlanks(text: string, from: number): number {
  let at = from;
  while (at < text.length && (text[at] as string).trim() === "") at++;
  return at;
}

function endOfBraces(text: string, start: number): { readonly end: number; readonly isClosed: boolean } {
  let depth = 0;
  let isText = false;
  for (let at = start; at < text.length; at++) {
    const sign = text[at];
    if (isText) {
      if (sign === "\\") at++;
      else if (sign === '"') isText = false;
      // No text of JSON goes over the end of a line.
      else if (sign === "\n") return { end: at, isClosed: false };
    } else if (sign === '"') isText = true;
    else if (sign === "{") depth++;
    else if (sign === "}" && --depth === 0) return { end: at + 1, isClosed: true };
  }
  return { end: text.length, isClosed: false };
}

function lineCounter(text: string): (index: number) => number {
  let at = 0;
  let line = 1;
  return (index) => {
    for (; at < index; at++) if (text[at] === "\n") line++;
    return line;
  };
}
