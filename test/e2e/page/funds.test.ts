import { readFile } from "node:fs/promises";
import { AxeBuilder } from "@axe-core/playwright";
import { expect } from "chai";
import type { BrowserContext } from "playwright-core";
import parameters from "../../../ignition/parameters/local.json" with { type: "json" };
import { deployLocalFund } from "../../../scripts/support/local-fund.ts";
import { chooseFile } from "./choose.ts";
import { pictured } from "./pictures.ts";
import { eventually, inColumn, rowsOf, says, usdt, visit } from "./visit.ts";
import { en, zh } from "./words.ts";
import { describePage, PERIODS } from "./world.ts";

const GIFT = 1_234_567_890n;
/** Where no node answers. */
const NOWHERE = "http://127.0.0.1:9";

describePage("the page of a host with several funds", (world) => {
  let second = "";
  /** Another fund of the shown fund's own token, with some of it. */
  let third = "";
  before(async () => {
    const { connection, local } = world().demo.history.devnet;
    const { fund } = await deployLocalFund(connection);
    second = await fund.getAddress();
    const { clearing, policy } = parameters.LocalFund;
    const [token, manager] = [await local.token.getAddress(), await local.manager.getAddress()];
    const args = [token, manager, clearing, local.openingTime, policy];
    const sibling = await connection.ethers.deployContract("InsuranceFund", args);
    third = await sibling.getAddress();
    const { operator } = local;
    await local.token.connect(operator).approve(third, GIFT);
    await sibling.connect(operator).donate(GIFT);
  });
  const hostOfBoth = (context: BrowserContext) => {
    const { fund, rpc, chainId } = world().demo.history.devnet.facts;
    const funds = [
      { name: "Second", fund: second },
      { name: "First", fund },
    ];
    return context.route("**/config.json", (route) => route.fulfill({ json: { rpc, chainId, funds } }));
  };
  // Rounded here, and exact there.
  const assets = async () => usdt(await world().demo.history.devnet.local.fund.assets()).replace(/\..*/, ".");

  it("switches between them, and every address keeps the one that is shown", () =>
    visit(world(), { prepare: hostOfBoth, mayFail: /ERR_/ }, async ({ page, main, goTo }) => {
      const switching = page.getByRole("navigation", { name: en.funds.title });
      await says(switching, await assets());
      await says(switching, "Second");
      await says(switching, en.funds.standings.whole);
      expect(await main.innerText()).not.to.include(await assets());
      await switching.getByRole("link", { name: "First" }).click();
      await says(main, await assets());
      // What was drawn of the one is gone before the other's is there: here the node keeps the other's logs to itself.
      const table = main.getByRole("table", { name: en.overview.money.caption });
      await says(main, en.overview.money.agrees);
      const logs = (url: URL) => url.href.startsWith(world().rpc);
      await page.route(logs, (route) =>
        /eth_getLogs/.test(route.request().postData() ?? "") ? route.abort() : route.fallback(),
      );
      await switching.getByRole("link", { name: "Second" }).click();
      await says(main, en.overview.money.notRead);
      expect(await table.count()).to.equal(0);
      await page.unroute(logs);
      await switching.getByRole("link", { name: "First" }).click();
      await says(main, await assets());
      await page.getByRole("link", { name: en.common.views.settlements, exact: true }).click();
      await says(main, en.settlements.period("1"));
      expect(new URL(page.url()).hash).to.match(/^#\/settlements\?fund=0x/);
      expect(await main.innerText(), "one of the host's is no change of it").not.to.include(en.connection.link.title);
      await page.reload();
      await says(main, en.settlements.period("1"));
      await goTo("#/settlements");
      await says(switching.locator("[aria-current]"), "Second");
    }));

  for (const { words, locale, width } of [
    { words: en, locale: "en-US", width: 1280 },
    { words: en, locale: "en-US", width: 768 },
    { words: zh, locale: "zh-CN", width: 360 },
  ])
    it(`adds up what funds of one token have, names who is in no sum, and adds up nothing else (${locale}, ${width} px)`, () => {
      const { fund, rpc, chainId } = world().demo.history.devnet.facts;
      const funds = [
        { name: "First", fund },
        { name: "Second", fund: second },
        { name: "Third", fund: third },
        { name: "Fourth", fund: third, chainId: "77", rpc: NOWHERE },
      ];
      const prepare = (context: BrowserContext) =>
        context.route("**/config.json", (route) => route.fulfill({ json: { rpc, chainId, funds } }));
      const visitor = { prepare, locale, mayFail: /ERR_/, mayAsk: [NOWHERE], viewport: { width, height: 900 } };
      return visit(world(), visitor, async ({ page }) => {
        const { totals } = words.funds;
        await page.getByText(totals.title, { exact: true }).first().click();
        const table = page.getByRole("table", { name: totals.title });
        await says(table, "Third");
        const sum = (await world().demo.history.devnet.local.fund.assets()) + GIFT;
        const [both, alone] = await eventually(
          () => rowsOf(table),
          (rows) => rows.length === 2 && rows[0]?.[2] === inColumn(sum),
        );
        expect(both?.[1]).to.match(/^First( and |和)Third$/);
        expect(alone?.slice(1)).to.deep.equal(["Second", inColumn(0n), inColumn(0n)]);
        const symbol = await world().demo.history.devnet.local.token.symbol();
        const around = page.locator(".totals");
        await says(around, totals.alike(symbol));
        await says(around, totals.unknown("Fourth"));
        // The exact sum comes after a tap.
        const figure = table.locator("data").first();
        await figure.click();
        expect(await figure.getAttribute("title")).to.equal(`${usdt(sum)} ${symbol}`);
        expect(await figure.innerText()).to.equal(usdt(sum));
        const { scroll, client } = await page.evaluate(() => {
          const { scrollWidth, clientWidth } = document.documentElement;
          return { scroll: scrollWidth, client: clientWidth };
        });
        expect(scroll, "no wider than the screen").to.equal(client);
        const { violations } = await new AxeBuilder({ page }).include(".funds").analyze();
        expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).to.deep.equal([]);
        await pictured(page, `totals of ${width} ${locale}`);
      });
    });

  it("gives the settlements that were chosen as a file", () =>
    visit(world(), { at: "#/settlements?state=void" }, async ({ page, main }) => {
      await says(main, en.settlements.period(`${PERIODS.voided}`));
      const saved = page.waitForEvent("download");
      await main.getByRole("button", { name: en.common.json }).click();
      const { settlements, fund } = JSON.parse(await readFile(await (await saved).path(), "utf8"));
      expect(fund).to.equal(world().demo.history.devnet.facts.fund);
      expect(settlements.length).to.be.greaterThan(0);
      for (const { status } of settlements) expect(status).to.be.oneOf(["voided", "cancelled"]);
    }));

  it("leads a statement to the fund that it is of", () =>
    visit(world(), { at: "#/share", prepare: hostOfBoth }, async ({ page, main }) => {
      await chooseFile(page, en.share.choose, world().demo.statements.right);
      await says(main, en.share.verdicts.foreign.title);
      await main.getByRole("link", { name: en.identity.show("First") }).click();
      await says(main, en.share.verdicts.final.title);
    }));

  it("holds one node against another when it is asked to", () =>
    visit(world(), { prepare: hostOfBoth, mayFail: /ERR_/, mayAsk: ["http://127.0.0.1:9"] }, async ({ page }) => {
      await page.getByRole("button", { name: en.common.status.settings }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByLabel(en.connection.settings.names.compare).fill(`${world().rpc}/other`);
      await dialog.getByRole("button", { name: en.connection.compare.ask }).click();
      await says(dialog, /All nodes that answered say the same at block \d+/);
      await dialog.getByLabel(en.connection.settings.names.compare).fill("http://127.0.0.1:9");
      await dialog.getByRole("button", { name: en.connection.compare.ask }).click();
      await says(dialog, en.connection.compare.nothing);
    }));
});
