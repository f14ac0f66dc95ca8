import { type Browser, chromium } from "playwright-core";
import { CHROMIUM, hasChromium } from "../../../scripts/support/chromium.ts";
import { MONTHS } from "../../../scripts/support/history.ts";
import { startWebDemo, type WebDemo } from "../../../scripts/support/web-demo.ts";

/** A browser, and the page before a chain with a short history that only goes on when it is told to. */
export interface World {
  readonly browser: Browser;
  readonly demo: WebDemo;
  /** Where the node answers. */
  readonly rpc: string;
  /** Mines a block. */
  mine(): Promise<void>;
}

// The last three are those of the finale: voided, finalized, pending with an open demand.
export const PERIODS = { smooth: 1n, voided: 4n, finalized: 5n, pending: 6n };

const HISTORY = { ...MONTHS, periods: 6, positions: [150, 400], liquidations: [6, 12] } as const;
const SEED = 11;

let starting: Promise<World> | undefined;

// One world for all tests of the page; it ends with the run.
after(async () => {
  const world = await starting;
  await world?.browser.close();
  await world?.demo.stop();
});

async function start(): Promise<World> {
  // One after the other: a browser without its chain would keep the run from ending.
  const demo = await startWebDemo({ port: 0, seed: SEED, history: HISTORY, isAlive: false });
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox", "--disable-gpu"] });
  const { facts, connection } = demo.history.devnet;
  const mine = () => connection.provider.request({ method: "evm_mine" });
  return { browser, demo, rpc: facts.rpc, mine: async () => void (await mine()) };
}

/** Describes the page in a real browser; without one, its tests are skipped, and say so. */
export function describePage(title: string, tests: (world: () => World) => void): void {
  describe(title, function () {
    this.timeout(240_000);
    let world: World;
    before(async function () {
      if (!hasChromium()) {
        console.log("      skipped: there is no Chromium here (Debian's package chromium)");
        return this.skip();
      }
      starting ??= start();
      world = await starting;
    });
    tests(() => world);
  });
}
