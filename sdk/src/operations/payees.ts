import type { Fund } from "../chain/fund.ts";
import type { Hex } from "../columns/hex.ts";
import { checksumAddress } from "../commitment/domain.ts";
import { SUBMISSIONS } from "../problems/english/submissions.ts";
import { refused } from "../problems/problem.ts";

/**
 * Refuses to pay anything to where nobody could take it out again: nobody's address, the token, the fund, or its manager.
 *
 * @returns the address with the checksum in its capitals
 * @throws {InputError} if it is one of those, or no address
 * @throws {ChainError} if the chain is not reached
 */
export async function requirePayee(fund: Pick<Fund, "address" | "token" | "read">, to: string): Promise<Hex> {
  const payee = checksumAddress(to);
  if (BigInt(payee) === 0n) throw refused(SUBMISSIONS, "payeeNobody", {}, { got: payee });
  const [token, [manager]] = await Promise.all([fund.token(), fund.read("authority")]);
  const dead = { token, fund: fund.address, manager: String(manager) };
  for (const [what, address] of Object.entries(dead)) {
    if (address.toLowerCase() === payee.toLowerCase()) throw refused(SUBMISSIONS, "payeeOwn", { what }, { got: payee });
  }
  return payee;
}
