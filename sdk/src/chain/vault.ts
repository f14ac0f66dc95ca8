// Whether what lies in a fund's vault can leave it: the books do not show a token that has frozen it.

import { requireGiven } from "../columns/given.ts";
import type { Hex } from "../columns/hex.ts";
import { ChainError } from "../errors.ts";
import { chainErrorOf } from "./failures.ts";
import type { Fund } from "./fund.ts";
import { BLOCK, FUND } from "./given.ts";
import type { BlockTag } from "./reader.ts";
import { type Revert, revertOf } from "./reverts.ts";
import { balanceOf, TOKEN } from "./token.ts";

/** A fund's vault at one block. */
export interface VaultState {
  /** The token balance less what the books say, in base units: negative if tokens are missing. Undefined if the token does not say it. */
  readonly solvency: bigint | undefined;
  /** Why the token lets nothing out of the vault: it is paused, or the vault is blacklisted, say. Undefined if it does. */
  readonly frozen: string | undefined;
}

// Nobody's account: one that a token has blocked says nothing of the vault.
const NOBODY = "0x000000000000000000000000000000000000dEaD";
const NO_REASON = "it gives no reason";

/**
 * Asks the token whether it would let the fund pay, by a transfer of one base unit that is not sent: to clearing, and to somebody else if
 * it refuses that.
 *
 * @param at the block that is asked about; the newest unless given
 * @throws {ChainError} if the chain is not reached: a failure of the node is no verdict about the vault
 * @example
 * const { frozen, solvency } = await readVault(fund);
 * if (frozen !== undefined) console.log(`nothing leaves it: ${frozen}`);
 */
export async function readVault(fund: Fund, at: BlockTag = "latest"): Promise<VaultState> {
  requireGiven({ fund, at }, { fund: FUND, at: BLOCK });
  const token = await fund.token();
  const { value: solvency, refusal } = await unlessRefused(async () =>
    BigInt((await fund.read("solvency", [], at))[0]),
  );
  if (refusal !== undefined) return { solvency: undefined, frozen: `it does not tell a balance: ${reasonOf(refusal)}` };
  const held = await balanceOf(fund.provider, token, fund.address, at);
  const amount = held > 0n ? 1n : 0n;
  let frozen: string | undefined;
  for (const to of [(await fund.read("clearing", [], at))[0] as Hex, NOBODY]) {
    const refused = await transferRefusal(fund, token, { to, amount, at });
    if (refused === undefined) return { solvency, frozen: undefined };
    frozen ??= refused;
  }
  return { solvency, frozen };
}

async function transferRefusal(
  { address, provider }: Fund,
  token: Hex,
  { to, amount, at }: { readonly to: string; readonly amount: bigint; readonly at: BlockTag },
): Promise<string | undefined> {
  const data = TOKEN.encodeFunctionData("transfer", [to, amount]);
  const { value, refusal } = await unlessRefused(() => provider.call({ from: address, to: token, data, blockTag: at }));
  if (refusal !== undefined) return reasonOf(refusal);
  // No answer, or true, is success; a fund takes anything else for a refusal.
  return value === undefined || value === "0x" || BigInt(value.slice(0, 66)) === 1n ? undefined : "it answers false";
}

/** What a contract refuses is an answer; all else is the node's trouble. */
async function unlessRefused<T>(ask: () => Promise<T>): Promise<{ readonly value?: T; readonly refusal?: Revert }> {
  try {
    return { value: await ask() };
  } catch (error) {
    const refusal = revertOf(error);
    if (refusal !== undefined) return { refusal };
    if (error instanceof ChainError && error.kind === "absent") return { refusal: { name: "", args: [] } };
    throw chainErrorOf(error);
  }
}

function reasonOf({ name, args }: Revert): string {
  if (name === "") return NO_REASON;
  return name === "Error" ? String(args[0]).slice(0, 200) : name;
}
