import { COUNT, ifGiven, requireGiven } from "../columns/given.ts";
import { REVERTS } from "../problems/english/reverts.ts";
import { PLAIN, say } from "../problems/problem.ts";
import { formatAmount } from "../rule/amount.ts";
import type { INSURANCE_FUND_ABI } from "./abi.ts";
import { REVERT } from "./given.ts";
import { type Revert, refusalOf } from "./reverts.ts";

type ContractError = Extract<(typeof INSURANCE_FUND_ABI)[number], { readonly type: "error" }>["name"];
// An error of the contract that has no sentence does not compile.
REVERTS satisfies Record<ContractError, unknown>;

/**
 * What a refusal means and what to do, as an English sentence without its beginning: "The chain refused: ...".
 *
 * @param decimals decimal places of the fund's token, 6 unless given
 * @example
 * const revert = revertOf(error);
 * if (revert !== undefined) console.log(`The chain refused: ${sentenceOf(revert, 6)}`);
 */
export function sentenceOf(revert: Revert, decimals?: number): string {
  requireGiven({ revert, decimals }, { revert: REVERT, decimals: ifGiven(COUNT) });
  const amount = (units: bigint) => formatAmount(units, decimals);
  return say(REVERTS, refusalOf(revert), { ...PLAIN, amount }).reason;
}
