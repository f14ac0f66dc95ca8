// A fund on Hardhat's own network, and what the check of a deployment says of it.
import { expect } from "chai";
import type { JsonRpcApiProvider } from "ethers";
import { network } from "hardhat";
import { checkDeployment, type DeploymentSubject as Subject } from "zke-insurance-fund/node";
import local from "../../ignition/parameters/local.json" with { type: "json" };
import { deployLocalFund } from "./fund.ts";

const connection = await network.create();
export const { ethers, networkHelpers } = connection;

export const DAY = 86_400;
export const WEEK = 7 * DAY;
export const [OPERATOR, GUARDIAN, GOVERNOR] = [1n, 2n, 3n];
export const provider = ethers.provider as unknown as JsonRpcApiProvider;
/** What the fixture was deployed by. */
export const parameters = local.LocalFund;

/** A fund that Ignition deployed, with the local parameters. */
export async function fixture() {
  return deployLocalFund(connection);
}

export type Deployed = Awaited<ReturnType<typeof fixture>>;

export async function problemsOf(fund: { target: unknown }, subject: Partial<Subject> = {}): Promise<string[]> {
  return (await checkDeployment(provider, { fund: String(fund.target), ...subject })).problems;
}

/** One problem, and no other. */
export async function expectProblem(fund: { target: unknown }, sentence: string | RegExp, subject?: Partial<Subject>) {
  const problems = await problemsOf(fund, subject);
  if (typeof sentence === "string") expect(problems).to.deep.equal([sentence]);
  else expect(problems.join("\n")).to.match(sentence);
}

export async function deployer() {
  return (await ethers.getSigners())[0]!;
}

/** What nothing is wrong with. */
export const SILENCE = /^$/;
