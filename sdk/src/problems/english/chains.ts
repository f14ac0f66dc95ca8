/** What is not there, or is another than it should be, where a chain was asked. */
export const CHAINS = {
  noFund: ({ fund }: { fund: string }) =>
    `There is no fund at ${fund} on this chain; check the fund's address and the chain's.`,
  noBlock: ({ block }: { block: string }) => `The chain has no block ${block}.`,
  noToken: ({ token }: { token: string }) => `There is no token at ${token}, though the fund names it.`,
  noDecimals: ({ token }: { token: string }) => `The token at ${token} does not say its decimals.`,
  tokenDecimals: ({ token, decimals, most }: { token: string; decimals: number; most: number }) =>
    `The token at ${token} has ${decimals} decimals; ${most} are the most that can be used.`,
  otherDomain: ({ fund, chainId }: { fund: string; chainId: bigint }) =>
    `The fund at ${fund} does not hash headers under chain ${chainId}, the chain that was asked: ` +
    "the chain has another id than when the fund was deployed, or this is no fund of this version.",
};
