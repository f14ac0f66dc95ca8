// A node leaves out logs, for once or for good, and the chain changes its mind: nothing is concluded from half a history.
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { Contract, JsonRpcProvider, Network, Wallet } from "ethers";
import { INSURANCE_FUND_ABI } from "zke-insurance-fund/chain";
import { startAnvilFund } from "../../scripts/support/anvil-fund.ts";
import { type Fault, type FaultyNode, type Question, startFaultyNode } from "../support/faulty-node.ts";
import { describeOnAnvil } from "./anvil.ts";
import { fund as command } from "./cli.ts";
import { type DaemonProcess, daemonProcess, until } from "./daemons.ts";
import { rpc } from "./devnet.ts";
import { type Exchange, openExchange } from "./exchange.ts";

type Logs = readonly { readonly blockNumber: string }[];

/** Answers with no logs where there are some: the first such times, of questions of one kind. */
function blindOnce(times: number, isMet: (question: Question) => boolean = () => true): Fault & { met(): number } {
  let met = 0;
  const fault: Fault = async (question, truth) => {
    if (question.method !== "eth_getLogs" || !isMet(question)) return undefined;
    const answer = await truth();
    if ((answer.result as Logs).length === 0 || met === times) return answer;
    met++;
    return { result: [] };
  };
  return Object.assign(fault, { met: () => met });
}

const isByHash = ({ params: [filter] }: Question) => (filter as { blockHash?: string }).blockHash !== undefined;

