import { NODES } from "#words";
import { decoded } from "../masking.ts";
import { refused } from "../problems/problem.ts";

/** A node's address, taken apart. */
export interface NodeAddress {
  /** Where it is asked: without name and password, which browsers refuse in an address. */
  readonly href: string;
  /** The node without what may be secret in its address; for messages. */
  readonly host: string;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Whether this can be a node's address.
 *
 * @example
 * isNodeAddress("https://node.example.org") // true
 */
export function isNodeAddress(text: string): boolean {
  return /^https?:$/.test(urlOf(text)?.protocol ?? "");
}

/**
 * An address taken apart, if it is one; `URL.parse` does the same, and browsers have it only since 2024.
 *
 * @example
 * urlOf("https://node.example.org/key")?.host // "node.example.org"
 */
export function urlOf(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

/** @throws {InputError} if it is no address of http or https */
export function nodeAddress(text: string): NodeAddress {
  const url = urlOf(text);
  // What was given is not repeated: it may hold a key.
  if (url === undefined) throw refused(NODES, "nodeAddress", {});
  const { protocol } = url;
  if (!isNodeAddress(text)) throw refused(NODES, "nodeAddress", {}, { got: protocol });
  const host = `${protocol}//${url.host}`;
  const basic = basicOf(url);
  url.username = "";
  url.password = "";
  const headers: Record<string, string> = basic === "" ? {} : { authorization: `Basic ${basic}` };
  return { href: url.href, host, headers };
}

/** How a name and a password go in a header, as UTF-8; "" if there is none. */
export function basicOf({ username, password }: Pick<URL, "username" | "password">): string {
  if (username === "" && password === "") return "";
  return btoa(String.fromCharCode(...new TextEncoder().encode(`${decoded(username)}:${decoded(password)}`)));
}
