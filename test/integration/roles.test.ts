import { expect } from "chai";
import type { ContractTransactionResponse } from "ethers";
import { network } from "hardhat";
import local from "../../ignition/parameters/local.json" with { type: "json" };
import { type DeployedFund as Deployed, deployLocalFund, PARTS, type Part } from "../support/fund.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;
const { loadFixture, time } = networkHelpers;

const DAY = 86_400;
const DELAY = 7 * DAY;
const ADMIN = 0n;
const OPERATOR = 1n;
const GUARDIAN = 2n;
const GOVERNOR = 3n;
const ROLES = [ADMIN, OPERATOR, GUARDIAN, GOVERNOR];

const ADMINS: Part[] = ["admin1", "admin2"];

/** A call of the fund or its manager, as the bytes that are sent. */
interface Call {
  readonly name: string;
  readonly target: string;
  readonly data: string;
}

const NO_SETTLEMENT = {
  period: 1,
  startTime: 0,
  endTime: 0,
  profit: 0,
  loss: 0,
  liquidationCount: 0,
  liquidationsRoot: ethers.ZeroHash,
  positionCount: 0,
  positionsRoot: ethers.ZeroHash,
  totalProfit: 0,
  headCount: 0,
  headProfit: 0,
};
const OTHER_POLICY = { ...local.LocalFund.policy, coverBps: 0 };

