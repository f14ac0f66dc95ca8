import { expect } from "chai";
import { type StaticServer, serveSite } from "../../../scripts/support/static-server.ts";
import { PAGE } from "../../../scripts/support/web-demo.ts";
import { chooseFile } from "./choose.ts";
import { says, visit } from "./visit.ts";
import { en } from "./words.ts";
import { describePage, PERIODS } from "./world.ts";

describePage("the page on a plain static host, below a path", (world) => {
  const PATH = "/funds/usdt/";
  let host: StaticServer;
  before(async () => {
    const { fund, rpc } = world().demo.history.devnet.facts;
    const files = { [`${PATH}config.json`]: () => JSON.stringify({ fund, rpc }) };
    host = await serveSite({ folders: { [PATH]: PAGE }, files, isIsolated: false }, 0);
  });
  after(() => host?.close());
  const visitor = (at: string) => ({ at, address: `${host.origin}${PATH}` });

  it("shows the fund, and asks nobody else for anything until it is told to", () =>
    visit(world(), visitor("#/"), async ({ main, page, requests }) => {
      await says(main, en.overview.money.agrees);
      expect(await page.evaluate(() => crossOriginIsolated), "threads share memory").to.equal(false);
      await page.getByRole("link", { name: en.common.views.settlements, exact: true }).click();
      await main.getByRole("link", { name: en.settlements.period(`${PERIODS.finalized}`) }).click();
      await says(main, en.settlements.curve.load);
      const bundles = requests.filter((request) => request.url().includes("/bundles/"));
      expect(bundles.map((request) => request.url())).to.deep.equal([]);
      await main.getByRole("button", { name: en.settlements.curve.load }).click();
      await says(main, en.settlements.curve.right);
      expect(requests.filter((request) => request.headers().referer).map((request) => request.url())).to.deep.equal([]);
    }));

  it("checks a statement and verifies a settlement there as well, without threads", () =>
    visit(world(), visitor("#/share"), async ({ page, main, goTo }) => {
      await chooseFile(page, en.share.choose, world().demo.statements.right);
      await says(main, en.share.verdicts.final.title);
      await goTo(`#/verify/${PERIODS.finalized}`);
      await page.getByRole("button", { name: en.verify.fetch }).click();
      await says(main, en.verify.verdicts.final.title);
    }));

  it("says what it needs where its host set nothing, and takes the rest from a link", () =>
    visit(
      world(),
      {
        ...visitor("#/"),
        mayFail: /404/,
        prepare: (context) => context.route("**/config.json", (route) => route.fulfill({ status: 404 })),
      },
      async ({ main, goTo }) => {
        await says(main, en.common.notices.setUp);
        const { fund, rpc } = world().demo.history.devnet.facts;
        await goTo(`#/?fund=${fund}&rpc=${encodeURIComponent(rpc)}`);
        await says(main, en.overview.money.agrees);
      },
    ));
});
