// The one definition of "deployed": a fund for a token that exists, its access manager and its roles. The parameters are
// described in docs/deployment.md; ignition/parameters/mainnet.example.json has a set of them.
//
// Who may do what afterwards, and how soon:
//
//     operator   credit, submit                                  at once
//     guardian   pause, unpause, cancel                          at once
//     governor   setPolicy, setClearing, close, migrate          scheduled in public, executed 7 days later
//     admin      grants and revokes the roles, sets delays       scheduled in public, executed 7 days later
//     deployer   nothing
import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";
import type {
  ContractFuture,
  IgnitionModuleBuilder,
  ModuleParameterRuntimeValue,
  NamedArtifactContractDeploymentFuture,
} from "@nomicfoundation/ignition-core";
import { Interface } from "ethers";
import { INSURANCE_FUND_ABI } from "zke-insurance-fund/chain";

const DELAY = 7n * 24n * 60n * 60n;
const AT_ONCE = 0n;

/** The manager's own number for its admins. */
const ADMIN = 0n;

/** The fund's roles; what no role is named for would be the admin's. */
const ROLES = [
  { id: 1n, name: "OPERATOR", account: "operator", executionDelay: AT_ONCE, may: ["credit", "submit"] },
  { id: 2n, name: "GUARDIAN", account: "guardian", executionDelay: AT_ONCE, may: ["pause", "unpause", "cancel"] },
  {
    id: 3n,
    name: "GOVERNOR",
    account: "governor",
    executionDelay: DELAY,
    may: ["setPolicy", "setClearing", "close", "migrate"],
  },
] as const;

type Token =
  | ContractFuture<string>
  | NamedArtifactContractDeploymentFuture<"TetherLike">
  | ModuleParameterRuntimeValue<string>;

/** Deploys the access manager and the fund, hands out the roles, and leaves the deployer with none. */
export function deployFund(m: IgnitionModuleBuilder, token: Token) {
  const deployer = m.getAccount(0);
  const manager = m.contract("AccessManager", [deployer]);
  const fund = m.contract("InsuranceFund", [
    token,
    manager,
    m.getParameter("clearing"),
    m.getParameter("openingTime"),
    m.getParameter("policy"),
  ]);

  const abi = new Interface(INSURANCE_FUND_ABI);
  const selectorOf = (name: string) => abi.getFunction(name)?.selector ?? fail(`the fund has no function ${name}`);
  const roleCalls = ROLES.flatMap(({ id, name, account, executionDelay, may }) => {
    const call = (method: string, args: Parameters<typeof m.call>[2]) =>
      m.call(manager, method, args, { id: `${name}_${method}` });
    return [
      call("labelRole", [id, name]),
      call("setTargetFunctionRole", [fund, may.map(selectorOf), id]),
      call("grantRole", [id, m.getParameter(account), executionDelay]),
      // A delay is raised only 5 days later: nobody gets a role before, because the admin's own delay is longer.
      call("setGrantDelay", [id, DELAY]),
    ];
  });
  const adminCalls = [
    m.call(manager, "grantRole", [ADMIN, m.getParameter("admin"), DELAY], { id: "ADMIN_grantRole" }),
    m.call(manager, "setGrantDelay", [ADMIN, DELAY], { id: "ADMIN_setGrantDelay" }),
    m.call(manager, "setTargetAdminDelay", [fund, DELAY]),
  ];
  m.call(manager, "renounceRole", [ADMIN, deployer], { after: [...roleCalls, ...adminCalls] });
  return { token, manager, fund };
}

function fail(reason: string): never {
  throw new Error(reason);
}

export default buildModule("InsuranceFund", (m) => {
  const { manager, fund } = deployFund(m, m.getParameter("token"));
  return { manager, fund };
});
