import { type ChainReader, type FundOverview, openFund } from "zke-insurance-fund/chain";
import { readToken, type Token } from "./chain/token.ts";

/** Whether a fund's money is there, in one word. Of its history nothing is said: that takes reading it. */
export type Standing = "whole" | "short" | "stopped" | "unknown";

/** What a switch between funds shows of one. */
export interface FundStanding {
  readonly is: Standing;
  readonly assets?: bigint;
  readonly token?: Token;
}

export const NOT_READ: FundStanding = { is: "unknown" };

/** A fund that lacks tokens is short; one that is paused or closed is stopped. */
export function standingOf(overview: FundOverview | undefined, token?: Token): FundStanding {
  if (overview === undefined) return NOT_READ;
  const { solvency, paused, closed, assets } = overview;
  const is = solvency < 0n ? "short" : paused || closed ? "stopped" : "whole";
  return { is, assets, ...(token !== undefined && { token }) };
}

/**
 * Reads a fund's newest figures, and nothing else.
 *
 * @throws {ChainError} if the node gives no answer, or there is no fund
 */
export async function readStanding(node: ChainReader, address: string): Promise<FundStanding> {
  const fund = await openFund(node, address);
  const [token, overview] = await Promise.all([readToken(node, await fund.token()), fund.overview()]);
  return standingOf(overview, token);
}
