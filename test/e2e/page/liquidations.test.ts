import { join } from "node:path";
import { expect } from "chai";
import type { Locator, Page } from "playwright-core";
import {
  amountsFrom,
  DEFAULT_RULE,
  type FundIdentity,
  formatQuantity,
  type Hex,
  liquidationAt,
  marketText,
  priceText,
  textOf,
} from "zke-insurance-fund";
import {
  type Bundle,
  type LiquidationInput,
  readBundle,
  readPositionsCsv,
  settleTables,
  writeBundle,
} from "zke-insurance-fund/bundle";
import { withFolder } from "../cli.ts";
import { chooseFile } from "./choose.ts";
import { inColumn, rowsOf, says, visit } from "./visit.ts";
import { en, zh } from "./words.ts";
import { describePage, PERIODS } from "./world.ts";

const { verify, liquidations } = en;
const PHONE = { width: 360, height: 740 };
const MANY = 250;
const START = 1_760_000_000n;

describePage("the liquidations of a bundle", (world) => {
  const folderOf = (period: bigint) =>
    world().demo.history.submissions.findLast((submission) => submission.period === period)!.folder;
  const tableOn = (page: Page) => page.getByRole("table", { name: liquidations.title });

  it("are shown with quantity, time and both prices, as the bundle has them", () =>
    visit(world(), { at: `#/verify/${PERIODS.finalized}` }, async ({ page, main }) => {
      await page.getByRole("button", { name: verify.fetch }).click();
      await says(main, verify.verdicts.final.title);
      const list = (await readBundle(folderOf(PERIODS.finalized), { private: false })).liquidations;
      const all = Array.from({ length: list.count }, (_, index) => liquidationAt(list, index));
      const price = (value: bigint, quantity: bigint) => withoutGroups(priceText({ value, quantity }, 6)!);
      const rows = await rowsOf(tableOn(page));
      expect(
        rows.map(([market, , quantity, takeover, close, result]) => [
          market,
          ...[quantity, takeover, close].map((text) => withoutGroups(text!)),
          result,
        ]),
      ).to.deep.equal(
        all.map(({ market, side, quantity, takeoverValue, closeValue }) => {
          const gain = side === 0n ? closeValue - takeoverValue : takeoverValue - closeValue;
          return [
            `${marketText(market)} ${side === 0n ? liquidations.sides.long : liquidations.sides.short}`,
            withoutGroups(formatQuantity(quantity)),
            price(takeoverValue, quantity),
            price(closeValue, quantity),
            gain < 0n ? `-${inColumn(-gain)}` : inColumn(gain),
          ];
        }),
      );
      const times = await tableOn(page)
        .locator("time")
        .evaluateAll((found) => found.map((time) => time.getAttribute("datetime")));
      expect(times).to.deep.equal(
        all.map(({ time }) => new Date(1_000 * Number(time)).toISOString().replace(".000", "")),
      );
      await says(main, liquidations.note("USDT"));
      expect(await main.getByText(liquidations.notJudged).count()).to.equal(0);
    }));

  it("stand on the settlement's own page: those that lost most, with the prices that they were closed at", () =>
    visit(world(), { at: `#/settlements/${PERIODS.finalized}` }, async ({ page }) => {
      await tableOn(page).waitFor();
      const list = (await readBundle(folderOf(PERIODS.finalized), { private: false })).liquidations;
      const all = Array.from({ length: list.count }, (_, index) => liquidationAt(list, index)).map((each) => {
        const { side, takeoverValue, closeValue, quantity } = each;
        const gain = side === 0n ? closeValue - takeoverValue : takeoverValue - closeValue;
        const price = (value: bigint) => priceText({ value, quantity }, 6);
        return { gain, prices: [price(takeoverValue), price(closeValue)] };
      });
      const worst = all.sort((a, b) => (a.gain < b.gain ? -1 : 1)).slice(0, 6);
      const rows = await rowsOf(tableOn(page));
      expect(rows.map(([, , , ...prices]) => prices.slice(0, 2).map(withoutGroups))).to.deep.equal(
        worst.map(({ prices }) => prices),
      );
    }));

  it("are a hundred at first of a long list, and are sorted, searched and read on, on a phone too", () =>
    withFolder(async (folder) => {
      const target = join(folder, "many");
      const { chainId, fund } = world().demo.history.devnet.facts;
      await writeBundle(target, await manyLiquidations({ chainId: BigInt(chainId), fund: fund as Hex }));
      await visit(world(), { at: "#/verify", viewport: PHONE }, async ({ page, main }) => {
        await chooseFile(page, verify.chooseFolder, target);
        await says(main, verify.verdicts.foreign.title);
        await says(main, textOf({ code: "otherDecimals", args: { got: 0, expected: 6 } }));
        const rows = () => rowsOf(tableOn(page));
        await says(main, liquidations.shown("100", `${MANY}`));
        expect(await rows()).to.have.lengthOf(100);
        await page.getByRole("button", { name: liquidations.more }).click();
        await says(main, liquidations.shown("200", `${MANY}`));
        await page.getByRole("button", { name: liquidations.more }).click();
        expect(await rows()).to.have.lengthOf(MANY);
        expect(await page.getByRole("button", { name: liquidations.more }).count()).to.equal(0);

        const order = page.getByLabel(liquidations.order);
        await order.selectOption({ label: liquidations.orders.loss });
        expect((await rows())[0]?.slice(2, 6)).to.deep.equal(["249", "10", "9", "-249"]);
        await order.selectOption({ label: liquidations.orders.time });
        expect((await rows()).map(([, , quantity]) => Number(quantity))).to.deep.equal(
          Array.from({ length: MANY }, (_, at) => MANY - at),
        );
        const search = page.getByLabel(liquidations.search);
        await search.fill("dot");
        await says(main, liquidations.shown("1", "1"));
        expect((await rows())[0]?.[0]).to.equal(`DOTUSDT ${liquidations.sides.short}`);
        await search.fill("no such market");
        await says(main, liquidations.noMatch);
        await search.fill("");
        await says(main, liquidations.shown("100", `${MANY}`));
        await expectReadable(page, tableOn(page));
      });
    }));

  it("are said to be the bundle's own figures where something is wrong with it", () =>
    withFolder(async (folder) => {
      const bundle = await readBundle(folderOf(PERIODS.finalized));
      const { liquidations: list } = bundle;
      const target = join(folder, "changed");
      const none = amountsFrom(Array.from({ length: list.count }, () => 0n));
      await writeBundle(target, { ...bundle, liquidations: { ...list, quantities: none } });
      await visit(world(), { at: "#/verify", locale: "zh-CN" }, async ({ page, main }) => {
        await chooseFile(page, zh.verify.chooseFolder, target);
        await says(main, zh.verify.verdicts.wrong.title);
        await says(main, zh.liquidations.notJudged);
        const rows = await rowsOf(page.getByRole("table", { name: zh.liquidations.title }));
        expect(rows.map(([, , quantity, takeover, close]) => [quantity, takeover, close])).to.deep.equal(
          rows.map(() => ["0", "–", "–"]),
        );
      });
    }));
});