/** Every restricted function of the fund. Its arguments need not be right: the caller is judged first. */
function fundCalls({ fund, trader }: Deployed): Record<string, Call> {
  const target = fund.target as string;
  const calls: Record<string, readonly unknown[]> = {
    credit: [1, 0, [{ amount: 1, ref: ethers.ZeroHash }]],
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
function managerCalls({ manager, fund, trader, operator }: Deployed): Call[] {
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

function managerCall({ manager }: Pick<Deployed, "manager">, name: string, args: readonly unknown[]): Call {
  return {
    name: `${name}(${args.join(", ")})`,
    target: manager.target as string,
    data: manager.interface.encodeFunctionData(name as "grantRole", args as never),
  };
}

function send(deployed: Deployed, part: Part, { target, data }: Call) {
  return deployed[part].sendTransaction({ to: target, data });
}

function scheduled(deployed: Deployed, part: Part, { target, data }: Call) {
  return deployed.manager.connect(deployed[part]).schedule(target, data, 0);
}

/** `part` stops what `caller` has scheduled. */
function cancelled(deployed: Deployed, part: Part, caller: Part, { target, data }: Call) {
  return deployed.manager.connect(deployed[part]).cancel(deployed[caller].address, target, data);
}

async function refuses(sent: Promise<ContractTransactionResponse | unknown>, what: string, error?: string) {
  let reason = "";
  try {
    await sent;
  } catch (caught) {
    reason = String(caught);
  }
  expect(reason, what).not.to.equal("");
  if (error !== undefined) expect(reason, what).to.include(error);
}

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

describe("The public delay", () => {
  it("keeps the governor's policy back for 7 days, and lets it into force then", async () => {
    const deployed = await loadFixture(fixture);
    const call = fundCalls(deployed).setPolicy!;
    await expect(scheduled(deployed, "governor", call)).to.emit(deployed.manager, "OperationScheduled");
    await refuses(send(deployed, "governor", call), "at once", "AccessManagerNotReady");
    await time.increase(DELAY - 10);
    await refuses(send(deployed, "governor", call), "a moment too early", "AccessManagerNotReady");
    await time.increase(10);
    await expect(send(deployed, "governor", call)).to.emit(deployed.fund, "PolicySet");
    expect((await deployed.fund.policy()).coverBps).to.equal(0n);
    await refuses(send(deployed, "governor", call), "twice", "AccessManagerNotScheduled");
  });

  it("lets the governor change clearing, close, and then migrate, each after its delay", async () => {
    const deployed = await loadFixture(fixture);
    const { fund, token, trader } = deployed;
    const calls = fundCalls(deployed);
    await token.approve(fund.target, 5_000_000n);
    await fund.donate(5_000_000n);
    const names = ["setClearing", "close", "migrate"];
    for (const name of names) await scheduled(deployed, "governor", calls[name]!);
    for (const name of names) await refuses(send(deployed, "governor", calls[name]!), name, "AccessManagerNotReady");
    await time.increase(DELAY);
    await send(deployed, "governor", calls.setClearing!);
    expect(await fund.clearing()).to.equal(trader.address);
    await send(deployed, "governor", calls.close!);
    expect(await fund.closed()).to.equal(true);
    const before = await token.balanceOf(trader.address);
    await send(deployed, "governor", calls.migrate!);
    expect((await token.balanceOf(trader.address)) - before).to.equal(5_000_000n);
  });

  for (const part of ["guardian", ...ADMINS] as const) {
    it(`lets ${part} stop whatever the governor has scheduled, and the governor schedule it again`, async () => {
      const deployed = await loadFixture(fixture);
      const calls = fundCalls(deployed);
      for (const name of ["setPolicy", "setClearing", "close", "migrate"]) {
        await scheduled(deployed, "governor", calls[name]!);
        await expect(cancelled(deployed, part, "governor", calls[name]!), name).to.emit(
          deployed.manager,
          "OperationCanceled",
        );
      }
      await time.increase(DELAY);
      for (const name of ["setPolicy", "setClearing", "close", "migrate"])
        await refuses(send(deployed, "governor", calls[name]!), name, "AccessManagerNotScheduled");
      await expect(scheduled(deployed, "governor", calls.close!)).to.emit(deployed.manager, "OperationScheduled");
    });
  }

  it("lets nobody else stop the governor", async () => {
    const deployed = await loadFixture(fixture);
    const { close } = fundCalls(deployed);
    await scheduled(deployed, "governor", close!);
    for (const part of PARTS) {
      if (part === "guardian" || part === "governor" || ADMINS.includes(part)) continue;
      await refuses(cancelled(deployed, part, "governor", close!), part, "AccessManagerUnauthorizedCancel");
    }
    await time.increase(DELAY);
    await expect(send(deployed, "governor", close!)).to.emit(deployed.fund, "Closed");
  });

  for (const [one, other] of [
    ["admin1", "admin2"],
    ["admin2", "admin1"],
  ] as const) {
    it(`lets ${other} stop whatever ${one} has scheduled, its own removal included`, async () => {
      const deployed = await loadFixture(fixture);
      const removal = managerCall(deployed, "revokeRole", [ADMIN, deployed[other].address]);
      for (const call of [...managerCalls(deployed), removal]) {
        await scheduled(deployed, one, call);
        await cancelled(deployed, other, one, call);
      }
      await time.increase(DELAY);
      for (const call of [...managerCalls(deployed), removal])
        await refuses(send(deployed, one, call), call.name, "AccessManagerNotScheduled");
    });
  }

  it("lets nobody but the admins stop what an admin has scheduled, so that a lost guardian or governor can be replaced", async () => {
    const deployed = await loadFixture(fixture);
    const call = managerCall(deployed, "revokeRole", [GUARDIAN, deployed.guardian.address]);
    await scheduled(deployed, "admin1", call);
    for (const part of PARTS) {
      if (ADMINS.includes(part)) continue;
      await refuses(cancelled(deployed, part, "admin1", call), part, "AccessManagerUnauthorizedCancel");
    }
    await time.increase(DELAY);
    await send(deployed, "admin1", call);
    expect((await deployed.manager.hasRole(GUARDIAN, deployed.guardian.address)).isMember).to.equal(false);
  });

  it("keeps a thief with one admin's key from the money for as long as the other admin objects", async () => {
    const deployed = await loadFixture(fixture);
    const { manager, fund, trader } = deployed;
    const grant = managerCall(deployed, "grantRole", [GOVERNOR, trader.address, 0]);
    for (let attempt = 0; attempt < 3; attempt++) {
      await scheduled(deployed, "admin1", grant);
      await time.increase(DELAY - 10);
      await cancelled(deployed, "admin2", "admin1", grant);
      await time.increase(10);
      await refuses(send(deployed, "admin1", grant), `attempt ${attempt}`, "AccessManagerNotScheduled");
    }
    await time.increase(2 * DELAY);
    expect((await manager.hasRole(GOVERNOR, trader.address)).isMember).to.equal(false);
    await refuses(send(deployed, "trader", fundCalls(deployed).close!), "close", "AccessManagedUnauthorized");
    expect(await fund.closed()).to.equal(false);
  });

  it("cannot undo that two admins stop each other: neither can then be removed but by itself", async () => {
    const deployed = await loadFixture(fixture);
    const { manager, admin1, admin2 } = deployed;
    const removal = managerCall(deployed, "revokeRole", [ADMIN, admin1.address]);
    await scheduled(deployed, "admin2", removal);
    await cancelled(deployed, "admin1", "admin2", removal);
    await time.increase(DELAY);
    await refuses(send(deployed, "admin2", removal), "cancelled", "AccessManagerNotScheduled");
    await manager.connect(admin1).renounceRole(ADMIN, admin1.address);
    expect((await manager.hasRole(ADMIN, admin1.address)).isMember).to.equal(false);
    expect((await manager.hasRole(ADMIN, admin2.address)).isMember).to.equal(true);
  });

  it("lets an admin change a role after 7 days, and its new holder act 7 days after that", async () => {
    const deployed = await loadFixture(fixture);
    const { manager, trader } = deployed;
    for (const role of ROLES) {
      const name = `role ${role}`;
      const call = managerCall(deployed, "grantRole", [role, trader.address, 0]);
      await scheduled(deployed, "admin1", call);
      await refuses(send(deployed, "admin1", call), name, "AccessManagerNotReady");
      await time.increase(DELAY);
      await send(deployed, "admin1", call);
      expect((await manager.hasRole(role, trader.address)).isMember, name).to.equal(false);
      await time.increase(DELAY - 10);
      expect((await manager.hasRole(role, trader.address)).isMember, name).to.equal(false);
      await time.increase(10);
      expect((await manager.hasRole(role, trader.address)).isMember, name).to.equal(true);
    }
  });

  it("lets even a shorter delay of the governor begin only 7 days after it was set in public", async () => {
    const deployed = await loadFixture(fixture);
    const { governor } = deployed;
    const call = managerCall(deployed, "grantRole", [GOVERNOR, governor.address, 0]);
    await scheduled(deployed, "admin1", call);
    await time.increase(DELAY);
    await send(deployed, "admin1", call);
    const setPolicy = fundCalls(deployed).setPolicy!;
    await refuses(send(deployed, "governor", setPolicy), "at once", "AccessManagerNotScheduled");
    await time.increase(DELAY - 10);
    await refuses(send(deployed, "governor", setPolicy), "a moment too early", "AccessManagerNotScheduled");
    await time.increase(10);
    await expect(send(deployed, "governor", setPolicy)).to.emit(deployed.fund, "PolicySet");
  });

  it("hands the fund to another manager only after 7 days", async () => {
    const deployed = await loadFixture(fixture);
    const { fund } = deployed;
    const other = await ethers.deployContract("AccessManager", [deployed.trader.address]);
    const call = managerCall(deployed, "updateAuthority", [fund.target, other.target]);
    await scheduled(deployed, "admin1", call);
    await time.increase(DELAY - 10);
    await refuses(send(deployed, "admin1", call), "too early", "AccessManagerNotReady");
    await time.increase(10);
    await send(deployed, "admin1", call);
    expect(await fund.authority()).to.equal(other.target);
  });

  it("lets an account give a role up at once, and nobody else's", async () => {
    const { manager, operator, admin1, governor } = await loadFixture(fixture);
    await refuses(
      manager.connect(admin1).renounceRole(GOVERNOR, governor.address),
      "another's",
      "AccessManagerBadConfirmation",
    );
    await manager.connect(operator).renounceRole(OPERATOR, operator.address);
    expect((await manager.hasRole(OPERATOR, operator.address)).isMember).to.equal(false);
  });
});
