import { readFile } from "node:fs/promises";
import { ContractFactory, type InterfaceAbi, JsonRpcProvider, Network, type Signer, Wallet } from "ethers";
import { DEVNET_MNEMONIC, type DevnetPart, devnetAccounts } from "../../sdk/src/devnet/accounts.ts";
import { type Anvil, startAnvil } from "./anvil.ts";

const ROOT = new URL("../../", import.meta.url);
/** In tokens. */
const WEALTH = 100_000_000n;
const TETHER = { name: "contracts/mocks/TetherLike.sol/TetherLike", decimals: 6, args: [] as unknown[] };
const OPEN_FOR = 30 * 86_400;
const OPERATOR = 1n;
const POLICY = {
  coverBps: 2000,
  headBps: 9000,
  basisAll: false,
  periodHours: 0,
  maxCoverageBps: 10_000,
  challengeWindow: 86_400,
  revealWindow: 21_600,
  maxLevels: 25,
  settlementBond: 10_000_000_000n,
  bondBps: 100,
  demandBond: 10_000_000n,
};

/** A fund on anvil, and the keys of all who have to do with it. */
export interface AnvilFund extends Anvil {
  readonly chainId: number;
  readonly token: string;
  readonly fund: string;
  readonly accounts: Record<string, { readonly address: string; readonly privateKey: string }>;
}

/** A token of other decimals than USDT's. */
export const plainToken = (decimals: number): typeof TETHER => ({
  ...{ name: "contracts/mocks/PlainToken.sol/PlainToken", decimals, args: [decimals] },
});

/**
 * Starts anvil, a second kind of node, with a fund that has an operator; it must be stopped.
 *
 * @param policy where it differs from the usual one
 * @param token what it holds
 */
export async function startAnvilFund(policy: Partial<typeof POLICY> = {}, token = TETHER): Promise<AnvilFund> {
  const anvil = await startAnvil("--mnemonic", DEVNET_MNEMONIC);
  try {
    return { ...(await deploy(anvil.rpc, { ...POLICY, ...policy }, token)), stop: anvil.stop };
  } catch (error) {
    await anvil.stop();
    throw error;
  }
}

async function deploy(
  rpc: string,
  policy: typeof POLICY,
  { name, decimals, args }: typeof TETHER,
): Promise<Omit<AnvilFund, "stop">> {
  const network = Network.from(31337);
  const provider = new JsonRpcProvider(rpc, network, { staticNetwork: network, cacheTimeout: -1 });
  const accounts = devnetAccounts();
  const of = (part: DevnetPart) => accounts[part].address;
  const deployer = new Wallet(accounts.deployer.privateKey, provider);
  const token = await create(name, deployer, args);
  const manager = await create("@openzeppelin/contracts/access/manager/AccessManager.sol/AccessManager", deployer, [
    of("deployer"),
  ]);
  const opening = Number((await provider.getBlock("latest"))?.timestamp) - OPEN_FOR;
  const parameters = [token.target, manager.target, of("clearing"), opening, policy];
  const fund = await create("contracts/InsuranceFund.sol/InsuranceFund", deployer, parameters);
  const selectors = ["credit", "submit"].map((name) => fund.interface.getFunction(name)?.selector);
  await sent(manager.getFunction("setTargetFunctionRole")(fund.target, selectors, OPERATOR));
  await sent(manager.getFunction("grantRole")(OPERATOR, of("operator"), 0));
  for (const { address } of Object.values(accounts))
    await sent(token.getFunction("issue")(address, WEALTH * 10n ** BigInt(decimals)));
  provider.destroy();
  return { rpc, chainId: 31337, token: String(token.target), fund: String(fund.target), accounts };
}

async function create(name: string, deployer: Signer, args: unknown[] = []) {
  const file = new URL(`artifacts/${name}.json`, ROOT);
  const { abi, bytecode } = JSON.parse(await readFile(file, "utf8")) as { abi: InterfaceAbi; bytecode: string };
  const contract = await new ContractFactory(abi, bytecode, deployer).deploy(...args);
  await contract.waitForDeployment();
  return contract as Awaited<ReturnType<ContractFactory["deploy"]>> & import("ethers").Contract;
}

async function sent(call: Promise<{ wait(): Promise<unknown> }>): Promise<void> {
  await (await call).wait();
}
