// What the daemons tell of a fund outside of its settlements: what delays are for, each thing once.
import { expect } from "chai";
import { network } from "hardhat";
import { type ChainReader, FUND_INTERFACE, type LogFilter, openFund } from "zke-insurance-fund/chain";
import { createMetrics, type Metrics } from "../../sdk/src/daemon/monitoring/metrics.ts";
import { openNotices } from "../../sdk/src/daemon/monitoring/notices.ts";
import { createOverseer, type Overseer } from "../../sdk/src/daemon/oversight.ts";
import { type Database, openDatabase } from "../../sdk/src/disk/database.ts";
import { deployLocalFund } from "../support/fund.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;
const { time, loadFixture, mine } = networkHelpers;
const WEEK = 604_800;

interface Line {
  readonly level: string;
  readonly event: string;
  readonly message: string;
}

/** Somebody who looks, and what was told. */
interface Looker {
  /** Looks until the newest block is looked at, or that has failed so many times; what is told by that. */
  look(failures?: number): Promise<readonly Line[]>;
  readonly database: Database;
  readonly metrics: Metrics;
  readonly overseer: Overseer;
}

async function fixture() {
  return deployLocalFund(connection);
}

type Deployed = Awaited<ReturnType<typeof fixture>>;

async function lookerAt(
  { fund }: Deployed,
  { database = openDatabase(":memory:"), provider = ethers.provider as unknown as ChainReader } = {},
): Promise<Looker> {
  const lines: Line[] = [];
  let failed = 0;
  const log = (level: string, event: string, message: string) => {
    if (event === "oversight-failed") failed++;
    else lines.push({ level, event, message });
  };
  const notices = openNotices(database, log as never);
  const metrics = createMetrics("fund_watch_");
  const opened = await openFund(provider, String(fund.target));
  const chain = { provider: { passOver: () => {} } };
  const daemon = { fund: opened, decimals: 6, database, log: log as never, notices, chain };
  const overseer = createOverseer(daemon, metrics);
  return {
    ...{ database, metrics, overseer },
    async look(failures = Number.POSITIVE_INFINITY) {
      const block = (await ethers.provider.getBlock("latest"))!;
      const head = {
        number: block.number,
        hash: block.hash,
        parentHash: block.parentHash,
        time: BigInt(block.timestamp),
      };
      const view = { head, cursor: block.number } as never;
      failed = 0;
      lines.length = 0;
      overseer.lookAt(view);
      while (overseer.busy(view) && failed < failures) {
        await new Promise((resolve) => setTimeout(resolve, 5));
        overseer.lookAt(view);
      }
      notices.tell();
      return [...lines];
    },
  };
}

const events = (lines: readonly Line[]) => lines.map(({ event }) => event);

async function policyCall({ fund }: Deployed, coverBps: bigint) {
  const now = FUND_INTERFACE.decodeFunctionResult(
    "policy",
    await ethers.provider.call({ to: String(fund.target), data: FUND_INTERFACE.encodeFunctionData("policy") }),
  )[0].toObject();
  return fund.interface.encodeFunctionData("setPolicy", [{ ...now, coverBps }]);
}

