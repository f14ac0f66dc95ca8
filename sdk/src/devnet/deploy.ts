// A USDT-like token, a fund and its roles on a local node that somebody else started.
import { readFile } from "node:fs/promises";
import { getCreateAddress, Interface, type JsonFragment } from "ethers";
import { connectChain } from "../chain/connection.ts";
import { NodeFailure } from "../chain/node-failure.ts";
import type { ChainNode } from "../chain/reader.ts";
import type { PartName } from "../chain/roles/deployed.ts";
import { deployedCalls } from "../chain/roles/deployed-calls.ts";
import { NAME } from "../columns/given.ts";
import type { Hex } from "../columns/hex.ts";
import { cancunMissing } from "../deployment/node.ts";
import { ChainError } from "../errors.ts";
import { DEVNET } from "../problems/english/devnet.ts";
import { refused } from "../problems/problem.ts";
import { type DevnetFacts, devnetAccounts, namedOf } from "./accounts.ts";
import { type Step, sendSteps } from "./batch.ts";

const ARTIFACTS = new URL("../../artifacts/", import.meta.url);
/** In wei, and in the token's base units: what each account has. */
const ETHER = 10_000n * 10n ** 18n;
const TOKENS = 100_000_000_000_000n;
/** In seconds. */
const OPEN_FOR = 30 * 86_400;

type Accounts = ReturnType<typeof devnetAccounts>;

interface Artifact {
  readonly contractName: string;
  readonly abi: readonly JsonFragment[];
  readonly bytecode: string;
}

const read = async (name: string) => JSON.parse(await readFile(new URL(`${name}.json`, ARTIFACTS), "utf8"));

/**
 * Deploys a fund to try and to test against on a local node, as a real deployment leaves it: a USDT-like token, the fund, which opened 30
 * days ago, and its roles, in one block. Each account gets ether and 100,000,000 tokens. Its keys are known to everybody, so only a node
 * that gives ether away is taken: anvil, or Hardhat's. Run again, it deploys another one.
 *
 * @throws {InputError} if the node gives no ether away, or is older than Cancun; nothing is sent then
 * @throws {ChainError} if it is not reached, or refuses a transaction
 * @example
 * const { fund } = await deployDevnet("http://127.0.0.1:8545");
 */
export async function deployDevnet(rpc: string): Promise<DevnetFacts> {
  NAME(rpc, "rpc");
  const { provider, chainId, host } = await connectChain(rpc);
  try {
    const accounts = devnetAccounts();
    await giveEther(provider, host, accounts);
    const missing = await cancunMissing(provider);
    if (missing !== undefined) throw refused(DEVNET, "cancunMissing", { host }, { got: missing });
    const { token, fund } = await deploy(provider, accounts);
    return { rpc, chainId: Number(chainId), token, fund, accounts: namedOf(accounts) };
  } finally {
    provider.destroy();
  }
}

/** What no real chain does: it proves that this is none. */
async function giveEther(provider: ChainNode, host: string, accounts: Accounts): Promise<void> {
  try {
    for (const { address } of Object.values(accounts)) {
      await provider.send("hardhat_setBalance", [address, `0x${ETHER.toString(16)}`]);
    }
  } catch (error) {
    const cause = error instanceof ChainError ? error.cause : undefined;
    if (!(cause instanceof NodeFailure) || cause.trouble !== "refused") throw error;
    throw refused(DEVNET, "notLocalNode", { host }, { got: cause.message });
  }
}

async function deploy(provider: ChainNode, accounts: Accounts): Promise<{ token: Hex; fund: Hex }> {
  const deployer = accounts.deployer.address;
  const [tokenArtifact, managerArtifact, fundArtifact, { policy }] = await Promise.all(
    ["TetherLike", "AccessManager", "InsuranceFund", "devnet"].map(read),
  );
  const first = await provider.getTransactionCount(deployer);
  const created = (place: number) => getCreateAddress({ from: deployer, nonce: first + place }) as Hex;
  const [token, manager, fund] = [created(0), created(1), created(2)];
  const opening = ((await provider.getBlock("latest"))?.timestamp ?? 0) - OPEN_FOR;
  const accountOf = (part: PartName) => accounts[part].address;
  const issue = callsOf(tokenArtifact, token);
  const manage = callsOf(managerArtifact, manager);
  await sendSteps(provider, accounts.deployer, [
    creationOf(tokenArtifact),
    creationOf(managerArtifact, deployer),
    creationOf(fundArtifact, token, manager, accountOf("clearing"), opening, policy),
    ...deployedCalls({ fund, deployer, accountOf }).map(({ name, args }) => manage(name, args)),
    ...Object.values(accounts).map(({ address }) => issue("issue", [address, TOKENS])),
  ]);
  return { token, fund };
}

function creationOf({ contractName, abi, bytecode }: Artifact, ...args: readonly unknown[]): Step {
  return { name: contractName, data: bytecode + new Interface(abi).encodeDeploy(args).slice(2) };
}

function callsOf({ contractName, abi }: Artifact, to: Hex): (name: string, args: readonly unknown[]) => Step {
  const coder = new Interface(abi);
  return (name, args) => ({ name: `${contractName}.${name}`, to, data: coder.encodeFunctionData(name, args) });
}
