// A fund with its token, its manager and its roles as they are deployed, and what every chapter of its life needs.
import { ZeroHash } from "ethers";
import { deployedCalls } from "zke-insurance-fund/chain";
import { GENESIS } from "./chain.ts";
import { type Happened, type Lists, listsOf } from "./lists.ts";
import { type Place, Script } from "./script.ts";

export const PARTS = [
  "deployer",
  "admin1",
  "admin2",
  "operator",
  "guardian",
  "governor",
  "clearing",
  "challenger",
  "demander",
  "donor",
];

export const UNIT = 10n ** 6n;
export const DAY = 86_400;
export const HOUR = 3_600;
export const HEAD_BPS = 9_000n;
export const OPENING = GENESIS - 30 * DAY;
const ANY_AMOUNT = 2n ** 256n - 1n;

export const POLICY = {
  coverBps: 2_000n,
  headBps: HEAD_BPS,
  basisAll: false,
  periodHours: 0n,
  maxCoverageBps: 5_000n,
  challengeWindow: BigInt(DAY),
  revealWindow: BigInt(6 * HOUR),
  maxLevels: 25n,
  bondBps: 100n,
  settlementBond: 10_000n * UNIT,
  demandBond: 10n * UNIT,
};

export interface Stage {
  readonly script: Script;
  readonly token: Place;
  readonly manager: Place;
  readonly fund: Place;
}

/** The two trees, by their numbers. */
export const LIQUIDATIONS = 0;
export const POSITIONS = 1;

/** A credit of so many tokens. */
export const creditOf = (tokens: bigint) => ({ amount: tokens * UNIT, ref: ZeroHash });

export const addressOf = (part: string) => Script.account(part).address;

const FUND = "contracts/InsuranceFund.sol/InsuranceFund";
const MANAGER = "@openzeppelin/contracts/access/manager/AccessManager.sol/AccessManager";

/** Deploys token, manager and fund. */
export function deployed(script: Script): Stage {
  const token = script.create("deployer", "contracts/mocks/TetherLike.sol/TetherLike");
  const manager = script.create("deployer", MANAGER, [addressOf("deployer")]);
  const create = (opening: number, policy: object, tokenAddress = token.address, refusal?: string) =>
    script.create("deployer", FUND, [tokenAddress, manager.address, addressOf("clearing"), opening, policy], refusal);
  create(GENESIS + DAY, POLICY, token.address, "OpeningInFuture");
  create(OPENING, { ...POLICY, headBps: 0n }, token.address, "PolicyOutOfBounds");
  create(OPENING, POLICY, addressOf("donor"), "InvalidAddress");
  return { script, token, manager, fund: create(OPENING, POLICY) };
}

/** Hands out the roles, and leaves the deployer with none. */
export function handOut({ script, manager, fund }: Stage): void {
  const calls = deployedCalls({ fund: fund.address, deployer: addressOf("deployer"), accountOf: addressOf });
  for (const { name, args } of calls) script.send("deployer", manager, name, [...args]);
}

/** Gives tokens to those who pay in, who then let the fund take them. */
export function fill({ script, token, fund }: Stage): void {
  for (const part of ["operator", "challenger", "demander", "donor"]) {
    script.send("deployer", token, "issue", [addressOf(part), 10_000_000n * UNIT]);
    script.send(part, token, "approve", [fund.address, ANY_AMOUNT]);
  }
}

/** An honest settlement of the n-th hour since the opening: four winners, two losses, one profit. */
export function hourOf(period: bigint, changes: Partial<Happened> = {}): Lists {
  const startTime = BigInt(OPENING) + (period - 1n) * BigInt(HOUR);
  return listsOf({
    period,
    startTime,
    endTime: startTime + BigInt(HOUR),
    profits: [500n * UNIT, 300n * UNIT, 150n * UNIT, 50n * UNIT],
    results: [-70n * UNIT, 40n * UNIT, -30n * UNIT],
    headBps: HEAD_BPS,
    ...changes,
  });
}
