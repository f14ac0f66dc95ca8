import { expect } from "chai";
import type { BrowserContext } from "playwright-core";
import { formatAmount, parseAmount, textOf } from "zke-insurance-fund";
import { chooseFile } from "./choose.ts";
import { facts, says, visit } from "./visit.ts";
import { en } from "./words.ts";
import { describePage, type World } from "./world.ts";

const PHONE = { width: 360, height: 740 };
const DECIMALS = "0x313ce567";

interface Call {
  readonly id: number;
  readonly params?: readonly [{ readonly data?: string }?];
}

/** Lets the node say that the token has other decimals; all else stays as it is. */
function tokenWith(decimals: number, { rpc }: World) {
  const result = `0x${decimals.toString(16).padStart(64, "0")}`;
  return (context: BrowserContext) =>
    context.route(`${rpc}/**`, async (route) => {
      const sent = (route.request().postDataJSON() ?? []) as Call | readonly Call[];
      const asked = [sent].flat().filter(({ params }) => params?.[0]?.data === DECIMALS);
      if (asked.length === 0) return route.continue();
      const response = await route.fetch();
      const change = (answer: { id: number }) =>
        asked.some(({ id }) => id === answer.id) ? { ...answer, result } : answer;
      const answers = await response.json();
      await route.fulfill({ response, json: Array.isArray(answers) ? answers.map(change) : change(answers) });
    });
}

describePage("the page of a token with other decimals", (world) => {
  for (const decimals of [0, 18]) {
    it(`writes each amount with ${decimals}, exactly, on a phone too, and takes no file with six`, () =>
      visit(world(), { viewport: PHONE, prepare: tokenWith(decimals, world()) }, async ({ page, main, goTo }) => {
        const { fund } = world().demo.history.devnet.local;
        await says(main, en.overview.money.agrees);
        const { [en.overview.assets.held]: held = "" } = await facts(main);
        const written = held.replace(" USDT", "").replaceAll(",", "");
        expect(parseAmount(written, { decimals })).to.equal(await fund.liabilities());
        if (decimals === 0) expect(written).to.equal(formatAmount(await fund.liabilities(), 0));
        const fits = async () => {
          const width = await page.evaluate(() => document.documentElement.scrollWidth);
          expect(width, "it scrolls sideways").to.be.at.most(PHONE.width);
        };
        await fits();
        await goTo("#/settlements");
        await says(main, en.settlements.period("1"));
        await fits();
        await goTo("#/rule");
        const { calculator } = en.rule;
        await page.getByLabel(calculator.loss).fill("100");
        const two = decimals === 0 ? "" : ".00";
        await says(main, calculator.summary(`20${two}`, `80${two}`, `0${two}`));
        await fits();
        await goTo("#/share");
        await chooseFile(page, en.share.choose, world().demo.statements.right);
        await says(main, en.share.verdicts.foreign.title);
        await says(main, textOf({ code: "otherDecimals", args: { got: 6, expected: decimals } }));
        await fits();
      }));
  }
});
