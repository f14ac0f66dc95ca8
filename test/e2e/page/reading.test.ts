import { AxeBuilder } from "@axe-core/playwright";
import { expect } from "chai";
import type { Page } from "playwright-core";
import { nameOf } from "../../../web/src/text/index.ts";
import { pictured } from "./pictures.ts";
import { VIEWS } from "./views.ts";
import { says, tidy, visit } from "./visit.ts";
import { en, type Words, zh } from "./words.ts";
import { describePage } from "./world.ts";

const PHONE = { width: 360, height: 740 };
const HAN = /\p{Script=Han}+/gu;
/** Words that a Chinese text has as well: the token's name, and names in files and in the policy. */
const SAME_EVERYWHERE = new Set(["usdt", "apportionment", "json", "private", "head"]);

describePage("reading the page", (world) => {
  // What is dark has other colours, and nothing else.
  for (const [locale, words, colorScheme, rules] of [
    ["en-US", en, "light", undefined],
    ["en-US", en, "dark", ["color-contrast"]],
    ["zh-CN", zh, "light", undefined],
    ["zh-CN", zh, "dark", ["color-contrast"]],
  ] as const) {
    it(`has no barrier that axe finds on any view, ${colorScheme}, ${locale}`, () =>
      visit(world(), { locale, colorScheme }, async (current) => {
        const { page, goTo } = current;
        for (const { name, at, show } of VIEWS) {
          await goTo("#/");
          // What was chosen on a view goes with it: two addresses within a moment do not leave it.
          await says(current.main, words.overview.title);
          await goTo(at);
          await show(current, words as Words, world());
          expect(await barriers(page, rules), name).to.deep.equal([]);
          await pictured(page, `${name} ${locale} ${colorScheme}`);
        }
        await page.getByRole("button", { name: words.common.status.settings }).click();
        await page.getByRole("dialog").waitFor();
        expect(await barriers(page, rules), "connection settings").to.deep.equal([]);
        await pictured(page, `connection settings ${locale} ${colorScheme}`);
      }));
  }

  for (const [locale, words] of [
    ["en-US", en],
    ["zh-CN", zh],
  ] as const) {
    it(`fits a phone on every view, and speaks one language, ${locale}`, () =>
      visit(world(), { locale, viewport: PHONE }, async (current) => {
        const { page, goTo } = current;
        for (const { name, at, show } of VIEWS) {
          await goTo("#/");
          await says(current.main, words.overview.title);
          await goTo(at);
          await show(current, words as Words, world());
          expect(await page.locator("html").getAttribute("lang")).to.match(locale === "en-US" ? /^en/ : /^zh/);
          const width = await page.evaluate(() => document.documentElement.scrollWidth);
          expect(width, `${name} scrolls sideways`).to.be.at.most(PHONE.width);
          expect(strangers(await textOf(page), locale), `${name} in another language`).to.deep.equal([]);
        }
      }));
  }

  it("follows the system's language and look, keeps a visitor's choice, and writes figures as the visitor's country does", async () => {
    await visit(world(), { locale: "zh-CN", colorScheme: "dark" }, async ({ page, main }) => {
      await says(main, zh.overview.title);
      expect(await brightness(page)).to.be.below(60);
      await page.getByRole("button", { name: zh.common.status.settings }).click();
      await page.getByRole("button", { name: nameOf("en") }).click();
      await says(main, en.overview.title);
      await page.getByLabel(en.common.theme).selectOption("light");
      expect(await brightness(page)).to.be.above(200);
      await page.reload();
      await says(main, en.overview.title);
      expect(await brightness(page)).to.be.above(200);
      expect(await page.title()).to.equal(en.common.name);
    });
    for (const [locale, day] of [
      ["en-US", /\w{3} \d+, \d{4}/],
      ["en-GB", /\d+ \w{3} \d{4}/],
      ["fr-FR", /\w{3} \d+, \d{4}/],
    ] as const) {
      await visit(world(), { locale }, async ({ main }) => says(main, day));
    }
  });

  it("can be gone through by keyboard: every control once, in order, each shown", () =>
    visit(world(), {}, async (current) => {
      const { page } = current;
      for (const { name, at, show } of VIEWS) {
        await current.goTo("#/");
        await says(current.main, en.overview.title);
        await current.goTo(at);
        await show(current, en, world());
        await startAtTop(page);
        const expected = await controls(page);
        const walked: number[] = [];
        for (let step = 0; step < expected; step++) {
          await page.keyboard.press("Tab");
          const { at: reached, isShown } = await focused(page);
          expect(isShown, `${name}: control ${reached} does not show that it is meant`).to.equal(true);
          walked.push(reached);
        }
        expect(walked, name).to.deep.equal(Array.from({ length: expected }, (_, index) => index));
      }
    }));

  it("brings the keyboard to the content, and back from a dialog", () =>
    visit(world(), {}, async ({ page, main }) => {
      await says(main, en.overview.money.agrees);
      const active = () => page.evaluate(() => tidyName(document.activeElement));
      await page.evaluate(() => {
        Object.assign(globalThis, {
          tidyName: (element: Element | null) =>
            element?.id || element?.getAttribute("aria-label") || element?.textContent?.trim(),
        });
      });
      await page.keyboard.press("Tab");
      expect(await active()).to.equal(en.common.skip);
      await page.keyboard.press("Enter");
      expect(await active()).to.equal("content");
      const link = page.getByRole("link", { name: en.common.views.settlements, exact: true });
      await link.focus();
      await page.keyboard.press("Enter");
      await says(main, en.settlements.intro);
      expect(await active()).to.equal("content");
      const button = page.getByRole("button", { name: en.common.status.settings });
      await button.focus();
      await page.keyboard.press("Enter");
      await page.getByRole("dialog").waitFor();
      await page.keyboard.press("Escape");
      await page.getByRole("dialog").waitFor({ state: "hidden" });
      expect(await active()).to.equal(en.common.status.settings);
    }));
});

