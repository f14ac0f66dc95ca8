// What a chain says before a deployment, and what of it speaks against the parameters.
import { getAddress, getCreateAddress } from "ethers";
import { formatTime } from "../rule/time.ts";
import { cancunMissing, hasCode, type Node } from "./node.ts";
import { accountsIn, addressIn, openingIn, type ParametersFile } from "./parameters.ts";
import { figuresOf } from "./policy.ts";
import type { Refusal } from "./refusal.ts";
import { readToken, type TokenFacts, tokenRefusals } from "./token.ts";

/** A chain as it is at its newest block. Times in seconds, sums in wei. */
export interface ChainFacts {
  readonly chainId: bigint;
  readonly block: bigint;
  readonly time: bigint;
  readonly gasPrice: bigint;
  /** Who would send the transactions; undefined if the network has no key. */
  readonly deployer: Deployer | undefined;
  /** What a chain without Cancun's opcodes answered. */
  readonly cancunMissing: string | undefined;
  /** Undefined where the deployment brings a token of its own, or the parameters name none. */
  readonly token: TokenFacts | undefined;
  /** The accounts that are contracts, such as multisigs. */
  readonly contracts: ReadonlySet<string>;
}

interface Deployer {
  readonly address: string;
  readonly balance: bigint;
  readonly nonce: number;
}

/** Asks a chain all that a deployment wants to know. Nothing is sent. */
export async function readChain(node: Node, { values }: ParametersFile): Promise<ChainFacts> {
  const [chainId, block, gasPrice] = await Promise.all([
    node.send("eth_chainId", []),
    node.send("eth_getBlockByNumber", ["latest", false]),
    node.send("eth_gasPrice", []),
  ]);
  const accounts = accountsIn(values);
  const deployer = await readDeployer(node);
  const token = addressIn(values, "token");
  const someone = deployer?.address ?? accounts[0]?.[1];
  const contracts = new Set<string>();
  for (const [, account] of accounts) if (await hasCode(node, account)) contracts.add(account);
  return {
    chainId: BigInt(chainId),
    block: BigInt(block.number),
    time: BigInt(block.timestamp),
    gasPrice: BigInt(gasPrice),
    deployer,
    cancunMissing: await cancunMissing(node),
    token:
      token === undefined || someone === undefined
        ? undefined
        : await readToken(node, token, { from: someone, to: accounts[0]?.[1] ?? someone }),
    contracts,
  };
}

async function readDeployer(node: Node): Promise<Deployer | undefined> {
  const [account] = (await node.send("eth_accounts", [])) as string[];
  if (account === undefined) return undefined;
  const [balance, nonce] = await Promise.all([
    node.send("eth_getBalance", [account, "latest"]),
    node.send("eth_getTransactionCount", [account, "latest"]),
  ]);
  return { address: getAddress(account), balance: BigInt(balance), nonce: Number(nonce) };
}

/** What speaks against deploying these parameters on this chain. */
export function chainRefusals(file: ParametersFile, facts: ChainFacts): Refusal[] {
  const chain = `chain ${facts.chainId}`;
  return [
    ...hardforkRefusal(facts),
    ...deployerRefusals(file, facts),
    ...openingRefusal(file, facts),
    ...(facts.token === undefined ? [] : [...tokenRefusals(facts.token, chain), ...bondRefusals(file, facts.token)]),
  ];
}

function hardforkRefusal({ chainId, cancunMissing }: ChainFacts): Refusal[] {
  if (cancunMissing === undefined) return [];
  return [
    {
      parameter: "the chain",
      given: `number ${chainId}, which does not run TSTORE, TLOAD and MCOPY (its node says: ${cancunMissing})`,
      expected: "a chain with the opcodes of Ethereum's hardfork Cancun",
      remedy: "a fund there could take money and never pay; wait for the chain's upgrade, or use another chain",
    },
  ];
}

function deployerRefusals({ values }: ParametersFile, { deployer }: ChainFacts): Refusal[] {
  if (deployer === undefined) {
    const expected = "a key that sends the transactions";
    return [{ parameter: "the deployer", given: "missing", expected, remedy: "set DEPLOYER_KEY" }];
  }
  const remedy = "give each part an account of its own; the deployer keeps no role, and its key may be destroyed";
  const places = new Map([[deployer.address, "the deployer's"]]);
  // The contracts that the next transactions would create.
  for (const ahead of [0, 1, 2]) {
    const created = getCreateAddress({ from: deployer.address, nonce: deployer.nonce + ahead });
    places.set(created, "that of a contract to be deployed");
  }
  return accountsIn(values).flatMap(([parameter, address]) => {
    const place = places.get(address);
    return place === undefined
      ? []
      : [{ parameter, given: address, expected: `another address than ${place}`, remedy }];
  });
}

function openingRefusal({ values }: ParametersFile, { time }: ChainFacts): Refusal[] {
  const opening = openingIn(values);
  if (opening === undefined || opening <= time) return [];
  const expected = `a time that is not after the chain's, ${time} (${formatTime(time)})`;
  const remedy = "let period 1 start at or before the deployment";
  return [{ parameter: "openingTime", given: `${opening} (${formatTime(opening)})`, expected, remedy }];
}

/** A bond below this part of a token, 1 / 100,000, was most likely meant for one with fewer decimals. */
const SMALLEST_PART = 100_000n;

/** Bonds that cannot be meant for a token of these decimals. */
function bondRefusals({ values }: ParametersFile, { decimals, totalSupply, symbol }: TokenFacts): Refusal[] {
  const policy = figuresOf(values.policy);
  if (policy === undefined || typeof decimals !== "bigint" || decimals > 77n) return [];
  const unit = 10n ** decimals;
  return (["settlementBond", "demandBond"] as const).flatMap((name): Refusal[] => {
    const bond = policy[name];
    const given = `"${bond}" base units`;
    const remedy = `write the bond in base units: one ${symbol || "token"} is ${unit} of them`;
    if (bond * SMALLEST_PART < unit) {
      const expected = `at least 1 / 100,000 of a token, which has ${decimals} decimals`;
      return [{ parameter: `policy.${name}`, given, expected, remedy }];
    }
    if (totalSupply !== undefined && totalSupply > 0n && bond > totalSupply) {
      const expected = `not more than all tokens there are, ${totalSupply} base units`;
      return [{ parameter: `policy.${name}`, given, expected, remedy }];
    }
    return [];
  });
}
