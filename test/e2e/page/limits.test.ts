// The page in a real browser before a node as the public has them, ten blocks of logs a question and each fiftieth request refused, and a fund
// with a year's past, made up in memory.
import { expect } from "chai";
import { type Browser, chromium } from "playwright-core";
import { CHROMIUM, hasChromium } from "../../../scripts/support/chromium.ts";
import { FUND } from "../../../scripts/support/fake-events.ts";
import { fundOfAYear, limitedNode, pastOfAYear, serveNode } from "../../../scripts/support/limited-node.ts";
import { type StaticServer, serveSite } from "../../../scripts/support/static-server.ts";
import { PAGE } from "../../../scripts/support/web-demo.ts";
import { eventually, says, visit } from "./visit.ts";
import { en } from "./words.ts";
import type { World } from "./world.ts";

const EACH = 50;

describe("the page before a public node, of a fund of one year", function () {
  this.timeout(120_000);
  const year = fundOfAYear();
  const node = limitedNode(year, { blocks: 10, isBusy: (request) => request % EACH === 0, latency: 20 });
  let served: Awaited<ReturnType<typeof serveNode>> | undefined;
  let host: StaticServer | undefined;
  let browser: Browser | undefined;
  let world: World;
  before(async function () {
    if (!hasChromium()) return this.skip();
    served = await serveNode(node);
    const config = JSON.stringify({ rpc: served.rpc, fund: FUND, chainId: "31337" });
    const past = pastOfAYear(year);
    const files = { "/config.json": () => config, "/history.json": () => past };
    host = await serveSite({ folders: { "/": PAGE }, files, isIsolated: false }, 0);
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox", "--disable-gpu"] });
    world = { browser, rpc: served.rpc, demo: { address: `${host.origin}/` } } as unknown as World;
  });
  after(async () => {
    await browser?.close();
    await host?.close();
    served?.close();
  });

  it("shows figures, the newest settlements and the whole verdict, in few requests", () =>
    visit(world, { at: "#/settlements", mayFail: /429/ }, async ({ page, main, goTo }) => {
      await says(main, en.settlements.period("1095"));
      const verdict = page.getByRole("region", { name: en.verdict.label("USDT") });
      await says(verdict, en.verdict.history.serials("1,095", "1"));
      await says(verdict, en.verdict.history.said.good);
      expect(node.counts.requests).to.be.at.most(120);
      // Of a settlement that the file told, the transactions are read once somebody looks at it.
      const before = node.counts.logQuestions;
      await goTo("#/settlements/7");
      await says(main, en.settlements.record.title);
      await eventually(
        async () => node.counts.logQuestions,
        (count) => count > before,
      );
      await goTo("#/");
      await says(main, en.overview.money.agrees);
      expect(node.counts.requests).to.be.at.most(200);
    }));
});