declare function tidyName(element: unknown): string | undefined;

async function barriers(page: Page, rules: readonly string[] | undefined): Promise<string[]> {
  // Without frames there is nothing to put together on a page of its own.
  const axe = new AxeBuilder({ page }).setLegacyMode();
  const { violations } = await (rules === undefined ? axe : axe.withRules([...rules])).analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target} ${failureSummary}`),
  );
}

/** All that the page says or has read out of its own; what others wrote stands in their language. */
async function textOf(page: Page): Promise<string> {
  return page.evaluate(() => {
    const names = [...document.querySelectorAll("[aria-label], [title], [placeholder]")].flatMap((element) =>
      ["aria-label", "title", "placeholder"].map((name) => element.getAttribute(name) ?? ""),
    );
    const body = document.body.cloneNode(true) as HTMLElement;
    for (const unseen of body.querySelectorAll("noscript, script, style, bdi, a[href^='http']")) unseen.remove();
    return [document.title, body.textContent, ...names].join("\n");
  });
}

/** Words of the language that the page does not speak now. */
function strangers(text: string, locale: "en-US" | "zh-CN"): string[] {
  const own = text.replace(nameOf("zh"), "").replace(nameOf("en"), "");
  if (locale === "en-US") return own.match(HAN) ?? [];
  // The end of a shortened address or hash may spell something.
  const words = tidy(own.replace(/0x[0-9a-f]+(…[0-9a-f]+)?/gi, "")).match(/\b[a-z]{4,}\b/gi) ?? [];
  return [...new Set(words)].filter((word) => !SAME_EVERYWHERE.has(word.toLowerCase()));
}

/** How bright the page's ground is, from 0 to 255. */
async function brightness(page: Page): Promise<number> {
  const color = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const [red = 0, green = 0, blue = 0] = (color.match(/[\d.]+/g) ?? []).map(Number);
  return (red + green + blue) / 3;
}

const CONTROLS = "a[href], button, input, select, textarea, summary, [tabindex='0']";

/** Numbers what a keyboard can reach, in the document's order. */
async function controls(page: Page): Promise<number> {
  return page.evaluate((selector) => {
    const all = [...document.querySelectorAll<HTMLElement>(selector)].filter(
      (element) =>
        element.checkVisibility({ visibilityProperty: true }) &&
        !element.matches(":disabled, [type='radio']:not(:checked)"),
    );
    for (const [at, element] of all.entries()) element.dataset.at = `${at}`;
    return all.length;
  }, CONTROLS);
}

/** Sets the keyboard before everything, wherever it was. */
async function startAtTop(page: Page): Promise<void> {
  await page.evaluate(() => {
    const { body } = document;
    body.tabIndex = -1;
    body.focus();
    body.removeAttribute("tabindex");
  });
}

async function focused(page: Page): Promise<{ at: number; isShown: boolean }> {
  return page.evaluate(() => {
    const element = document.activeElement as HTMLElement;
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
    const { width, height } = element.getBoundingClientRect();
    const isMarked = (outlineStyle !== "none" && outlineWidth !== "0px") || boxShadow !== "none";
    return { at: Number(element.dataset.at ?? -1), isShown: isMarked && width > 0 && height > 0 };
  });
}
