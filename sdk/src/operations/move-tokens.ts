import type { Fund } from "../chain/fund.ts";
import { ADDRESS, FUND, SENDER } from "../chain/given.ts";
import type { Sender } from "../chain/sending/sender.ts";
import { balanceOf, TOKEN } from "../chain/token.ts";
import { requireGiven } from "../columns/given.ts";
import type { Hex } from "../columns/hex.ts";
import { SUBMISSIONS } from "../problems/english/submissions.ts";
import { refused } from "../problems/problem.ts";
import { requirePayee } from "./payees.ts";
import type { Withdrawal } from "./settlements.ts";

/**
 * Moves all tokens that the sender itself has, of the fund's asset, to another address: what the fund owes it is `withdraw`'s. If it has
 * none, nothing is sent.
 *
 * @returns how many left the sender, in base units
 * @throws {InputError} if the tokens would be lost there (at the token, the fund or its manager), or that is the sender itself
 * @throws {ChainError} if the chain refuses or is not reached
 * @example
 * const { amount } = await moveTokens(fund, sender, safeAddress);
 */
export async function moveTokens(fund: Fund, sender: Sender, to: Hex): Promise<Withdrawal> {
  requireGiven({ fund, sender, to }, { fund: FUND, sender: SENDER, to: ADDRESS });
  const payee = await requirePayee(fund, to);
  if (BigInt(payee) === BigInt(sender.address)) throw refused(SUBMISSIONS, "payeeSender", {}, { got: payee });
  const token = await fund.token();
  const decimals = await fund.decimals();
  return sender.inTurn(async () => {
    await sender.recover();
    const amount = await balanceOf(fund.provider, token, sender.address, await sender.newest());
    if (amount === 0n) return { amount };
    const data = TOKEN.encodeFunctionData("transfer", [payee, amount]) as Hex;
    const { hash } = await sender.send({
      id: `transfer ${token} ${payee} ${amount}`,
      to: token as Hex,
      data,
      decimals,
    });
    return { amount, transaction: hash as Hex };
  });
}
