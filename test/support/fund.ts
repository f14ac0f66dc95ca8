import type { NetworkConnection } from "hardhat/types/network";
import LocalFund from "../../ignition/modules/LocalFund.ts";
import local from "../../ignition/parameters/local.json" with { type: "json" };

/** What each account holds: 100,000,000 USDT. */
export const WEALTH = 100_000_000_000_000n;

/** A month: enough for the largest delay and every window. */
export const OPENED_DAYS_AGO = 30;

/** The hardhat accounts by their part, as ignition/parameters/local.json names them. */
const PARTS = ["deployer", "operator", "guardian", "governor", "clearing", "challenger", "trader", "admin"] as const;

/** Deploys a fund with its token as the module says, and gives every account tokens; nothing is approved. */
export async function deployLocalFund({ ethers, ignition, networkHelpers }: NetworkConnection) {
  const openingTime = (await networkHelpers.time.latest()) - OPENED_DAYS_AGO * 86_400;
  const parameters = { LocalFund: { ...local.LocalFund, openingTime } };
  const deployed = await ignition.deploy(LocalFund, { parameters });

  // Typed by name: the module's own contracts are plain.
  const token = await ethers.getContractAt("TetherLike", await deployed.token.getAddress());
  const manager = await ethers.getContractAt("AccessManager", await deployed.manager.getAddress());
  const fund = await ethers.getContractAt("InsuranceFund", await deployed.fund.getAddress());

  const signers = await ethers.getSigners();
  const accounts = Object.fromEntries(PARTS.map((part, index) => [part, signers[index]!])) as Record<
    (typeof PARTS)[number],
    (typeof signers)[number]
  >;
  for (const { address } of Object.values(accounts)) await token.issue(address, WEALTH);
  return { token, manager, fund, openingTime, ...accounts };
}
