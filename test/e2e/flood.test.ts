import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { Contract, JsonRpcProvider, Network, Wallet } from "ethers";
import type { Settlement } from "zke-insurance-fund";
import { INSURANCE_FUND_ABI } from "zke-insurance-fund/chain";
import { startAnvilFund } from "../../scripts/support/anvil-fund.ts";
import { describeOnAnvil } from "./anvil.ts";
import { type DaemonProcess, daemonProcess, until } from "./daemons.ts";
import { type Exchange, openExchange } from "./exchange.ts";

const CHALLENGE_WINDOW = 86_400;
const REVEAL_WINDOW = 21_600;
const POSITIONS_TREE = 1;
// As many answers are under way at once; more demands than that, so that their order shows.
const MOST_AT_ONCE = 512;
const POSITIONS = 560;
const EARLY = 550;
const LATE = 100;

describeOnAnvil("an exchange that is flooded with demands", function () {
  this.timeout(300_000);
  let node: Awaited<ReturnType<typeof startAnvilFund>>;
  let folder: string;
  let exchange: Exchange;
  let operate: DaemonProcess;
  let provider: JsonRpcProvider;
  let challenger: Wallet;

  before(async () => {
    node = await startAnvilFund();
    folder = await mkdtemp(join(tmpdir(), "flood-"));
    await mkdir(join(folder, "published"));
    exchange = await openExchange(node, join(folder, "published"));
    const network = Network.from(node.chainId);
    provider = new JsonRpcProvider(node.rpc, network, { staticNetwork: network, cacheTimeout: -1 });
    challenger = new Wallet(node.accounts.challenger!.privateKey, provider);
    const bundles = ["--bundles", join(folder, "published")];
    operate = daemonProcess(node, "operator", ["operate", "--db", join(folder, "operate.sqlite"), ...bundles]);
  });
  after(async () => {
    await operate?.kill();
    exchange?.close();
    provider?.destroy();
    await node?.stop();
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  /** Demands the first positions of a settlement, one transaction each. */
  async function demand(settlement: Settlement, count: number): Promise<void> {
    const fund = new Contract(node.fund, INSURANCE_FUND_ABI, challenger);
    const first = await challenger.getNonce();
    const gas = { gasLimit: 400_000, maxFeePerGas: 10n ** 11n, maxPriorityFeePerGas: 1n };
    const send = (index: number) =>
      fund.getFunction("demand")(settlement, POSITIONS_TREE, index, { ...gas, nonce: first + index });
    await Promise.all(Array.from({ length: count }, (_, index) => send(index)));
    // Anvil may leave some unmined that came before the one below them.
    await until("the demands", async () => {
      if ((await challenger.getNonce()) === first + count) return true;
      await provider.send("evm_mine", []);
      return false;
    });
  }

  it("answers all of them, those first whose deadline is next, and its settlements stand", async () => {
    const token = new Contract(node.token, ["function approve(address, uint256)"], challenger);
    await (await token.getFunction("approve")(node.fund, 10n ** 13n)).wait();
    const one = await exchange.settle(1, "one", POSITIONS);
    await exchange.submit(one, exchange.uriOf("one"));
    const two = await exchange.settle(2, "two", POSITIONS);
    await exchange.submit(two, exchange.uriOf("two"));
    await demand(two, EARLY);
    await exchange.pass(600);
    await demand(one, LATE);

    operate.start();
    await until("the answers", async () => (await exchange.events("PositionRevealed")).length === EARLY + LATE);
    const answered = (await exchange.events("PositionRevealed")).map(({ args }) => Number(args.submission));
    expect(answered.slice(0, MOST_AT_ONCE).every((serial) => serial === 2)).to.equal(true);
    expect(answered.filter((serial) => serial === 1)).to.have.length(LATE);

    await exchange.pass(CHALLENGE_WINDOW + REVEAL_WINDOW);
    for (const period of [1, 2]) {
      await until("the end", async () => (await exchange.status(period)) === "finalized");
    }
    expect(await exchange.voided()).to.deep.equal([]);
    expect(operate.log().filter(({ event }) => /-failed$|unexpected/.test(event))).to.deep.equal([]);
  });
});
