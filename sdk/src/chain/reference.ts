import { TEXT } from "../columns/given.ts";
import { type Hex, isWord, toHex } from "../columns/hex.ts";
import { keccak256 } from "../commitment/keccak.ts";
import { CREDITS } from "../problems/english/credits.ts";
import { refused } from "../problems/problem.ts";

/**
 * An exchange's own reference of a liquidation, of any length, as the 32 bytes that go on chain: 32 bytes of hex as such, any other
 * text by its hash.
 *
 * @throws {InputError} if it is empty
 * @example
 * refOf("liq-1") // "0x" and 64 hex digits: keccak256 of the text's UTF-8
 */
export function refOf(text: string): Hex {
  TEXT(text, "a reference");
  if (isWord(text)) return text.toLowerCase() as Hex;
  if (text === "") throw refused(CREDITS, "referenceEmpty", {});
  return toHex(keccak256(new TextEncoder().encode(text)));
}