describe("what is told of a fund outside of its settlements", function () {
  this.timeout(60_000);

  it("is nothing of a fund that is as it was deployed", async () => {
    const looker = await lookerAt(await loadFixture(fixture));
    expect(await looker.look()).to.deep.equal([]);
    expect(looker.metrics.text())
      .to.include("fund_watch_scheduled_changes 0\n")
      .and.to.include("fund_watch_paused 0\n");
    expect(looker.overseer.foundWrong()).to.equal(false);
  });

  it("is a change of the policy a week before, when it can be made, and when it is: each once, old and new", async () => {
    const deployed = await loadFixture(fixture);
    const { fund, manager, governor } = deployed;
    const looker = await lookerAt(deployed);
    await looker.look();
    const data = await policyCall(deployed, 2_500n);
    await manager.connect(governor).schedule(fund.target, data, 0);
    const [announced, ...others] = await looker.look();
    expect(others).to.deep.equal([]);
    expect(announced).to.include({ level: "warn", event: "change-scheduled" });
    expect(announced!.message)
      .to.match(/^A change is announced: 0x\w{40} calls setPolicy\(.*coverBps: 2000 -> 2500.*, from \d{4}-.* to \d{4}-/)
      .and.to.include(governor.address);
    expect(looker.metrics.text()).to.include("fund_watch_scheduled_changes 1\n");
    await mine();
    expect(await looker.look(), "told once").to.deep.equal([]);
    await time.increase(WEEK);
    await mine();
    expect(events(await looker.look())).to.deep.equal(["change-ready"]);
    await manager.connect(governor).execute(fund.target, data);
    const done = await looker.look();
    expect(events(done)).to.have.members(["change-done", "policy-changed"]);
    expect(done.map(({ message }) => message)).to.include("Policy 1 is in force: coverBps: 2000 -> 2500.");
    const { database } = looker;
    expect(await (await lookerAt(deployed, { database })).look(), "after a start").to.deep.equal([]);
  });

  it("is what was announced before it was looked at, and that it is taken back", async () => {
    const deployed = await loadFixture(fixture);
    const { fund, manager, governor, guardian } = deployed;
    const data = fund.interface.encodeFunctionData("close");
    await manager.connect(governor).schedule(fund.target, data, 0);
    const looker = await lookerAt(deployed);
    expect((await looker.look()).map(({ message }) => message).join()).to.include("closes the fund for good");
    await manager.connect(guardian).cancel(governor.address, fund.target, data);
    expect(events(await looker.look())).to.deep.equal(["change-withdrawn"]);
  });

  it("is who is given a role, and loses it, and that the manager closes the fund", async () => {
    const deployed = await loadFixture(fixture);
    const { fund, manager, admin1, operator } = deployed;
    const looker = await lookerAt(deployed);
    await looker.look();
    const calls = [
      manager.interface.encodeFunctionData("grantRole", [3, operator.address, 0]),
      manager.interface.encodeFunctionData("revokeRole", [1, operator.address]),
      manager.interface.encodeFunctionData("setTargetClosed", [fund.target, true]),
    ];
    for (const call of calls) await manager.connect(admin1).schedule(manager, call, 0);
    const announced = await looker.look();
    expect(events(announced)).to.deep.equal(["change-scheduled", "change-scheduled", "change-scheduled"]);
    expect(announced[0]!.message).to.include(`role 3 (governor): ${operator.address} has it`);
    await time.increase(WEEK);
    for (const call of calls) await manager.connect(admin1).execute(manager, call);
    const done = await looker.look();
    expect(events(done)).to.include.members(["role-granted", "role-revoked", "target-closed", "change-done"]);
    expect(looker.metrics.text()).to.include("fund_watch_target_closed 1\n");
    const fresh = await (await lookerAt(deployed)).look();
    expect(events(fresh), "what still holds").to.deep.equal(["target-closed"]);
  });

  it("is a pause and its end, and a pause that was there before", async () => {
    const deployed = await loadFixture(fixture);
    const { fund, guardian } = deployed;
    const looker = await lookerAt(deployed);
    await looker.look();
    await fund.connect(guardian).pause();
    expect(events(await looker.look())).to.deep.equal(["paused"]);
    const late = await lookerAt(deployed);
    expect(events(await late.look())).to.deep.equal(["paused"]);
    await fund.connect(guardian).unpause();
    expect(events(await looker.look())).to.deep.equal(["unpaused"]);
    expect(events(await late.look())).to.deep.equal(["unpaused"]);
  });

  it("is that the vault is frozen, that it pays again, and that tokens are missing: as often as it happens", async () => {
    const deployed = await loadFixture(fixture);
    const { token, fund } = deployed;
    const [owner] = await ethers.getSigners();
    await token.issue(owner!.address, 10n);
    await token.approve(fund.target, 10n);
    await fund.donate(10n);
    const looker = await lookerAt(deployed);
    expect(await looker.look()).to.deep.equal([]);
    await token.addBlackList(fund.target);
    expect(events(await looker.look())).to.deep.equal(["vault-frozen"]);
    expect(looker.metrics.text()).to.include("fund_watch_vault_frozen 1\n");
    expect(looker.overseer.foundWrong()).to.equal(true);
    await mine();
    expect(await looker.look()).to.deep.equal([]);
    await token.removeBlackList(fund.target);
    expect(events(await looker.look())).to.deep.equal(["vault-open"]);
    await token.addBlackList(fund.target);
    expect(events(await looker.look())).to.deep.equal(["vault-frozen"]);
    await token.destroyBlackFunds(fund.target);
    await token.removeBlackList(fund.target);
    expect(events(await looker.look())).to.have.members(["vault-open", "vault-short"]);
    expect(looker.metrics.text()).to.include("fund_watch_solvency_base_units -10\n");
  });

  for (const [what, lost, missing] of [
    ["who was given a role", "RoleGranted", "what became of role"],
    ["that a call was made", "OperationExecuted", "what became of the call"],
    ["that close is announced", "OperationScheduled", "has scheduled close"],
    ["a policy", "PolicySet", "policy 1"],
    ["a pause", "Paused", "its pause"],
  ] as const) {
    it(`is not what a node shows that leaves out ${what}`, async () => {
      const deployed = await loadFixture(fixture);
      const { fund, manager, governor, guardian } = deployed;
      const data = await policyCall(deployed, 2_500n);
      await manager.connect(governor).schedule(fund.target, data, 0);
      await time.increase(WEEK);
      await manager.connect(governor).execute(fund.target, data);
      await fund.connect(guardian).pause();
      if (lost === "RoleGranted") {
        const grant = manager.interface.encodeFunctionData("grantRole", [1, deployed.clearing.address, 0]);
        await manager.connect(deployed.admin1).schedule(manager, grant, 0);
        await time.increase(WEEK);
        await manager.connect(deployed.admin1).execute(manager, grant);
      }
      const close = fund.interface.encodeFunctionData("close");
      if (lost === "OperationScheduled") await manager.connect(governor).schedule(fund.target, close, 0);
      const topic = (manager.interface.getEvent(lost as never) ?? fund.interface.getEvent(lost as never))!.topicHash;
      let lies = true;
      const provider = new Proxy(ethers.provider, {
        get(target, key) {
          const value = Reflect.get(target, key);
          if (key !== "getLogs") return typeof value === "function" ? value.bind(target) : value;
          return async (filter: LogFilter) => {
            const logs = await target.getLogs(filter as never);
            const left = logs.findLastIndex(({ topics }) => topics[0] === topic);
            return lies ? logs.filter((_, at) => at !== left) : logs;
          };
        },
      }) as unknown as ChainReader;
      const looker = await lookerAt(deployed, { provider });
      const told = await looker.look(2);
      expect(events(told)).to.deep.equal(["oversight-incomplete"]);
      expect(told[0]!.message).to.include(missing);
      lies = false;
      expect(events(await looker.look())).to.include("paused");
    });
  }
});
