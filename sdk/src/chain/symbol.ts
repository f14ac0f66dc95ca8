import { requireGiven } from "../columns/given.ts";
import type { Hex } from "../columns/hex.ts";
import { chainErrorOf } from "./failures.ts";
import { ADDRESS, BLOCK, READER } from "./given.ts";
import type { BlockTag, ChainReader } from "./reader.ts";
import { revertOf } from "./reverts.ts";

const SYMBOL = "0x95d89b41";
// Text of the token's own: short and plain, or it is left out.
const PLAIN = /^[A-Za-z0-9.$+₮-]{1,12}$/u;

/**
 * What a token calls itself; "" if it says nothing that is short and plain. Any token can bear any name.
 *
 * @param at the block that is asked about; the newest unless given
 * @throws {ChainError} if the chain is not reached
 * @example
 * await symbolOf(chain.provider, await fund.token()) // "USDT"
 */
export async function symbolOf(provider: ChainReader, token: Hex, at: BlockTag = "latest"): Promise<string> {
  requireGiven({ provider, token, at }, { provider: READER, token: ADDRESS, at: BLOCK });
  try {
    return symbolFrom(await provider.call({ to: token, data: SYMBOL, blockTag: at }));
  } catch (error) {
    if (revertOf(error) !== undefined) return "";
    throw chainErrorOf(error);
  }
}

/** Text as the ABI has it (offset, length, bytes), or as 32 bytes, as some old tokens answer. */
function symbolFrom(answer: string): string {
  const bytes = Uint8Array.from(answer.slice(2).match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  const length = bytes.length > 64 ? Math.min(bytes[63] ?? 0, bytes.length - 64) : 0;
  const raw = bytes.length === 32 ? bytes.filter((byte) => byte !== 0) : bytes.subarray(64, 64 + length);
  const text = new TextDecoder().decode(raw);
  return PLAIN.test(text) ? text : "";
}
