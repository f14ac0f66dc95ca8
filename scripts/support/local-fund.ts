// The fund on a local chain, for tests, the devnet and the demo.
import type { NetworkConnection } from "hardhat/types/network";
import LocalFund from "../../ignition/modules/LocalFund.ts";
import local from "../../ignition/parameters/local.json" with { type: "json" };
import { DEVNET_PARTS, type DevnetPart } from "../../sdk/src/devnet/accounts.ts";

/** What every account holds at first: 100,000,000 USDT. */
const WEALTH = 100_000_000_000_000n;

/** A token and a fund on a local chain, and who plays which part. */
export type DeployedFund = Awaited<ReturnType<typeof deployLocalFund>>;

const OPEN_FOR = 30 * 86_400;

/**
 * Deploys a token and a fund, and gives every account tokens; nothing is approved.
 *
 * @param openFor for how many seconds the fund has been open; 30 days unless given
 */
export async function deployLocalFund({ ethers, ignition, networkHelpers }: NetworkConnection, openFor = OPEN_FOR) {
  const openingTime = (await networkHelpers.time.latest()) - openFor;
  const parameters = { LocalFund: { ...local.LocalFund, openingTime } };
  const deployed = await ignition.deploy(LocalFund, { parameters });

  // By name, because the contracts that the module returns have no types.
  const token = await ethers.getContractAt("TetherLike", await deployed.token.getAddress());
  const manager = await ethers.getContractAt("AccessManager", await deployed.manager.getAddress());
  const fund = await ethers.getContractAt("InsuranceFund", await deployed.fund.getAddress());

  type Signer = Awaited<ReturnType<typeof ethers.getSigners>>[number];
  const signers = await ethers.getSigners();
  const accounts = Object.fromEntries(DEVNET_PARTS.map((part, index) => [part, signers[index]])) as Record<
    DevnetPart,
    Signer
  >;
  for (const { address } of Object.values(accounts)) await token.issue(address, WEALTH);
  return { token, manager, fund, openingTime, ...accounts };
}
