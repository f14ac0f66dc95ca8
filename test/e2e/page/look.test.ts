import { AxeBuilder } from "@axe-core/playwright";
import { expect } from "chai";
import type { Page } from "playwright-core";
import { parseAmount } from "zke-insurance-fund";
import { eventually, roundedUsdt, says, usdt, type Visit, visit } from "./visit.ts";
import { en } from "./words.ts";
import { describePage, PERIODS, type World } from "./world.ts";

const PHONE = { width: 360, height: 740 };
const BLOCKS = 20;
const VIEWS = [
  { at: "#/", shown: en.overview.money.agrees },
  { at: "#/settlements", shown: en.settlements.period("1") },
  { at: `#/settlements/${PERIODS.finalized}`, shown: en.settlements.curve.right },
] as const;

describePage("the look of the page", (world) => {
  const fund = () => world().demo.history.devnet.local.fund;

  it("moves nothing from block to block, and leaves the keyboard where it is", () =>
    visit(world(), {}, async ({ page, main, goTo }) => {
      for (const { at, shown, link } of [
        { ...VIEWS[0], link: en.settlements.period(`${PERIODS.finalized}`) },
        { ...VIEWS[1], link: en.settlements.period(`${PERIODS.pending}`) },
      ]) {
        await goTo(at);
        await says(main, shown);
        await main.getByRole("link", { name: link, exact: true }).last().focus();
        await page.evaluate(watchShifts);
        for (let block = 0; block < BLOCKS; block++) await mineOne(world(), page, main);
        const { shifts, focused } = await page.evaluate(readShifts);
        expect(shifts, `${at} moved`).to.deep.equal([]);
        expect(focused).to.equal(link);
      }
    }));

  it("prints on a phone what the contract has, whole and inside of the screen, and opens each figure on a tap", () =>
    visit(world(), { viewport: PHONE }, async (current) => {
      const { page, main, goTo } = current;
      for (const { at, shown } of VIEWS) {
        await goTo(at);
        await says(main, shown);
        expect(await height(page, "header"), "the header").to.be.below(120);
        const figures = await figuresOf(page);
        expect(figures.length).to.be.greaterThan(5);
        for (const { value, text, isInside } of figures) {
          const units = parseAmount(value);
          expect([roundedUsdt(units), usdt(units)], `${at}: ${value}`).to.include(text);
          expect(isInside, `${at}: ${text} is cut`).to.equal(true);
        }
        expect(await smallTargets(page), `${at}: too small for a finger`).to.deep.equal([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).to.be.at.most(PHONE.width);
      }
      await isOfTheContract(current);
      const figure = main.locator("tbody tr:not(.above) data.rounded").first();
      const whole = usdt(parseAmount((await figure.getAttribute("value"))!));
      await figure.click();
      await says(main.locator("data.exact"), whole);
    }));

  /** Compares each settlement's card with what the contract says of it. */
  async function isOfTheContract({ page, main, goTo }: Visit): Promise<void> {
    await goTo("#/settlements");
    await says(main, en.settlements.period("1"));
    const cards = await page.locator("table.settle tbody tr:not(.above)").evaluateAll((rows) =>
      rows.map((row) => ({
        name: row.querySelector("th a")?.textContent,
        values: [...row.querySelectorAll("data")].map(({ value }) => value),
      })),
    );
    for (const { period, settlement } of world().demo.history.submissions.filter(
      (it) => it.period !== PERIODS.voided,
    )) {
      const { coverage, shared, deficit } = await fund().outcomeOf(settlement);
      const card = cards.find(({ name }) => name === en.settlements.period(`${period}`));
      expect(card?.values.map((value) => parseAmount(value))).to.deep.equal([
        settlement.loss,
        coverage,
        shared,
        deficit,
      ]);
    }
  }

  it("has no barrier that axe finds, narrow or wide, light or dark", () =>
    visit(world(), {}, async ({ page, main, goTo }) => {
      for (const { at, shown } of VIEWS) {
        await goTo(at);
        await says(main, shown);
        for (const width of [360, 1440])
          for (const colorScheme of ["light", "dark"] as const) {
            await page.setViewportSize({ width, height: 900 });
            await page.emulateMedia({ colorScheme });
            const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
            const found = violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target}`));
            expect(found, `${at} ${width} ${colorScheme}`).to.deep.equal([]);
            expect(await page.evaluate(cutWords), `${at} ${width}: cut off in the picture`).to.deep.equal([]);
          }
      }
    }));

  it("leads Back to where one was in a list", () =>
    visit(world(), { at: "#/settlements", viewport: PHONE }, async ({ page, main }) => {
      await says(main, en.settlements.period("1"));
      await main.getByRole("button", { name: en.settlements.tools.states.final }).click();
      const last = main.getByRole("link", { name: en.settlements.period("1"), exact: true });
      await last.scrollIntoViewIfNeeded();
      const before = await page.evaluate(() => scrollY);
      expect(before).to.be.greaterThan(100);
      await last.click();
      await says(main, en.settlements.life.title);
      expect(await page.evaluate(() => scrollY)).to.equal(0);
      await page.goBack();
      await eventually(
        () => page.evaluate(() => scrollY),
        (top) => Math.abs(top - before) < 2,
      );
      const final = main.getByRole("button", { name: en.settlements.tools.states.final });
      expect(await final.getAttribute("aria-pressed")).to.equal("true");
    }));

  it("tries a part that was lost again when asked to, and shows all others meanwhile", () => {
    let isLost = false;
    return visit(
      world(),
      {
        mayFail: /Failed to load|ERR_FAILED|dynamically imported/,
        prepare: (context) =>
          context.route(/assets\/rule-.*\.(js|css)/, (route) => (isLost ? route.abort() : route.continue())),
      },
      async ({ page, main }) => {
        await says(main, en.overview.money.agrees);
        isLost = true;
        const go = (view: keyof typeof en.common.views) =>
          page.getByRole("link", { name: en.common.views[view], exact: true }).click();
        await go("rule");
        await says(main, en.common.failedToLoad);
        await go("settlements");
        await says(main, en.settlements.period("1"));
        await go("rule");
        await says(main, en.common.failedToLoad);
        isLost = false;
        await main.getByRole("button", { name: en.common.tryAgain }).click();
        await says(main, en.rule.steps.title);
        // Its style came as well.
        expect(await main.locator(".examples").evaluate((part) => getComputedStyle(part).display)).to.equal("flex");
      },
    );
  });

  it("says of nothing that it is not there where a node leaves out the fund's logs", () =>
    visit(world(), { prepare: (context) => withoutLogs(context, world()) }, async ({ page, main, goTo }) => {
      const verdict = page.getByRole("region", { name: en.verdict.label("USDT") });
      await says(verdict, en.verdict.history.said.wrong);
      await says(verdict, en.verdict.money.said.good);
      for (const { at } of VIEWS) {
        await goTo(at);
        await says(verdict, en.verdict.history.said.wrong);
        const lines = (await main.innerText()).split("\n").map((line) => line.trim());
        expect(
          lines.filter((line) => /^(No|Nobody|Nothing (is|was|came)) /.test(line) && !isOfVerdict(line)),
        ).to.deep.equal([]);
      }
    }));

  it("is printed black on white with whole addresses, the block and the time, and without what only a screen has", () =>
    visit(world(), { at: VIEWS[2].at, colorScheme: "dark" }, async ({ page, main }) => {
      await says(main, VIEWS[2].shown);
      await page.emulateMedia({ media: "print", colorScheme: "dark" });
      const { ground, ink, shown } = await page.evaluate(() => ({
        ground: getComputedStyle(document.body).backgroundColor,
        ink: getComputedStyle(document.body).color,
        shown: [...document.querySelectorAll("button, nav, footer, select")].filter((part) => part.checkVisibility())
          .length,
      }));
      expect([ground, ink, shown]).to.deep.equal(["rgb(255, 255, 255)", "rgb(0, 0, 0)", 0]);
      await says(main, await fund().getAddress());
      await says(main, await fund().token());
      await says(main, /Block [\d,]+ \w{3} \d+, \d{4}, \d+:\d\d:\d\d [AP]M UTC/);
    }));
});

/** What the verdict itself says of the money is known without logs. */
const isOfVerdict = (line: string) => line.startsWith("Nothing is concluded");

/** Mines a block, and waits until the page shows it. */
async function mineOne(world: World, page: Page, main: Visit["main"]): Promise<void> {
  await world.mine();
  const number = await world.demo.history.devnet.connection.ethers.provider.getBlockNumber();
  await page.evaluate(() => dispatchEvent(new Event("online")));
  await says(main, en.overview.asOf(number.toLocaleString("en-US")));
}

/** What is written in a picture, and reaches out of it. */
function cutWords(): (string | null)[] {
  return [...document.querySelectorAll("svg.plot text")]
    .filter((word) => {
      const [inner, outer] = [word, word.closest("svg") as Element].map((part) => part.getBoundingClientRect());
      return inner !== undefined && outer !== undefined && (inner.left < outer.left || inner.right > outer.right);
    })
    .map(({ textContent }) => textContent);
}

declare global {
  var shifts: string[];
}

function watchShifts(): void {
  globalThis.shifts = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as (PerformanceEntry & {
      value: number;
      sources: { node: { outerHTML?: string } | null }[];
    })[]) {
      const parts = entry.sources.map(({ node }) => node?.outerHTML?.slice(0, 80));
      globalThis.shifts.push(`${entry.value}: ${parts}`);
    }
  }).observe({ type: "layout-shift" });
}

function readShifts(): { shifts: string[]; focused: string | null } {
  return { shifts: globalThis.shifts, focused: document.activeElement?.textContent ?? null };
}

function height(page: Page, selector: string): Promise<number> {
  return page.locator(selector).evaluate((element) => element.getBoundingClientRect().height);
}

/** All figures that are seen, and whether each is wholly inside of the screen and of what it stands in. */
function figuresOf(page: Page): Promise<{ value: string; text: string; isInside: boolean }[]> {
  return page.locator("main data").evaluateAll((all) =>
    all
      .filter((figure) => figure.checkVisibility() && figure.getBoundingClientRect().width > 1)
      .map((figure) => {
        const { left, right } = figure.getBoundingClientRect();
        let isInside = left >= 0 && right <= innerWidth;
        for (let part = figure.parentElement; part !== null && part !== document.body; part = part.parentElement) {
          const box = part.getBoundingClientRect();
          const isClipped = getComputedStyle(part).overflowX !== "visible";
          if (isClipped && (left < box.left - 0.5 || right > box.right + 0.5)) isInside = false;
        }
        return { value: (figure as HTMLDataElement).value, text: figure.textContent ?? "", isInside };
      }),
  );
}

/** Controls that stand by themselves and are lower or narrower than 24 pixels. */
function smallTargets(page: Page): Promise<string[]> {
  return page.locator("button, select, input, summary, nav a, tbody th a").evaluateAll((all) =>
    all
      .filter((control) => control.checkVisibility())
      .filter((control) => {
        const { width, height } = control.getBoundingClientRect();
        // What is off the screen until it is reached by keyboard is no target.
        return width > 0 && (height < 24 || width < 24);
      })
      .map((control) => control.outerHTML.slice(0, 100)),
  );
}

interface Call {
  readonly id: number;
  readonly method: string;
}

/** Lets the node answer that there are no logs, as pruned nodes do. */
function withoutLogs(context: Parameters<NonNullable<Parameters<typeof visit>[1]["prepare"]>>[0], { rpc }: World) {
  return context.route(`${rpc}/**`, async (route) => {
    const sent = (route.request().postDataJSON() ?? []) as Call | readonly Call[];
    const logs = [sent].flat().filter(({ method }) => method === "eth_getLogs");
    if (logs.length === 0) return route.continue();
    const response = await route.fetch();
    const change = (answer: { id: number }) =>
      logs.some(({ id }) => id === answer.id) ? { ...answer, result: [] } : answer;
    const answers = await response.json();
    await route.fulfill({ response, json: Array.isArray(answers) ? answers.map(change) : change(answers) });
  });
}
