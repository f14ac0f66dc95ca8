/** Why a fund cannot be deployed to try it. */
export const DEVNET = {
  notLocalNode: ({ host }: { host: string }) => ({
    reason: `${host} gives no ether away, so it is no local node to try things on, and nothing was sent`,
    expected: 'a node that knows hardhat_setBalance: "anvil" or "npx hardhat node"',
  }),
  devnetStepFailed: ({ what }: { what: string }) =>
    `The node did not take the transaction for ${what}; the fund needs a chain with Cancun or later.`,
};
