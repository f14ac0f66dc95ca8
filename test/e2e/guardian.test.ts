import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { Contract, JsonRpcProvider, Wallet } from "ethers";
import { fundOnChain } from "./cli-on-chain.ts";
import { type DevnetProcess, startDevnetProcess } from "./devnet.ts";
import { jsonOf, said, settlerOf } from "./settling.ts";

const DAY = 86_400;
const BOND = 10_000_000_000n;
const TOKEN = ["function transfer(address, uint256)", "function balanceOf(address) view returns (uint256)"];

describe("the guardian's commands, and gifts", function () {
  this.timeout(180_000);
  let devnet: DevnetProcess;
  let folder: string;
  let cli: ReturnType<typeof fundOnChain>;
  const status = async () => jsonOf(await cli.read(["status", "--json"]));

  before(async () => {
    devnet = await startDevnetProcess();
    folder = await mkdtemp(join(tmpdir(), "fund-"));
    cli = fundOnChain(devnet, folder);
  });
  after(async () => {
    await rm(folder, { recursive: true, force: true });
    await devnet?.stop("SIGKILL");
  });

  it("pause and unpause the fund, once each, and only by the guardian", async () => {
    const stranger = await cli.as("trader", ["pause", "--yes"]);
    expect({ code: stranger.code, said: said(stranger) }).to.deep.equal({
      code: 3,
      said: `The chain refused: ${devnet.accounts.trader!.address} does not have the role for this; use the key of the account that has it.`,
    });
    const paused = await cli.as("guardian", ["pause", "--yes", "--json"]);
    expect(paused.code, paused.stderr).to.equal(0);
    expect(jsonOf(paused)).to.deep.include({ sent: true, account: devnet.accounts.guardian!.address });
    expect(paused.stderr).to.include(`Pauses the fund ${devnet.fund}`);
    expect((await status()).paused).to.equal(true);
    const credited = await cli.as("operator", ["credit", "--period", "1", "--amount", "1", "--ref", "liq-1"]);
    expect({ code: credited.code, said: said(credited) }).to.deep.include({ code: 3 });
    expect(said(credited)).to.include("the fund is paused");
    const again = await cli.as("guardian", ["pause", "--yes"]);
    expect([again.code, again.stdout]).to.deep.equal([1, "The fund was paused before; nothing was sent.\n"]);
    expect((await cli.as("guardian", ["unpause", "--yes"])).code).to.equal(0);
    expect((await status()).paused).to.equal(false);
    expect((await cli.as("guardian", ["unpause", "--yes"])).code).to.equal(1);
  });

  it("do nothing unasked where nobody can be asked", async () => {
    const run = await cli.as("guardian", ["pause"]);
    expect({ code: run.code, said: said(run) }).to.deep.equal({
      code: 2,
      said: "nobody can be asked here (expected --yes, or a terminal)",
    });
    expect((await status()).paused).to.equal(false);
  });

  it("take a pending settlement back, by its period alone", async () => {
    const none = await cli.as("guardian", ["cancel", "--period", "1", "--yes"]);
    expect([none.code, none.stdout]).to.deep.equal([1, "No settlement of period 1 is pending; nothing was sent.\n"]);
    const start = Number((await status()).lastEndTime);
    const settle = settlerOf(devnet, cli, folder);
    const bundle = await settle({ period: 1, start: `${start}`, end: `${start + DAY}` });
    const submit = ["submit", "--bundle", bundle, "--data-uri", "https://example.org/", "--least-coverage", "0"];
    const submitted = await cli.as("operator", submit);
    expect(submitted.code, submitted.stderr).to.equal(0);
    const run = await cli.as("guardian", ["cancel", "--period", "1", "--yes", "--json"]);
    expect(run.code, run.stderr).to.equal(0);
    expect(run.stderr).to.match(
      /Takes back submission 1 of period 1: [\d.]+ are reserved for it, and its bond is 10000\./,
    );
    const figures = jsonOf(run);
    expect(figures).to.deep.include({ sent: true, period: "1", submission: "1" });
    expect(BigInt(figures.returned) + BigInt(figures.forfeited)).to.equal(BOND);
    expect((await cli.as("guardian", ["cancel", "--period", "1", "--yes"])).code).to.equal(1);
    const resubmitted = await cli.as("operator", submit);
    expect(resubmitted.code, resubmitted.stderr).to.equal(0);
  });

  it("give tokens: by a call each time, and what was sent without one", async () => {
    const before = BigInt((await status()).assets);
    const given = await cli.as("trader", ["donate", "--amount", "12.5", "--yes", "--json"]);
    expect(given.code, given.stderr).to.equal(0);
    expect(jsonOf(given)).to.deep.include({ sent: true, amount: "12500000", arrived: "12500000", decimals: "6" });
    expect((await cli.as("trader", ["donate", "--amount", "12.5", "--yes"])).code).to.equal(0);
    expect(BigInt((await status()).assets)).to.equal(before + 25_000_000n);
    for (const [amount, reason] of [
      ["0", /^--amount is not usable \(got "0", expected above zero\)/],
      ["1.0000001", /at most 6 decimals/],
    ] as const) {
      const refused = await cli.as("trader", ["donate", "--amount", amount, "--yes"]);
      expect(refused.code).to.equal(2);
      expect(said(refused)).to.match(reason);
    }

    const none = await cli.as("trader", ["sync"]);
    expect(none.code, none.stderr).to.equal(1);
    const provider = new JsonRpcProvider(devnet.rpc, undefined, { cacheTimeout: -1 });
    const trader = new Wallet(devnet.accounts.trader!.privateKey, provider);
    await (await new Contract(devnet.token, TOKEN, trader).getFunction("transfer")(devnet.fund, 7_000_000n)).wait();
    provider.destroy();
    const synced = await cli.as("trader", ["sync", "--json"]);
    expect(synced.code, synced.stderr).to.equal(0);
    expect(jsonOf(synced)).to.deep.include({ sent: true, amount: "7000000" });
    expect(BigInt((await status()).assets)).to.equal(before + 32_000_000n);
  });
});
