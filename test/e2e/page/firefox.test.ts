import { expect } from "chai";
import { type FirefoxTab, hasFirefox, openFirefox } from "./firefox.ts";
import { eventually, tidy, usdt } from "./visit.ts";
import { en } from "./words.ts";
import { describePage, PERIODS } from "./world.ts";

describePage("the page in Firefox", (world) => {
  let tab: FirefoxTab;
  before(async function () {
    if (!hasFirefox()) {
      console.log("      skipped: there is no Firefox here (Debian's package firefox-esr)");
      return this.skip();
    }
    tab = await openFirefox();
  });
  after(() => tab?.close());

  const says = (text: string) =>
    eventually(
      async () => tidy(String(await tab.evaluate("document.querySelector('main')?.innerText ?? ''"))),
      (shown) => shown.includes(tidy(text)),
    );

  it("reads the fund and its settlements, checks a statement and verifies a settlement", async () => {
    const { address, history, statements } = world().demo;
    await tab.goTo(`${address}#/`);
    await says(usdt(await history.devnet.local.fund.assets()).replace(/\..*/, "."));
    await tab.goTo(`${address}#/settlements`);
    await says(en.settlements.period(`${PERIODS.finalized}`));
    await tab.goTo(`${address}#/share`);
    await eventually(
      async () => tab.evaluate("document.querySelector('input[type=file]') !== null"),
      (isThere) => isThere === true,
    );
    await tab.chooseFile(statements.right);
    await says(en.share.verdicts.final.title);
    await tab.goTo(`${address}#/verify/${PERIODS.finalized}`);
    await says(en.verify.fetch);
    await tab.evaluate(
      `[...document.querySelectorAll("button")].find(({ innerText }) => innerText === ${JSON.stringify(en.verify.fetch)}).click()`,
    );
    await says(en.verify.verdicts.final.title);
    expect(tab.complaints).to.deep.equal([]);
  });
});
