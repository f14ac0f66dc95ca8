import type { Hex } from "../../columns/hex.ts";
import { ChainError } from "../../errors.ts";
import { formatAmount } from "../../rule/amount.ts";
import { chainErrorOf } from "../failures.ts";
import type { ChainReader } from "../reader.ts";
import { revertOf } from "../reverts.ts";
import { allowanceOf, balanceOf, TOKEN } from "../token.ts";
import type { Sender } from "./sender.ts";

/** What a spender needs, and what it needs it for; base units. */
export interface Allowance {
  readonly token: Hex;
  readonly spender: Hex;
  /** What it may take at the most. */
  readonly amount: bigint;
  /** What it will take as things are now, if that is less: so much the sender must have. */
  readonly needed?: bigint;
  /** Decimal places of the token, for sentences; 6 unless given. */
  readonly decimals?: number;
  /** The call to the spender that will take it: nothing is approved for one that would be refused anyway. */
  readonly call?: Hex;
}

/**
 * Makes sure that a spender may take an amount from the sender: approves exactly that, unless it may already. USDT refuses an
 * approval over another one, so that one is taken back first.
 *
 * @returns the hashes of what was sent; none if nothing was needed
 * @throws {ChainError} if the sender has less than the amount, besides what sending throws
 */
export async function allow(
  provider: ChainReader,
  sender: Sender,
  { token, spender, amount, needed = amount, decimals, call }: Allowance,
): Promise<Hex[]> {
  if (amount === 0n) return [];
  const allowed = await allowanceOf(provider, token, sender.address, spender);
  if (allowed < amount && call !== undefined)
    await requireWelcome(provider, { from: sender.address, to: spender, data: call }, decimals);
  const balance = await balanceOf(provider, token, sender.address);
  if (balance < needed) {
    const [has, needs] = [balance, needed].map((sum) => formatAmount(sum, decimals));
    throw new ChainError(`${sender.address} has ${has} tokens, and ${needs} are needed; send it the rest first.`);
  }
  if (allowed >= amount) return [];
  const sent: Hex[] = [];
  for (const value of allowed === 0n ? [amount] : [0n, amount]) {
    const data = TOKEN.encodeFunctionData("approve", [spender, value]) as Hex;
    const receipt = await sender.send({ id: `approve ${token} ${spender} ${value}`, to: token, data });
    sent.push(receipt.hash as Hex);
  }
  return sent;
}

/** What the token says, or fails to say, while the fund may not take what it needs yet. */
const TOKEN_REFUSALS = ["", "Error", "SafeERC20FailedOperation"];

/** Asks the chain whether it would take a call but for the tokens that it may not pull yet. */
async function requireWelcome(
  provider: ChainReader,
  call: { from: Hex; to: Hex; data: Hex },
  decimals: number | undefined,
): Promise<void> {
  try {
    await provider.estimateGas(call);
  } catch (error) {
    const revert = revertOf(error);
    if (revert === undefined || !TOKEN_REFUSALS.includes(revert.name)) throw chainErrorOf(error, { decimals });
  }
}
