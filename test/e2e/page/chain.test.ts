import { expect } from "chai";
import type { BrowserContext, Page } from "playwright-core";
import { eventually, says, usdt, visit } from "./visit.ts";
import { en } from "./words.ts";
import { describePage } from "./world.ts";

/** What a browser says of a node that is not there. */
const LOST_NODE = /ERR_CONNECTION_REFUSED|ERR_UNSAFE_PORT/;

/** Sets what the page's host set. */
const configured = (body: string) => (context: BrowserContext) =>
  context.route("**/config.json", (route) => route.fulfill({ contentType: "application/json", body }));

/** What the page says of its connection, on every view. */
const connection = (page: Page) => page.getByRole("region", { name: en.common.status.label });

describePage("the page and its node", (world) => {
  const fund = () => world().demo.history.devnet.local.fund;
  const blockNumber = () => world().demo.history.devnet.connection.ethers.provider.getBlockNumber();

  /** A switch between the page and its node. */
  function nodeSwitch() {
    let isDown = false;
    const prepare = (context: BrowserContext) =>
      context.route(`${world().rpc}/**`, (route) => (isDown ? route.abort("connectionrefused") : route.continue()));
    return {
      prepare,
      turn: (on: boolean) => {
        isDown = !on;
      },
    };
  }

  it("shows a new block and its figures without being told to", () =>
    visit(world(), {}, async ({ page, main }) => {
      await says(connection(page), en.common.status.live);
      const { trader } = world().demo.history.devnet.local;
      const before = await fund().assets();
      await says(main, usdt(before));
      await fund().connect(trader).donate(1_234_567n);
      await says(main, usdt(before + 1_234_567n));
      await says(main, en.overview.asOf((await blockNumber()).toLocaleString("en-US")));
      await says(main, en.overview.money.agrees);
    }));

  it("says that its figures are old when the node is gone, keeps them, and recovers by itself", () => {
    const node = nodeSwitch();
    return visit(world(), { prepare: node.prepare, mayFail: LOST_NODE }, async ({ page, main }) => {
      const status = connection(page);
      await says(status, en.common.status.live);
      const assets = usdt(await fund().assets());
      node.turn(false);
      await says(main, en.common.failures.unreachable(new URL(world().rpc).host));
      await says(main, assets);
      await eventually(
        () => status.innerText(),
        (said) => said !== en.common.status.live,
      );
      await world().mine();
      node.turn(true);
      await says(status, en.common.status.live);
      await says(main, en.overview.asOf((await blockNumber()).toLocaleString("en-US")));
      expect(await main.getByText(en.common.notices.staleTitle).count()).to.equal(0);
    });
  });

  it("says so when the node is not there from the start, and tries again when asked to", () => {
    const node = nodeSwitch();
    node.turn(false);
    return visit(world(), { prepare: node.prepare, mayFail: LOST_NODE }, async ({ page, main }) => {
      await says(main, en.common.notices.failedTitle);
      await says(connection(page), en.common.status.failed);
      node.turn(true);
      await main.getByRole("button", { name: en.common.notices.retry }).click();
      await says(main, usdt(await fund().assets()));
    });
  });

  it("says what is wrong with an address that is no node's, or no fund's", () =>
    visit(world(), { mayFail: /404|405|Failed to load/ }, async ({ page, main, goTo }) => {
      await says(main, usdt(await fund().assets()));
      const nobody = `0x${"12".repeat(20)}`;
      await goTo(`#/?fund=${nobody}`);
      await says(main, /There is no fund at 0x[0-9a-fA-F]{40} on this chain/);
      await says(main, en.connection.link.foreignTitle);
      await says(main, nobody);
      await goTo(`#/?fund=${await fund().getAddress()}&rpc=${encodeURIComponent(world().demo.address)}`);
      await says(main, en.common.failures.http("405"));
      await says(main, en.connection.link.node);
      // What the link said goes with the visitor, so that an address that is copied shows the same; a plain one is the host's again.
      await page.getByRole("link", { name: en.common.views.rule, exact: true }).click();
      await says(main, en.common.failures.http("405"));
      expect(page.url()).to.match(/#\/rule\?fund=0x\w+&rpc=/);
      await goTo("#/");
      await says(main, usdt(await fund().assets()));
      expect(await main.innerText()).not.to.include(en.connection.link.node);
      await goTo(`#/?rpc=${encodeURIComponent(world().demo.address)}&startBlock=99999999`);
      await says(main, en.connection.link.ignored("99999999"));
      await page.getByRole("button", { name: en.connection.link.back }).click();
      await says(main, usdt(await fund().assets()));
      expect(new URL(page.url()).hash).to.equal("#/");
      await goTo(`#/?fund=${await fund().getAddress()}&chain=42`);
      await says(main, en.connection.link.otherChain("42", "31337"));
    }));

  it("names the exchange, the token, the manager and the verified source that the host gave, but says none of it of another fund", () => {
    const { fund, rpc } = world().demo.history.devnet.facts;
    const source = "https://explorer.example/verified";
    const json = JSON.stringify({ fund, rpc, source, exchange: "Example Exchange" });
    return visit(world(), { prepare: configured(json) }, async ({ page, main, goTo }) => {
      await says(page.getByRole("banner"), en.common.of("Example Exchange"));
      await says(main, en.overview.money.agrees);
      expect(await page.title()).to.include("Example Exchange");
      const footer = page.getByRole("contentinfo");
      const { local } = world().demo.history.devnet;
      for (const [name, address] of [
        [en.common.footer.token, await local.token.getAddress()],
        [en.common.footer.manager, await local.manager.getAddress()],
        [en.common.status.fund, fund],
      ] as const) {
        const line = footer.locator("li").filter({ hasText: name }).locator("code");
        expect(await line.getAttribute("title"), name).to.equal(address);
      }
      const verified = footer.getByRole("link", { name: en.common.footer.verified });
      expect(await verified.getAttribute("href")).to.equal(source);
      await goTo(`#/?fund=0x${"12".repeat(20)}`);
      await says(main, en.connection.link.foreignTitle);
      expect(await verified.count()).to.equal(0);
      expect(await main.locator(".notice.error").first().innerText()).to.include(en.connection.link.foreignTitle);
    });
  });

  it("refuses a node of another chain than the host's, by name", () => {
    const { fund, rpc } = world().demo.history.devnet.facts;
    return visit(world(), { prepare: configured(JSON.stringify({ fund, rpc, chainId: "1" })) }, ({ main }) =>
      says(main, /The node at \S+ is of chain 31337, and should be of chain 1\./),
    );
  });

  it("says that its configuration is broken, and to its host where", async () => {
    const { fund, rpc } = world().demo.history.devnet.facts;
    const broken = { prepare: configured("<!doctype html><title>Not found</title>"), mayFail: /webPage/ };
    await visit(world(), broken, async ({ main }) => {
      await says(main, en.connection.config.broken);
      await says(main, "config.json (webPage)");
    });
    const partly = {
      prepare: configured(JSON.stringify({ fund, rpc, startBlok: "0" })),
      mayFail: /startBlok: unknownName/,
    };
    await visit(world(), partly, async ({ main }) => {
      await says(main, en.connection.config.partly);
      await says(main, usdt(await world().demo.history.devnet.local.fund.assets()));
    });
  });

  it("takes another node from a visitor, keeps it in the browser, and gives it back", () =>
    visit(world(), { mayFail: LOST_NODE, mayAsk: ["http://127.0.0.1:9"] }, async ({ page, main }) => {
      await says(main, usdt(await fund().assets()));
      await page.getByRole("button", { name: en.common.status.settings }).click();
      const dialog = page.getByRole("dialog");
      const node = dialog.getByLabel(en.connection.settings.names.rpc);
      await node.fill("no address");
      await dialog.getByRole("button", { name: en.connection.settings.save }).click();
      await says(dialog, en.connection.settings.problems.rpc);
      await node.fill("http://127.0.0.1:9");
      await dialog.getByRole("button", { name: en.connection.settings.save }).click();
      await says(main, en.common.failures.unreachable("127.0.0.1:9"));
      await page.reload();
      await says(main, en.common.failures.unreachable("127.0.0.1:9"));
      await page.getByRole("button", { name: en.common.status.settings }).click();
      await dialog.getByRole("button", { name: en.connection.settings.reset }).click();
      await says(main, usdt(await fund().assets()));
    }));
});
