import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { Contract, JsonRpcProvider, Wallet } from "ethers";
import { INSURANCE_FUND_ABI } from "zke-insurance-fund/chain";
import type { Anvil } from "../../scripts/support/anvil.ts";
import { startAnvilFund } from "../../scripts/support/anvil-fund.ts";
import { describeOnAnvil } from "./anvil.ts";
import { fundOnChain } from "./cli-on-chain.ts";
import type { Facts } from "./devnet.ts";
import { deployForwarder } from "./forwarder.ts";
import { jsonOf, said, settlerOf } from "./settling.ts";

const DAY = 86_400;
const ADMIN = 0;
const OPERATOR = 1;
const MANAGER = ["function grantRole(uint64, address, uint32)"];
const TOKEN = ["function transfer(address, uint256)"];

describeOnAnvil("what a command would send", function () {
  this.timeout(120_000);
  let facts: Facts & Anvil;
  let folder: string;
  let provider: JsonRpcProvider;
  let safe: Awaited<ReturnType<typeof deployForwarder>>;
  let fund: Contract;
  let cli: ReturnType<typeof fundOnChain>;

  before(async () => {
    facts = await startAnvilFund();
    folder = await mkdtemp(join(tmpdir(), "fund-"));
    cli = fundOnChain(facts, folder);
    provider = new JsonRpcProvider(facts.rpc, undefined, { cacheTimeout: -1 });
    const deployer = new Wallet(facts.accounts.deployer!.privateKey, provider);
    safe = await deployForwarder(deployer);
    fund = new Contract(facts.fund, INSURANCE_FUND_ABI, deployer);
    start = Number(await fund.getFunction("lastEndTime")());
    const manager = new Contract(await fund.getFunction("authority")(), MANAGER, deployer);
    for (const role of [ADMIN, OPERATOR]) await (await manager.getFunction("grantRole")(role, safe.address, 0)).wait();
    const operator = new Wallet(facts.accounts.operator!.privateKey, provider);
    const token = new Contract(facts.token, TOKEN, operator);
    await (await token.getFunction("transfer")(safe.address, 50_000_000_000n)).wait();
  });

  after(async () => {
    provider?.destroy();
    await rm(folder, { recursive: true, force: true });
    await facts?.stop();
  });

  const path = (name: string) => join(folder, name);
  let start: number;
  const bundleOf = (name: string, times = 1n) =>
    settlerOf(facts, cli, folder)({ period: 1, start: `${start}`, end: `${start + DAY}`, name, times });

  it("is written for a Safe, which credits and submits by it; no key is asked, and nothing is sent", async () => {
    const batchOf = async (name: string, args: readonly string[]) => {
      const run = await cli.read([...args, "--from", safe.address, "--safe", path(name)]);
      expect(run.code, run.stderr).to.equal(0);
      return JSON.parse(await readFile(path(name), "utf8"));
    };
    const credit = ["credit", "--period", "1", "--amount", "12.5", "--ref", "liq-2"];
    const credits = await batchOf("credit.json", credit);
    expect(credits).to.deep.include({ version: "1.0", chainId: "31337" });
    expect(credits.meta.createdFromSafeAddress).to.equal(safe.address);
    expect(credits.transactions.map(({ to }: { to: string }) => to)).to.deep.equal([facts.token, facts.fund]);
    expect((await fund.getFunction("credited")(1)).count).to.equal(0n);
    await safe.replay(credits);
    expect((await fund.getFunction("credited")(1)).amount).to.equal(12_500_000n);
    // What is credited already need not be sent again.
    const again = await cli.read([...credit, "--from", safe.address, "--safe", path("again.json")]);
    expect([again.code, existsSync(path("again.json"))], again.stderr).to.deep.equal([0, false]);
    expect(again.stdout).to.include("Nothing was sent");

    const submission = await batchOf("submit.json", [
      ...["submit", "--bundle", await bundleOf("period-1"), "--least-coverage", "0"],
    ]);
    await safe.replay(submission);
    expect((await fund.getFunction("record")(1)).operator).to.equal(safe.address);
    await safe.replay(await batchOf("cancel.json", ["cancel", "--period", "1"]));
    expect(await fund.getFunction("status")(1)).to.equal(3n);
  });

  it("is never written over a file", async () => {
    const run = await cli.read(["pause", "--from", safe.address, "--safe", path("credit.json")]);
    expect([run.code, said(run)]).to.deep.equal([2, `${path("credit.json")}: there is such a file already`]);
  });

  it("is told call by call, in words and as data, from a file of credits by an address", async () => {
    const file = path("credits.csv");
    await writeFile(file, "ref,amount\na,1\nb,2\nc,3\n");
    const args = ["credit", "--period", "2", "--from", file, "--from", safe.address, "--per-call", "2", "--calldata"];
    const run = await cli.read([...args, "--json"]);
    expect(run.code, run.stderr).to.equal(0);
    const told = jsonOf(run);
    expect(told).to.deep.include({ sent: false, planned: true, from: safe.address, chainId: "31337" });
    expect(
      told.calls.map(({ what, value, simulated }: Record<string, unknown>) => [what, value, simulated]),
    ).to.deep.equal([
      ["lets the fund take 6 tokens", "0", true],
      ["credits 2 liquidations to period 2, 3 tokens in all", "0", true],
      ["credits 1 liquidation to period 2, 3 tokens in all", "0", true],
    ]);
    const text = await cli.read(args);
    for (const { data } of told.calls) expect(text.stdout).to.include(data);
    expect((await fund.getFunction("credited")(2)).count).to.equal(0n);
  });

  it("is tried without a key, with the money that it moves", async () => {
    const operator = facts.accounts.operator!.address;
    const bundle = await bundleOf("large", 1000n);
    const sent = await provider.getTransactionCount(operator);
    const submit = ["submit", "--bundle", bundle, "--dry-run", "--from", operator];
    const run = await cli.read([...submit, "--least-coverage", "0"]);
    expect(run.code, run.stderr).to.equal(0);
    expect(run.stderr).to.include("takes 10000 (0 of profit not credited yet, a bond of 10000)");
    expect(run.stdout)
      .to.include("lets the fund take 10000 tokens")
      .and.to.include(
        "submits the settlement of period 1: losses 100000, profits 12.5, at least 0 covered, no data address",
      );
    // The same with the operator's key, which is not used.
    const keyed = await cli.as("operator", ["submit", "--bundle", bundle, "--dry-run", "--least-coverage", "0"]);
    expect([keyed.code, keyed.stdout]).to.deep.equal([0, run.stdout]);
    // The fund does not cover the quota of 20000.
    const short = await cli.read(submit);
    expect([short.code, said(short)], short.stdout).to.deep.include(3);
    expect(said(short)).to.include("--least-coverage");
    expect(await provider.getTransactionCount(operator)).to.equal(sent);
  });

  it("is refused as the chain would refuse it, or where nobody is named", async () => {
    const stranger = facts.accounts.trader!.address;
    const refused = await cli.read(["pause", "--calldata", "--from", stranger]);
    expect([refused.code, said(refused)], refused.stdout).to.deep.include(3);
    expect(said(refused)).to.include(`${stranger} does not have the role for this`);
    const poor = await cli.read(["donate", "--amount", "50000.000001", "--dry-run", "--from", safe.address]);
    expect(poor.code, poor.stdout).to.equal(3);
    expect(said(poor)).to.include("tokens");
    const nobody = await cli.read(["pause", "--calldata"]);
    expect([nobody.code, said(nobody)]).to.deep.equal([2, "--from is missing (expected the address that will send)"]);
    const nothing = await cli.read(["withdraw", "--calldata", "--from", stranger]);
    expect([nothing.code, nothing.stdout]).to.deep.equal([
      1,
      `Nothing is claimable by ${stranger}; nothing was sent.\n`,
    ]);
    const wrong = await cli.as("operator", ["pause", "--from", stranger, "--yes"]);
    expect([wrong.code, said(wrong)]).to.deep.equal([
      2,
      `the key is of another account than --from (got "${facts.accounts.operator!.address}", expected ${stranger})`,
    ]);
  });
});
