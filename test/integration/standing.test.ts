// What status and audit tell of a fund outside of its settlements: who may do what, what is announced, what was changed.
import { expect } from "chai";
import type { JsonRpcApiProvider } from "ethers";
import { network } from "hardhat";
import { changesOf, openFund, readStanding, standingJson, standingLines } from "zke-insurance-fund/chain";
import { vaultText } from "../../sdk/src/operations/standing-words.ts";
import { deployLocalFund } from "../support/fund.ts";
import { deployByHand } from "../support/hand-deployed.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;
const { time, loadFixture, mine } = networkHelpers;
const WEEK = 604_800;

async function fixture() {
  return deployLocalFund(connection);
}

type Deployed = Awaited<ReturnType<typeof fixture>>;

async function standingOf(fund: { target: unknown }) {
  const provider = ethers.provider as unknown as JsonRpcApiProvider;
  const standing = await readStanding(await openFund(provider, String(fund.target)));
  const of = { fund: String(fund.target), decimals: 6 };
  return { standing, of, text: standingLines(standing, of).join("\n"), json: standingJson(standing, of) };
}

async function announcePolicy({ fund, manager, governor }: Deployed, coverBps: bigint): Promise<string> {
  const now = (await fund.policy()) as unknown as { toObject(): object };
  const data = fund.interface.encodeFunctionData("setPolicy", [{ ...now.toObject(), coverBps } as never]);
  await manager.connect(governor).schedule(fund.target, data, 0);
  return data;
}

describe("how a fund stands outside of its settlements", function () {
  this.timeout(60_000);

  it("is who may do what, after a deployment: nothing announced, and nothing changed", async () => {
    const { fund, operator } = await loadFixture(fixture);
    const { text, json, standing } = await standingOf(fund);
    expect(text).to.include(`OPERATOR: credit, submit\n    ${operator.address}, at once`);
    expect(text).to.match(/Nothing is announced\.\nNothing was changed since the deployment\.$/);
    expect(json).to.deep.include({
      scheduled: [],
      changes: [],
      targetClosed: false,
      vault: { frozen: false, reason: undefined },
    });
    expect(vaultText(standing.vault)).to.equal("the token lets it pay");
  });

  it("is what is announced, old and new, by whom and when; that it can be made; and that it was", async () => {
    const deployed = await loadFixture(fixture);
    const { fund, manager, governor, guardian } = deployed;
    const data = await announcePolicy(deployed, 2_500n);
    await fund.connect(guardian).pause();
    const before = await standingOf(fund);
    expect(before.text).to.match(
      new RegExp(
        `Announced:\n  0x\\w{64}: ${governor.address} calls setPolicy\\(.*coverBps: 2000 -> 2500.*, from .* to `,
      ),
    );
    expect(before.json.scheduled[0]).to.deep.include({
      name: "setPolicy",
      changes: ["coverBps: 2000 -> 2500"],
      due: false,
    });
    expect(before.json.changes.map(({ event }) => event)).to.deep.equal(["change-scheduled", "paused"]);
    await time.increase(WEEK);
    await mine();
    const due = await standingOf(fund);
    expect(due.text).to.match(/ {2}0x\w{64}: CAN BE MADE NOW: /);
    expect(due.json.scheduled[0]!.due).to.equal(true);

    await manager.connect(governor).execute(fund.target, data);
    await fund.connect(guardian).unpause();
    const after = await standingOf(fund);
    expect(after.json.scheduled).to.deep.equal([]);
    expect(after.json.changes.map(({ event }) => event)).to.have.members([
      ...["change-scheduled", "paused", "change-done", "policy-changed", "unpaused"],
    ]);
    expect(after.text).to.match(/\n {2}block \d+: Policy 1 is in force: coverBps: 2000 -> 2500\.\n/);
    const shortened = standingLines(after.standing, after.of, 1);
    expect(shortened.slice(-2)[0]).to.equal("  (4 earlier changes are left out)");
    expect(shortened.at(-1)).to.include("pause is over");
  });

  it("is that the manager lets nobody call, and that the token lets nothing out", async () => {
    const { fund, manager, admin1, token } = await loadFixture(fixture);
    const data = manager.interface.encodeFunctionData("setTargetClosed", [fund.target, true]);
    await manager.connect(admin1).schedule(manager, data, 0);
    await time.increase(WEEK);
    await manager.connect(admin1).execute(manager, data);
    await token.addBlackList(fund.target);
    const { text, json, standing } = await standingOf(fund);
    expect(text).to.include("the manager lets NOBODY call these functions now");
    expect(json.targetClosed).to.equal(true);
    expect(json.vault.frozen).to.equal(true);
    expect(vaultText(standing.vault)).to.match(/^FROZEN, /);
    expect(json.changes.map(({ event }) => event)).to.have.members([
      "change-scheduled",
      "change-done",
      "target-closed",
    ]);
  });

  it("is a member to come, and from when on", async () => {
    const { fund, manager, admin1, trader } = await loadFixture(fixture);
    const data = manager.interface.encodeFunctionData("grantRole", [1n, trader.address, 0]);
    await time.increase(WEEK);
    await manager.connect(admin1).schedule(manager, data, 0);
    await time.increase(WEEK);
    await manager.connect(admin1).execute(manager, data);
    const { text } = await standingOf(fund);
    expect(text).to.match(new RegExp(`\n    ${trader.address}, from \\d{4}-.*Z on, at once\n`));
  });

  it("is all that was done where the deployer never gave up its role", async () => {
    const { fund } = await deployByHand((await ethers.getSigners())[0]!, { renounces: false });
    const { standing, of } = await standingOf(fund);
    const kinds = changesOf(standing, of.fund, of.decimals).map(({ event }) => event);
    expect(kinds.filter((kind) => kind === "role-granted")).to.have.lengthOf(5);
  });
});
