import { Interface } from "ethers";
import { CHAINS } from "#words";
import { requireGiven } from "../columns/given.ts";
import type { Hex } from "../columns/hex.ts";
import { ChainError } from "../errors.ts";
import { failed } from "../problems/problem.ts";
import { MOST_DECIMALS } from "../rule/amount.ts";
import { answered } from "./failures.ts";
import { ADDRESS, BLOCK, READER } from "./given.ts";
import type { BlockTag, ChainReader } from "./reader.ts";
import { answerOf } from "./results.ts";

/** The token's functions, for encoding and decoding. */
export const TOKEN = new Interface([
  "function balanceOf(address account) view returns (uint256)",
  "function decimals() view returns (uint8)",
  "function allowance(address owner, address spender) view returns (uint256)",
  "function approve(address spender, uint256 value)",
  "function transfer(address to, uint256 value)",
]);

const TOKEN_OF = { provider: READER, token: ADDRESS };

/**
 * What an account holds, in base units.
 *
 * @throws {ChainError} if there is no token, or the chain is not reached
 * @example
 * await balanceOf(chain.provider, await fund.token(), fund.address) // 1250750000n
 */
export async function balanceOf(provider: ChainReader, token: Hex, account: Hex, at?: BlockTag): Promise<bigint> {
  requireGiven({ provider, token, account, at }, { ...TOKEN_OF, account: ADDRESS, at: BLOCK });
  return readToken(provider, token, "balanceOf", [account], at);
}

/**
 * Decimal places of a token.
 *
 * @throws {ChainError} if the token does not say them, there are more than 18, or the chain is not reached
 * @example
 * await decimalsOf(chain.provider, await fund.token()) // 6
 */
export async function decimalsOf(provider: ChainReader, token: Hex): Promise<number> {
  requireGiven({ provider, token }, TOKEN_OF);
  return readDecimals(provider, token);
}

/** The same of what a fund names: a page loads no checks of it. */
export async function readDecimals(provider: ChainReader, token: Hex): Promise<number> {
  const decimals = await readToken(provider, token, "decimals", []).then(Number, (error: unknown) => {
    if (!saysNothing(error)) throw error;
    throw failed(CHAINS, "noDecimals", { token }, { kind: "absent" });
  });
  if (decimals <= MOST_DECIMALS) return decimals;
  throw failed(CHAINS, "tokenDecimals", { token, decimals, most: MOST_DECIMALS });
}

/**
 * What a spender may take from an account, in base units.
 *
 * @throws {ChainError} if there is no token, or the chain is not reached
 * @example
 * await allowanceOf(chain.provider, await fund.token(), sender.address, fund.address) // 5000000n
 */
export async function allowanceOf(
  provider: ChainReader,
  token: Hex,
  account: Hex,
  spender: Hex,
  at?: BlockTag,
): Promise<bigint> {
  const checks = { ...TOKEN_OF, account: ADDRESS, spender: ADDRESS, at: BLOCK };
  requireGiven({ provider, token, account, spender, at }, checks);
  return readToken(provider, token, "allowance", [account, spender], at);
}

/** Whether a contract reverted a view, or has none of this name, rather than that a node failed. */
function saysNothing(error: unknown): boolean {
  return error instanceof ChainError && (error.kind === "absent" || error.kind === "reverted");
}

async function readToken(
  provider: ChainReader,
  token: Hex,
  name: string,
  args: readonly string[],
  at: BlockTag = "latest",
): Promise<bigint> {
  const question = { to: token, data: TOKEN.encodeFunctionData(name, args), blockTag: at };
  const values = answerOf(TOKEN, name, await answered(provider.call(question)));
  if (values === undefined) throw failed(CHAINS, "noToken", { token }, { kind: "absent" });
  return values[0];
}
