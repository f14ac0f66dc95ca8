// The examples for those who build on a fund, each run as its reader would: a contract that asks for shares, and a trader's page.
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { Contract, ContractFactory, JsonRpcProvider, Network, NonceManager, Wallet } from "ethers";
import { type Browser, chromium, type Page } from "playwright-core";
import { build } from "vite";
import { DEFAULT_RULE } from "zke-insurance-fund";
import {
  type Bundle,
  createProver,
  liquidationTable,
  positionTable,
  type Statement,
  settleTables,
  statementToJson,
} from "zke-insurance-fund/bundle";
import {
  type Chain,
  connectChain,
  createSender,
  type Fund,
  finalize,
  openFund,
  readPeriodTerms,
  type Sender,
  submit,
} from "zke-insurance-fund/chain";
import { type DevnetFacts, deployDevnet } from "zke-insurance-fund/node";
import { type Anvil, startAnvil } from "../../scripts/support/anvil.ts";
import { CHROMIUM, hasChromium } from "../../scripts/support/chromium.ts";
import { serveSite } from "../../scripts/support/static-server.ts";
import { describeOnAnvil } from "./anvil.ts";
import { rpc } from "./devnet.ts";

const require = createRequire(import.meta.url);
const EXAMPLES = join(import.meta.dirname, "../../examples");
const WINDOWS = 86_400 + 21_600;
const SHARE = 42_105_263n;
const TOKEN = ["function transfer(address, uint256)", "function balanceOf(address) view returns (uint256)"];

/** Compiles an example by the sources that the package and OpenZeppelin have. */
async function compiled(name: string) {
  const solc = require("solc");
  const sources = { [name]: { content: await readFile(join(EXAMPLES, name), "utf8") } };
  const outputSelection = { [name]: { "*": ["abi", "evm.bytecode.object"] } };
  const input = { language: "Solidity", sources, settings: { evmVersion: "cancun", outputSelection } };
  const sourceAt = (path: string) => ({ contents: require("node:fs").readFileSync(require.resolve(path), "utf8") });
  const output = JSON.parse(solc.compile(JSON.stringify(input), { import: sourceAt }));
  expect(output.errors ?? []).to.deep.equal([]);
  const [contract] = Object.values(output.contracts[name]) as [
    { abi: object[]; evm: { bytecode: { object: string } } },
  ];
  return { abi: contract.abi, bytecode: contract.evm.bytecode.object };
}

