import { type ChainReader, type FundOverview, openFund } from "zke-insurance-fund/chain";
import { readToken, type Token } from "./chain/token.ts";

/** Whether a fund's money is there, in one word. Of its history nothing is said: that takes reading it. */
export type Standing = "whole" | "short" | "stopped" | "unknown";

/** What a switch between funds shows of one. */
export interface FundStanding {
  readonly is: Standing;
  readonly assets?: bigint;
  /** Of the assets, what is promised to pending settlements. */
  readonly reserved?: bigint;
  /** How many tokens are not there that should be. */
  readonly missing?: bigint;
  readonly token?: Token;
  readonly chainId?: bigint;
}

export const NOT_READ: FundStanding = { is: "unknown" };

/** A fund that lacks tokens is short; one that is paused or closed is stopped. */
export function standingOf(
  overview: FundOverview | undefined,
  of: Pick<FundStanding, "token" | "chainId"> = {},
): FundStanding {
  if (overview === undefined) return NOT_READ;
  const { solvency, paused, closed, assets, reserved } = overview;
  const is = solvency < 0n ? "short" : paused || closed ? "stopped" : "whole";
  return { is, assets, reserved, missing: solvency < 0n ? -solvency : 0n, ...of };
}

/**
 * Reads a fund's newest figures, and nothing else.
 *
 * @throws {ChainError} if the node gives no answer, or there is no fund
 */
export async function readStanding(node: ChainReader, address: string): Promise<FundStanding> {
  const fund = await openFund(node, address);
  const [token, overview, chainId] = await Promise.all([
    fund.token().then((address) => readToken(node, address)),
    fund.overview(),
    fund.chainId(),
  ]);
  return standingOf(overview, { token, chainId });
}
