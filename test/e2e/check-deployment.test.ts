// Funds that one key could empty at once, shown to the command that is to warn of them.
import { expect } from "chai";
import { type Contract, JsonRpcProvider, Network, Wallet } from "ethers";
import { ANVIL_KEY, type Anvil, startAnvil } from "../../scripts/support/anvil.ts";
import { create, type Deviations, deployByHand, send } from "../support/hand-deployed.ts";
import { describeOnAnvil } from "./anvil.ts";
import { fund as run } from "./cli.ts";

/** anvil's tenth account. */
const THIEF_KEY = "0x2a871d0798f97d79848a013d4936a73bf4cc922c825d33c1cf7073dff6d409c6";
const GOVERNOR = 3n;

describeOnAnvil("the check of a deployment, as a command", function () {
  this.timeout(120_000);
  let anvil: Anvil;
  let provider: JsonRpcProvider;
  let deployer: Wallet;
  let thief: Wallet;

  before(async () => {
    anvil = await startAnvil();
    const network = Network.from(31337);
    provider = new JsonRpcProvider(anvil.rpc, network, { staticNetwork: network, cacheTimeout: -1 });
    deployer = new Wallet(ANVIL_KEY, provider);
    thief = new Wallet(THIEF_KEY, provider);
  });
  after(async () => {
    provider?.destroy();
    await anvil?.stop();
  });

  const check = (fund: Contract, ...more: string[]) =>
    run(["check-deployment", "--rpc", anvil.rpc, "--fund", String(fund.target), ...more]);

  /** Takes all that a fund has, without schedule or delay. */
  async function rob(fund: Contract, token: Contract, by: Wallet): Promise<bigint> {
    await send(token, "issue", deployer.address, 1_000_000n);
    await send(token, "approve", fund.target, 1_000_000n);
    await send(fund, "donate", 1_000_000n);
    const before: bigint = await token.getFunction("balanceOf")(thief.address);
    await send(fund.connect(by) as Contract, "close");
    await send(fund.connect(by) as Contract, "migrate", thief.address);
    return (await token.getFunction("balanceOf")(thief.address)) - before;
  }

  it("is content with an honest fund, from its manager's block on or from none that is named", async () => {
    const { fund } = await deployByHand(deployer);
    for (const more of [[], ["--from-block", "0"]]) {
      const { code, stdout, stderr } = await check(fund, ...more);
      expect(code, stdout + stderr).to.equal(0);
      expect(stdout).to.match(/All is as the deployment leaves it\.\n$/);
    }
  });

  const deviations: [string, () => Deviations, RegExp][] = [
    [
      "a deployer that never renounced, told to begin at the fund's block",
      () => ({ renounces: false }),
      /0x\w{40}, the deployer, is also admin\./,
    ],
    [
      "a governor without a delay from before the fund, told to begin at the fund's block",
      () => ({
        beforeFund: async (manager) => {
          await send(manager, "grantRole", GOVERNOR, thief.address, 0);
          await provider.send("anvil_mine", ["0x5"]);
        },
      }),
      new RegExp(`The governor ${new Wallet(THIEF_KEY).address} acts after 0 s, not 604800 s\\.`),
    ],
  ];
  for (const [what, deviation, said] of deviations) {
    it(`is not content with ${what}`, async () => {
      const { fund, block } = await deployByHand(deployer, deviation());
      for (const more of [[], ["--from-block", String(block)]]) {
        const { code, stdout, stderr } = await check(fund, ...more);
        expect(code, stdout + stderr).to.equal(1);
        expect(stdout).to.match(said).and.not.to.include("All is as the deployment leaves it.");
      }
    });
  }

  it("is right about the thief, who can indeed take all at once", async () => {
    const { fund, token } = await deployByHand(deployer, deviations[1]![1]());
    expect(await rob(fund, token, thief)).to.equal(1_000_000n);
  });

  it("is not content with a manager that overrides who may call, told to begin nowhere", async () => {
    const trapdoor = "contracts/mocks/TrapdoorManager.sol/TrapdoorManager";
    const manager = () => create(deployer, trapdoor, [deployer.address, thief.address]);
    const { fund, token } = await deployByHand(deployer, { manager });
    const { code, stdout } = await check(fund);
    expect(code, stdout).to.equal(1);
    expect(stdout).to.include("The access manager's code is not what this version compiles (AccessManager)");
    expect(await rob(fund, token, thief)).to.equal(1_000_000n);
  });

  it("prints its verdict as JSON, too", async () => {
    const { fund, manager } = await deployByHand(deployer, { renounces: false });
    const { code, stdout } = await check(fund, "--json");
    expect(code, stdout).to.equal(1);
    const { right, problems, lines, manager: obeyed } = JSON.parse(stdout);
    expect(right).to.equal(false);
    expect(problems).to.include(`${deployer.address}, the deployer, is also admin.`);
    expect(lines[0]).to.include(String(manager.target));
    expect(obeyed).to.equal(manager.target);
  });

  it("says what is wrong with its arguments, its file and its node", async () => {
    const fund = `0x${"11".repeat(20)}`;
    const example = new URL("../../ignition/parameters/mainnet.example.json", import.meta.url).pathname;
    for (const [args, code, said] of [
      [[], 2, "--fund"],
      [["--rpc", anvil.rpc, "--fund", "0x1"], 2, "the fund's address is not usable"],
      [["--rpc", anvil.rpc, "--fund", fund, "--from-block", "x"], 2, "--from-block"],
      [["--rpc", anvil.rpc, "--fund", fund, "--parameters", "none"], 2, "none: cannot be read"],
      [
        ["--rpc", anvil.rpc, "--fund", fund, "--parameters", example],
        2,
        'admin1 is "put here the address of one admin"',
      ],
      [["--rpc", anvil.rpc, "--fund", fund], 3, `There is no fund at ${fund}`],
      [["--rpc", "http://127.0.0.1:9", "--fund", fund], 3, "could not be reached"],
    ] as const) {
      const refused = await run(["check-deployment", ...args]);
      expect(refused.code, args.join(" ")).to.equal(code);
      expect(refused.stderr).to.include(said);
    }
  });
});
