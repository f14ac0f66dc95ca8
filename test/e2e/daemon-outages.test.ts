import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { createServer, type RequestListener, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import type { Anvil } from "../../scripts/support/anvil.ts";
import { startAnvilFund } from "../../scripts/support/anvil-fund.ts";
import { type FaultyNode, startFaultyNode } from "../support/faulty-node.ts";
import { describeOnAnvil } from "./anvil.ts";
import { type DaemonProcess, daemonProcess, until } from "./daemons.ts";
import type { Facts } from "./devnet.ts";
import { type Exchange, openExchange } from "./exchange.ts";

describeOnAnvil("daemons whose surroundings fail", function () {
  this.timeout(120_000);
  let anvil: Facts & Anvil;
  let node: FaultyNode;
  let folder: string;
  let exchange: Exchange;
  let databases = 0;
  let running: DaemonProcess[] = [];
  let servers: Server[] = [];

  before(async () => {
    anvil = await startAnvilFund();
    node = await startFaultyNode(anvil.rpc);
    folder = await mkdtemp(join(tmpdir(), "outages-"));
    await mkdir(join(folder, "bundles"));
    exchange = await openExchange(anvil, join(folder, "bundles"));
  });
  afterEach(async () => {
    node.fail();
    for (const daemon of running) await daemon.kill();
    for (const server of servers) {
      server.closeAllConnections();
      server.close();
    }
    running = [];
    servers = [];
  });
  after(async () => {
    exchange?.close();
    await node?.close();
    await anvil?.stop();
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  function watch(part: string | undefined, ...args: string[]): DaemonProcess {
    return watchAt(node.rpc, part, ...args);
  }
  function watchAt(rpc: string, part: string | undefined, ...args: string[]): DaemonProcess {
    const facts = { ...anvil, rpc };
    const key = part === undefined ? ["--dry-run"] : [];
    const db = join(folder, `${databases++}.sqlite`);
    const daemon = daemonProcess(facts, part, ["watch", ...key, "--db", db, "--metrics", "0", ...args]);
    running.push(daemon);
    daemon.start();
    return daemon;
  }
  async function serve(answer: RequestListener): Promise<string> {
    const server = createServer(answer);
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }
  /** Asks a daemon for one of its pages. */
  async function asking(daemon: DaemonProcess) {
    const { port } = await daemon.line("listening");
    return (path: string) => fetch(`http://127.0.0.1:${port}${path}`);
  }
  const hang = () => new Promise<never>(() => {});

  async function assertStops(daemon: DaemonProcess): Promise<void> {
    expect(await daemon.stop()).to.equal(0);
    expect(JSON.parse(daemon.last())).to.deep.include({ event: "stopped", message: "Stopped by a signal." });
  }

  it("a name that no resolver knows accuses nobody, and takes no bond", async () => {
    const settlement = await exchange.settle(1, "elsewhere");
    await exchange.submit(settlement, "https://bundles.exchange.invalid/p3");
    const daemon = watch("challenger");
    const get = await asking(daemon);
    await daemon.line("look-failed", ({ message }) => message.includes("this machine's network seems to fail"));
    await until("more looks", async () => {
      const [, failed] = /^fund_watch_failed_judgements_total (\d+)$/m.exec(await (await get("/metrics")).text()) ?? [];
      return Number(failed) >= 4;
    });
    const events = daemon.log().map(({ event }) => event);
    expect(events).not.to.include.oneOf(["demand-made", "bundle-withheld"]);
    expect(await exchange.events("Demanded")).to.deep.equal([]);
    await assertStops(daemon);
  });

  it("a single run ends where the network keeps it from judging", async () => {
    const once = watch(undefined, "--once");
    expect(await once.ended()).to.equal(3);
    expect(once.last()).to.include("was not judged: this machine's network seems to fail");
  });

  it("a half-open node keeps none from ending while it starts, though it says nothing is wrong with its life", async () => {
    node.fail(hang);
    const daemon = watch(undefined);
    const get = await asking(daemon);
    await until("a question", () => node.asked.length > 0);
    expect((await get("/livez")).status).to.equal(200);
    const ready = await get("/readyz");
    expect(ready.status).to.equal(503);
    expect(((await ready.json()) as { reasons: { reason: string }[] }).reasons[0]?.reason).to.equal("starting");
    await assertStops(daemon);
  });

  it("a node that is away is told to the webhook, and that it is back; and none asks it in vain for its end", async () => {
    const posted: string[] = [];
    const hook = await serve(async (request, response) => {
      let body = "";
      for await (const text of request.setEncoding("utf8")) body += text;
      posted.push(JSON.parse(body).event);
      response.end();
    });
    node.fail(() => ({ status: 503, body: "away" }));
    const daemon = watch(undefined, "--webhook", hook);
    const get = await asking(daemon);
    await until("the posts", () => posted.includes("chain-unreachable"));
    expect((await get("/livez")).status).to.equal(200);
    const metrics = await (await get("/metrics")).text();
    expect(metrics).to.match(/^fund_watch_chain_unreachable 1$/m);
    expect(metrics).to.match(/^fund_watch_rpc_errors_total\{kind="http"\} [1-9]/m);
    node.fail();
    await until("the end", () => posted.includes("chain-reachable"));
    await until("readiness", async () => (await get("/healthz")).status === 200);
    expect(posted).to.deep.equal(["chain-unreachable", "chain-reachable"]);
    node.fail(hang);
    await until("a question", () => node.asked.length > 0);
    await assertStops(daemon);
  });

  it("a bundle's host or a webhook that hangs keeps none from ending", async () => {
    let asked = 0;
    const silent = await serve(() => asked++);
    const settlement = await exchange.settle(2, "slow");
    await exchange.submit(settlement, `${silent}/slow`);
    const downloading = watch(undefined, "--allow-private");
    await until("a download", () => asked > 0);
    await assertStops(downloading);
    asked = 0;
    const posting = watch(undefined, "--webhook", silent);
    await until("a post", () => asked > 0);
    await assertStops(posting);
  });

  it("a call to the system that never returns, such as to a resolver, keeps none from ending", async () => {
    const pipe = join(folder, "pipe");
    execFileSync("mkfifo", [pipe]);
    const { NODE_OPTIONS } = process.env;
    const stuck = `import fs from "node:fs"; fs.open(${JSON.stringify(pipe)}, "r", () => {});`;
    process.env.NODE_OPTIONS = `--import=data:text/javascript,${encodeURIComponent(stuck)}`;
    try {
      const daemon = watch(undefined);
      await daemon.started();
      await assertStops(daemon);
    } finally {
      if (NODE_OPTIONS === undefined) delete process.env.NODE_OPTIONS;
      else process.env.NODE_OPTIONS = NODE_OPTIONS;
    }
  });

  it("a proxy of the environment leads to the node", async () => {
    const asked: string[] = [];
    const proxy = new URL(await serve((_, response) => response.writeHead(500).end()));
    const { port } = new URL(node.rpc);
    servers.at(-1)!.on("connect", ({ url = "" }, socket) => {
      asked.push(url);
      const upstream = connect(Number(port), "127.0.0.1", () => socket.write("HTTP/1.1 200 OK\r\n\r\n"));
      upstream.on("error", () => socket.destroy()).pipe(socket);
      socket.on("error", () => upstream.destroy()).pipe(upstream);
    });
    const { HTTP_PROXY } = process.env;
    process.env.HTTP_PROXY = proxy.origin;
    try {
      const daemon = watchAt("http://node.invalid:8545", undefined);
      await daemon.started();
      expect(asked).to.include("node.invalid:8545");
      await assertStops(daemon);
    } finally {
      if (HTTP_PROXY === undefined) delete process.env.HTTP_PROXY;
      else process.env.HTTP_PROXY = HTTP_PROXY;
    }
  });
});
