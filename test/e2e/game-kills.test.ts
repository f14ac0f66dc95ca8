import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { startAnvilFund } from "../../scripts/support/anvil-fund.ts";
import { describeOnAnvil } from "./anvil.ts";
import { beginChaos, type Chaos } from "./chaos.ts";
import { type DaemonProcess, daemonProcess, until } from "./daemons.ts";
import { rpc } from "./devnet.ts";
import { type Exchange, openExchange } from "./exchange.ts";

const CHALLENGE_WINDOW = 86_400;
const REVEAL_WINDOW = 21_600;
const SEED = 20_251_010;
const LONGEST_LIFE = 2_000;

describeOnAnvil("the game while its players are killed and the chain is reorganized", function () {
  this.timeout(300_000);
  let node: Awaited<ReturnType<typeof startAnvilFund>>;
  let folder: string;
  let exchange: Exchange;
  let watch: DaemonProcess;
  let operate: DaemonProcess;
  let chaos: Chaos;

  before(async () => {
    node = await startAnvilFund();
    folder = await mkdtemp(join(tmpdir(), "game-"));
    await mkdir(join(folder, "published"));
    exchange = await openExchange(node, join(folder, "published"));
    watch = daemonProcess(node, "challenger", ["watch", "--db", join(folder, "watch.sqlite"), "--random", "1"]);
    const bundles = ["--bundles", join(folder, "published")];
    operate = daemonProcess(node, "operator", ["operate", "--db", join(folder, "operate.sqlite"), ...bundles]);
    watch.start();
    operate.start();
    chaos = beginChaos([watch, operate], SEED, LONGEST_LIFE);
  });
  after(async () => {
    await chaos?.end();
    await watch?.kill();
    await operate?.kill();
    exchange?.close();
    await node?.stop();
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  /** Throws away the newest blocks, with all that was in them. */
  const reorganize = (depth: number) => rpc(node.rpc, "anvil_reorg", depth, []);

  /** A watcher to whom half of the time passes in an instant would demand what it had no time to read. */
  const isJudged = () => watch.log().some(({ event }) => event === "settlement-right");

  /** Brings a period to an end, and submits it again when a reorg has thrown that out. */
  async function reach(period: number, end: "voided" | "finalized", submit: () => Promise<void>, wait = 0) {
    let waited = 0;
    await until(`period ${period} to be ${end}`, async () => {
      const status = await exchange.status(period);
      if (status === end) return true;
      if (status === "none" || (status === "voided" && end === "finalized")) {
        // A new submission has a window of its own to wait for.
        waited = 0;
        await submit().catch(() => undefined);
      } else if (wait > 0 && isJudged() && waited++ < 8) await exchange.pass(wait);
      return false;
    });
  }

  it("voids a false settlement once, though the void is thrown out by a reorg", async () => {
    const lie = await exchange.settleFalsely(1, "lie");
    const submit = () => exchange.submit(lie, exchange.uriOf("lie"));
    await reach(1, "voided", submit);
    await reorganize(1);
    expect(await exchange.status(1)).to.equal("pending");
    await reach(1, "voided", submit);
    await reorganize(3);
    await reach(1, "voided", submit);
    const voids = await exchange.voided();
    expect(voids.map(([, fault]) => fault)).to.deep.equal(["PositionOrder"]);
  });

  it("finalizes an honest settlement once", async () => {
    const truth = await exchange.settle(1, "truth");
    await reach(1, "finalized", () => exchange.submit(truth, exchange.uriOf("truth")), CHALLENGE_WINDOW / 4);
    expect((await exchange.events("SettlementFinalized")).length).to.equal(1);
  });

  it("demands each entry of a withheld bundle once, and voids for the silence", async () => {
    const hidden = await exchange.settle(2, "hidden");
    await rename(join(folder, "published", "hidden"), join(folder, "hidden"));
    await exchange.submit(hidden, exchange.uriOf("hidden"));
    const demanded = async () => (await exchange.events("Demanded")).map(({ args }) => `${args.tree} ${args.index}`);
    // First, cut and last, each with its neighbour, of two lists; and two pairs at random, which may be among them.
    await until("the demands", async () => (await demanded()).length >= 10);
    await reorganize(4);
    await until("the demands again", async () => (await demanded()).length >= 10);
    await exchange.pass(REVEAL_WINDOW + 1);
    await until("the void", async () => (await exchange.status(2)) === "voided");
    await until("the bonds", async () => {
      const { length } = await demanded();
      return (await exchange.events("DemandReclaimed")).length === length - 1;
    });
    expect(new Set(await demanded()).size).to.equal((await demanded()).length);
    expect((await demanded()).length).to.be.within(10, 14);
    expect((await exchange.voided()).at(-1)?.[1]).to.equal("Silence");
  });

  it("answers each demand once", async () => {
    const shy = await exchange.settle(2, "shy");
    await exchange.submit(shy, "https://127.0.0.1:9/");
    const answers = async () =>
      [...(await exchange.events("PositionRevealed")), ...(await exchange.events("LiquidationRevealed"))].length;
    const demanded = (await exchange.events("Demanded")).length;
    await watch.line("settlement-unproven", ({ period }) => period === "2");
    const demands = (await exchange.events("Demanded")).length - demanded;
    expect(demands).to.be.within(10, 14);
    await until("the answers", async () => (await answers()) === demands);
    await exchange.pass(CHALLENGE_WINDOW + REVEAL_WINDOW);
    await until("the end", async () => (await exchange.status(2)) === "finalized");
  });

  it("has killed them many times, and told everything", async () => {
    expect(chaos.kills()).to.be.above(10);
    await chaos.end();
    await watch.line("settlement-voided", ({ message }) => message.includes("shown in time"));
    await watch.line("settlement-finalized", ({ period }) => period === "2");
    await operate.line("settlement-finalized", ({ period }) => period === "2");
    // What was told twice, because a kill came between telling and noting it, has the same id.
    for (const event of ["settlement-wrong", "settlement-right"]) {
      const told = watch.log().filter((line) => line.event === event);
      expect(new Set(told.map(({ id }) => id)).size, event).to.equal(
        new Set(told.map(({ submission }) => submission)).size,
      );
    }
    expect(await watch.stop()).to.equal(0);
    expect(await operate.stop()).to.equal(0);
  });
});
