// What only roles may call of a fund and its manager, as bytes; and sending, scheduling and stopping it.
import { expect } from "chai";
import { type ContractTransactionResponse, ZeroHash } from "ethers";
import local from "../../ignition/parameters/local.json" with { type: "json" };
import type { DeployedFund as Deployed, Part } from "./fund.ts";

export const DAY = 86_400;
export const DELAY = 7 * DAY;
export const ADMIN = 0n;
export const OPERATOR = 1n;
export const GUARDIAN = 2n;
export const GOVERNOR = 3n;
/** The manager's number for the role that every account has. */
export const EVERYBODY = 2n ** 64n - 1n;
export const ROLES = [ADMIN, OPERATOR, GUARDIAN, GOVERNOR];
export const ADMINS: Part[] = ["admin1", "admin2"];

/** A call of the fund or its manager, as the bytes that are sent. */
export interface Call {
  readonly name: string;
  readonly target: string;
  readonly data: string;
}

export const NO_SETTLEMENT = {
  period: 1,
  startTime: 0,
  endTime: 0,
  profit: 0,
  loss: 0,
  liquidationCount: 0,
  liquidationsRoot: ZeroHash,
  positionCount: 0,
  positionsRoot: ZeroHash,
  totalProfit: 0,
  headCount: 0,
  headProfit: 0,
};
const OTHER_POLICY = { ...local.LocalFund.policy, coverBps: 0 };

/** Every restricted function of the fund. Its arguments need not be right: the caller is judged first. */
export function fundCalls({ fund, trader }: Deployed): Record<string, Call> {
  const target = fund.target as string;
  const calls: Record<string, readonly unknown[]> = {
    credit: [1, 0, [{ amount: 1, ref: ZeroHash }]],
    submit: [NO_SETTLEMENT, 0, ""],
    pause: [],
    unpause: [],
    cancel: [NO_SETTLEMENT],
    setPolicy: [OTHER_POLICY],
    setClearing: [trader.address],
    close: [],
    migrate: [trader.address],
  };
  return Object.fromEntries(
    Object.entries(calls).map(([name, args]) => {
      const data = fund.interface.encodeFunctionData(name as "credit", args as never);
      return [name, { name, target, data }];
    }),
  );
}

/** Every function of the manager that changes who may do what. */
export function managerCalls({ manager, fund, trader, operator }: Deployed): Call[] {
  const selectors = [fund.interface.getFunction("migrate").selector];
  const calls: [string, readonly unknown[]][] = [
    ["labelRole", [OPERATOR, "MINE"]],
    ...ROLES.map((role): [string, readonly unknown[]] => ["grantRole", [role, trader.address, 0]]),
    ["revokeRole", [OPERATOR, operator.address]],
    ["setRoleAdmin", [GOVERNOR, OPERATOR]],
    ["setRoleGuardian", [GOVERNOR, OPERATOR]],
    ...ROLES.map((role): [string, readonly unknown[]] => ["setGrantDelay", [role, 0]]),
    ["setTargetAdminDelay", [fund.target, 0]],
    ["setTargetFunctionRole", [fund.target, selectors, OPERATOR]],
    ["setTargetClosed", [fund.target, true]],
    ["updateAuthority", [fund.target, trader.address]],
  ];
  return calls.map(([name, args]) => managerCall({ manager }, name, args));
}

export function managerCall({ manager }: Pick<Deployed, "manager">, name: string, args: readonly unknown[]): Call {
  return {
    name: `${name}(${args.join(", ")})`,
    target: manager.target as string,
    data: manager.interface.encodeFunctionData(name as "grantRole", args as never),
  };
}

export function send(deployed: Deployed, part: Part, { target, data }: Call) {
  return deployed[part].sendTransaction({ to: target, data });
}

export function scheduled(deployed: Deployed, part: Part, { target, data }: Call) {
  return deployed.manager.connect(deployed[part]).schedule(target, data, 0);
}

/** `part` stops what `caller` has scheduled. */
export function cancelled(deployed: Deployed, part: Part, caller: Part, { target, data }: Call) {
  return deployed.manager.connect(deployed[part]).cancel(deployed[caller].address, target, data);
}

export async function refuses(sent: Promise<ContractTransactionResponse | unknown>, what: string, error?: string) {
  let reason = "";
  try {
    await sent;
  } catch (caught) {
    reason = String(caught);
  }
  expect(reason, what).not.to.equal("");
  if (error !== undefined) expect(reason, what).to.include(error);
}
