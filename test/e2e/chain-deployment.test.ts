import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import openzeppelin from "@openzeppelin/contracts/package.json" with { type: "json" };
import { expect } from "chai";
import { JsonRpcProvider, Network, Wallet } from "ethers";
import local from "../../ignition/parameters/local.json" with { type: "json" };
import { ANVIL_KEY, type Anvil, startAnvil } from "../../scripts/support/anvil.ts";
import { create } from "../support/hand-deployed.ts";
import { describeOnAnvil } from "./anvil.ts";
import { fund as run, withFolder } from "./cli.ts";
import { rpc } from "./devnet.ts";
import { type Published, startExplorer } from "./explorer.ts";
import { hardhat, script } from "./scripts.ts";
import { type Typed, typedTo } from "./terminal.ts";

const ROOT = new URL("../../", import.meta.url).pathname;
const EXAMPLE = join(ROOT, "ignition/parameters/mainnet.example.json");
const LOCAL = "ignition/parameters/local.json";
const HARDHAT = join(ROOT, "node_modules/.bin/hardhat");
const PASSWORD = "keystore-password";
/** Not 31337, on which Ignition never asks. */
const CHAIN = 56;

describeOnAnvil("a deployment on another node, as docs/deployment.md has it", function () {
  this.timeout(400_000);
  const deployment = `test-${process.pid}`;
  let anvil: Anvil;
  let token: string;

  before(async () => {
    anvil = await startAnvil("--chain-id", String(CHAIN));
    const network = Network.from(CHAIN);
    const provider = new JsonRpcProvider(anvil.rpc, network, { staticNetwork: network, cacheTimeout: -1 });
    const deployer = new Wallet(ANVIL_KEY, provider);
    const asset = await create(deployer, "contracts/mocks/TetherLike.sol/TetherLike");
    token = String(asset.target);
    provider.destroy();
  });
  after(async () => {
    await anvil?.stop();
    await forget();
  });

  const forget = (id = deployment) => rm(join(ROOT, "ignition/deployments", id), { recursive: true, force: true });
  const keysOf = (url: string) => ({ RPC_URL: url, DEPLOYER_KEY: ANVIL_KEY });
  const deploy = (parameters: string, ...more: string[]) =>
    script("deploy", ["--parameters", parameters, "--deployment-id", deployment, ...more], keysOf(anvil.rpc));
  const check = (fund: string, ...more: string[]) =>
    run(["check-deployment", "--rpc", anvil.rpc, "--fund", fund, ...more]);
  const blockNumber = () => rpc<string>(anvil.rpc, "eth_blockNumber");

  /** The example for mainnet, filled in for this chain. */
  async function filledIn(folder: string, differing: object = {}): Promise<string> {
    const { policy, ...accounts } = local.LocalFund;
    const example = JSON.parse(await readFile(EXAMPLE, "utf8")).InsuranceFund;
    const path = join(folder, "parameters.json");
    await writeFile(path, JSON.stringify({ InsuranceFund: { ...example, ...accounts, token, ...differing } }));
    return path;
  }

  it("refuses an example that is not filled in, and sends nothing", async () => {
    const before = await blockNumber();
    const { code, stdout, stderr } = await deploy(EXAMPLE);
    expect(code, stderr).to.equal(2);
    expect(stdout).to.equal("");
    expect(stderr).to.include('admin1 is "put here the address of one admin"');
    expect(stderr).to.include(`where chain ${CHAIN} has no contract`);
    expect(await blockNumber()).to.equal(before);
  });

  it("says what is wrong with its arguments, or with the node", async () => {
    for (const [args, code, said] of [
      [[], 2, "--parameters FILE and --deployment-id ID are needed"],
      [["--parameters", "none.json", "--deployment-id", "x"], 2, "none.json: cannot be read (ENOENT)"],
      [["--parameter", "none.json"], 2, "Unknown option '--parameter'"],
      [["--parameters", LOCAL, "--deployment-id", "x", "--network", "none"], 2, "none"],
    ] as const) {
      const refused = await script("deploy", args, keysOf(anvil.rpc));
      expect(refused.code, args.join(" ")).to.equal(code);
      expect(refused.stderr)
        .to.match(/^deploy: /)
        .and.to.include(said);
    }
    const away = await script("deploy", ["--parameters", LOCAL, "--deployment-id", "x"], keysOf("http://127.0.0.1:9"));
    expect(away.code, away.stderr).to.equal(3);
    expect(away.stderr).to.match(/^deploy: the chain could not be asked: /);
    const noKey = await script("deploy", ["--parameters", LOCAL, "--deployment-id", "x"], { RPC_URL: anvil.rpc });
    expect(noKey.code, noKey.stderr).to.equal(2);
    expect(noKey.stderr).to.include("DEPLOYER_KEY");
  });

  it("refuses a chain before Cancun, and sends nothing", async () => {
    const old = await startAnvil("--hardfork", "shanghai");
    try {
      const refused = await script("deploy", ["--parameters", LOCAL, "--deployment-id", deployment], keysOf(old.rpc));
      expect(refused.code, refused.stderr).to.equal(2);
      expect(refused.stderr).to.include("which does not run TSTORE, TLOAD and MCOPY");
      expect(await rpc(old.rpc, "eth_blockNumber")).to.equal("0x0");
    } finally {
      await old.stop();
    }
  });

  it("shows the plan, deploys without a question, passes its check, and lets the deployer do nothing", () =>
    withFolder(async (folder) => {
      const parameters = await filledIn(folder);
      const before = await blockNumber();
      const plan = await deploy(parameters, "--dry-run");
      expect(plan.code, plan.stderr).to.equal(0);
      expect(plan.stdout).to.include("settlement: 10,000 USDT, or 10 % of coverage and shares where that is more");
      expect(plan.stdout).to.include("periods    of 8 h each");
      expect(await blockNumber(), "nothing was sent").to.equal(before);

      const deployed = await deploy(parameters);
      expect(deployed.code, deployed.stderr + deployed.stdout).to.equal(0);
      const fund = /InsuranceFund#InsuranceFund - (0x\w{40})/.exec(deployed.stdout)?.[1] as string;
      const checked = await check(fund, "--parameters", parameters);
      expect(checked.code, checked.stdout + checked.stderr).to.equal(0);
      expect(checked.stdout).to.include("All is as the deployment leaves it.");

      const again = await deploy(parameters);
      expect(again.code, again.stderr).to.equal(0);
      expect(again.stdout).to.include(`InsuranceFund#InsuranceFund - ${fund}`);
      const status = await hardhat(["ignition", "status", deployment], keysOf(anvil.rpc));
      expect(status.code, status.stderr).to.equal(0);
      expect(status.stdout).to.include(`InsuranceFund#InsuranceFund - ${fund}`);
      const other = await deploy(
        await filledIn(folder, { operator: local.LocalFund.guardian, guardian: local.LocalFund.operator }),
      );
      expect(other.code, other.stderr).to.equal(3);
      expect(other.stderr).to.include("was begun with other parameters");
    }));

  it("takes its keys from a keystore, typed in once, and publishes its source to an explorer", async function () {
    const explorer = await startExplorer();
    try {
      await withFolder(async (folder) => {
        const home = { HOME: folder, XDG_CONFIG_HOME: join(folder, "config"), XDG_DATA_HOME: join(folder, "data") };
        const env = { ...home, EXPLORER_URL: explorer.url, EXPLORER_CHAIN: String(CHAIN), FORCE_COLOR: "0" };
        const password: Typed = ["Enter the password: ", `${PASSWORD}\r`];
        const typed = async (words: readonly string[], answers: readonly Typed[]) => {
          const run = await typedTo(words, env, answers);
          if (run === undefined) return this.skip();
          expect(run.output).not.to.include(ANVIL_KEY.slice(2)).and.not.to.include(PASSWORD);
          return run;
        };
        const secrets = { RPC_URL: anvil.rpc, DEPLOYER_KEY: ANVIL_KEY, ETHERSCAN_API_KEY: "explorers-key" };
        for (const [name, secret] of Object.entries(secrets)) {
          const isFirst: readonly Typed[] = name === "RPC_URL" ? [["confirm your password: ", `${PASSWORD}\r`]] : [];
          const answers: readonly Typed[] = [password, ...isFirst, ["Enter secret to store", `${secret}\r`]];
          const { code, output } = await typed([HARDHAT, "keystore", "set", name], answers);
          expect(code, output).to.equal(0);
        }
        const names = await hardhat(["keystore", "list"], home);
        expect(names.code, names.stderr).to.equal(0);
        for (const name of Object.keys(secrets)) expect(names.stdout).to.include(name);

        const parameters = await filledIn(folder);
        const order = ["--parameters", parameters, "--deployment-id", deployment, "--dry-run"];
        const plan = await typed([process.execPath, join(ROOT, "scripts/deploy.ts"), ...order], [password]);
        expect(plan.code, plan.output).to.equal(0);
        expect(plan.output).to.include("periods    of 8 h each");

        const config = ["--config", "test/e2e/explorer.config.ts"];
        const verify = [HARDHAT, ...config, "ignition", "verify", deployment, "--network", "remote"];
        const verified = await typed(verify, [password]);
        expect(verified.code, verified.output).to.equal(0);
        expect([...explorer.keys]).to.deep.equal(["explorers-key"]);
        expect(explorer.published.map(({ contractname }) => contractname).sort()).to.deep.equal([
          `npm/@openzeppelin/contracts@${openzeppelin.version}/access/manager/AccessManager.sol:AccessManager`,
          "project/contracts/InsuranceFund.sol:InsuranceFund",
        ]);
        for (const each of explorer.published) await requireTrue(each);
      });
    } finally {
      await explorer.close();
    }
  });

  /** What was published compiles to what is on chain: our sources, our settings, and the arguments that its creation had. */
  async function requireTrue(published: Published): Promise<void> {
    const { contractaddress, contractname, codeformat, sourceCode, constructorArguments } = published;
    expect(codeformat).to.equal("solidity-standard-json-input");
    const { sources, settings } = JSON.parse(sourceCode) as {
      sources: Record<string, { content: string }>;
      settings: object;
    };
    expect(settings).to.deep.include({ viaIR: true, evmVersion: "cancun", optimizer: { enabled: true, runs: 200 } });
    for (const [name, { content }] of Object.entries(sources)) {
      const path = name.replace("project/", "").replace(/^npm\/(.+)@[0-9.]+\//, "node_modules/$1/");
      expect(content, name).to.equal(await readFile(join(ROOT, path), "utf8"));
    }
    const contract = contractname.split(":").at(-1);
    const artifact = join(ROOT, "ignition/deployments", deployment, `artifacts/InsuranceFund#${contract}.json`);
    const { bytecode } = JSON.parse(await readFile(artifact, "utf8"));
    expect(await creationOf(contractaddress)).to.equal(`${bytecode}${constructorArguments}`);
  }

  /** The data of the transaction that created a contract. */
  async function creationOf(address: string): Promise<string | undefined> {
    for (let block = Number(await blockNumber()); block > 0; block--) {
      const at = `0x${block.toString(16)}`;
      const { transactions } = await rpc<{ transactions: { hash: string; input: string }[] }>(
        ...([anvil.rpc, "eth_getBlockByNumber", at, true] as const),
      );
      for (const { hash, input } of transactions) {
        const receipt = await rpc<{ contractAddress?: string }>(anvil.rpc, "eth_getTransactionReceipt", hash);
        if (receipt.contractAddress?.toLowerCase() === address.toLowerCase()) return input;
      }
    }
    return undefined;
  }

  it("can be tried first, with the local parameters and a token of its own", async () => {
    const fresh = await startAnvil();
    const id = `try-${process.pid}`;
    try {
      const deployed = await script("deploy", ["--parameters", LOCAL, "--deployment-id", id], keysOf(fresh.rpc));
      expect(deployed.code, deployed.stderr + deployed.stdout).to.equal(0);
      const fund = /LocalFund#InsuranceFund - (0x\w{40})/.exec(deployed.stdout)?.[1] as string;
      const checked = await run(["check-deployment", "--rpc", fresh.rpc, "--fund", fund, "--parameters", LOCAL]);
      expect(checked.code, checked.stdout + checked.stderr).to.equal(0);
    } finally {
      await fresh.stop();
      await forget(id);
    }
  });

  it("takes its keys from a keystore whose place and names Hardhat tells", () =>
    withFolder(async (folder) => {
      const home = { HOME: folder, XDG_CONFIG_HOME: join(folder, "config"), XDG_DATA_HOME: join(folder, "data") };
      const place = await hardhat(["keystore", "path"], home);
      expect(place.code, place.stderr).to.equal(0);
      expect(place.stdout.trim()).to.match(/keystore\.json$/);
      expect(place.stdout).to.include(folder);
      const names = await hardhat(["keystore", "list"], home);
      expect(names.code, names.stderr).to.equal(1);
      expect(names.stdout).to.match(/^No production keystore found\..* keystore set /);
    }));

  it("goes by Ignition's own command, too, whose fund the check tells apart if clearing has a role", () =>
    withFolder(async (folder) => {
      await forget();
      const parameters = { LocalFund: { ...local.LocalFund, guardian: local.LocalFund.clearing } };
      const file = join(folder, "parameters.json");
      await writeFile(file, JSON.stringify(parameters));
      const deployed = await hardhat(
        [
          ...["ignition", "deploy", "ignition/modules/LocalFund.ts", "--network", "remote"],
          ...["--parameters", file, "--deployment-id", deployment, "--build-profile", "default"],
        ],
        { ...keysOf(anvil.rpc), HARDHAT_IGNITION_CONFIRM_DEPLOYMENT: "true" },
      );
      expect(deployed.code, deployed.stderr + deployed.stdout).to.equal(0);
      const fund = /LocalFund#InsuranceFund - (0x\w{40})/.exec(deployed.stdout)?.[1] as string;
      const { code, stdout } = await check(fund);
      expect(code, stdout).to.equal(1);
      expect(stdout).to.include(", clearing, is also guardian.");
    }));
});
