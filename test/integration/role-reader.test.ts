// Who may do what, as the SDK reads it from the chain: on the fund as it is deployed, and after changes of all kinds.
import { expect } from "chai";
import { network } from "hardhat";
import { ChainError, type Hex } from "zke-insurance-fund";
import {
  ADMIN_ROLE,
  type ChainReader,
  changeIn,
  type FundRoles,
  type LogFilter,
  PUBLIC_ROLE,
  RESTRICTED_FUNCTIONS,
  readRoles,
} from "zke-insurance-fund/chain";
import local from "../../ignition/parameters/local.json" with { type: "json" };
import { deployLocalFund } from "../support/fund.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;
const { loadFixture, time } = networkHelpers;

const DAY = 86_400n;
const DELAY = 7n * DAY;
const WEEK = 7n * DAY;
const [OPERATOR, GUARDIAN, GOVERNOR] = [1n, 2n, 3n];

type Deployed = Awaited<ReturnType<typeof deployLocalFund>>;

async function fixture() {
  return deployLocalFund(connection);
}

async function rolesOf({ fund }: Deployed, block?: number): Promise<FundRoles> {
  const source = { address: (await fund.getAddress()) as Hex, provider: ethers.provider };
  return readRoles(source, { block: block ?? (await ethers.provider.getBlockNumber()) });
}

const roleOf = ({ roles }: FundRoles, id: bigint) => roles.find((role) => role.id === id)!;
const holders = (roles: FundRoles, id: bigint) => roleOf(roles, id).members.map(({ account }) => account);

/** What only an admin may do, done by the admin at the end of its delay. */
async function asAdmin({ manager, admin1 }: Deployed, name: string, args: readonly unknown[]) {
  const data = manager.interface.encodeFunctionData(name as "grantRole", args as never);
  await manager.connect(admin1).schedule(manager, data, 0);
  await time.increase(DELAY);
  await manager.connect(admin1).execute(manager, data);
}

/** The call that names the operators' role by bytes that are no UTF-8. */
const badLabel = ({ manager }: Deployed) =>
  manager.interface.encodeFunctionData("labelRole", [OPERATOR, "MINE"]).replace("4d494e45", "ff494e45");

const timeNow = async () => BigInt(await time.latest());

