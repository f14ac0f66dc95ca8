import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { Wallet } from "ethers";
import { type DaemonProcess, daemonProcess, until } from "./daemons.ts";
import { type DevnetProcess, type Facts, rpc, startDevnetProcess } from "./devnet.ts";
import { type Exchange, openExchange } from "./exchange.ts";
import { type Lie, type LyingNode, startLyingNode } from "./lying-node.ts";

describe("watching in hard times", function () {
  this.timeout(120_000);
  let devnet: DevnetProcess;
  let folder: string;
  let exchange: Exchange;
  let node: LyingNode;
  let databases = 0;
  let running: DaemonProcess[] = [];

  before(async () => {
    devnet = await startDevnetProcess();
    folder = await mkdtemp(join(tmpdir(), "attacks-"));
    await mkdir(join(folder, "bundles"));
    exchange = await openExchange(devnet, join(folder, "bundles"));
    node = await startLyingNode(devnet.rpc);
  });
  afterEach(async () => {
    for (const daemon of running) await daemon.kill();
    running = [];
    node.lie();
  });
  after(async () => {
    node?.close();
    exchange?.close();
    await devnet?.stop("SIGKILL");
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  function start(part: string | undefined, args: string[], facts: Facts = devnet, mostBytes?: number) {
    const named = args.includes("--db") ? [] : ["--db", join(folder, `${databases++}.sqlite`)];
    const daemon = daemonProcess(facts, part, ["watch", ...args, ...named], mostBytes);
    running.push(daemon);
    daemon.start();
    return daemon;
  }
  /** Waits until a daemon that serves its metrics has looked at the chain with success again. */
  async function recovered(daemon: DaemonProcess): Promise<void> {
    const { port } = await daemon.line("listening");
    const lastLook = async () => {
      const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
      return /^fund_watch_last_look_timestamp_seconds (\S+)$/m.exec(text)?.[1];
    };
    const before = await lastLook();
    await until("a look", async () => (await lastLook()) !== before);
  }
  const throughNode = () => ({ ...devnet, rpc: node.rpc });

  it("voids the same lie as often as it is submitted, two distant entries of it alone showing it", async () => {
    const watch = start("challenger", []);
    const lie = await exchange.settleFalsely(1, "twice", "key");
    for (const serial of [1, 2, 3]) {
      await exchange.submit(lie, exchange.uriOf("twice"));
      await until("the void", async () => (await exchange.voided()).length === serial);
    }
    expect(await exchange.voided()).to.deep.equal([1n, 2n, 3n].map((serial) => [serial, "DuplicateKey"]));
    await watch.line("settlement-voided", ({ submission }) => submission === "3");
    await watch.line("challenge-made", ({ submission }) => submission === "3");
    for (const event of ["settlement-wrong", "challenge-made"]) {
      expect(
        watch
          .log()
          .filter((line) => line.event === event)
          .map(({ submission }) => submission),
      ).to.deep.equal(["1", "2", "3"]);
    }
  });

  it("does not call it a failure that another watcher was faster", async () => {
    const lie = await exchange.settleFalsely(1, "raced");
    await exchange.submit(lie, exchange.uriOf("raced"));
    for (let block = 0; block < 20; block++) await rpc(devnet.rpc, "evm_mine");
    const fast = start("challenger", ["--once"]);
    expect(await fast.ended()).to.equal(1);
    expect(await exchange.status(1)).to.equal("voided");
    // It looks at a chain that is twenty blocks old.
    const slow = start("trader", ["--once", "--confirmations", "16"]);
    expect(await slow.ended()).to.equal(1);
    const events = slow.log().map(({ event }) => event);
    expect(events).to.include.members(["settlement-wrong", "challenge-overtaken"]);
    expect(events.filter((event) => /-failed$|unexpected/.test(event))).to.deep.equal([]);
    expect(slow.log().find(({ event }) => event === "challenge-overtaken")?.level).to.equal("info");
  });

  it("says that its account has no money, and keeps watching", async () => {
    const truth = await exchange.settle(1, "truth");
    await exchange.submit(truth, exchange.uriOf("truth"));
    const lie = await exchange.settleFalsely(2, "lie");
    await exchange.submit(lie, exchange.uriOf("lie"));
    const { address, privateKey } = Wallet.createRandom();
    const accounts = { ...devnet.accounts, poor: { address, privateKey } };
    const watch = start("poor", ["--random", "1"], { ...devnet, accounts });
    const { message } = await watch.line("challenge-failed");
    expect(message).to.include("too little ether");
    await watch.line("low-ether");
    await watch.line("low-bond");
    await exchange.submit(await exchange.settle(3, "unread"), "https://127.0.0.1:9/");
    await watch.line("bonds-unaffordable", ({ submission }) => submission !== undefined);
    await exchange.submit(await exchange.settle(4, "later"), exchange.uriOf("later"));
    await watch.line("settlement-right", ({ period }) => period === "4");
    // The lie is still there, and the next who has money voids it.
    expect(await start("challenger", ["--once", "--bonds-per-day", "0"]).ended()).to.equal(1);
    expect(await exchange.status(2)).to.equal("voided");
    await watch.line("settlement-voided", ({ period }) => period === "2");
  });

  it("puts no more into bonds than it is told to", async () => {
    const limited = start("trader", ["--once", "--random", "1", "--bonds-per-day", "39.999999"]);
    expect(await limited.ended()).to.equal(1);
    expect(limited.log().map(({ event }) => event)).to.include("bonds-limited");
    expect(await exchange.events("Demanded")).to.have.length(3);
    const again = start("trader", ["--once", "--random", "1", "--bonds-per-day", "40"]);
    expect(await again.ended()).to.equal(1);
    expect(await exchange.events("Demanded")).to.have.length(4);
  });

  it("is not led astray by a node that becomes another chain's, or makes up what the fund said", async () => {
    const watch = start(undefined, ["--dry-run", "--metrics", "0"], throughNode());
    await watch.line("settlement-right", ({ period }) => period === "4");
    const failures = () => watch.log().filter(({ event }) => event === "chain-failed");
    const made: [Lie, string][] = [
      [({ method }) => (method === "eth_chainId" ? { result: "0x1" } : undefined), "is another one now (1, and before"],
      [
        ({ method }) => (method === "eth_getLogs" ? { result: [FOREIGN_LOG] } : undefined),
        "other logs than it was asked for",
      ],
      [({ method }) => (method === "eth_getLogs" ? { result: "0x" } : undefined), ""],
      [() => ({ page: [200, "<html>"] }), ""],
      [() => ({ result: null }), ""],
    ];
    for (const [lie, said] of made) {
      const before = watch.log().length;
      node.lie(lie);
      await rpc(devnet.rpc, "evm_mine");
      await until(`a complaint: ${said}`, () =>
        watch
          .log()
          .slice(before)
          .find(({ event, message }) => /chain-failed|unexpected/.test(event) && message.includes(said)),
      );
      node.lie();
      await recovered(watch);
    }
    await exchange.submit(await exchange.settle(5, "after"), exchange.uriOf("after"));
    await watch.line("settlement-right", ({ period }) => period === "5");
    expect(failures().length).to.be.above(1);
    // Nothing is told a second time: what it knew, it still knows.
    expect(watch.log().filter(({ event, period }) => event === "settlement-right" && period === "4")).to.have.length(1);
  });

  it("offers no more for gas than it is told to, whatever a node says that it costs", async () => {
    const lie = await exchange.settleFalsely(await exchange.nextPeriod(), "dear");
    await exchange.submit(lie, exchange.uriOf("dear"));
    node.lie(({ method }) => (method === "eth_maxPriorityFeePerGas" ? { result: "0xde0b6b3a7640000" } : undefined));
    const watch = start("challenger", ["--once", "--random", "1", "--max-fee", "50"], throughNode());
    expect(await watch.ended()).to.equal(1);
    const { transaction } = watch.log().find(({ event }) => event === "challenge-made")!;
    const sent = await rpc<{ maxFeePerGas: string }>(devnet.rpc, "eth_getTransactionByHash", transaction);
    expect(BigInt(sent.maxFeePerGas)).to.equal(50_000_000_000n);
  });

  it("goes on after its disk was full, and sends nothing that it could not note before", async () => {
    const before = (await exchange.voided()).length;
    const db = join(folder, "full.sqlite");
    const cramped = start("challenger", ["--db", db, "--random", "1"], devnet, 160 * 1024);
    await cramped.started();
    const complaints = () => cramped.log().filter(({ event }) => event === "database-failed");
    await until("a complaint", async () => {
      await rpc(devnet.rpc, "evm_mine");
      return complaints().length > 0;
    });
    const period = await exchange.nextPeriod();
    await exchange.submit(await exchange.settleFalsely(period, "full"), exchange.uriOf("full"));
    const told = complaints().length;
    await until("two more complaints", () => complaints().length > told + 1);
    expect(complaints()[0]!.message).to.match(/disk/);
    expect(cramped.log().filter(({ event }) => event === "unexpected")).to.deep.equal([]);
    expect(await exchange.status(period)).to.equal("pending");
    await cramped.kill();
    const none = start("challenger", ["--once", "--random", "1"], devnet, 64 * 1024);
    expect([await none.ended(), none.last()].join()).to.match(/^2,.*database cannot be used/);
    const watch = start("challenger", ["--db", db, "--once", "--random", "1"]);
    expect(await watch.ended()).to.equal(1);
    expect(await exchange.voided()).to.have.length(before + 1);
  });

  it("tells no secret, whatever the node and the webhook answer", async () => {
    const SECRET = /5ecret/i;
    const hook = createServer((request, response) => response.writeHead(400).end(`no ${request.url}`));
    await new Promise<void>((resolve) => hook.listen(0, "127.0.0.1", resolve));
    const webhook = `http://name:5ecret-w@127.0.0.1:${(hook.address() as AddressInfo).port}/5ecret-hook?key=5ecret`;
    const address = `${node.rpc.replace("//", "//name:5ecret-p@")}/v3/5ecret-path?key=5ecret-query`;
    const watch = start("challenger", ["--webhook", webhook, "--metrics", "0"], { ...devnet, rpc: address });
    try {
      const { port } = await watch.line("listening");
      await watch.line("settlement-right");
      await watch.line("webhook-failed");
      const echo = `no access by /v3/5ecret-path?key=5ecret-query for ${address}`;
      const answers: Lie[] = [
        () => ({ page: [401, echo] }),
        () => ({ page: [500, echo] }),
        () => ({ page: [302, echo] }),
        () => ({ page: [200, echo] }),
        () => ({ error: { code: -32_000, message: echo } }),
        () => ({ error: { code: -32_000, message: "refused", data: echo } }),
        () => ({ error: echo }),
        () => ({ result: echo }),
      ];
      for (const answer of answers) {
        const before = watch.log().length;
        node.lie(answer);
        await until("a complaint", () =>
          watch
            .log()
            .slice(before)
            .find(({ event }) => /chain-failed|unexpected/.test(event)),
        );
        node.lie();
        await recovered(watch);
      }
      const shown = [JSON.stringify(watch.log())];
      for (const path of ["/metrics", "/healthz"]) {
        shown.push(await (await fetch(`http://127.0.0.1:${port}${path}`)).text());
      }
      const key = devnet.accounts.challenger!.privateKey.slice(2);
      for (const text of shown.flatMap((each) => each.split("},{"))) {
        expect(text, text).not.to.match(SECRET).and.not.to.include(key);
      }
    } finally {
      hook.close();
      hook.closeAllConnections();
    }
  });
});

const FOREIGN_LOG = {
  ...{ address: `0x${"ab".repeat(20)}`, topics: [`0x${"01".repeat(32)}`], data: "0x", removed: false },
  ...{ blockNumber: "0x1", blockHash: `0x${"02".repeat(32)}`, logIndex: "0x0", transactionIndex: "0x0" },
  transactionHash: `0x${"03".repeat(32)}`,
};
