import { basicOf, decoded } from "./node-address.ts";

// A shorter part of a path ("v3", "mainnet") is no key.
const SHORTEST_KEY = 8;

/**
 * Blots out of what a node says what is secret in its address: keys in its path, and the name and password as they are sent, wherever
 * they stand; name, password and the values of its query, of any length, where they stand by themselves.
 *
 * @param address a usable one
 */
export function maskOf(address: string): (text: string) => string {
  const url = new URL(address);
  const { username, password, pathname, searchParams } = url;
  const keys = [...pathname.split("/"), ...searchParams.keys()].filter(({ length }) => length >= SHORTEST_KEY);
  return masking([basicOf(url), ...keys], [username, password, ...searchParams.values()]);
}

/** Blots out keys wherever they stand, and words where they stand by themselves. */
export function masking(keys: readonly string[], words: readonly string[]): (text: string) => string {
  const spelt = (parts: readonly string[]) =>
    [...new Set(parts.flatMap((part) => [part, decoded(part), encodeURIComponent(decoded(part))]))]
      .filter((part) => part !== "")
      .sort((a, b) => b.length - a.length)
      .map((part) => part.replace(/[^\p{L}\p{N}]/gu, (sign) => `\\u{${sign.codePointAt(0)?.toString(16)}}`));
  const anywhere = spelt(keys);
  const alone = spelt(words).map((word) => `${word}(?![\\p{L}\\p{N}_])`);
  if (anywhere.length + alone.length === 0) return (text) => text;
  // A look behind would say it in a word; Safari knows none before 2023.
  const behind = `(^|[^\\p{L}\\p{N}_])(?:${[...anywhere, ...alone].join("|")})`;
  const pattern = new RegExp([...anywhere, behind].join("|"), "giu");
  const blot = (text: string) => text.replace(pattern, (_, before: string | undefined) => `${before ?? ""}***`);
  // Once more for a secret right behind another, whose last sign stands before it.
  return (text) => blot(blot(text));
}
