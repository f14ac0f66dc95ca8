// The one definition of "deployed": a fund for a token that exists, its access manager and its roles. The parameters are
// described in docs/deployment.md; ignition/parameters/mainnet.example.json has a set of them. `node scripts/deploy.ts` checks
// them, and the chain, before it deploys this.
//
// Who may do what afterwards, and how soon:
//
//     operator   credit, submit                                  at once
//     guardian   pause, unpause, cancel                          at once; cancels what the governor has scheduled, too
//     governor   setPolicy, setClearing, close, migrate          scheduled in public, executed 7 days later
//     two admins grant and revoke the roles, set delays          scheduled in public, executed 7 days later; each may cancel the other's
//     deployer   nothing
import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";
import type {
  CallableContractFuture,
  Future,
  IgnitionModuleBuilder,
  ModuleParameterRuntimeValue,
} from "@nomicfoundation/ignition-core";
import { deployedCalls, INSURANCE_FUND_ABI, DEPLOYED_PARTS as PARTS } from "zke-insurance-fund/chain";

type Token = CallableContractFuture<string> | ModuleParameterRuntimeValue<string>;

/**
 * Deploys the access manager and the fund, hands out the roles, and leaves the deployer with none.
 *
 * @param after what must have succeeded before the first transaction
 */
export function deployFund(m: IgnitionModuleBuilder, token: Token, after: Future[] = []) {
  const deployer = m.getAccount(0);
  const manager = m.contract("AccessManager", [deployer], { after });
  const fund = m.contract("InsuranceFund", [
    token,
    manager,
    m.getParameter("clearing"),
    m.getParameter("openingTime"),
    m.getParameter("policy"),
  ]);

  const calls: Future[] = [];
  for (const { id, name, args } of deployedCalls({ fund, deployer, accountOf: (part) => m.getParameter(part) })) {
    const after = name === "renounceRole" ? [...calls] : [];
    calls.push(m.call(manager, name, args as Parameters<typeof m.call>[2], { after, ...(id !== undefined && { id }) }));
  }
  return { token, manager, fund };
}

const [, , , ...FUND_PARAMETERS] = INSURANCE_FUND_ABI.find(({ type }) => type === "constructor")?.inputs ?? [];

/** What the module can see of wrong parameters by itself: a token that does not say its decimals, and values of a wrong type. */
const PARAMETERS = {
  _format: "hh3-artifact-1",
  contractName: "Parameters",
  sourceName: "",
  bytecode: "",
  linkReferences: {},
  deployedBytecode: "",
  deployedLinkReferences: {},
  abi: [
    {
      type: "function",
      name: "decimals",
      stateMutability: "view",
      inputs: [],
      outputs: [{ name: "", type: "uint8" }],
    },
    {
      type: "function",
      name: "parameters",
      stateMutability: "nonpayable",
      inputs: [...PARTS.map((name) => ({ name, type: "address" })), ...FUND_PARAMETERS],
      outputs: [],
    },
  ],
} as const;

export default buildModule("InsuranceFund", (m) => {
  const token = m.getParameter("token");
  const parameters = m.contractAt("Parameters", PARAMETERS, token, { id: "Token" });
  const values = [...PARTS, "openingTime", "policy"].map((name) => m.getParameter(name));
  const checks = [m.staticCall(parameters, "decimals"), m.encodeFunctionCall(parameters, "parameters", values)];
  const { manager, fund } = deployFund(m, token, checks);
  return { manager, fund };
});
