import { InputError } from "../errors.ts";

/** A node's address, taken apart. */
export interface NodeAddress {
  /** Where it is asked: without name and password, which browsers refuse in an address. */
  readonly href: string;
  /** The node without what may be secret in its address; for messages. */
  readonly host: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Blots out of what the node says what is secret in its address. */
  mask(text: string): string;
}

// A shorter part of a path ("v3", "mainnet") is no key.
const SHORTEST_KEY = 8;

/** Whether this can be a node's address. */
export function isNodeAddress(text: string): boolean {
  return /^https?:$/.test(URL.parse(text)?.protocol ?? "");
}

/** @throws {InputError} if it is no address of http or https */
export function nodeAddress(text: string): NodeAddress {
  const expected = "an address such as http://127.0.0.1:8545";
  const url = URL.parse(text);
  // What was given is not repeated: it may hold a key.
  if (url === null) throw new InputError("the chain's address is not usable", { expected });
  const { protocol, username, password, pathname, searchParams } = url;
  if (!isNodeAddress(text)) throw new InputError("the chain's address is not usable", { got: protocol, expected });
  const host = `${protocol}//${url.host}`;
  const basic = username === "" && password === "" ? undefined : basicOf(`${decoded(username)}:${decoded(password)}`);
  const keys = [...pathname.split("/"), ...searchParams.keys()].filter(({ length }) => length >= SHORTEST_KEY);
  const words = [username, password, ...searchParams.values()];
  url.username = "";
  url.password = "";
  const headers: Record<string, string> = basic === undefined ? {} : { authorization: `Basic ${basic}` };
  return { href: url.href, host, headers, mask: masking([basic ?? "", ...keys], words) };
}

/** A percent sign that begins no sign is one. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function basicOf(pair: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(pair)));
}

/** Keys are blotted out wherever they stand, words of any length where they stand by themselves. */
function masking(keys: readonly string[], words: readonly string[]): (text: string) => string {
  const spelt = (parts: readonly string[]) =>
    [...new Set(parts.flatMap((part) => [part, decoded(part), encodeURIComponent(decoded(part))]))]
      .filter((part) => part !== "")
      .sort((a, b) => b.length - a.length)
      .map((part) => part.replace(/[^\p{L}\p{N}]/gu, (sign) => `\\u{${sign.codePointAt(0)?.toString(16)}}`));
  const alone = spelt(words).map((word) => `(?<![\\p{L}\\p{N}_])${word}(?![\\p{L}\\p{N}_])`);
  const secrets = [...spelt(keys), ...alone];
  if (secrets.length === 0) return (text) => text;
  const pattern = new RegExp(secrets.join("|"), "giu");
  return (text) => text.replace(pattern, "***");
}