describe("the roles of a fund, read from the chain", () => {
  it("are those of a fund as it is deployed", async () => {
    const deployed = await loadFixture(fixture);
    const { manager, admin1, admin2, operator, guardian, governor } = deployed;
    const roles = await rolesOf(deployed);
    expect(roles.manager).to.equal(await manager.getAddress());
    expect(roles.isClosed).to.equal(false);
    expect(roles.scheduled).to.deep.equal([]);
    expect(
      roles.roles.map(({ id, label, members, may }) => ({
        id,
        label,
        may,
        members: members.map(({ account, executionDelay }) => [account, executionDelay]),
      })),
    ).to.deep.equal([
      {
        id: ADMIN_ROLE,
        label: "",
        may: [],
        members: [
          [admin1.address, DELAY],
          [admin2.address, DELAY],
        ],
      },
      { id: OPERATOR, label: "OPERATOR", may: ["credit", "submit"], members: [[operator.address, 0n]] },
      { id: GUARDIAN, label: "GUARDIAN", may: ["pause", "unpause", "cancel"], members: [[guardian.address, 0n]] },
      {
        id: GOVERNOR,
        label: "GOVERNOR",
        may: ["setPolicy", "setClearing", "close", "migrate"],
        members: [[governor.address, DELAY]],
      },
    ]);
    expect(roles.roles.map(({ id, admin, guardian: cancels }) => [id, admin, cancels])).to.deep.equal([
      [ADMIN_ROLE, ADMIN_ROLE, ADMIN_ROLE],
      [OPERATOR, ADMIN_ROLE, ADMIN_ROLE],
      [GUARDIAN, ADMIN_ROLE, ADMIN_ROLE],
      [GOVERNOR, ADMIN_ROLE, GUARDIAN],
    ]);
  });

  it("say of a delay that was raised from when on it is in force, and no more once it is", async () => {
    const deployed = await loadFixture(fixture);
    const early = await rolesOf(deployed);
    expect(early.adminDelay).to.equal(0n);
    expect(early.comingAdminDelay?.delay).to.equal(DELAY);
    const { since } = early.comingAdminDelay!;
    expect(since > (await timeNow()) && since <= (await timeNow()) + 5n * DAY).to.equal(true);
    for (const { grantDelay, comingGrantDelay } of early.roles) {
      expect([grantDelay, comingGrantDelay?.delay]).to.deep.equal([0n, DELAY]);
    }
    await time.increase(5n * DAY);
    await networkHelpers.mine();
    const later = await rolesOf(deployed);
    expect([later.adminDelay, later.comingAdminDelay]).to.deep.equal([DELAY, undefined]);
    for (const { grantDelay, comingGrantDelay } of later.roles) {
      expect([grantDelay, comingGrantDelay]).to.deep.equal([DELAY, undefined]);
    }
    expect((await rolesOf(deployed, early.block)).adminDelay, "the state of the block that is asked for").to.equal(0n);
  });

  it("follow grants, revocations and renunciations", async () => {
    const deployed = await loadFixture(fixture);
    const { manager, trader, challenger, operator } = deployed;
    await time.increase(5n * DAY);
    await asAdmin(deployed, "grantRole", [OPERATOR, trader.address, 3600]);
    const granted = await rolesOf(deployed);
    const member = roleOf(granted, OPERATOR).members.find(({ account }) => account === trader.address)!;
    expect(member.executionDelay).to.equal(3600n);
    expect(member.since, "it counts later").to.equal((await timeNow()) + DELAY);
    await asAdmin(deployed, "revokeRole", [OPERATOR, trader.address]);
    await manager.connect(operator).renounceRole(OPERATOR, operator.address);
    expect(holders(await rolesOf(deployed), OPERATOR)).to.deep.equal([]);
    await asAdmin(deployed, "grantRole", [9n, challenger.address, 0]);
    await asAdmin(deployed, "labelRole", [9n, "AUDITOR"]);
    await asAdmin(deployed, "setRoleAdmin", [OPERATOR, 9n]);
    await asAdmin(deployed, "setRoleGuardian", [GOVERNOR, 9n]);
    const roles = await rolesOf(deployed);
    expect([roleOf(roles, 9n).label, holders(roles, 9n)]).to.deep.equal(["AUDITOR", [challenger.address]]);
    expect(roleOf(roles, OPERATOR).admin).to.equal(9n);
    expect(roleOf(roles, GOVERNOR).guardian).to.equal(9n);
  });

  it("say when a shorter delay of an account begins", async () => {
    const deployed = await loadFixture(fixture);
    await asAdmin(deployed, "grantRole", [GOVERNOR, deployed.governor.address, 60]);
    const member = roleOf(await rolesOf(deployed), GOVERNOR).members[0]!;
    expect(member.executionDelay).to.equal(DELAY);
    expect(member.comingExecutionDelay).to.deep.equal({ delay: 60n, since: (await timeNow()) + DELAY - 60n });
  });

  it("show a function that was given to everybody, and a manager that stops all", async () => {
    const deployed = await loadFixture(fixture);
    const { fund } = deployed;
    const selectors = [fund.interface.getFunction("pause").selector];
    await asAdmin(deployed, "setTargetFunctionRole", [fund.target, selectors, PUBLIC_ROLE]);
    await asAdmin(deployed, "setTargetClosed", [fund.target, true]);
    const roles = await rolesOf(deployed);
    expect(roleOf(roles, PUBLIC_ROLE).may).to.deep.equal(["pause"]);
    expect(roleOf(roles, GUARDIAN).may).to.deep.equal(["unpause", "cancel"]);
    expect(roles.isClosed).to.equal(true);
    expect(roles.roles.flatMap(({ may }) => may).sort()).to.deep.equal([...RESTRICTED_FUNCTIONS].sort());
  });

  it("are refused, with a sentence, where the fund obeys something else", async () => {
    const deployed = await loadFixture(fixture);
    const { fund, manager, token } = deployed;
    await asAdmin(deployed, "updateAuthority", [fund.target, token.target]);
    const error = await rolesOf(deployed).catch((caught: unknown) => caught);
    expect(error).to.be.instanceOf(ChainError);
    expect(String(error)).to.match(new RegExp(`^The contract at ${token.target} has no view \\w+: `));
    expect(String(error)).not.to.include(manager.target as string);
  });

  it("are read in ranges that a node allows, and from the block that is given", async () => {
    const deployed = await loadFixture(fixture);
    const all = await rolesOf(deployed);
    let asked = 0;
    const { provider: chain } = ethers;
    const provider = {
      call: chain.call.bind(chain),
      getLogs: async (filter: LogFilter) => {
        asked++;
        if (Number(filter.toBlock) - Number(filter.fromBlock) >= 3) throw new Error("query exceeds max block range");
        return chain.getLogs(filter);
      },
    } as unknown as ChainReader;
    const source = { address: (await deployed.fund.getAddress()) as Hex, provider };
    expect(await readRoles(source, { block: all.block })).to.deep.equal(all);
    expect(asked).to.be.greaterThan(3);
    const late = await readRoles(source, { block: all.block, fromBlock: all.block });
    expect(late.roles.flatMap(({ members }) => members)).to.deep.equal([]);
  });
});