/** A bundle of this page's fund, but of a token without decimals: the later one was closed, the smaller its quantity. */
async function manyLiquidations(identity: FundIdentity): Promise<Bundle> {
  const none = new TextEncoder().encode("account,position,profit\n");
  const rows: LiquidationInput[] = Array.from({ length: MANY }, (_, row) => {
    const quantity = BigInt(row + 1);
    return {
      liquidation: `liq-${row}`,
      market: row === MANY - 1 ? "DOTUSDT" : "BTCUSDT",
      side: row === MANY - 1 ? "short" : "long",
      quantity: quantity * 10n ** 18n,
      takeoverValue: 10n * quantity,
      closeValue: 9n * quantity,
      time: START + BigInt(MANY - row),
    };
  });
  return settleTables({
    identity,
    decimals: 0,
    period: 1n,
    startTime: START,
    endTime: START + 3_600n,
    rule: DEFAULT_RULE,
    secret: `0x${"5e".repeat(32)}`,
    positions: await readPositionsCsv({ name: "positions.csv", pieces: [none] }, { decimals: 0 }),
    liquidations: rows,
  });
}

/** On a narrow screen each row is a card: nothing of it is beside the screen, and whose card it is stands above its figures. */
async function expectReadable(page: Page, table: Locator): Promise<void> {
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).to.be.at.most(PHONE.width);
  const row = table.locator("tbody tr").first();
  const head = (await row.locator("th").boundingBox())!;
  for (const cell of await row.locator("td").all()) {
    const { x, y, width } = (await cell.boundingBox())!;
    expect(x).to.be.at.least(0);
    expect(x + width).to.be.at.most(PHONE.width + 1);
    expect(y).to.be.at.least(head.y);
  }
}

const withoutGroups = (text: string) => text.replaceAll(",", "");
