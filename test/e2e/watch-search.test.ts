import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { fundOnChain } from "./cli-on-chain.ts";
import { type DaemonProcess, daemonProcess, until } from "./daemons.ts";
import { type DevnetProcess, startDevnetProcess } from "./devnet.ts";
import { type Exchange, openExchange } from "./exchange.ts";

const REVEAL_WINDOW = 21_600;
// Forty positions have six levels.
const MOST_DEMANDS = 7;

describe("watching what is nearly right", function () {
  this.timeout(240_000);
  let devnet: DevnetProcess;
  let folder: string;
  let exchange: Exchange;
  let cli: ReturnType<typeof fundOnChain>;
  let running: DaemonProcess[] = [];

  before(async () => {
    devnet = await startDevnetProcess();
    folder = await mkdtemp(join(tmpdir(), "search-"));
    await mkdir(join(folder, "bundles"));
    exchange = await openExchange(devnet, join(folder, "bundles"));
    cli = fundOnChain(devnet, folder);
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

  function start(part: string, name: string, ...args: string[]): DaemonProcess {
    const daemon = daemonProcess(devnet, part, [...args, "--db", join(folder, `${name}.sqlite`)]);
    running.push(daemon);
    daemon.start();
    return daemon;
  }
  const demand = (period: number, index: number) =>
    cli.as("trader", ["demand", "--period", String(period), "--tree", "positions", "--index", String(index)]);
  const answerers = async () => (await exchange.events("PositionRevealed")).map(({ args }) => args.answerer);

  it("finds the one running sum that is committed otherwise than it is published, and has it voided", async () => {
    const lie = await exchange.settleFalsely(1, "committed", "sum");
    await exchange.settle(1, "published");
    await exchange.submit(lie, exchange.uriOf("published"));
    start("operator", "operate", "operate", "--bundles", join(folder, "bundles"));
    const watch = start("challenger", "watch", "watch");
    await until(
      "the void",
      async () => (await exchange.status(1)) === "voided",
      () => JSON.stringify(watch.log()),
    );
    expect(await exchange.voided()).to.deep.equal([[1n, "PositionSum"]]);
    const demanded = await exchange.events("Demanded");
    expect(demanded.length).to.be.within(1, MOST_DEMANDS);
    expect(new Set(demanded.map(({ args }) => args.tree))).to.deep.equal(new Set([1n]));
    await watch.line("challenge-made");
  });

  it("asks for nothing where the bundle is right", async () => {
    const before = (await exchange.events("Demanded")).length;
    await exchange.submit(await exchange.settle(1, "truth"), exchange.uriOf("truth"));
    const watch = start("challenger", "watch", "watch", "--once");
    expect(await watch.ended()).to.equal(0);
    expect(await exchange.events("Demanded")).to.have.length(before);
  });

  it("answers what nobody else does, when little time is left for it, and not if it is told to answer none", async () => {
    const earlier = (await answerers()).length;
    const asked = await demand(1, 12);
    expect(asked.code, asked.stderr).to.equal(0);
    const early = start("challenger", "watch", "watch", "--once");
    expect(await early.ended()).to.equal(0);
    expect(await answerers()).to.have.length(earlier);

    await exchange.pass((REVEAL_WINDOW * 5) / 6 + 60);
    const unwilling = start("challenger", "watch", "watch", "--once", "--answers-per-day", "0");
    expect(await unwilling.ended()).to.equal(0);
    expect(await answerers()).to.have.length(earlier);

    const watch = start("challenger", "watch", "watch");
    await watch.line("reveal-made");
    expect((await answerers()).slice(earlier)).to.deep.equal([devnet.accounts.challenger!.address]);
  });

  it("answers no more than it is told to within a day", async () => {
    for (const index of [20, 21, 22]) expect((await demand(1, index)).code).to.equal(0);
    await exchange.pass((REVEAL_WINDOW * 5) / 6 + 60);
    const earlier = (await answerers()).length;
    const watch = start("challenger", "watch", "watch", "--answers-per-day", "2");
    await watch.line("answers-limited");
    await watch.line("reveal-made", ({ message }) => message.includes("entry 20 "));
    expect((await answerers()).slice(earlier)).to.have.length(1);
  });
});
