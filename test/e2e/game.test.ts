import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { startAnvilFund } from "../../scripts/support/anvil-fund.ts";
import { describeOnAnvil } from "./anvil.ts";
import { type DaemonProcess, daemonProcess, until } from "./daemons.ts";
import { type Facts, startDevnetProcess } from "./devnet.ts";
import { type Exchange, openExchange } from "./exchange.ts";

const CHALLENGE_WINDOW = 86_400;
const REVEAL_WINDOW = 21_600;

const NODES: Record<string, () => Promise<Facts & { stop(): Promise<unknown> }>> = {
  devnet: startDevnetProcess,
  anvil: startAnvilFund,
};

for (const [name, startNode] of Object.entries(NODES)) {
  (name === "anvil" ? describeOnAnvil : describe)(`the game on ${name}`, function () {
    this.timeout(120_000);
    let node: Awaited<ReturnType<typeof startNode>>;
    let folder: string;
    let exchange: Exchange;
    let watch: DaemonProcess;
    let operate: DaemonProcess;

    before(async () => {
      node = await startNode();
      folder = await mkdtemp(join(tmpdir(), "game-"));
      await mkdir(join(folder, "published"));
      exchange = await openExchange(node, join(folder, "published"));
      watch = daemonProcess(node, "challenger", ["watch", "--db", join(folder, "watch.sqlite"), "--random", "1"]);
      const bundles = ["--bundles", join(folder, "published")];
      operate = daemonProcess(node, "operator", ["operate", "--db", join(folder, "operate.sqlite"), ...bundles]);
      watch.start();
      operate.start();
    });
    after(async () => {
      await watch?.kill();
      await operate?.kill();
      exchange?.close();
      await node?.stop();
      if (folder) await rm(folder, { recursive: true, force: true });
    });

    it("voids a false settlement, and finalizes the honest one that follows", async () => {
      const lie = await exchange.settleFalsely(1, "lie");
      await exchange.submit(lie, exchange.uriOf("lie"));
      await until("the void", async () => (await exchange.status(1)) === "voided");
      expect(await exchange.voided()).to.deep.equal([[1n, "PositionOrder"]]);
      const { args } = (await exchange.events("SettlementVoided"))[0]!;
      expect(args.challenger).to.equal(node.accounts.challenger!.address);

      const truth = await exchange.settle(1, "truth");
      await exchange.submit(truth, exchange.uriOf("truth"));
      await watch.line("settlement-right");
      await exchange.pass(CHALLENGE_WINDOW);
      await until("the end", async () => (await exchange.status(1)) === "finalized");
      await watch.line("settlement-finalized");
      await operate.line("settlement-finalized");
    });

    it("demands what is withheld, and voids for the silence", async () => {
      const hidden = await exchange.settle(2, "hidden");
      await rename(join(folder, "published", "hidden"), join(folder, "hidden"));
      await exchange.submit(hidden, exchange.uriOf("hidden"));
      // First, cut and last, each with its neighbour, of two lists; and two pairs at random, which may be among them.
      await until("the demands", async () => (await exchange.events("Demanded")).length >= 10);
      await operate.line("demand-unanswerable");
      await exchange.pass(REVEAL_WINDOW + 1);
      await until("the void", async () => (await exchange.status(2)) === "voided");
      expect((await exchange.voided()).at(-1)).to.deep.equal([3n, "Silence"]);
      await until("the bonds", async () => {
        const ends = ["DemandExpired", "DemandReclaimed", "Demanded"].map((name) => exchange.events(name));
        const [expired = [], reclaimed = [], demanded = []] = await Promise.all(ends);
        return expired.length === 1 && reclaimed.length === demanded.length - 1;
      });
      await operate.line("settlement-voided");
    });

    it("lets a settlement stand whose every demand is answered", async () => {
      const shy = await exchange.settle(2, "shy");
      await exchange.submit(shy, "https://127.0.0.1:9/");
      await watch.line("settlement-unproven");
      const demands = (await exchange.events("Demanded")).filter(({ args }) => args.submission === 4n);
      const shown = [...(await exchange.events("PositionRevealed")), ...(await exchange.events("LiquidationRevealed"))];
      expect(demands.length).to.be.above(9);
      expect(shown.length).to.equal(demands.length);
      await exchange.pass(CHALLENGE_WINDOW + REVEAL_WINDOW);
      await until("the end", async () => (await exchange.status(2)) === "finalized");
    });

    it("voids for what the answers themselves show", async () => {
      const lie = await exchange.settleFalsely(3, "shy-lie");
      await exchange.submit(lie, "");
      await until("the void", async () => (await exchange.status(3)) === "voided");
      expect((await exchange.voided()).at(-1)).to.deep.equal([5n, "PositionOrder"]);
      const shown = (await exchange.events("PositionRevealed")).filter(({ args }) => args.submission === 5n);
      expect(shown.map(({ args }) => args.leaf.index)).to.include.members([0n, 1n]);
      await watch.line("settlement-voided", ({ submission }) => submission === "5");
    });

    it("leaves no transaction that failed, and ends when it is asked to", async () => {
      for (const daemon of [watch, operate]) {
        // An answer can come too late for a settlement that the answers before have brought down: then it is overtaken.
        expect(daemon.log().filter(({ event }) => /-failed$|unexpected/.test(event))).to.deep.equal([]);
        expect(await daemon.stop()).to.equal(0);
      }
    });
  });
}
