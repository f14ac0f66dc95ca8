// A fund that is deployed call by call, so that a test can leave one out, or add one.
import { readFile } from "node:fs/promises";
import { Contract, ContractFactory, type InterfaceAbi, type Signer } from "ethers";
import { deployedCalls } from "zke-insurance-fund/chain";
import local from "../../ignition/parameters/local.json" with { type: "json" };

/** What differs from a deployment as documented. */
export interface Deviations {
  /** Deploys the manager; OpenZeppelin's with the deployer as its admin unless given. */
  readonly manager?: (deployer: Signer) => Promise<Contract>;
  /** Done with the manager before there is a fund. */
  readonly beforeFund?: (manager: Contract) => Promise<void>;
  /** Done as the deployer, before it renounces. */
  readonly beforeRenouncing?: (manager: Contract, fund: Contract) => Promise<void>;
  /** Whether the deployer gives up its role; true unless given. */
  readonly renounces?: boolean;
}

export interface HandDeployed {
  readonly manager: Contract;
  readonly fund: Contract;
  readonly token: Contract;
  /** The fund's block. */
  readonly block: number;
}

export const FUND = "contracts/InsuranceFund.sol/InsuranceFund";
export const MANAGER = "@openzeppelin/contracts/access/manager/AccessManager.sol/AccessManager";
const ARTIFACTS = new URL("../../artifacts/", import.meta.url);

/** A compiled contract, such as "contracts/mocks/TetherLike.sol/TetherLike". */
export async function artifactOf(
  name: string,
): Promise<{ abi: InterfaceAbi; bytecode: string; deployedBytecode: string }> {
  return JSON.parse(await readFile(new URL(`${name}.json`, ARTIFACTS), "utf8"));
}

/** Deploys a contract, and waits for it. */
export async function create(deployer: Signer, name: string, args: readonly unknown[] = []): Promise<Contract> {
  const { abi, bytecode } = await artifactOf(name);
  const contract = await new ContractFactory(abi, bytecode, deployer).deploy(...args);
  await contract.waitForDeployment();
  return new Contract(await contract.getAddress(), abi, deployer);
}

/** Sends a call, and waits for it. */
export async function send(contract: Contract, name: string, ...args: readonly unknown[]): Promise<void> {
  await (await contract.getFunction(name)(...args)).wait();
}

/** Deploys a token, and a fund with the accounts of ignition/parameters/local.json. */
export async function deployByHand(deployer: Signer, deviations: Deviations = {}): Promise<HandDeployed> {
  const { openingTime, clearing, policy } = local.LocalFund;
  const admin = await deployer.getAddress();
  const token = await create(deployer, "contracts/mocks/TetherLike.sol/TetherLike");
  const manager = await (deviations.manager?.(deployer) ?? create(deployer, MANAGER, [admin]));
  await deviations.beforeFund?.(manager);
  const args = [token.target, manager.target, clearing, openingTime, policy];
  const fund = await create(deployer, FUND, args);
  const block = (await deployer.provider?.getBlockNumber()) ?? 0;

  const calls = deployedCalls({ fund: fund.target, deployer: admin, accountOf: (part) => local.LocalFund[part] });
  for (const { name, args } of calls.slice(0, -1)) await send(manager, name, ...args);
  await deviations.beforeRenouncing?.(manager, fund);
  for (const { name, args } of (deviations.renounces ?? true) ? calls.slice(-1) : [])
    await send(manager, name, ...args);
  return { manager, fund, token, block };
}
