// Who may do what with a fund as it is deployed, and when.
import { expect } from "chai";
import { network } from "hardhat";
import { type DeployedFund as Deployed, deployLocalFund, PARTS, type Part } from "../support/fund.ts";
import {
  ADMIN,
  ADMINS,
  type Call,
  DAY,
  DELAY,
  fundCalls,
  GOVERNOR,
  GUARDIAN,
  managerCalls,
  OPERATOR,
  ROLES,
  refuses,
  scheduled,
  send,
} from "../support/role-calls.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;
const { loadFixture, time } = networkHelpers;

/** True if the manager lets an account call the fund at once or after a delay. */
async function mayCall({ manager }: Deployed, account: string, { target, data }: Call) {
  const [immediate, delay] = await manager.canCall(account, target, data.slice(0, 10));
  return immediate || delay > 0n;
}

/** The moments at which nobody may have gained anything: delays of 5 days, too, have come into force or not. */
const MOMENTS: [string, number][] = [
  ["right after the deployment", 0],
  ["a day later", DAY],
  ["6 days later, when raised delays are in force", 6 * DAY],
  ["a month later", 30 * DAY],
];

async function fixture() {
  return deployLocalFund(connection);
}

describe("Roles of a deployed fund", () => {
  for (const [moment, later] of MOMENTS) {
    describe(moment, () => {
      async function then() {
        const deployed = await loadFixture(fixture);
        await time.increase(later + 1);
        return deployed;
      }

      it("leaves the deployer without any role", async () => {
        const { manager, deployer } = await then();
        for (const role of ROLES)
          expect((await manager.hasRole(role, deployer.address)).isMember, `role ${role}`).to.equal(false);
      });

      it("lets the deployer call no restricted function of the fund, nor schedule one", async () => {
        const deployed = await then();
        for (const call of Object.values(fundCalls(deployed))) {
          await refuses(send(deployed, "deployer", call), call.name, "AccessManagedUnauthorized");
          await refuses(scheduled(deployed, "deployer", call), call.name, "AccessManagerUnauthorizedCall");
        }
      });

      it("lets nobody change the roles at once, and nobody but the admins schedule a change", async () => {
        const deployed = await then();
        for (const call of managerCalls(deployed)) {
          for (const part of PARTS) {
            await refuses(send(deployed, part, call), `${part} ${call.name}`, "AccessManager");
            if (!ADMINS.includes(part))
              await refuses(scheduled(deployed, part, call), `${part} ${call.name}`, "AccessManagerUnauthorizedCall");
          }
        }
      });

      it("lets nobody, the governor and the admins included, reach policy, clearing, close or migrate at once", async () => {
        const deployed = await then();
        const calls = fundCalls(deployed);
        for (const name of ["setPolicy", "setClearing", "close", "migrate"]) {
          const call = calls[name]!;
          for (const part of PARTS) {
            const error = part === "governor" ? "AccessManagerNotScheduled" : "AccessManagedUnauthorized";
            await refuses(send(deployed, part, call), `${part} ${name}`, error);
          }
        }
      });
    });
  }

  it("gives each role exactly its functions, and everyone else none", async () => {
    const deployed = await loadFixture(fixture);
    const allowed: Partial<Record<Part, string[]>> = {
      operator: ["credit", "submit"],
      guardian: ["pause", "unpause", "cancel"],
      governor: ["setPolicy", "setClearing", "close", "migrate"],
    };
    for (const part of PARTS) {
      const may: string[] = [];
      for (const call of Object.values(fundCalls(deployed))) {
        if (await mayCall(deployed, deployed[part].address, call)) may.push(call.name);
      }
      expect(may, part).to.deep.equal(allowed[part] ?? []);
    }
  });

  it("restricts every function that the interface calls the operator's, guardian's or governor's, and no other", async () => {
    const deployed = await loadFixture(fixture);
    const { fund, trader } = deployed;
    const changing = fund.interface.fragments.filter(
      (fragment) => fragment.type === "function" && !(fragment as { constant?: boolean }).constant,
    );
    const restricted: string[] = [];
    for (const fragment of changing) {
      const { name } = fragment as unknown as { name: string };
      const zeroArguments = ethers.AbiCoder.defaultAbiCoder().getDefaultValue(fragment.inputs);
      const data = fund.interface.encodeFunctionData(name as "credit", zeroArguments as never);
      const answer = await trader.sendTransaction({ to: fund.target, data }).then(
        () => "",
        (error: unknown) => String(error),
      );
      if (answer.includes("AccessManagedUnauthorized")) restricted.push(name);
    }
    // setAuthority is the manager's alone.
    expect(restricted.sort()).to.deep.equal([...Object.keys(fundCalls(deployed)), "setAuthority"].sort());
  });

  it("names its roles, and delays all of them alike", async () => {
    const { manager, fund, operator, guardian, governor, admin1, admin2 } = await loadFixture(fixture);
    const labels = await manager.queryFilter(manager.filters.RoleLabel());
    expect(labels.map(({ args }) => [args.roleId, args.label])).to.have.deep.members([
      [OPERATOR, "OPERATOR"],
      [GUARDIAN, "GUARDIAN"],
      [GOVERNOR, "GOVERNOR"],
    ]);
    for (const [role, account, delay] of [
      [ADMIN, admin1, DELAY],
      [ADMIN, admin2, DELAY],
      [OPERATOR, operator, 0],
      [GUARDIAN, guardian, 0],
      [GOVERNOR, governor, DELAY],
    ] as const) {
      const { isMember, executionDelay } = await manager.hasRole(role, account.address);
      expect([isMember, executionDelay], `role ${role}`).to.deep.equal([true, BigInt(delay)]);
    }
    await time.increase(5 * DAY);
    for (const role of ROLES) expect(await manager.getRoleGrantDelay(role), `role ${role}`).to.equal(BigInt(DELAY));
    expect(await manager.getTargetAdminDelay(fund.target)).to.equal(BigInt(DELAY));
    for (const role of ROLES) {
      expect(await manager.getRoleAdmin(role), `role ${role}`).to.equal(ADMIN);
      expect(await manager.getRoleGuardian(role), `role ${role}`).to.equal(role === GOVERNOR ? GUARDIAN : ADMIN);
    }
  });

  it("gives no role to anyone but the five, and none to clearing", async () => {
    const { manager, deployer, ...deployed } = await loadFixture(fixture);
    const granted = await manager.queryFilter(manager.filters.RoleGranted());
    const holders = granted.filter(({ args }) => args.account !== deployer.address);
    expect(holders.map(({ args }) => [args.roleId, args.account])).to.have.deep.members([
      [ADMIN, deployed.admin1.address],
      [ADMIN, deployed.admin2.address],
      [OPERATOR, deployed.operator.address],
      [GUARDIAN, deployed.guardian.address],
      [GOVERNOR, deployed.governor.address],
    ]);
  });
});
