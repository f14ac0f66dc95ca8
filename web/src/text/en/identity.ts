/** Which fund something says that it is of, and why it is not this one's. */
export const identity = {
  fund: "Fund",
  chain: (id: string) => `on chain ${id}`,
  none: "It is of no named fund.",
  reasons: {
    unnamed:
      "It is of no named fund: whoever made it named neither chain nor contract, so there is nothing to hold it against.",
    otherFund: (got: string, gotChain: string, expected: string, expectedChain: string) =>
      `It is of the fund ${got} on chain ${gotChain}; this page shows the fund ${expected} on chain ${expectedChain}.`,
    otherDecimals: (got: string, expected: string) =>
      `Its amounts have ${got} decimals, and the fund's token has ${expected}: they are of another token.`,
  },
};
