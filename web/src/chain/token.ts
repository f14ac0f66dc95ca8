import { MOST_DECIMALS } from "zke-insurance-fund";
import type { ChainReader } from "zke-insurance-fund/chain";

/** How the fund's token counts and calls itself. */
export interface Token {
  readonly address: string;
  readonly symbol: string;
  readonly decimals: number;
}

const SYMBOL = "0x95d89b41";
const DECIMALS = "0x313ce567";
const BALANCE_OF = "0x70a08231";
// Text of the token's own: short and plain, or it is left out.
const PLAIN = /^[A-Za-z0-9.$+₮-]{1,12}$/u;

/** Reads what a token says of itself; a token that says nothing of use has six decimals and no name. */
export async function readToken(provider: ChainReader, address: string): Promise<Token> {
  const ask = (data: string) => provider.call({ to: address, data });
  const [symbol, decimals] = await Promise.all([ask(SYMBOL), ask(DECIMALS)]);
  return { address, symbol: symbolFrom(symbol), decimals: decimalsFrom(decimals) };
}

/** What an account holds at a block, in base units; undefined if the token gives no answer that is one. */
export async function readBalance(
  provider: ChainReader,
  token: string,
  account: string,
  blockTag: number,
): Promise<bigint | undefined> {
  const data = BALANCE_OF + account.slice(2).toLowerCase().padStart(64, "0");
  const answer = await provider.call({ to: token, data, blockTag });
  return answer.length === 66 ? BigInt(answer) : undefined;
}

function decimalsFrom(answer: string): number {
  const decimals = answer.length === 66 ? Number(BigInt(answer)) : 6;
  return decimals <= MOST_DECIMALS ? decimals : 6;
}

/** Text as the ABI has it (offset, length, bytes), or as 32 bytes, as some old tokens answer. */
function symbolFrom(answer: string): string {
  const bytes = Uint8Array.from(answer.slice(2).match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  const length = bytes.length > 64 ? Math.min(bytes[63] ?? 0, bytes.length - 64) : 0;
  const raw = bytes.length === 32 ? bytes.filter((byte) => byte !== 0) : bytes.subarray(64, 64 + length);
  const text = new TextDecoder().decode(raw);
  return PLAIN.test(text) ? text : "";
}