describeOnAnvil("a node that leaves out logs", function () {
  this.timeout(180_000);
  let anvil: Awaited<ReturnType<typeof startAnvilFund>>;
  let node: FaultyNode;
  let folder: string;
  let exchange: Exchange;
  let demander: Contract;
  let provider: JsonRpcProvider;
  let databases = 0;
  let running: DaemonProcess[] = [];
  let snapshot: string;

  before(async () => {
    anvil = await startAnvilFund();
    node = await startFaultyNode(anvil.rpc);
    folder = await mkdtemp(join(tmpdir(), "history-"));
    await mkdir(join(folder, "bundles"));
    exchange = await openExchange(anvil, join(folder, "bundles"));
    const network = Network.from(31_337);
    provider = new JsonRpcProvider(anvil.rpc, network, {
      staticNetwork: network,
      cacheTimeout: -1,
      pollingInterval: 50,
    });
    const wallet = new Wallet(anvil.accounts.challenger!.privateKey, provider);
    demander = new Contract(anvil.fund, INSURANCE_FUND_ABI, wallet);
    const token = new Contract(anvil.token, ["function approve(address, uint256)"], wallet);
    await (await token.getFunction("approve")(anvil.fund, 10n ** 13n)).wait();
    const truth = await exchange.settle(1, "truth");
    await exchange.submit(truth, exchange.uriOf("truth"));
    for (const [tree, index] of [
      [1, 0],
      [1, 5],
      [0, 2],
    ]) {
      await (await demander.getFunction("demand")(truth, tree, index)).wait();
    }
    await mine(100);
    snapshot = await rpc(anvil.rpc, "evm_snapshot");
  });
  afterEach(async () => {
    node.fail();
    for (const daemon of running) await daemon.kill();
    running = [];
    await rpc(anvil.rpc, "evm_revert", snapshot);
    snapshot = await rpc(anvil.rpc, "evm_snapshot");
  });
  after(async () => {
    exchange?.close();
    provider?.destroy();
    await node?.close();
    await anvil?.stop();
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  const mine = (blocks: number) => rpc(anvil.rpc, "anvil_mine", `0x${blocks.toString(16)}`, "0xc");
  const newDb = () => join(folder, `${databases++}.sqlite`);
  function start(part: string | undefined, args: string[], db = newDb()) {
    const daemon = daemonProcess({ ...anvil, rpc: node.rpc }, part, [...args, "--db", db]);
    running.push(daemon);
    daemon.start();
    return daemon;
  }
  const watchOnce = (db?: string) => start(undefined, ["watch", "--once", "--dry-run"], db);
  const operateOnce = (db?: string) =>
    start("operator", ["operate", "--once", "--bundles", join(folder, "bundles")], db);
  const eventsOf = (daemon: DaemonProcess) => daemon.log().map(({ event }) => event);
  const openDemands = async () => (await demander.getFunction("record")(1)).openDemands as bigint;

  it("watch judges the settlement after one empty range", async () => {
    const fault = blindOnce(1);
    node.fail(fault);
    const daemon = watchOnce();
    expect(await daemon.ended()).to.equal(0);
    expect(fault.met()).to.equal(1);
    expect(eventsOf(daemon)).to.include("settlement-right");
  });

  it("operate answers every demand after one empty range", async () => {
    const fault = blindOnce(1);
    node.fail(fault);
    expect(await openDemands()).to.equal(3n);
    expect(await operateOnce().ended()).to.equal(0);
    expect(fault.met()).to.equal(1);
    expect(await openDemands()).to.equal(0n);
  });

  it("live, watch and operate see what one empty answer by hash or range has hidden", async () => {
    for (const isMet of [isByHash, () => true]) {
      const watch = start(undefined, ["watch", "--dry-run"]);
      const operate = start("operator", ["operate", "--bundles", join(folder, "bundles")]);
      await watch.line("settlement-right");
      await until("the answers", async () => (await openDemands()) === 0n);
      const fault = blindOnce(4, isMet);
      node.fail(fault);
      const period = await exchange.nextPeriod();
      const truth = await exchange.settle(period, `live-${period}`);
      await exchange.submit(truth, exchange.uriOf(`live-${period}`));
      await (await demander.getFunction("demand")(truth, 1, 7)).wait();
      await until("an empty answer", () => fault.met() > 0);
      await watch.line("settlement-right", (line) => line.period === `${period}`);
      await until("the answer", async () => (await demander.getFunction("record")(period)).openDemands === 0n);
      await watch.kill();
      await operate.kill();
    }
  });

  it("finds by single seconds what ranges never show", async () => {
    node.fail((question) => {
      if (question.method !== "eth_getLogs") return undefined;
      const [filter] = question.params as [{ fromBlock?: string; toBlock?: string }];
      // A fast machine mines all that the fund was made by within one second: that is no long range.
      return Number(filter.toBlock) - Number(filter.fromBlock) > 50 ? { result: [] } : undefined;
    });
    const daemon = watchOnce();
    expect(await daemon.ended(), daemon.last()).to.equal(0);
    expect(eventsOf(daemon)).to.include("settlement-right");
  });

  it("asks another node, where there is one", async () => {
    node.fail(blindOnce(Number.POSITIVE_INFINITY));
    const daemon = start(undefined, ["watch", "--once", "--dry-run", "--rpc", anvil.rpc]);
    expect(await daemon.ended(), daemon.last()).to.equal(0);
    expect(eventsOf(daemon)).to.include("settlement-right");
    const both = ["audit", "--rpc", node.rpc, "--rpc", anvil.rpc, "--fund", anvil.fund, "--no-fetch"];
    const { code, stderr } = await command(both);
    expect(code, stderr).to.equal(0);
  });

  it("never says that nothing is left to do where logs stay hidden: exit 3, a notice; and the same database heals", async () => {
    node.fail(blindOnce(Number.POSITIVE_INFINITY));
    for (const run of [watchOnce, operateOnce]) {
      const db = newDb();
      const blind = run(db);
      expect(await blind.ended()).to.equal(3);
      expect(blind.last()).to.include("The node left out logs");
      node.fail();
      const seeing = run(db);
      expect(await seeing.ended()).to.equal(0);
      expect(eventsOf(seeing)).to.include(run === watchOnce ? "settlement-right" : "reveal-made");
      node.fail(blindOnce(Number.POSITIVE_INFINITY));
    }
  });

  it("audit with a state: exit 3 or right, and right the next time", async () => {
    const state = newDb();
    const args = ["audit", "--rpc", node.rpc, "--fund", anvil.fund, "--no-fetch", "--state", state];
    node.fail(blindOnce(Number.POSITIVE_INFINITY));
    const blind = await command(args);
    expect([blind.code, blind.stdout]).to.deep.equal([3, ""]);
    expect(blind.stderr).to.include("left out logs");
    node.fail();
    const seeing = await command(args);
    expect(seeing.code, seeing.stderr + seeing.stdout).to.equal(0);
    node.fail(blindOnce(1));
    const again = await command(args.slice(0, -2));
    expect(again.code, again.stderr + again.stdout).to.be.oneOf([0, 3]);
  });

  it("tells what a change of the chain takes away, whoever sent it, and counts no more", async () => {
    const watch = start(undefined, ["watch", "--dry-run", "--metrics", "0"]);
    const { port } = await watch.line("listening");
    const gauge = async (line: RegExp) => line.test(await (await fetch(`http://127.0.0.1:${port}/metrics`)).text());
    await watch.line("settlement-right");
    const before = await rpc(anvil.rpc, "evm_snapshot");
    const truth = await exchange.settle(2, "gone");
    await exchange.submit(truth, exchange.uriOf("gone"));
    const first = await exchange.settle(1, "first");
    await (await demander.getFunction("demand")(first, 1, 9)).wait();
    await watch.line("settlement-right", (line) => line.period === "2");
    await until("two pending", () => gauge(/^fund_watch_pending_settlements\{verdict="right"\} 2$/m));
    await until("four demands", () => gauge(/^fund_watch_open_demands 4$/m));
    await rpc(anvil.rpc, "evm_revert", before);
    await mine(30);
    await watch.line("settlement-unseen", (line) => line.period === "2");
    await watch.line("demand-unseen", (line) => line.period === "1");
    await until("one pending", () => gauge(/^fund_watch_pending_settlements\{verdict="right"\} 1$/m));
    await until("three demands", () => gauge(/^fund_watch_open_demands 3$/m));
  });
});
