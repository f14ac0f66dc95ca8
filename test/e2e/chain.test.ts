import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { Contract, id, JsonRpcProvider, Network, Wallet } from "ethers";
import { fundOnChain } from "./cli-on-chain.ts";
import { type DevnetProcess, rpc, startDevnetProcess } from "./devnet.ts";
import { jsonOf, said, settlerOf } from "./settling.ts";

const DAY = 86_400;
const TOKEN = [
  "function balanceOf(address) view returns (uint256)",
  "function allowance(address, address) view returns (uint256)",
  "function approve(address, uint256)",
];

describe("a settlement on chain, by the command line", function () {
  this.timeout(180_000);
  let devnet: DevnetProcess;
  let provider: JsonRpcProvider;
  let token: Contract;
  let folder: string;
  let cli: ReturnType<typeof fundOnChain>;
  let settle: ReturnType<typeof settlerOf>;

  const balanceOf = (part: string) => token.getFunction("balanceOf")(devnet.accounts[part]!.address) as Promise<bigint>;
  const bundle = () => ["--bundle", join(folder, "period-1")];

  before(async () => {
    devnet = await startDevnetProcess();
    const network = Network.from(devnet.chainId);
    provider = new JsonRpcProvider(devnet.rpc, network, { staticNetwork: network, cacheTimeout: -1 });
    token = new Contract(devnet.token, TOKEN, provider);
    folder = await mkdtemp(join(tmpdir(), "fund-"));
    cli = fundOnChain(devnet, folder);
    settle = settlerOf(devnet, cli, folder);
  });
  after(async () => {
    provider?.destroy();
    await rm(folder, { recursive: true, force: true });
    await devnet?.stop("SIGKILL");
  });

  it("shows an empty fund", async () => {
    const status = await cli.read(["status", "--json"]);
    expect(status.code, status.stderr).to.equal(0);
    expect(jsonOf(status)).to.deep.include({
      chainId: "31337",
      assets: "0",
      nextPeriod: "1",
      submissions: "0",
      decimals: "6",
      paused: false,
      token: devnet.token,
      clearing: devnet.accounts.clearing!.address,
    });
    const { policy, nextEndTime } = jsonOf(status);
    expect(policy).to.deep.include({ periodHours: "0", maxLevels: "25" });
    expect(nextEndTime, "periods of any length").to.equal(undefined);
    const text = (await cli.read(["status"])).stdout;
    expect(text).to.match(/next period +1, from \d+ \(\S+\), of any length/);
    expect(text).to.match(/lists +at most 2\^25 \(33554432\) entries/);
  });

  it("credits a liquidation once, however often it is sent", async () => {
    const before = await balanceOf("operator");
    const credit = ["credit", "--period", "1", "--amount", "7.5", "--ref", "liq-2", "--json"];
    const first = await cli.as("operator", credit);
    expect(first.code, first.stderr).to.equal(0);
    expect(jsonOf(first)).to.deep.include({
      period: "1",
      decimals: "6",
      sent: "1",
      creditedBefore: "0",
      amount: "7500000",
    });
    const [outcome] = jsonOf(first).credits;
    expect(outcome).to.deep.include({ sent: true, sequence: "0", amount: "7500000", arrived: "7500000" });
    expect(outcome.ref).to.equal(id("liq-2"));
    expect(jsonOf(first).approvals).to.have.length(1);
    const again = await cli.as("operator", credit);
    expect(again.code, again.stderr).to.equal(0);
    expect(jsonOf(again)).to.deep.include({ sent: "0", creditedBefore: "1", amount: "0", approvals: [] });
    expect(jsonOf(again).credits).to.deep.equal([{ ...outcome, sent: false }]);
    expect(before - (await balanceOf("operator"))).to.equal(7_500_000n);
    expect(await token.getFunction("allowance")(devnet.accounts.operator!.address, devnet.fund)).to.equal(0n);
  });

  it("refuses a reference that was credited otherwise, and a sequence that is not the next", async () => {
    const other = await cli.as("operator", ["credit", "--period", "1", "--amount", "7.6", "--ref", "liq-2"]);
    expect(other.code).to.equal(2);
    expect(said(other)).to.equal(
      'column "amount": the reference liq-2 was credited before with another amount (sequence 0); nothing was sent (got "7.6", expected 7.5)',
    );
    const elsewhere = await cli.as("operator", ["credit", "--period", "2", "--amount", "7.5", "--ref", "liq-2"]);
    expect(elsewhere.code).to.equal(2);
    expect(said(elsewhere)).to.include(
      "the reference liq-2 was credited before, to period 1 (sequence 0); nothing was sent",
    );
    const gap = await cli.as("operator", ["credit", "--period", "1", "--amount", "1", "--ref", "x", "--sequence", "5"]);
    expect(gap.code).to.equal(3);
    expect(said(gap)).to.include("the next credit of period 1 has sequence 1, not 5");
  });

  it("refuses to submit by the wrong key, and approves nothing for it", async () => {
    const { lastEndTime } = jsonOf(await cli.read(["status", "--json"]));
    await settle({ period: 1, start: lastEndTime, end: String(Math.floor(Date.now() / 1000)) });
    const run = await cli.as("trader", ["submit", ...bundle(), "--least-coverage", "0"]);
    expect(run.code, run.stderr).to.equal(3);
    const trader = devnet.accounts.trader!.address;
    expect(said(run)).to.include(`${trader} does not have the role for this`);
    expect(await token.getFunction("allowance")(trader, devnet.fund)).to.equal(0n);
  });

  it("refuses a bundle that is wrong, of another rule, or of other times, and sends nothing", async () => {
    const { lastEndTime } = jsonOf(await cli.read(["status", "--json"]));
    const now = String(Math.floor(Date.now() / 1000));
    const all = await settle({
      ...{ period: 1, start: lastEndTime, end: now, name: "other-rule" },
      more: ["--basis", "all"],
    });
    const otherRule = await cli.as("operator", ["submit", "--bundle", all]);
    expect(otherRule.code).to.equal(3);
    expect(said(otherRule)).to.include("another rule").and.to.include("basis all");

    const late = await settle({ period: 2, start: "1760000000", end: "1760000001", name: "too-early" });
    const gap = await cli.as("operator", ["submit", "--bundle", late, "--least-coverage", "0"]);
    expect(gap.code).to.equal(3);
    expect(said(gap)).to.include("period 2 comes later; the next one is 1");

    const path = join(folder, "period-1", "settlement.json");
    const document = JSON.parse(await readFile(path, "utf8"));
    document.settlement.loss = "99000000";
    await writeFile(join(late, "settlement.json"), JSON.stringify(document));
    const wrong = await cli.as("operator", ["submit", "--bundle", late, "--json"]);
    expect(wrong.code).to.equal(1);
    expect(jsonOf(wrong)).to.deep.include({ sent: false });
    expect(jsonOf(await cli.read(["status", "--json"])).nextPeriod).to.equal("1");
  });

  it("submits: pulls what was not credited and the bond, over an allowance that is there already", async () => {
    const operator = new Wallet(devnet.accounts.operator!.privateKey, provider);
    await (await (token.connect(operator) as Contract).getFunction("approve")(devnet.fund, 1n)).wait();
    const before = await balanceOf("operator");
    const submit = ["submit", ...bundle(), "--data-uri", "https://example.org/1", "--json"];
    const run = await cli.as("operator", [...submit, "--least-coverage", "12.5"]);
    expect(run.code, run.stderr).to.equal(0);
    expect(run.stderr).to.include(
      "Submitting period 1: covers 12.5 of its quota 20, deficit 7.5; takes 10005 (5 of profit not credited yet, a bond of 10000).",
    );
    expect(jsonOf(run)).to.deep.include({
      sent: true,
      period: "1",
      status: "pending",
      submission: "1",
      quota: "20000000",
      coverage: "12500000",
      shared: "80000000",
      deficit: "7500000",
      bond: "10000000000",
    });
    expect(jsonOf(run).approvals, "the old allowance is taken back first").to.have.length(2);
    expect(before - (await balanceOf("operator"))).to.equal(5_000_000n + 10_000_000_000n);
    expect(await token.getFunction("allowance")(operator.address, devnet.fund)).to.equal(0n);
  });

  it("submits once: the same again sends nothing, another settlement of the period is refused", async () => {
    const again = await cli.as("operator", ["submit", ...bundle(), "--json"]);
    expect(again.code, again.stderr).to.equal(0);
    expect(jsonOf(again)).to.deep.include({ sent: false, status: "pending", submission: "1" });
    const { settlement } = JSON.parse(await readFile(join(folder, "period-1", "settlement.json"), "utf8"));
    const rivalBundle = await settle({
      ...{ period: 1, start: settlement.startTime, end: settlement.endTime, name: "rival" },
    });
    const rival = await cli.as("operator", ["submit", "--bundle", rivalBundle]);
    expect(rival.code).to.equal(3);
    expect(said(rival)).to.include("Period 1 is pending with another settlement");
  });

  async function statementOf(account: string, position: string) {
    const path = join(folder, `${account}.json`);
    const run = await cli.offline(["prove", ...bundle(), "--account", account, "--position", position, "--json"]);
    expect(run.code, run.stderr).to.equal(0);
    await writeFile(path, run.stdout);
    return path;
  }

  it("checks a statement and a bundle against the pending settlement", async () => {
    const path = await statementOf("alice", "BTCUSDT");
    const check = await cli.read(["check", "--statement", path, "--json"]);
    expect(check.code, check.stderr).to.equal(0);
    expect(jsonOf(check)).to.deep.include({
      ok: true,
      checkedAgainst: "chain",
      status: "pending",
      final: false,
      share: "42105263",
    });
    const verify = await cli.read(["verify", ...bundle(), "--json"]);
    expect(verify.code, verify.stderr).to.equal(0);
    expect(jsonOf(verify).chain).to.deep.include({ status: "pending", final: false, coverage: "12500000" });
  });

  it("refuses a forged statement, even one that fits a header of its own", async () => {
    const path = await statementOf("bob", "BTCUSDT");
    const forged = JSON.parse(await readFile(path, "utf8"));
    await writeFile(path, JSON.stringify({ ...forged, share: "1" }));
    expect((await cli.read(["check", "--statement", path])).code).to.equal(1);

    const rival = await cli.offline([
      "prove",
      "--bundle",
      join(folder, "rival"),
      "--account",
      "bob",
      "--position",
      "BTCUSDT",
    ]);
    await writeFile(path, rival.stdout);
    expect((await cli.offline(["check", "--statement", path])).code, "it fits its own header").to.equal(0);
    const onChain = await cli.read(["check", "--statement", path, "--json"]);
    expect(onChain.code).to.equal(1);
    expect(jsonOf(onChain).problems.join()).to.include("The header is not the one on chain");
    const verify = await cli.read(["verify", "--bundle", join(folder, "rival"), "--json"]);
    expect(verify.code).to.equal(1);
    expect(jsonOf(verify)).to.deep.include({ ok: false, findings: [] });
  });

  it("says from when on a settlement can be finalized, if it is too early", async () => {
    const run = await cli.as("trader", ["finalize", "--period", "1", ...bundle()]);
    expect(run.code, run.stderr).to.equal(3);
    const { readyAt, due, status } = jsonOf(await cli.read(["status", "--period", "1", "--json"]));
    expect({ due, status }).to.deep.equal({ due: false, status: "pending" });
    expect(said(run)).to.include(`period 1 can be finalized from ${readyAt} (`);
  });

  it("finalizes after the window, by anyone, and once", async () => {
    await rpc(devnet.rpc, "evm_increaseTime", DAY);
    const other = await cli.as("trader", ["finalize", "--period", "2", ...bundle()]);
    expect(other.code, "the bundle is of period 1").to.equal(2);
    const none = await cli.as("trader", ["finalize"]);
    expect({ code: none.code, said: said(none) }).to.deep.equal({
      code: 2,
      said: "no settlement is named (expected --period or --bundle)",
    });
    const run = await cli.as("trader", ["finalize", ...bundle(), "--json"]);
    expect(run.code, run.stderr).to.equal(0);
    expect(jsonOf(run)).to.deep.include({ sent: true, status: "finalized", coverage: "12500000" });
    const again = await cli.as("trader", ["finalize", "--period", "1", "--json"]);
    expect(again.code, again.stderr).to.equal(0);
    expect(jsonOf(again)).to.deep.include({ sent: false, status: "finalized" });
  });

  it("checks the same statement as final", async () => {
    const check = await cli.read(["check", "--statement", await statementOf("alice", "BTCUSDT"), "--json"]);
    expect(check.code).to.equal(0);
    expect(jsonOf(check)).to.deep.include({ ok: true, status: "finalized", final: true });
    const verify = await cli.read(["verify", ...bundle()]);
    expect(verify.code).to.equal(0);
    expect(verify.stdout).to.include("On chain it is final: the fund pays 12.5.");
  });

  it("withdraws coverage and bond, each to its owner, and nothing twice", async () => {
    const before = await Promise.all([balanceOf("clearing"), balanceOf("operator")]);
    const clearing = await cli.as("clearing", ["withdraw", "--json"]);
    expect(clearing.code, clearing.stderr).to.equal(0);
    expect(jsonOf(clearing)).to.deep.include({ sent: true, amount: "12500000" });
    expect((await cli.as("operator", ["withdraw"])).code).to.equal(0);
    const after = await Promise.all([balanceOf("clearing"), balanceOf("operator")]);
    expect([after[0] - before[0], after[1] - before[1]]).to.deep.equal([12_500_000n, 10_000_000_000n]);
    const again = await cli.as("operator", ["withdraw", "--json"]);
    expect(again.code).to.equal(1);
    expect(jsonOf(again)).to.deep.include({ sent: false, amount: "0" });
  });

  it("calls a statement of a voided settlement wrong", async () => {
    const { lastEndTime } = jsonOf(await cli.read(["status", "--json"]));
    const out = await settle({ period: 2, start: lastEndTime, end: String(Number(lastEndTime) + 10) });
    const submit = ["submit", "--bundle", out, "--least-coverage", "0"];
    expect((await cli.as("operator", submit)).code).to.equal(0);
    await cli.cancel(2);
    const status = jsonOf(await cli.read(["status", "--period", "2", "--json"]));
    expect(status.status).to.equal("voided");
    const path = join(folder, "voided.json");
    const proof = await cli.offline(["prove", "--bundle", out, "--account", "alice", "--position", "BTCUSDT"]);
    await writeFile(path, proof.stdout);
    const check = await cli.read(["check", "--statement", path, "--json"]);
    expect(check.code).to.equal(1);
    expect(jsonOf(check).problems.join()).to.include("was voided on chain");
    expect(jsonOf(check)).to.deep.include({ ok: false, status: "voided", final: false });
    const again = await cli.as("operator", [...submit, "--json"]);
    expect(again.code, "it may be submitted again").to.equal(0);
    expect(jsonOf(again)).to.deep.include({ sent: true, status: "pending", submission: "3" });
  });

  describe("what is not there", () => {
    it("is no fund at another address", async () => {
      for (const address of [devnet.token, devnet.accounts.trader!.address]) {
        const run = await cli.offline(["status", "--rpc", devnet.rpc, "--fund", address]);
        expect(run.code, run.stderr).to.equal(3);
        expect(said(run)).to.include(`There is no fund at ${address}`);
      }
      const run = await cli.offline(["status", "--rpc", devnet.rpc, "--fund", "0x12", "--json"]);
      expect(run.code, run.stderr).to.equal(2);
      expect(jsonOf(run).error.message).to.include("the fund's address is not usable");
    });

    it("is no chain where none answers, soon and without the address's secrets", async () => {
      const run = await cli.offline([
        "status",
        "--rpc",
        "http://user:geheim@127.0.0.1:9999/key-geheim",
        "--fund",
        devnet.fund,
      ]);
      expect(run.code, run.stderr).to.equal(3);
      expect(said(run)).to.include("http://127.0.0.1:9999 could not be reached (ECONNREFUSED)");
      expect(run.stderr).not.to.include("geheim");
      const scheme = await cli.offline(["status", "--rpc", "ipc:///x", "--fund", devnet.fund]);
      expect(scheme.code).to.equal(2);
    });

    it("is no key, or a bad one, which is not repeated", async () => {
      const withdraw = ["withdraw", "--rpc", devnet.rpc, "--fund", devnet.fund];
      const none = await cli.offline(withdraw);
      expect(none.code).to.equal(2);
      expect(said(none)).to.include("FUND_PRIVATE_KEY");
      const bad = await cli.offline(withdraw, { FUND_PRIVATE_KEY: "0xgeheim" });
      expect(bad.code).to.equal(2);
      expect(bad.stderr).not.to.include("geheim");
    });
  });

  it("signs by an encrypted keystore, if its password is right", async () => {
    const { privateKey } = devnet.accounts.challenger!;
    const file = join(folder, "keystore.json");
    await writeFile(file, await new Wallet(privateKey).encrypt("correct horse"));
    const withdraw = ["withdraw", "--rpc", devnet.rpc, "--fund", devnet.fund, "--keystore", file, "--json"];
    const right = await cli.offline(withdraw, { FUND_KEYSTORE_PASSWORD: "correct horse" });
    expect(right.code, right.stderr).to.equal(1);
    expect(jsonOf(right)).to.deep.include({ sent: false, account: devnet.accounts.challenger!.address });
    const wrong = await cli.offline(withdraw, { FUND_KEYSTORE_PASSWORD: "wrong" });
    expect(wrong.code).to.equal(2);
    expect(said(wrong)).to.include("the password is not that of the keystore");
    const missing = await cli.offline(withdraw);
    expect(missing.code).to.equal(2);
    expect(said(missing)).to.include("FUND_KEYSTORE_PASSWORD");
  });
});