describe("what is scheduled, read from the chain", () => {
  const policy = { ...local.LocalFund.policy, coverBps: 1234, basisAll: true };

  async function withPolicy() {
    const deployed = await fixture();
    const { fund, manager, governor } = deployed;
    const data = fund.interface.encodeFunctionData("setPolicy", [policy]);
    await manager.connect(governor).schedule(fund.target, data, 0);
    return { ...deployed, data };
  }

  it("says who changes what, to what, from when and until when", async () => {
    const deployed = await loadFixture(withPolicy);
    const { fund, governor, data } = deployed;
    const [call, ...others] = (await rolesOf(deployed)).scheduled;
    expect(others).to.deep.equal([]);
    const { args, id, ...rest } = call!;
    const readyAt = (await timeNow()) + DELAY;
    expect(rest).to.deep.equal({
      caller: governor.address,
      target: fund.target,
      contract: "fund",
      data,
      name: "setPolicy",
      readyAt,
      expiresAt: readyAt + WEEK,
    });
    expect(id).to.match(/^0x[0-9a-f]{64}$/);
    const words = Object.fromEntries(args.map(({ name, value }) => [name, value]));
    expect(words).to.deep.include({ "p.coverBps": "1234", "p.basisAll": "true", "p.settlementBond": "10000000000" });
    expect(args.length).to.equal(11);
  });

  it("forgets what was executed, cancelled or let expire", async () => {
    const deployed = await loadFixture(withPolicy);
    const { fund, manager, governor, guardian, admin1, admin2, data } = deployed;
    await time.increase(DELAY);
    await manager.connect(governor).execute(fund.target, data);
    expect((await rolesOf(deployed)).scheduled, "executed").to.deep.equal([]);
    await manager.connect(governor).schedule(fund.target, data, 0);
    expect((await rolesOf(deployed)).scheduled.length, "scheduled again").to.equal(1);
    for (const part of [admin1, admin2, guardian, governor]) {
      await manager.connect(part).cancel(governor.address, fund.target, data);
      expect((await rolesOf(deployed)).scheduled, `cancelled by ${part.address}`).to.deep.equal([]);
      await manager.connect(governor).schedule(fund.target, data, 0);
    }
    await manager.connect(governor).cancel(governor.address, fund.target, data);
    await manager.connect(governor).schedule(fund.target, data, 0);
    await time.increase(DELAY + WEEK - 1n);
    expect((await rolesOf(deployed)).scheduled.length, "a moment before its end").to.equal(1);
    await time.increase(1);
    expect((await rolesOf(deployed)).scheduled, "expired").to.deep.equal([]);
  });

  it("names the manager's own changes, the soonest first, and shows bytes that mean nothing as they are", async () => {
    const deployed = await loadFixture(withPolicy);
    const { fund, manager, admin1, governor, trader } = deployed;
    const grant = manager.interface.encodeFunctionData("grantRole", [GOVERNOR, trader.address, 0]);
    await time.increase(60);
    await manager.connect(admin1).schedule(manager.target, grant, 0);
    const bare = fund.interface.getFunction("migrate").selector;
    await manager.connect(governor).schedule(fund.target, bare, 0);
    const { scheduled } = await rolesOf(deployed);
    expect(scheduled.map(({ contract, name, args }) => [contract, name, args.map(({ value }) => value)])).to.deep.equal(
      [
        ["fund", "setPolicy", scheduled[0]!.args.map(({ value }) => value)],
        ["manager", "grantRole", ["3", trader.address, "0"]],
        ["fund", undefined, []],
      ],
    );
    expect(scheduled[2]!.data).to.equal(bare);
  });

  it("are shown as they are, and nothing beside them is hidden, where an argument can be none of its kind", async () => {
    const deployed = await loadFixture(withPolicy);
    const { fund, manager, admin1, governor, trader } = deployed;
    // What is no address, and what is no UTF-8: the first would be refused when it is executed, the second not.
    const noAddress = `${fund.interface.getFunction("setClearing").selector}${"ff".repeat(32)}`;
    const noText = badLabel(deployed);
    const grant = manager.interface.encodeFunctionData("grantRole", [GOVERNOR, trader.address, 0]);
    await manager.connect(governor).schedule(fund.target, noAddress, 0);
    for (const data of [noText, grant]) await manager.connect(admin1).schedule(manager.target, data, 0);
    const { scheduled } = await rolesOf(deployed);
    expect(scheduled.map(({ name, data }) => [name, data]).slice(1)).to.deep.equal([
      [undefined, noAddress],
      [undefined, noText],
      ["grantRole", grant],
    ]);
    for (const call of scheduled.slice(1, 3)) expect(changeIn(call)).to.equal(undefined);
  });

  it("that gave a role a name that is no text leave it without one", async () => {
    const deployed = await loadFixture(fixture);
    const { manager, admin1, trader } = deployed;
    await manager.connect(admin1).schedule(manager, badLabel(deployed), 0);
    await time.increase(DELAY);
    await manager.connect(admin1).execute(manager, badLabel(deployed));
    await asAdmin(deployed, "grantRole", [OPERATOR, trader.address, 0]);
    const roles = await rolesOf(deployed);
    expect(roleOf(roles, OPERATOR).label).to.equal("");
    expect(holders(roles, OPERATOR)).to.include(trader.address);
  });

  it("names the selectors of a list", async () => {
    const deployed = await loadFixture(fixture);
    const { fund, manager, admin1 } = deployed;
    await time.increase(5n * DAY);
    const selectors = ["pause", "cancel"].map((name) => fund.interface.getFunction(name as "pause").selector);
    const args = [fund.target, selectors, PUBLIC_ROLE] as const;
    const data = manager.interface.encodeFunctionData("setTargetFunctionRole", args as never);
    await manager.connect(admin1).schedule(manager.target, data, 0);
    const [call] = (await rolesOf(deployed)).scheduled;
    expect(call!.args).to.deep.equal([
      { name: "target", value: fund.target },
      { name: "selectors", value: selectors.join(", ") },
      { name: "roleId", value: String(PUBLIC_ROLE) },
    ]);
  });
});
