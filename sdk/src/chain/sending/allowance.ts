import { BYTES, COUNT, ifGiven, partsOf, requireGiven, UINT256 } from "../../columns/given.ts";
import type { Hex } from "../../columns/hex.ts";
import { SENDING } from "../../problems/english/sending.ts";
import { failed } from "../../problems/problem.ts";
import { formatAmount } from "../../rule/amount.ts";
import { chainErrorOf } from "../failures.ts";
import { ADDRESS, READER, SENDER } from "../given.ts";
import type { ChainReader } from "../reader.ts";
import { isTokens, revertOf } from "../reverts.ts";
import { allowanceOf, balanceOf, TOKEN } from "../token.ts";
import { estimateGas } from "./estimate.ts";
import type { Sender } from "./sender.ts";

/** What a spender needs, and what it needs it for; base units. */
export interface Allowance {
  readonly token: Hex;
  readonly spender: Hex;
  /** What it may take at the most. */
  readonly amount: bigint;
  /** What is approved if it may take less than the amount: the amount unless given, and never less. */
  readonly standing?: bigint | undefined;
  /** What it will take as things are now, if that is less: so much the sender must have. */
  readonly needed?: bigint;
  /** Decimal places of the token, for sentences; 6 unless given. */
  readonly decimals?: number;
  /** The block whose allowance and balance count; the sender's newest unless given. */
  readonly at?: number;
  /** The call to the spender that will take it: nothing is approved for one that would be refused anyway. */
  readonly call?: Hex;
}

const ALLOWANCE = partsOf({
  ...{ token: ADDRESS, spender: ADDRESS, amount: UINT256, standing: ifGiven(UINT256), needed: ifGiven(UINT256) },
  ...{ decimals: ifGiven(COUNT), at: ifGiven(COUNT), call: ifGiven(BYTES) },
});

/**
 * Makes sure that a spender may take an amount from the sender: approves exactly that, or what shall stand, unless it may already.
 * USDT refuses an approval over another one, so that one is taken back first.
 *
 * @returns the hashes of what was sent; none if nothing was needed
 * @throws {ChainError} if the sender has less than the amount, besides what sending throws
 * @example
 * await allow(chain.provider, sender, { token: await fund.token(), spender: fund.address, amount: 5_000_000n })
 */
export async function allow(provider: ChainReader, sender: Sender, allowance: Allowance): Promise<Hex[]> {
  requireGiven({ provider, sender, allowance }, { provider: READER, sender: SENDER, allowance: ALLOWANCE });
  const { token, spender, amount, standing = 0n, needed = amount, decimals, call } = allowance;
  if (amount === 0n) return [];
  const block = allowance.at ?? (await sender.newest());
  const allowed = await allowanceOf(provider, token, sender.address, spender, block);
  if (allowed < amount && call !== undefined)
    await requireWelcome(provider, sender, { to: spender, data: call }, decimals);
  const balance = await balanceOf(provider, token, sender.address, block);
  if (balance < needed) {
    const has = formatAmount(balance, decimals);
    const needs = formatAmount(needed, decimals);
    throw failed(SENDING, "tokensShort", { account: sender.address, has, needs }, { kind: "refused" });
  }
  if (allowed >= amount) return [];
  return setAllowance(sender, { token, spender, allowed, amount: standing > amount ? standing : amount });
}

/** Approves an amount; one that stands is taken back before. */
export async function setAllowance(
  sender: Sender,
  { token, spender, allowed, amount }: Pick<Allowance, "token" | "spender" | "amount"> & { readonly allowed: bigint },
): Promise<Hex[]> {
  const sent: Hex[] = [];
  for (const value of allowed === 0n || amount === 0n ? [amount] : [0n, amount]) {
    const data = TOKEN.encodeFunctionData("approve", [spender, value]) as Hex;
    const receipt = await sender.send({ id: `approve ${token} ${spender} ${value}`, to: token, data });
    sent.push(receipt.hash as Hex);
  }
  return sent;
}

/** Asks the chain whether it would take a call but for the tokens that it may not pull yet. */
async function requireWelcome(
  provider: ChainReader,
  sender: Sender,
  call: { to: Hex; data: Hex },
  decimals: number | undefined,
): Promise<void> {
  try {
    await estimateGas(provider, { from: sender.address, ...call }, sender.newest);
  } catch (error) {
    const revert = revertOf(error);
    if (revert === undefined || !isTokens(revert)) throw chainErrorOf(error, { decimals });
  }
}
