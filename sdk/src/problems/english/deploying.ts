/** What is wrong with a file of parameters, and what keeps a deployment from being looked at. */
export const DEPLOYING = {
  parametersUnread: ({ said }: { said: string }) => ({
    reason: `cannot be read (${said})`,
    expected: "a file with the parameters of a deployment",
  }),
  parametersNoJson: ({ said }: { said: string }) => `is no JSON: ${said}`,
  parametersShape: () => ({
    reason: "is no file of parameters",
    expected: '{"InsuranceFund": {...}} alone (or "LocalFund"), as in ignition/parameters/mainnet.example.json',
  }),
  parametersWrong: ({ refusals }: { refusals: readonly string[] }) =>
    `has parameters that cannot be meant: ${refusals.join(" ")}`,
  creationUnknown: ({ address, transaction }: { address: string; transaction: string }) =>
    `The node does not know transaction ${transaction}, which created ${address}, so it is not known by what code; ask another node.`,
  chainUnasked: ({ said }: { said: string }) => `the chain could not be asked: ${said}; check RPC_URL`,
};
