import { masking } from "../masking.ts";
import { basicOf } from "./node-address.ts";

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
