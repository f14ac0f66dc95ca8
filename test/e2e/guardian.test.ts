import { join } from "node:path";
import { expect } from "chai";
import { Contract, JsonRpcProvider, Wallet } from "ethers";
import { rpc } from "./devnet.ts";
import { jsonOf, said, settlerOf } from "./settling.ts";
import { onTerminal } from "./terminal.ts";
import { useDevnet } from "./use-devnet.ts";

const DAY = 86_400;
const BOND = 10_000_000_000n;
const TOKEN = ["function transfer(address, uint256)", "function balanceOf(address) view returns (uint256)"];

const ISSUER = ["addBlackList", "destroyBlackFunds", "removeBlackList"].map((name) => `function ${name}(address)`);

describe("the guardian's commands, and gifts", function () {
  this.timeout(180_000);
  const on = useDevnet();
  const status = async () => jsonOf(await on.cli.read(["status", "--json"]));

  it("pause and unpause the fund, once each, and only by the guardian", async () => {
    const stranger = await on.cli.as("trader", ["pause", "--yes"]);
    expect({ code: stranger.code, said: said(stranger) }).to.deep.equal({
      code: 3,
      said: `The chain refused: ${on.devnet.accounts.trader!.address} does not have the role for this; use the key of the account that has it.`,
    });
    const paused = await on.cli.as("guardian", ["pause", "--yes", "--json"]);
    expect(paused.code, paused.stderr).to.equal(0);
    expect(jsonOf(paused)).to.deep.include({ sent: true, account: on.devnet.accounts.guardian!.address });
    expect(paused.stderr).to.include(`Pauses the fund ${on.devnet.fund}`);
    expect((await status()).paused).to.equal(true);
    const credited = await on.cli.as("operator", ["credit", "--period", "1", "--amount", "1", "--ref", "liq-1"]);
    expect({ code: credited.code, said: said(credited) }).to.deep.include({ code: 3 });
    expect(said(credited)).to.include("the fund is paused");
    const again = await on.cli.as("guardian", ["pause", "--yes"]);
    expect([again.code, again.stdout]).to.deep.equal([1, "The fund was paused before; nothing was sent.\n"]);
    expect((await on.cli.as("guardian", ["unpause", "--yes"])).code).to.equal(0);
    expect((await status()).paused).to.equal(false);
    expect((await on.cli.as("guardian", ["unpause", "--yes"])).code).to.equal(1);
  });

  it("do nothing unasked where nobody can be asked", async () => {
    const run = await on.cli.as("guardian", ["pause"]);
    expect({ code: run.code, said: said(run) }).to.deep.equal({
      code: 2,
      said: "nobody can be asked here (expected --yes, or a terminal)",
    });
    expect((await status()).paused).to.equal(false);
  });

  for (const [answer, code, isPaused] of [
    ["no\n", 1, false],
    ["\u0004", 1, false],
    ["\u0003", 1, false],
    ["yes\n", 0, true],
  ] as const) {
    it(`ask on a terminal, and take ${JSON.stringify(answer)} for ${isPaused ? "yes" : "no"}`, async function () {
      const { rpc: node, fund, accounts } = on.devnet;
      const env = { FUND_STATE: join(on.folder, "t.sqlite"), FUND_PRIVATE_KEY: accounts.guardian!.privateKey };
      const run = await onTerminal(["pause", "--rpc", node, "--fund", fund], env, answer);
      if (run === undefined) return this.skip();
      expect(run.code, run.output).to.equal(code);
      expect(run.output)
        .to.include(`Pauses the fund ${on.devnet.fund}`)
        .and.to.include(isPaused ? "is paused" : "nothing was sent");
      expect((await status()).paused).to.equal(isPaused);
      if (isPaused) expect((await on.cli.as("guardian", ["unpause", "--yes"])).code).to.equal(0);
    });
  }

  it("take a pending settlement back, by its period alone", async () => {
    const none = await on.cli.as("guardian", ["cancel", "--period", "1", "--yes"]);
    expect([none.code, none.stdout]).to.deep.equal([1, "No settlement of period 1 is pending; nothing was sent.\n"]);
    const start = Number((await status()).lastEndTime);
    const settle = settlerOf(on.devnet, on.cli, on.folder);
    const bundle = await settle({ period: 1, start: `${start}`, end: `${start + DAY}` });
    const submit = ["submit", "--bundle", bundle, "--data-uri", "https://example.org/", "--least-coverage", "0"];
    const submitted = await on.cli.as("operator", submit);
    expect(submitted.code, submitted.stderr).to.equal(0);
    const run = await on.cli.as("guardian", ["cancel", "--period", "1", "--yes", "--json"]);
    expect(run.code, run.stderr).to.equal(0);
    expect(run.stderr).to.match(
      /Takes back submission 1 of period 1: [\d.]+ are reserved for it, and its bond is 10000\./,
    );
    const figures = jsonOf(run);
    expect(figures).to.deep.include({ sent: true, period: "1", submission: "1" });
    expect(BigInt(figures.returned) + BigInt(figures.forfeited)).to.equal(BOND);
    expect((await on.cli.as("guardian", ["cancel", "--period", "1", "--yes"])).code).to.equal(1);
    expect((await status()).periods[0]).to.deep.equal({ period: "1", state: "voided" });
    expect((await on.cli.read(["status"])).stdout).to.match(/period 1 +voided; it can be submitted again\n/);
    const resubmitted = await on.cli.as("operator", submit);
    expect(resubmitted.code, resubmitted.stderr).to.equal(0);
    expect((await status()).periods[0]).to.deep.include({ period: "1", state: "pending" });
  });

  it("give once what a command was stopped in giving", async () => {
    const before = BigInt((await status()).assets);
    await rpc(on.devnet.rpc, "evm_setAutomine", false);
    // The approval is mined; what gives is on its way when the command ends.
    const approved = on.cli.as("trader", ["approve", "--amount", "3", "--yes"]);
    const mining = setInterval(() => void rpc(on.devnet.rpc, "evm_mine"), 200);
    expect((await approved).code).to.equal(0);
    clearInterval(mining);
    const give = ["donate", "--amount", "3", "--yes", "--json"];
    const stopped = await on.cli.as("trader", [...give, "--timeout", "1"]);
    expect(stopped.code, stopped.stderr).to.equal(3);
    await rpc(on.devnet.rpc, "evm_setAutomine", true);
    await rpc(on.devnet.rpc, "evm_mine");
    const again = await on.cli.as("trader", give);
    expect(again.code, again.stderr).to.equal(0);
    expect(jsonOf(again)).to.deep.include({ sent: true, arrived: "3000000" });
    expect(BigInt((await status()).assets)).to.equal(before + 3_000_000n);
  });

  it("let the fund take no more than was said before, and asked for", async () => {
    const approve = ["approve", "--amount", "41.5"];
    const unasked = await on.cli.as("challenger", approve);
    expect(unasked.code).to.equal(2);
    expect(unasked.stderr).to.match(/Lets the fund 0x\w+ take tokens of 0x\w+ in its own calls: 0 -> 41\.5\.\n/);
    const tried = await on.cli.as("challenger", [...approve, "--dry-run"]);
    expect(tried.code, tried.stderr).to.equal(0);
    const approved = await on.cli.as("challenger", [...approve, "--yes", "--json"]);
    expect(approved.code, approved.stderr).to.equal(0);
    expect(jsonOf(approved)).to.deep.include({ sent: true, before: "0", allowance: "41500000" });
    // What is so already changes nothing, and nobody is asked.
    const again = await on.cli.as("challenger", [...approve, "--json"]);
    expect(again.code, again.stderr).to.equal(0);
    expect(jsonOf(again)).to.deep.include({ sent: false });
    expect((await on.cli.as("challenger", ["approve", "--amount", "0", "--yes"])).code).to.equal(0);
  });

  it("give tokens: by a call each time, and what was sent without one", async () => {
    const before = BigInt((await status()).assets);
    const given = await on.cli.as("trader", ["donate", "--amount", "12.5", "--yes", "--json"]);
    expect(given.code, given.stderr).to.equal(0);
    expect(jsonOf(given)).to.deep.include({ sent: true, amount: "12500000", arrived: "12500000", decimals: "6" });
    expect((await on.cli.as("trader", ["donate", "--amount", "12.5", "--yes"])).code).to.equal(0);
    expect(BigInt((await status()).assets)).to.equal(before + 25_000_000n);
    for (const [amount, reason] of [
      ["0", /^--amount is not usable \(got "0", expected above zero\)/],
      ["1.0000001", /at most 6 decimals/],
    ] as const) {
      const refused = await on.cli.as("trader", ["donate", "--amount", amount, "--yes"]);
      expect(refused.code).to.equal(2);
      expect(said(refused)).to.match(reason);
    }

    const none = await on.cli.as("trader", ["sync", "--yes"]);
    expect(none.code, none.stderr).to.equal(1);
    const provider = new JsonRpcProvider(on.devnet.rpc, undefined, { cacheTimeout: -1 });
    const trader = new Wallet(on.devnet.accounts.trader!.privateKey, provider);
    await (
      await new Contract(on.devnet.token, TOKEN, trader).getFunction("transfer")(on.devnet.fund, 7_000_000n)
    ).wait();
    provider.destroy();
    const unasked = await on.cli.as("trader", ["sync"]);
    expect(unasked.code).to.equal(2);
    expect(unasked.stderr).to.match(/Turns 7 tokens .* into a donation, for good: its assets [\d.]+ -> [\d.]+\.\n/);
    const synced = await on.cli.as("trader", ["sync", "--yes", "--json"]);
    expect(synced.code, synced.stderr).to.equal(0);
    expect(jsonOf(synced)).to.deep.include({ sent: true, amount: "7000000" });
    expect(BigInt((await status()).assets)).to.equal(before + 32_000_000n);
  });

  it("write missing tokens off, and say what may be reserved before and after", async () => {
    const none = await on.cli.as("trader", ["write-off", "--yes"]);
    expect([none.code, none.stdout]).to.deep.equal([1, "No tokens are missing; nothing was sent.\n"]);
    const before = await status();
    const limit = (BigInt(before.assets) * BigInt(before.policy.maxCoverageBps)) / 10_000n;
    expect(BigInt(before.reservable)).to.equal(limit - BigInt(before.reserved));
    expect((await on.cli.read(["status"])).stdout).to.match(/may be reserved now +[\d.]+\n/);
    const provider = new JsonRpcProvider(on.devnet.rpc, undefined, { cacheTimeout: -1 });
    const token = new Contract(on.devnet.token, ["function owner() view returns (address)", ...ISSUER], provider);
    const owner = await token.getFunction("owner")();
    await provider.send("hardhat_impersonateAccount", [owner]);
    const issuer = token.connect(await provider.getSigner(owner)) as Contract;
    for (const name of ["addBlackList", "destroyBlackFunds", "removeBlackList"]) {
      await (await issuer.getFunction(name)(on.devnet.fund)).wait();
    }
    provider.destroy();
    const short = await status();
    expect(short.reservable, "nothing is reserved of a fund that is short").to.equal("0");
    const most = BigInt(short.available);
    const missing = -BigInt(short.solvency);
    const off = most < missing ? most : missing;
    const planned = await on.cli.as("trader", ["write-off", "--dry-run"]);
    expect(planned.code, planned.stderr).to.equal(0);
    expect(planned.stdout + planned.stderr).to.include("takes tokens that are missing out of the fund's assets");
    expect((await status()).assets).to.equal(short.assets);
    const run = await on.cli.as("trader", ["write-off", "--yes", "--json"]);
    expect(run.code, run.stderr).to.equal(0);
    expect(run.stderr).to.match(/Takes [\d.]+ missing tokens out of the fund's assets: [\d.]+ -> [\d.]+/);
    expect(jsonOf(run)).to.deep.include({ sent: true, amount: `${off}` });
    const after = await status();
    expect(BigInt(after.assets)).to.equal(BigInt(short.assets) - off);
    expect((await on.cli.as("trader", ["write-off", "--yes"])).code).to.equal(1);
  });
});
