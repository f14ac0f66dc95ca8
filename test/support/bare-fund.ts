import type { HardhatEthers } from "@nomicfoundation/hardhat-ethers/types";
import type { RulePolicy } from "zke-insurance-fund";

const UNIT = 10n ** 6n;

/** The least that a fund needs besides its rule: no brake, small bonds, short windows. */
export const LOOSE = {
  periodHours: 0,
  maxCoverageBps: 10_000,
  challengeWindow: 86_400,
  revealWindow: 3_600,
  maxLevels: 40,
  settlementBond: UNIT,
  bondBps: 0,
  demandBond: UNIT,
};

/**
 * A fund without roles, for tests of what it computes: its deployer, the manager's admin, may call everything at once. Roles and
 * delays are test/integration/roles.test.ts' subject, on the fund as it is deployed.
 */
export async function deployBareFund(ethers: HardhatEthers, rule: RulePolicy, openingTime: bigint) {
  const [deployer, clearing] = await ethers.getSigners();
  if (!deployer || !clearing) throw new Error("the local chain has no accounts");
  const token = await ethers.deployContract("TetherLike");
  const manager = await ethers.deployContract("AccessManager", [deployer.address]);
  const { coverBps, headBps, basis } = rule;
  const policy = { ...LOOSE, coverBps, headBps, basisAll: basis === "all" };
  const fund = await ethers.deployContract("InsuranceFund", [
    token.target,
    manager.target,
    clearing.address,
    openingTime,
    policy,
  ]);
  await token.issue(deployer.address, 10n ** 33n);
  await token.approve(fund.target, 2n ** 256n - 1n);
  return { fund, token, deployer, clearing };
}
