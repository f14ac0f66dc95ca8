/** Why a fund cannot be deployed to try it. */
export const DEVNET = {
  notLocalNode: ({ host }: { host: string }) => ({
    reason: `${host} gives no ether away, so it is no local node to try things on, and nothing was sent`,
    expected: 'a node that knows hardhat_setBalance: "anvil" or "npx hardhat node"',
  }),
  cancunMissing: ({ host }: { host: string }) => ({
    reason: `${host} does not know the opcodes that a fund needs, and nothing was sent`,
    expected: "a node with the hardfork Cancun, or a later one",
  }),
  devnetStepFailed: ({ what }: { what: string }) => `The node did not carry out the transaction of ${what}.`,
};
