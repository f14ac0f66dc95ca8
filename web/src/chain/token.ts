import { MOST_DECIMALS } from "zke-insurance-fund";
import { type ChainReader, symbolOf } from "zke-insurance-fund/chain";

/** How the fund's token counts and calls itself. */
export interface Token {
  readonly address: string;
  readonly symbol: string;
  readonly decimals: number;
}

const DECIMALS = "0x313ce567";
const BALANCE_OF = "0x70a08231";

/** Reads what a token says of itself; a token that says nothing of use has six decimals and no name. */
export async function readToken(provider: ChainReader, address: string): Promise<Token> {
  const ask = (data: string) => provider.call({ to: address, data });
  const [symbol, decimals] = await Promise.all([symbolOf(provider, address as `0x${string}`), ask(DECIMALS)]);
  return { address, symbol, decimals: decimalsFrom(decimals) };
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
