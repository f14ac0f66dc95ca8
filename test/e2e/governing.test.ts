import { expect } from "chai";
import { Contract, JsonRpcProvider, Wallet } from "ethers";
import { FUND_INTERFACE, openFund } from "zke-insurance-fund/chain";
import { rpc } from "./devnet.ts";
import { jsonOf, said } from "./settling.ts";
import { useDevnet } from "./use-devnet.ts";

const DAY = 86_400;

describe("the governor's and the admins' commands", function () {
  this.timeout(180_000);
  const on = useDevnet();
  const policy = async () => jsonOf(await on.cli.read(["status", "--json"])).policy;
  const announced = async () =>
    jsonOf(await on.cli.read(["roles", "--json"])).scheduled as { id: string; name: string }[];

  it("say who may do what, how soon, and that nothing is announced", async () => {
    const run = await on.cli.read(["roles"]);
    expect(run.code, run.stderr).to.equal(0);
    const { operator, governor } = on.devnet.accounts;
    expect(run.stdout).to.include(`OPERATOR: credit, submit\n    ${operator!.address}, at once`);
    expect(run.stdout).to.include(
      `GOVERNOR: setPolicy, setClearing, close, migrate\n    ${governor!.address}, 604800 s after`,
    );
    expect(run.stdout).to.match(/Nothing is announced\.\n$/);
  });

  it("change the policy: announced, said as old and new, once, and done a week later", async () => {
    const change = ["propose", "set-policy", "coverBps=2500", "demandBond=12.5", "--yes", "--json"];
    const proposed = await on.cli.as("governor", change);
    expect(proposed.code, proposed.stderr).to.equal(0);
    expect(proposed.stderr).to.include("coverBps: 2000 -> 2500").and.to.include("demandBond: 10 -> 12.5");
    const { id, readyAt, sent } = jsonOf(proposed);
    expect(sent).to.equal(true);
    const again = await on.cli.as("governor", change);
    expect(again.code, again.stderr).to.equal(0);
    expect(jsonOf(again)).to.deep.include({ sent: false, id, readyAt });
    expect(await announced()).to.have.lengthOf(1);
    const status = await on.cli.read(["status", "--json"]);
    expect(status.code, status.stderr).to.equal(0);
    const { scheduled, vault, targetClosed } = jsonOf(status);
    expect([vault, targetClosed]).to.deep.equal([{ frozen: false }, false]);
    expect(scheduled[0]).to.deep.include({ id, readyAt, due: false });
    expect(scheduled[0].changes).to.deep.equal(["coverBps: 2000 -> 2500", "demandBond: 10 -> 12.5"]);
    expect((await on.cli.read(["status"])).stdout).to.match(/\nAnnounced:\n {2}0x\w{64}: 0x\w{40} calls setPolicy\(/);

    const early = await on.cli.as("governor", ["execute", id, "--yes"]);
    expect(early.code).to.equal(3);
    expect(said(early)).to.include(`can be executed from ${readyAt}`);
    await rpc(on.devnet.rpc, "evm_increaseTime", 7 * DAY);
    await rpc(on.devnet.rpc, "evm_mine");
    const foreign = await on.cli.as("trader", ["execute", id, "--yes"]);
    expect(foreign.code).to.equal(3);
    expect(said(foreign)).to.include("only that account can execute it");
    const done = await on.cli.as("governor", ["execute", id, "--yes", "--json"]);
    expect(done.code, done.stderr).to.equal(0);
    expect(done.stderr, "what it changes, by what holds now").to.include(
      "coverBps: 2000 -> 2500\n  demandBond: 10 -> 12.5\n",
    );
    expect(jsonOf(done)).to.deep.include({ sent: true, name: "setPolicy" });
    expect(await policy()).to.deep.include({ coverBps: "2500", demandBond: "12500000", headBps: "9000" });
    const over = await on.cli.as("governor", ["execute", id, "--yes"]);
    expect([over.code, over.stdout]).to.deep.equal([1, `Nothing is announced by the id ${id}; nothing was sent.\n`]);
  });

  it("are stopped by the guardian, who takes back what the governor has announced", async () => {
    const { address } = on.devnet.accounts.trader!;
    const proposed = await on.cli.as("governor", ["propose", "set-clearing", address, "--yes", "--json"]);
    expect(proposed.code, proposed.stderr).to.equal(0);
    const { id } = jsonOf(proposed);
    expect((await announced()).map((call) => call.id)).to.deep.equal([id]);
    expect((await on.cli.as("trader", ["withdraw-proposal", id, "--yes"])).code, "no role").to.equal(3);
    const back = await on.cli.as("guardian", ["withdraw-proposal", id, "--yes"]);
    expect(back.code, back.stderr).to.equal(0);
    expect(back.stderr).to.match(
      new RegExp(`^Takes back ${id}: .*\\n {2}clearing, .*: 0x\\w{40} -> ${address}\\n`, "m"),
    );
    expect(await announced()).to.deep.equal([]);
  });

  it("are told by an audit afterwards: what changed the policy, and what was taken back", async () => {
    const run = await on.cli.read(["audit", "--no-fetch", "--json"]);
    expect(run.code, run.stderr).to.equal(0);
    const { governance } = jsonOf(run);
    expect(governance.policy.coverBps).to.equal("2500");
    expect([governance.paused, governance.closed, governance.scheduled]).to.deep.equal([false, false, []]);
    const changes = governance.changes as { event: string; message: string }[];
    expect(changes.map(({ event }) => event)).to.have.members([
      ...["change-scheduled", "change-done", "policy-changed", "change-scheduled", "change-withdrawn"],
    ]);
    expect(changes.map(({ message }) => message)).to.include(
      "Policy 1 is in force: coverBps: 2000 -> 2500; demandBond: 10 -> 12.5.",
    );
  });

  it("take back what cannot be decoded, and hide nothing behind it", async () => {
    const { address } = on.devnet.accounts.trader!;
    const data = `${FUND_INTERFACE.getFunction("setClearing")!.selector}${"ff".repeat(32)}`;
    const node = new JsonRpcProvider(on.devnet.rpc);
    const governor = new Wallet(on.devnet.accounts.governor!.privateKey, node);
    const [manager] = await (await openFund(node as never, on.devnet.fund)).read("authority");
    const scheduler = new Contract(manager, ["function schedule(address target, bytes data, uint48 when)"], governor);
    await (await scheduler.getFunction("schedule")(on.devnet.fund, data, 0)).wait();
    node.destroy();
    const proposed = await on.cli.as("governor", ["propose", "set-clearing", address, "--yes"]);
    expect(proposed.code, proposed.stderr).to.equal(0);
    for (const command of ["roles", "status"]) {
      const run = await on.cli.read([command]);
      expect(run.code, run.stderr).to.equal(0);
      expect(run.stdout).to.include("calls setClearing(").and.to.include(data);
    }
    for (const { id } of await announced()) {
      const back = await on.cli.as("guardian", ["withdraw-proposal", id, "--yes"]);
      expect(back.code, back.stderr).to.equal(0);
    }
    expect(await announced()).to.deep.equal([]);
  });

  for (const [what, words, reason] of [
    ["an unknown change", ["burn"], /^what is proposed is not usable \(got "burn", expected set-policy or/],
    ["too few words", ["grant", "operator"], /expected grant ROLE ADDRESS SECONDS/],
    ["an unknown field", ["set-policy", "fee=1"], /^no field of the policy \(got "fee=1", expected basis, coverBps/],
    ["the policy that is there", ["set-policy", "headBps=9000"], /^the policy stays as it is/],
    ["no address", ["set-clearing", "0x12"], /^an account is not an address/],
    ["an amount with too many decimals", ["set-policy", "demandBond=0.0000001"], /at most 6 decimals/],
  ] as const) {
    it(`refuse ${what}, and send nothing`, async () => {
      const run = await on.cli.as("governor", ["propose", ...words, "--yes"]);
      expect(run.code).to.equal(2);
      expect(said(run)).to.match(reason);
    });
  }

  it("are refused to those who may not, whatever they propose", async () => {
    const run = await on.cli.as("trader", ["propose", "close", "--yes"]);
    expect(run.code).to.equal(3);
    expect(said(run)).to.include("may not do or schedule this");
    expect((await on.cli.as("governor", ["execute", "0x12", "--yes"])).code).to.equal(2);
    expect((await on.cli.as("governor", ["propose", "close"])).code, "nobody to ask").to.equal(2);
    expect(await announced()).to.deep.equal([]);
  });
});
