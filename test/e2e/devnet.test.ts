import { spawnSync } from "node:child_process";
import { createServer } from "node:net";
import { expect } from "chai";
import { Contract, JsonRpcProvider, Network } from "ethers";
import type { Hex } from "zke-insurance-fund";
import { ADMIN_ROLE, INSURANCE_FUND_ABI, readRoles } from "zke-insurance-fund/chain";
import { checkDeployment, deployDevnet } from "zke-insurance-fund/node";
import { type DevnetProcess, rpc, startDevnetProcess } from "./devnet.ts";

const SCRIPT = new URL("../../scripts/devnet.ts", import.meta.url).pathname;
const PARTS = ["operator", "guardian", "governor", "clearing", "challenger", "trader"];
const TOKEN = [
  "function balanceOf(address) view returns (uint256)",
  "function allowance(address, address) view returns (uint256)",
];
const DAY = 86_400;

describe("the devnet", function () {
  this.timeout(180_000);
  let devnet: DevnetProcess;
  let provider: JsonRpcProvider;
  let fund: Contract;

  before(async () => {
    devnet = await startDevnetProcess();
    const network = Network.from(devnet.chainId);
    provider = new JsonRpcProvider(devnet.rpc, network, { staticNetwork: network, cacheTimeout: -1 });
    fund = new Contract(devnet.fund, INSURANCE_FUND_ABI, provider);
  });
  after(async () => {
    provider?.destroy();
    await devnet?.stop("SIGKILL");
  });

  it("prints one line of JSON, and nothing else", () => {
    expect(devnet.output()).to.match(/^\{[^\n]*\}\n$/);
    const { rpc: url, chainId, token, fund: address, accounts } = JSON.parse(devnet.output());
    expect(url).to.match(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(chainId).to.equal(31337);
    for (const value of [token, address]) expect(value).to.match(/^0x[0-9a-fA-F]{40}$/);
    expect(Object.keys(accounts)).to.have.members(PARTS);
    for (const part of PARTS) expect(Object.keys(accounts[part])).to.deep.equal(["address", "privateKey"]);
  });

  it("gives each account ether and 100,000,000 tokens, with nothing approved", async () => {
    const token = new Contract(devnet.token, TOKEN, provider);
    for (const part of PARTS) {
      const { address } = devnet.accounts[part]!;
      expect(await provider.getBalance(address), part).to.be.above(10n ** 18n);
      expect(await token.getFunction("balanceOf")(address), part).to.equal(100_000_000_000_000n);
      expect(await token.getFunction("allowance")(address, devnet.fund), part).to.equal(0n);
    }
  });

  it("has the policy of a local chain, and opened 30 days ago", async () => {
    const policy = (await fund.getFunction("policy")()).toObject();
    expect(policy).to.deep.equal({
      coverBps: 2000n,
      headBps: 9000n,
      basisAll: false,
      periodHours: 0n,
      maxCoverageBps: 10_000n,
      challengeWindow: 86_400n,
      revealWindow: 21_600n,
      maxLevels: 25n,
      bondBps: 100n,
      settlementBond: 10_000_000_000n,
      demandBond: 10_000_000n,
    });
    const openingTime = Number(await fund.getFunction("lastEndTime")());
    expect(openingTime).to.be.closeTo(Math.floor(Date.now() / 1000) - 30 * DAY, 300);
    expect(await fund.getFunction("clearing")()).to.equal(devnet.accounts.clearing!.address);
  });

  it("gives each account its role, keeps the two admins' keys to itself, and is as a deployment leaves it", async () => {
    const address = devnet.fund as Hex;
    const { roles } = await readRoles({ address, provider }, { block: await provider.getBlockNumber() });
    const members = (id: bigint) => roles.find((role) => role.id === id)?.members.map(({ account }) => account);
    const accounts = ["operator", "guardian", "governor"].map((part) => devnet.accounts[part]!.address);
    expect([1n, 2n, 3n].flatMap((id) => members(id))).to.deep.equal(accounts);
    expect(members(ADMIN_ROLE)?.length).to.equal(2);
    expect((await checkDeployment(provider, { fund: devnet.fund })).problems).to.deep.equal([]);
  });

  it("keeps the world's time, so that a period that ends now is over, until it is told to move on", async () => {
    const before = Math.floor(Date.now() / 1000);
    await rpc(devnet.rpc, "evm_mine");
    const now = (await provider.getBlock("latest"))!.timestamp;
    expect(now).to.be.within(before, before + 60);
    await rpc(devnet.rpc, "evm_increaseTime", DAY);
    await rpc(devnet.rpc, "evm_mine");
    expect((await provider.getBlock("latest"))!.timestamp - now).to.be.within(DAY - 1, DAY + 60);
  });

  it("is a node on which the package's own command deploys one more fund, as a deployment leaves it, in one block", async () => {
    const before = await provider.getBlockNumber();
    const other = await deployDevnet(devnet.rpc);
    expect(await provider.getBlockNumber()).to.equal(before + 1);
    expect(Object.keys(other)).to.deep.equal(Object.keys(JSON.parse(devnet.output())));
    expect(other).to.deep.include({ rpc: devnet.rpc, chainId: devnet.chainId, accounts: devnet.accounts });
    expect(other.fund).not.to.equal(devnet.fund);
    const same = new Contract(other.fund, INSURANCE_FUND_ABI, provider);
    expect(await same.getFunction("policy")()).to.deep.equal(await fund.getFunction("policy")());
    expect(
      (await provider.getBlock("latest"))!.timestamp - Number(await same.getFunction("lastEndTime")()),
    ).to.be.closeTo(30 * DAY, 60);
    const token = new Contract(other.token, TOKEN, provider);
    for (const part of PARTS) {
      expect(await token.getFunction("balanceOf")(devnet.accounts[part]!.address), part).to.equal(100_000_000_000_000n);
    }
    expect((await checkDeployment(provider, { fund: other.fund })).problems).to.deep.equal([]);
    // It goes on as it was: by itself.
    expect(await rpc(devnet.rpc, "hardhat_getAutomine")).to.equal(true);
  });

  it("ends on each of the usual signals, with code 0 and its port free again", async () => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      const other = await startDevnetProcess();
      await rpc(other.rpc, "eth_chainId");
      expect(await other.stop(signal), signal).to.equal(0);
      const gone = await rpc(other.rpc, "eth_chainId").then(
        () => false,
        () => true,
      );
      expect(gone, signal).to.equal(true);
    }
  });

  it("says in one line what is wrong with a port, and ends", async () => {
    const holder = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => holder.once("listening", resolve));
    const { port } = holder.address() as { port: number };
    for (const [args, said] of [
      [["--port", String(port)], `devnet: port ${port} is in use`],
      [["--port", "70000"], 'devnet: --port is "70000"; expected a number from 0 to 65535'],
      [["--port", "x"], 'devnet: --port is "x"; expected a number from 0 to 65535'],
      [["--gate", "1"], "devnet: Unknown option '--gate'"],
    ] as const) {
      const { status, stdout, stderr } = spawnSync(process.execPath, [SCRIPT, ...args], {
        encoding: "utf8",
        timeout: 60_000,
      });
      expect(status, stderr).to.equal(2);
      expect(stdout).to.equal("");
      expect(stderr).to.match(/^[^\n]+\n$/);
      expect(stderr).to.include(said);
    }
    holder.close();
  });
});