describeOnAnvil("the examples on a fund", function () {
  this.timeout(120_000);
  let anvil: Anvil;
  let facts: DevnetFacts;
  let chain: Chain;
  let fund: Fund;
  let sender: Sender;
  let bundle: Bundle;
  let statement: Statement;
  let provider: JsonRpcProvider;

  before(async () => {
    anvil = await startAnvil();
    facts = await deployDevnet(anvil.rpc);
    const network = Network.from(facts.chainId);
    provider = new JsonRpcProvider(facts.rpc, network, {
      staticNetwork: network,
      cacheTimeout: -1,
      pollingInterval: 50,
    });
    chain = await connectChain(facts.rpc);
    fund = await openFund(chain.provider, facts.fund);
    sender = createSender(chain, new Wallet(facts.accounts.operator.privateKey));
    const terms = await readPeriodTerms(fund);
    const period = { ...terms, endTime: terms.startTime + 600n };
    const profits = Object.entries({ alice: "500", bob: "300", carol: "150", dave: "50" });
    const rows = profits.map(([account, profit]) => ({ account, position: "BTCUSDT", profit }));
    const loss = { takeover_value: "100", close_value: "0", time: terms.startTime };
    const lost = { liquidation: "liq-1", market: "BTCUSDT", side: "long" as const, quantity: "0.001", ...loss };
    bundle = settleTables({
      ...{ ...period, rule: DEFAULT_RULE, secret: `0x${"5e".repeat(32)}` },
      positions: await positionTable(rows, terms),
      liquidations: await liquidationTable([lost], period),
    });
    await submit(fund, sender, { ...bundle.document, dataURI: "", leastCoverage: 0n });
    statement = (await createProver(bundle).prove("alice", "BTCUSDT"))!;
    expect(statement.share).to.equal(SHARE);
  });
  after(async () => {
    provider?.destroy();
    chain?.provider.destroy();
    await anvil?.stop();
  });

  describe("a trader's page", () => {
    let browser: Browser;
    let page: Page;
    let folder: string;
    let served: Awaited<ReturnType<typeof serveSite>>;
    let isUp = true;

    before(async function () {
      if (!hasChromium()) return this.skip();
      folder = await mkdtemp(join(tmpdir(), "fund-"));
      const place = (html: string) =>
        html
          .replace(/data-fund="[^"]*"/, `data-fund="${facts.fund}"`)
          .replace(/data-rpc="[^"]*"/, `data-rpc="${facts.rpc}"`);
      await build({
        root: join(EXAMPLES, "traders-page"),
        logLevel: "error",
        configFile: false,
        plugins: [{ name: "place", transformIndexHtml: place }],
        build: { outDir: folder },
      });
      served = await serveSite({ folders: { "/": folder } }, 0);
      browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox", "--disable-gpu"] });
      page = await browser.newPage();
      await page.route(`${facts.rpc}/`, (route) => (isUp ? route.continue() : route.fulfill({ status: 403 })));
      await page.goto(served.origin);
    });
    after(async () => {
      await browser?.close();
      await served?.close();
      if (folder !== undefined) await rm(folder, { recursive: true, force: true });
    });

    async function verdictOn(text: string): Promise<string> {
      await page.locator("output").evaluate((output: HTMLOutputElement) => {
        output.value = "";
      });
      await page.locator("textarea").fill(text);
      await page.locator("button").click();
      await page.waitForFunction(() => document.querySelector("output")?.value !== "");
      return page.locator("output").innerText();
    }
    const textOf = (one: Statement) => JSON.stringify(statementToJson(one));

    it("says of a right statement how the settlement stands", async () => {
      expect(await verdictOn(textOf(statement))).to.equal("Right: 42.105263, in a settlement that is pending.");
    });

    it("says of a wrong one what is wrong", async () => {
      expect(await verdictOn(textOf({ ...statement, share: SHARE + 1n }))).to.match(/^Wrong: .*42\.105264/);
      const other = { ...statement, identity: { chainId: 1n, fund: facts.fund } };
      expect(await verdictOn(textOf(other))).to.match(/^Wrong: .* chain 1/);
    });

    it("says of a text that is none, and of a node that fails, that this is no verdict", async () => {
      expect(await verdictOn("hello")).to.match(/^No verdict: (?!the chain)/);
      isUp = false;
      expect(await verdictOn(textOf(statement))).to.match(/^No verdict: the chain could not be asked: /);
    });
  });

  describe("a contract that asks what a position pays", () => {
    it("pays a part of it back, once, after the settlement is final", async () => {
      const { abi, bytecode } = await compiled("ShareRebate.sol");
      const walletOf = (part: "challenger" | "trader") =>
        new NonceManager(new Wallet(facts.accounts[part].privateKey, provider));
      const sponsor = walletOf("challenger");
      const rebate = (await new ContractFactory(abi, bytecode, sponsor).deploy(
        facts.fund,
        facts.token,
        5000,
      )) as Contract;
      const token = new Contract(facts.token, TOKEN, sponsor);
      await token.getFunction("transfer")(rebate.target, 100_000_000n);
      const { settlement, index, key, profit, cumulativeProfit, proof } = statement;
      const leaf = { index, key, profit, cumulativeProfit };
      const trader = facts.accounts.trader.address;
      const balance = (): Promise<bigint> => token.getFunction("balanceOf")(trader);
      const claim = rebate.getFunction("claim");
      const refusalOf = (...given: unknown[]) =>
        claim.staticCall(...given).then(
          () => "none",
          (error) => error.revert?.name ?? error.data.slice(0, 10),
        );

      await rebate.getFunction("name")(key, trader);
      expect(await refusalOf(settlement, leaf, proof)).to.equal("NotFinal");
      await rpc(facts.rpc, "evm_increaseTime", WINDOWS);
      await rpc(facts.rpc, "evm_mine");
      await finalize(fund, sender, settlement);
      // What the fund does not know, it refuses: another profit, another header.
      expect(await refusalOf(settlement, { ...leaf, profit: profit + 1n }, proof)).to.match(/^0x[0-9a-f]{8}$/);
      expect(await refusalOf({ ...settlement, loss: settlement.loss + 1n }, leaf, proof)).to.match(/^0x[0-9a-f]{8}$/);

      const before = await balance();
      await (await claim(settlement, leaf, proof)).wait();
      expect((await balance()) - before).to.equal(SHARE / 2n);
      expect(await refusalOf(settlement, leaf, proof)).to.equal("NobodyNamed");
      const stranger = rebate.connect(walletOf("trader")) as Contract;
      const named = stranger.getFunction("name").staticCall(key, trader);
      expect(await named.catch((error) => error.revert?.name)).to.equal("NotSponsor");
    });
  });
});
