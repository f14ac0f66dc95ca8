// The lines of the package's README that need a chain, run as they stand: credits, a settlement, a daemon that answers, a watcher.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { Contract, type EventLog, JsonRpcProvider, Network, Wallet } from "ethers";
import { INSURANCE_FUND_ABI } from "zke-insurance-fund/chain";
import { type DevnetFacts, deployDevnet } from "zke-insurance-fund/node";
import { type Anvil, startAnvil } from "../../scripts/support/anvil.ts";
import { type StaticServer, serveSite } from "../../scripts/support/static-server.ts";
import { describeOnAnvil } from "./anvil.ts";
import { until } from "./daemons.ts";

const ROOT = join(import.meta.dirname, "../..");
const LIFE = 90_000;
const DEMAND_BOND = 10_000_000n;
const TOKEN = ["function approve(address, uint256)"];

/** What the README takes for given: a settled period in a folder of bundles, an account, and when to stop. */
const GIVEN = `
import { Wallet } from "ethers";
import { DEFAULT_RULE } from "zke-insurance-fund";
import { liquidationTable, positionTable, settleTables, writeBundle } from "zke-insurance-fund/bundle";
import { readPeriodTerms } from "zke-insurance-fund/chain";
const { ADDRESS: address, KEY, RPC } = process.env;
const wallet = new Wallet(KEY);
const stop = new AbortController();
const { signal } = stop;
process.once("SIGUSR2", () => stop.abort());
async function settled() {
  const chain = await connectChain(RPC);
  const terms = await readPeriodTerms(await openFund(chain.provider, address));
  chain.provider.destroy();
  const period = { ...terms, endTime: terms.startTime + 600n };
  const rows = [{ account: "alice", position: "BTCUSDT", profit: "500" }, { account: "bob", position: "BTCUSDT", profit: "300" }];
  const loss = { takeover_value: "100", close_value: "0", time: terms.startTime };
  const lost = { liquidation: "liq-1", market: "BTCUSDT", side: "long", quantity: "0.001", ...loss };
  const bundle = settleTables({
    ...{ ...period, rule: DEFAULT_RULE, secret: "0x${"5e".repeat(32)}" },
    positions: await positionTable(rows, terms),
    liquidations: await liquidationTable([lost], period),
  });
  await writeBundle("settlements/period-1", bundle);
  return bundle;
}
const bundle = await settled();
`;
/** What is said when the lines have been run: what they named. */
const TOLD = `
console.log(String(block));
`;

describeOnAnvil("the package's README on a chain", function () {
  this.timeout(180_000);
  let anvil: Anvil;
  let facts: DevnetFacts;
  let folder: string;
  let site: StaticServer;
  let provider: JsonRpcProvider;
  let child: ChildProcess | undefined;

  before(async () => {
    anvil = await startAnvil();
    facts = await deployDevnet(anvil.rpc);
    folder = await mkdtemp(join(tmpdir(), "readme-"));
    await mkdir(join(folder, "settlements"));
    await writeFile(join(folder, "package.json"), JSON.stringify({ private: true, type: "module" }));
    await symlink(join(ROOT, "node_modules"), join(folder, "node_modules"));
    site = await serveSite({ folders: { "/": join(folder, "settlements") } }, 0);
    const network = Network.from(facts.chainId);
    provider = new JsonRpcProvider(facts.rpc, network, { staticNetwork: network, cacheTimeout: -1 });
  });
  after(async () => {
    if (child?.exitCode === null && child.signalCode === null) {
      child.kill("SIGKILL");
      await once(child, "close");
    }
    provider?.destroy();
    await site?.close();
    await anvil?.stop();
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  });

  const fundAs = (part: "challenger") => {
    const wallet = new Wallet(facts.accounts[part].privateKey, provider);
    return {
      fund: new Contract(facts.fund, INSURANCE_FUND_ABI, wallet),
      token: new Contract(facts.token, TOKEN, wallet),
    };
  };
  const eventsOf = async (name: string) => {
    const { fund } = fundAs("challenger");
    return (await fund.queryFilter(fund.getEvent(name)!)) as EventLog[];
  };

  /** The README's lines with this chain's and this host's addresses in place of its examples. */
  async function program(): Promise<string> {
    const readme = await readFile(join(ROOT, "sdk/README.md"), "utf8");
    const blocks = [...readme.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code = ""]) => code);
    const lines = blocks.filter((block) => block.includes("createSender("));
    expect(lines).to.have.length(1);
    const here = lines[0]!.replaceAll("http://127.0.0.1:8545", facts.rpc).replace("https://example.com", site.origin);
    expect(here).to.include(facts.rpc).and.include(`${site.origin}/period-1/`);
    return `${GIVEN}${here}${TOLD}`;
  }

  it("credits, submits, answers a demand until it is stopped, and watches", async () => {
    const args = ["--conditions=source", "--input-type=module-typescript", "-e", await program()];
    const { address, privateKey } = facts.accounts.operator;
    const env = { ...process.env, ADDRESS: facts.fund, KEY: privateKey, RPC: facts.rpc };
    const running = spawn(process.execPath, args, {
      cwd: folder,
      env,
      stdio: ["ignore", "pipe", "pipe"],
      timeout: LIFE,
    });
    child = running;
    let [printed, said] = ["", ""];
    running.stdout.on("data", (chunk) => (printed += chunk));
    running.stderr.on("data", (chunk) => (said += chunk));
    const lives = () => {
      if (running.exitCode !== null || running.signalCode !== null)
        throw new Error(`it ended with ${running.exitCode}: ${said}`);
    };
    const event = (name: string) =>
      until(`an event ${name}`, async () => {
        lives();
        return (await eventsOf(name))[0];
      });

    const submitted = await event("SettlementSubmitted");
    expect(submitted.args.dataURI).to.equal(`${site.origin}/period-1/`);
    const [credited] = await eventsOf("Credited");
    expect(credited!.args.toObject()).to.deep.include({ period: 1n, amount: 250_750_000n });

    const { fund, token } = fundAs("challenger");
    await (await token.getFunction("approve")(facts.fund, DEMAND_BOND)).wait();
    await (await fund.getFunction("demand")(submitted.args.settlement.toObject(), 1, 0)).wait();
    const { leaf, answerer } = (await event("PositionRevealed")).args;
    expect([leaf.index, answerer]).to.deep.equal([0n, address]);
    running.kill("SIGUSR2");
    const closed = await once(running, "close");
    expect(closed, said).to.deep.equal([0, null]);
    expect(printed).to.equal(`${credited!.blockNumber}\n`);
  });
});
