import { createReadStream } from "node:fs";
import { cp, mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { type DaemonProcess, daemonProcess, until } from "./daemons.ts";
import { type DevnetProcess, startDevnetProcess } from "./devnet.ts";
import { type Exchange, openExchange } from "./exchange.ts";

// First, cut and last of two lists, each with a neighbour; and two pairs at random, which may be among them.
const DEMANDS = [10, 14] as const;

describe("watch and operate as processes", function () {
  this.timeout(120_000);
  let devnet: DevnetProcess;
  let folder: string;
  let exchange: Exchange;
  let databases = 0;
  let running: DaemonProcess[] = [];

  before(async () => {
    devnet = await startDevnetProcess();
    folder = await mkdtemp(join(tmpdir(), "watch-"));
    await mkdir(join(folder, "bundles"));
    exchange = await openExchange(devnet, join(folder, "bundles"));
  });
  afterEach(async () => {
    for (const daemon of running) await daemon.kill();
    running = [];
  });
  after(async () => {
    exchange?.close();
    await devnet?.stop("SIGKILL");
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  function start(part: string | undefined, args: string[], db = join(folder, `${databases++}.sqlite`), facts = devnet) {
    const daemon = daemonProcess(facts, part, [...args, "--db", db]);
    running.push(daemon);
    daemon.start();
    return daemon;
  }
  /** The memory of the watcher who demands: another one would pick other entries. */
  const acting = () => join(folder, "acting.sqlite");
  const once = (...args: string[]) => start(undefined, ["watch", "--once", "--dry-run", ...args]);

  it("ends with 0 where nothing is wrong, an empty fund among it", async () => {
    expect(await once().ended()).to.equal(0);
    const truth = await exchange.settle(1, "truth");
    await exchange.submit(truth, exchange.uriOf("truth"));
    const daemon = once();
    expect(await daemon.ended()).to.equal(0);
    expect(daemon.log().map(({ event }) => event)).to.deep.equal(["started", "settlement-right", "stopped"]);
  });

  it("ends with 1 where something is wrong, and a dry run only says what it is time to do", async () => {
    const lie = await exchange.settleFalsely(2, "lie");
    await exchange.submit(lie, exchange.uriOf("lie"));
    const hidden = await exchange.settle(3, "hidden");
    await rename(join(folder, "bundles", "hidden"), join(folder, "hidden"));
    await exchange.submit(hidden, exchange.uriOf("hidden"));
    const daemon = once("--random", "1");
    expect(await daemon.ended()).to.equal(1);
    const events = daemon.log().map(({ event }) => event);
    expect(events.filter((event) => event === "challenge-due")).to.have.length(1);
    expect(events.filter((event) => event === "demand-due").length).to.be.within(...DEMANDS);
    expect(events).to.include.members(["settlement-right", "settlement-wrong", "bundle-withheld"]);
    expect(await exchange.voided()).to.deep.equal([]);
    expect(await exchange.events("Demanded")).to.deep.equal([]);
  });

  it("acts once and ends: what is wrong is voided, what is kept secret is demanded", async () => {
    const daemon = start("challenger", ["watch", "--once", "--random", "1"], acting());
    expect(await daemon.ended()).to.equal(1);
    expect(await exchange.voided()).to.deep.equal([[2n, "PositionOrder"]]);
    const { length } = await exchange.events("Demanded");
    expect(length).to.be.within(...DEMANDS);
    expect(daemon.log().filter(({ event }) => event === "demand-made")).to.have.length(length);
  });

  it("answers what is demanded, once, and ends", async () => {
    const library = ["operate", "--once", "--bundles"];
    const demanded = await exchange.events("Demanded");
    const ofPositions = demanded.filter(({ args }) => args.tree === 1n);
    const without = start("operator", [...library, join(folder, "bundles")]);
    expect(await without.ended()).to.equal(1);
    expect(without.log().filter(({ event }) => event === "demand-unanswerable")).to.have.length(demanded.length);
    // All that the exchange has: what it publishes, and what it keeps to itself.
    const all = join(folder, "all");
    await cp(join(folder, "bundles", "truth"), join(all, "truth"), { recursive: true });
    await cp(join(folder, "hidden"), join(all, "hidden"), { recursive: true });
    const stranger = start(undefined, [...library, all, "--dry-run"]);
    expect(await stranger.ended()).to.equal(1);
    expect(stranger.log().map(({ event }) => event))
      .to.include("data-missing")
      .and.not.include("settlement-foreign");
    const dry = start(undefined, [...library, all, "--dry-run", "--no-check-uri"]);
    expect(await dry.ended()).to.equal(0);
    expect(dry.log().filter(({ event }) => event === "reveal-due")).to.have.length(demanded.length);
    const foreign = start(undefined, [...library, join(all, "hidden"), "--dry-run", "--no-check-uri"]);
    expect(await foreign.ended()).to.equal(1);
    expect(foreign.log().filter(({ event }) => event === "settlement-foreign")).to.have.length(1);
    const daemon = start("operator", [...library, all, "--no-check-uri", "--least-ether", "1000000"]);
    expect(await daemon.ended()).to.equal(0);
    expect(daemon.log().filter(({ event }) => event === "reveal-made")).to.have.length(demanded.length);
    expect(daemon.log().map(({ event }) => event)).to.include("low-ether");
    expect(await exchange.events("PositionRevealed")).to.have.length(ofPositions.length);
  });

  it("fetches over http, posts notices, and serves metrics and health", async () => {
    const bodies: { event: string; text: string }[] = [];
    const served: Server = createServer((request, response) => {
      if (request.method !== "POST") return createReadStream(join(folder, "bundles", request.url!)).pipe(response);
      let body = "";
      request.on("data", (text) => (body += text));
      request.on("end", () => {
        bodies.push(JSON.parse(body));
        response.end();
      });
    });
    await new Promise<void>((resolve) => served.listen(0, "127.0.0.1", resolve));
    const origin = `http://127.0.0.1:${(served.address() as AddressInfo).port}`;
    try {
      const remote = await exchange.settle(4, "remote");
      await exchange.submit(remote, `${origin}/remote/`);
      const signals = ["--metrics", "0", "--webhook", `${origin}/hook?key=secret`];
      const watch = start(undefined, ["watch", "--dry-run", "--random", "1", "--allow-private", ...signals], acting());
      const { port } = await watch.line("listening");
      const get = (path: string) => fetch(`http://127.0.0.1:${port}${path}`);
      await until("health", async () => (await get("/healthz")).status === 200);
      await watch.line("settlement-unproven");
      const metrics = await until("metrics", async () => {
        const text = await (await get("/metrics")).text();
        return /fund_watch_pending_settlements\{verdict="right"\} 2/.test(text) && text;
      });
      expect(metrics).to.match(/^fund_watch_pending_settlements\{verdict="withheld"\} 1$/m);
      expect(metrics).to.match(/^fund_watch_followed_block \d+$/m);
      await until("the posts", () => bodies.some(({ event }) => event === "settlement-unproven"));
      expect(bodies.map(({ event }) => event)).to.include("settlement-right");
      expect(bodies[0]!.text).to.match(/^The settlement of period \d/);
      const right = watch.log().filter(({ event }) => event === "settlement-right");
      expect(right.map(({ dataURI }) => dataURI)).to.include(`${origin}/remote/`);
      expect(JSON.stringify(watch.log())).not.to.include("secret");
      expect(await watch.stop()).to.equal(0);
    } finally {
      served.close();
      served.closeAllConnections();
    }
  });

  it("goes on when the chain goes away and comes back", async () => {
    let down = true;
    const proxy = createServer(async (request, response) => {
      if (down) return request.socket.destroy();
      let body = "";
      for await (const text of request.setEncoding("utf8")) body += text;
      const answer = await fetch(devnet.rpc, { method: "POST", body });
      response.setHeader("content-type", "application/json").end(await answer.text());
    });
    await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
    const rpc = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    const db = join(folder, "flaky.sqlite");
    const daemon = daemonProcess({ ...devnet, rpc }, undefined, ["watch", "--dry-run", "--db", db]);
    running.push(daemon);
    try {
      daemon.start();
      await daemon.line("chain-failed");
      down = false;
      await daemon.line("settlement-right");
      down = true;
      await until("a failure", () => daemon.log().filter(({ event }) => event === "chain-failed").length > 2);
      down = false;
      const truth = await exchange.settle(5, "later");
      await exchange.submit(truth, exchange.uriOf("later"));
      await daemon.line("settlement-right", ({ period }) => period === "5");
    } finally {
      proxy.close();
      proxy.closeAllConnections();
    }
  });

  it("ends with a sentence where it cannot begin", async () => {
    const refusals: [string[], number, string][] = [
      [["watch", "--dry-run", "--once", "--interval", "never"], 2, "--interval is not usable"],
      [["watch", "--dry-run", "--once", "--metrics", "x"], 2, "--metrics is not usable"],
      [["watch", "--dry-run", "--once", "--webhook", "secret-place"], 2, "--webhook is not usable"],
      [["watch", "--dry-run", "--once", "--random", "0"], 2, "--random is not usable"],
      [["watch", "--dry-run", "--once", "--answers-per-day", "some"], 2, "--answers-per-day is not usable"],
      [["watch", "--once"], 2, "no key to sign with"],
      [["watch", "--dry-run", "--once", "--fund", devnet.token], 3, "There is no fund at"],
      [["operate", "--dry-run", "--once", "--bundles", join(folder, "none")], 2, "no such folder of bundles"],
    ];
    for (const [args, code, message] of refusals) {
      const daemon = start(undefined, args);
      expect(await daemon.ended(), message).to.equal(code);
      expect(daemon.last(), message).to.include(message).and.not.to.include("secret-place");
    }
    const nowhere = start(undefined, ["watch", "--dry-run", "--once"], undefined, {
      ...devnet,
      rpc: "http://127.0.0.1:9",
    });
    expect(await nowhere.ended()).to.equal(3);
    expect(nowhere.last()).to.include("could not be reached");
  });

  it("refuses a database that another daemon uses, or that is of something else", async () => {
    const db = join(folder, "shared.sqlite");
    const first = start(undefined, ["watch", "--dry-run"], db);
    await first.started();
    const second = start(undefined, ["watch", "--dry-run", "--once"], db);
    expect(await second.ended()).to.equal(2);
    expect(second.last()).to.include("another process uses this file");
    await writeFile(join(folder, "text.sqlite"), "this is no database, however long it may be".repeat(100));
    const third = start(undefined, ["watch", "--dry-run", "--once"], join(folder, "text.sqlite"));
    expect(await third.ended()).to.equal(2);
    expect(third.last()).to.include("not a database of this program");
  });
});
