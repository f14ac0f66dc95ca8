import { expect } from "chai";
import type { Page } from "playwright-core";
import { facts, rowsOf, says, tidy, usdt, visit } from "./visit.ts";
import { en } from "./words.ts";
import { describePage } from "./world.ts";

const { rule } = en;
const { calculator, policy, roles } = rule;
const AT = { at: "#/rule" };

describePage("the rule in a browser", (world) => {
  it("is worked out on figures of the visitor's own", () =>
    visit(world(), AT, async ({ page, main }) => {
      await fill(page, { loss: "100", available: "1000", profits: ["500", "300", "150", "50"] });
      const result = page.getByRole("region", { name: calculator.result });
      await says(result, calculator.summary("20.00", "80.00", "0.00"));
      expect(await sharesIn(page)).to.deep.equal(["42.105263", "25.263158", "12.631579", "0.00"]);
      expect(await facts(result)).to.include({ [calculator.shared]: "80.00 USDT" });
      await main.getByLabel(calculator.basisAll).check();
      await says(result, calculator.summary("20.00", "76.00", "4.00"));
    }));

  it("takes no figure that is none, and keeps the last result", () =>
    visit(world(), AT, async ({ page, main }) => {
      await fill(page, { loss: "100", available: "1000", profits: ["500"] });
      await says(main, calculator.summary("20.00", "80.00", "0.00"));
      await page.getByLabel(calculator.loss).fill("1.0000001");
      await says(main, calculator.wrongTitle);
      expect(await page.getByLabel(calculator.loss).getAttribute("aria-invalid")).to.equal("true");
      expect(await sharesIn(page)).to.deep.equal(["80.00"]);
      await main.getByRole("button", { name: calculator.example.noWinners }).click();
      await says(main, calculator.noProfits);
    }));

  it("stands beside the policy and the roles that the chain has", () =>
    visit(world(), AT, async ({ page, main }) => {
      const { local } = world().demo.history.devnet;
      const now = await local.fund.policy();
      await says(main, `${usdt(now.settlementBond)} USDT`);
      await says(main, `${usdt(now.demandBond)} USDT`);
      expect(await facts(main)).to.include({
        [policy.figures.maxCoverageBps]: `${Number(now.maxCoverageBps) / 100}%`,
        [policy.figures.periodHours]: policy.anyLength,
        [policy.figures.maxLevels]: (2n ** now.maxLevels).toLocaleString("en-US"),
      });
      const table = page.getByRole("table", { name: roles.caption });
      await table.waitFor();
      const rows = (await rowsOf(table)).map((cells) => cells.join(" | "));
      for (const [name, account, delay, power] of [
        [roles.names.OPERATOR, local.operator, roles.atOnce, roles.functions.submit],
        [roles.names.GUARDIAN, local.guardian, roles.atOnce, roles.functions.cancel],
        [roles.names.GOVERNOR, local.governor, roles.afterDelay("7 days"), roles.functions.setPolicy],
        [roles.names.ADMIN, local.admin1, roles.afterDelay("7 days"), roles.adminMay],
        [roles.names.ADMIN, local.admin2, roles.afterDelay("7 days"), roles.adminMay],
        [roles.names.GOVERNOR, local.governor, roles.guardedBy(roles.names.GUARDIAN!), roles.functions.close],
      ] as const) {
        const row = rows.find((text) => text.startsWith(name!)) ?? "";
        expect(row).to.include(account.address.slice(0, 8)).and.to.include(delay).and.to.include(power);
      }
      expect(rows.join("\n"), "the deployer kept nothing").to.not.include(local.deployer.address.slice(0, 8));
      for (const item of rule.limits.items) await says(main, item);
    }));
});

/** Types figures into the calculator, one profit a row. */
async function fill(page: Page, given: { loss: string; available: string; profits: string[] }): Promise<void> {
  await page.getByLabel(calculator.loss).fill(given.loss);
  await page.getByLabel(calculator.available).fill(given.available);
  const row = (number: number) => page.getByLabel(calculator.profit(`${number}`), { exact: false }).first();
  const removes = page.getByRole("button", { name: calculator.remove("") });
  while ((await removes.count()) > given.profits.length) await removes.last().click();
  for (const [at, profit] of given.profits.entries()) {
    if (at > 0 && (await row(at + 1).count()) === 0) await page.getByRole("button", { name: calculator.add }).click();
    await row(at + 1).fill(profit);
  }
  while ((await removes.count()) > given.profits.length) await removes.last().click();
}

async function sharesIn(page: Page): Promise<(string | undefined)[]> {
  const table = page.getByRole("table", { name: calculator.table });
  const names = (await table.getByRole("columnheader").allInnerTexts()).map(tidy);
  return (await rowsOf(table)).map((cells) => cells[names.indexOf(calculator.share)]);
}
