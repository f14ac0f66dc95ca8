// What is announced before it is done, how long before, and who can stop it.
import { expect } from "chai";
import { network } from "hardhat";
import { type DeployedFund as Deployed, deployLocalFund, PARTS } from "../support/fund.ts";
import {
  ADMIN,
  ADMINS,
  type Call,
  cancelled,
  DAY,
  DELAY,
  EVERYBODY,
  fundCalls,
  GOVERNOR,
  GUARDIAN,
  managerCall,
  managerCalls,
  NO_SETTLEMENT,
  OPERATOR,
  ROLES,
  refuses,
  scheduled,
  send,
} from "../support/role-calls.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;
const { loadFixture, time } = networkHelpers;

async function fixture() {
  return deployLocalFund(connection);
}

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

  /** What an admin whom nobody stops can do with one call of the manager's, and when it has everything by it. */
  const takeovers: [string, number, (deployed: Deployed) => Promise<Call>][] = [
    [
      "another manager",
      DELAY,
      async (deployed) => {
        const lax = await ethers.deployContract("AccessManager", [deployed.trader.address]);
        return managerCall(deployed, "updateAuthority", [deployed.fund.target, lax.target]);
      },
    ],
    [
      "functions that everybody may call",
      DELAY,
      async (deployed) => {
        const names = ["close", "migrate"] as const;
        const selectors = names.map((name) => deployed.fund.interface.getFunction(name).selector);
        return managerCall(deployed, "setTargetFunctionRole", [deployed.fund.target, selectors, EVERYBODY]);
      },
    ],
    [
      "a governor without a delay",
      2 * DELAY,
      async (deployed) => managerCall(deployed, "grantRole", [GOVERNOR, deployed.trader.address, 0]),
    ],
  ];
  for (const [what, delay, callOf] of takeovers) {
    it(`lets one admin take everything by ${what}, ${delay / DAY} days after saying so, unless the other stops it`, async () => {
      const deployed = await loadFixture(fixture);
      const { fund, token, trader } = deployed;
      await token.approve(fund.target, 5_000_000n);
      await fund.donate(5_000_000n);
      const { close, migrate } = fundCalls(deployed);
      const call = await callOf(deployed);
      await scheduled(deployed, "admin1", call);
      await time.increase(DELAY - 10);
      await refuses(send(deployed, "admin1", call), "too early", "AccessManagerNotReady");
      await time.increase(10);
      await send(deployed, "admin1", call);
      if (delay > DELAY) {
        await refuses(send(deployed, "trader", close!), "before the grant counts", "AccessManagedUnauthorized");
        await time.increase(delay - DELAY);
      }
      const before = await token.balanceOf(trader.address);
      await send(deployed, "trader", close!);
      await send(deployed, "trader", migrate!);
      expect((await token.balanceOf(trader.address)) - before).to.equal(5_000_000n);
    });
  }

  it("takes pause and cancel from the guardian if an admin closes the target, while finalizing goes on", async () => {
    const deployed = await loadFixture(fixture);
    const { fund, token, operator, openingTime } = deployed;
    const call = managerCall(deployed, "setTargetClosed", [fund.target, true]);
    await scheduled(deployed, "admin1", call);
    await time.increase(DELAY - DAY / 2);
    await token.connect(operator).approve(fund.target, 10_000_000_000n);
    const settlement = { ...NO_SETTLEMENT, startTime: openingTime, endTime: openingTime + DAY };
    await fund.connect(operator).submit(settlement, 0, "");
    await time.increase(DAY / 2);
    await send(deployed, "admin1", call);
    await refuses(fund.connect(deployed.guardian).cancel(settlement), "cancel", "AccessManagedUnauthorized");
    await refuses(send(deployed, "guardian", fundCalls(deployed).pause!), "pause", "AccessManagedUnauthorized");
    await refuses(send(deployed, "operator", fundCalls(deployed).credit!), "credit", "AccessManagedUnauthorized");
    await time.increase(DAY / 2);
    await expect(fund.connect(deployed.trader).finalize(settlement)).to.emit(fund, "SettlementFinalized");
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
