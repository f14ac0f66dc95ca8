import { readFile } from "node:fs/promises";
import { expect } from "chai";
import type { Locator } from "playwright-core";
import { parseAmount, positionAt, positionTree, proofOf } from "zke-insurance-fund";
import { readBundle } from "zke-insurance-fund/bundle";
import type { PlayedSubmission } from "../../../scripts/support/history.ts";
import { facts, inColumn, roundedUsdt, rowsOf, says, tidy, usdt, visit } from "./visit.ts";
import { en } from "./words.ts";
import { describePage, PERIODS } from "./world.ts";

/** A bar's length, of 1,000 for the whole. */
const widthOf = async (bar: Locator) => Number(await bar.getAttribute("width"));

describePage("the page's figures", (world) => {
  const fund = () => world().demo.history.devnet.local.fund;
  const current = (period: bigint) =>
    world().demo.history.submissions.findLast((submission) => submission.period === period) as PlayedSubmission;

  it("are the contract's, for the fund as a whole", () =>
    visit(world(), {}, async ({ page, main }) => {
      const [assets, available, reserved, liabilities] = await Promise.all([
        fund().assets(),
        fund().available(),
        fund().reserved(),
        fund().liabilities(),
      ]);
      const brake = (assets * (await fund().policy()).maxCoverageBps) / 10_000n - reserved;
      const payable = brake < available ? brake : available;
      const heading = page.getByRole("heading", { level: 2, name: en.overview.assets.title("USDT") });
      await says(heading.locator("xpath=following::p[1]"), `${usdt(assets)} USDT`);
      const verdict = page.getByRole("region", { name: en.verdict.label("USDT") });
      await says(verdict, en.verdict.money.said.good);
      await says(verdict, en.verdict.money.exact);
      await says(verdict, en.verdict.history.said.good);
      await says(verdict, roundedUsdt(payable));
      await says(main, en.overview.next.answer("1"));
      const words = en.overview.assets;
      expect(await facts(main)).to.include({
        [words.payable]: `${usdt(payable)} USDT`,
        [words.reserved]: `${usdt(reserved)} USDT`,
        [words.brake]: `${usdt(assets - reserved - payable)} USDT`,
        [words.held]: `${usdt(liabilities)} USDT`,
      });
      const block = await world().demo.history.devnet.connection.ethers.provider.getBlockNumber();
      await says(main, en.overview.asOf(block.toLocaleString("en-US")));
    }));

  it("say who can do what and how soon, by the manager's views, once that is looked at", () =>
    visit(world(), {}, async ({ page, main }) => {
      const section = main
        .locator("section")
        .filter({ has: page.getByRole("heading", { name: en.overview.who.title }) });
      await section.scrollIntoViewIfNeeded();
      const { names, atOnce, untold } = en.rule.risks;
      const row = (name: keyof typeof names) => section.getByRole("listitem").filter({ hasText: names[name] });
      for (const name of ["submit", "pause"] as const) await says(row(name), atOnce);
      for (const name of ["code", "token"] as const) await says(row(name), untold);
      await says(row("policy"), /\d+ \S+ notice/);
      await says(row("pause"), en.rule.risks.neverPaused);
      await says(section, en.rule.roles.scheduled.title);
    }));

  it("are the contract's totals, for what came in and went out: as a table and as a file", () =>
    visit(world(), {}, async ({ page, main }) => {
      const { credited, donated, forfeited, covered } = await fund().totals();
      await says(main, en.overview.money.agrees);
      await main.getByText(en.overview.money.table, { exact: true }).click();
      const table = page.getByRole("table", { name: en.overview.money.caption });
      const names = (await table.getByRole("columnheader").allInnerTexts()).map(tidy);
      const rows = await rowsOf(table);
      const shown = (name: string) => sum(rows.map((row) => row[names.indexOf(name)] ?? ""));
      const { flows } = en.common;
      expect([flows.credited, flows.donated, flows.forfeited, flows.covered].map(shown)).to.deep.equal([
        credited,
        donated,
        forfeited,
        covered,
      ]);
      expect(parse(rows[0]?.at(-1) ?? "")).to.equal(await fund().assets());

      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("button", { name: en.common.csv }).click(),
      ]);
      const [head = "", ...lines] = (await readFile(await download.path(), "utf8")).trimEnd().split(/\r?\n/);
      const column = head.split(",").indexOf("covered");
      expect(lines).to.have.lengthOf(rows.length);
      expect(sum(lines.map((line) => line.split(",")[column] ?? ""))).to.equal(covered);
    }));

  it("are read from the picture of the money by pointer and by keyboard, as the table has them", () =>
    visit(world(), {}, async ({ page, main }) => {
      const { chart, money } = en.overview;
      await says(main, money.agrees);
      await main.getByText(money.table, { exact: true }).click();
      const rows = (await rowsOf(page.getByRole("table", { name: money.caption }))).toReversed();
      const reading = async () => {
        const { [chart.span]: span, [chart.assets]: assets = "" } = await facts(main);
        return [span, parse(assets.replace(" USDT", ""))];
      };
      const rowAt = (at: number) => [rows.at(at)?.[0], parse(rows.at(at)?.at(-1) ?? "")];
      expect(await reading()).to.deep.equal(rowAt(-1));
      const slider = page.getByRole("slider", { name: chart.move });
      await slider.press("Home");
      expect(await reading()).to.deep.equal(rowAt(0));
      await slider.press("ArrowRight");
      expect(await reading()).to.deep.equal(rowAt(1));
      await page.locator(".plots").scrollIntoViewIfNeeded();
      const box = (await page.locator(".plots").boundingBox())!;
      await page.mouse.move(box.x + box.width - 20, box.y + 60);
      expect(await reading()).to.deep.equal(rowAt(-1));

      const isPressed = async (name: string) =>
        (await page.getByRole("button", { name, exact: true }).getAttribute("aria-pressed")) === "true";
      expect(await isPressed(chart.ranges.all)).to.equal(true);
      await page.getByRole("button", { name: chart.ranges.week, exact: true }).click();
      expect([await isPressed(chart.ranges.week), await isPressed(chart.ranges.all)]).to.deep.equal([true, false]);
    }));

  it("lead from the picture to the settlement that a mark or a bar is of", () =>
    visit(world(), {}, async ({ page, main, goTo }) => {
      await says(main, en.overview.money.agrees);
      const place = () => new URL(page.url()).hash;
      const picture = main.locator("svg.plot");
      const marked = await main.locator("ul.marks a").first().getAttribute("href");
      await picture.locator(".event text").first().click();
      expect(place()).to.equal(marked);
      await says(main, en.settlements.life.title);
      await goTo("#/");
      await picture.locator("rect.outgoing").last().click();
      expect(place()).to.equal(`#/settlements/${PERIODS.finalized}`);
    }));

  it("are the contract's, for each settlement in the list", () =>
    visit(world(), { at: "#/settlements" }, async ({ page, main }) => {
      await says(main, en.settlements.period("1"));
      const rows = await rowsOf(page.getByRole("table"));
      const expected = [];
      for (let period = PERIODS.pending; period > 0n; period--) {
        const { settlement } = current(period);
        const isVoided = period === PERIODS.voided;
        const outcome = isVoided ? undefined : await fund().outcomeOf(settlement);
        const state = en.common.states[period === PERIODS.pending ? "pending" : isVoided ? "voided" : "finalized"];
        expected.push([
          state,
          en.settlements.period(`${period}`),
          inColumn(settlement.loss),
          ...(outcome ? [outcome.coverage, outcome.shared, outcome.deficit].map(inColumn) : ["", "", ""]),
        ]);
      }
      const shown = rows.map(([state, period = "", , loss, , coverage, shared, deficit]) => {
        const name = /^Period \d+/.exec(period)?.[0];
        return state === en.common.states.voided
          ? [state, name, loss, "", "", ""]
          : [state, name, loss, coverage, shared, deficit];
      });
      expect(shown).to.deep.equal(expected);
    }));

  it("are the contract's, on a settlement's own page, down to the largest shares", () =>
    visit(world(), { at: `#/settlements/${PERIODS.finalized}` }, async ({ page, main }) => {
      const { settlement, folder } = current(PERIODS.finalized);
      const { quota, coverage, shared, deficit } = await fund().outcomeOf(settlement);
      await says(main, en.settlements.curve.right);
      const { split, head } = en.settlements;
      const shown = await facts(main);
      expect(shown[split.loss]).to.equal(`${usdt(settlement.loss)} USDT`);
      expect(shown[split.profit]).to.equal(`${usdt(settlement.profit)} USDT`);
      expect(shown[split.fund]).to.equal(`${usdt(coverage)} USDT`);
      expect(shown[split.winners]).to.equal(`${usdt(shared)} USDT`);
      expect(shown[split.deficit]).to.equal(`${usdt(deficit)} USDT`);
      expect(shown[head.totalProfit]).to.equal(`${usdt(settlement.totalProfit)} USDT`);
      await says(main, split.fundNote("20%", usdt(quota)));
      const bars = await main.locator("svg.split").first().locator("rect").all();
      const drawn = await Promise.all(bars.map(async (bar) => [await bar.getAttribute("class"), await widthOf(bar)]));
      const parts = { fund: coverage, winners: shared, deficit };
      expect(drawn.map(([name]) => name)).to.deep.equal(Object.keys(parts));
      for (const [name, width] of drawn) {
        const part = parts[name as keyof typeof parts];
        // A part that is hardly there is drawn as wide as can be seen.
        expect(width, `${name}`).to.be.closeTo(Number((1_000n * part) / settlement.loss), 5);
      }

      const { positions } = await readBundle(folder, { private: false });
      const first = positionAt(positions, 0);
      const proof = proofOf(positionTree(positions), positions.count, 0);
      const share = await fund().shareOf(settlement, first, proof);
      const largest = (await rowsOf(page.getByRole("table", { name: en.settlements.curve.largest })))[0] ?? [];
      expect(largest[0]).to.equal("1");
      expect(largest.slice(2, 4)).to.deep.equal([inColumn(first.profit), inColumn(share)]);
    }));

  it("tell why a settlement was voided, and which entry is demanded of another", () =>
    visit(world(), { at: `#/settlements/${PERIODS.voided}` }, async ({ main, page, goTo }) => {
      await says(main, en.settlements.states.voided);
      await says(main, en.settlements.faults.PositionHeadCut);
      await goTo(`#/settlements/${PERIODS.pending}`);
      await says(main, en.settlements.states.pending);
      const [demand] = await rowsOf(page.getByRole("table", { name: en.settlements.demands.caption }));
      expect(demand?.[2]).to.equal(en.settlements.demandStates.open);
      await goTo("#/settlements/999");
      await says(main, en.settlements.notFound("999"));
      await goTo("#/nowhere");
      await says(main, en.common.notFound);
    }));
});

const parse = (text: string) => (/\d/.test(text) ? parseAmount(text.replaceAll(",", "")) : 0n);
const sum = (texts: readonly string[]) => texts.reduce((total, text) => total + parse(text), 0n);
