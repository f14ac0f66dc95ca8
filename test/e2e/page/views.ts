import { readFile } from "node:fs/promises";
import { chooseFile } from "./choose.ts";
import { says, type Visit } from "./visit.ts";
import type { Words } from "./words.ts";
import { PERIODS, type World } from "./world.ts";

/** A view of the page with all that it can show, and how one gets there. */
export interface View {
  readonly name: string;
  readonly at: string;
  /** Waits until all of it is there. */
  readonly show: (visit: Visit, words: Words, world: World) => Promise<void>;
}

/** A settlement's two lists, each of which comes by itself. */
async function showsLists(main: Visit["main"], { settlements }: Words): Promise<void> {
  await says(main, settlements.curve.right);
  await main.locator("section.liquidations p.good").waitFor();
}

/** Every view, and the states of it that look different. */
export const VIEWS: readonly View[] = [
  {
    name: "overview",
    at: "#/",
    show: async ({ main }, { overview, rule }) => {
      await says(main, overview.money.agrees);
      // What is read once it is looked at.
      await main.locator(".who-can").scrollIntoViewIfNeeded();
      await says(main, rule.risks.all);
      await main.getByText(overview.money.table, { exact: true }).click();
    },
  },
  {
    name: "settlements",
    at: "#/settlements",
    show: ({ main }, { settlements }) => says(main, settlements.period("1")),
  },
  {
    name: "a final settlement",
    at: `#/settlements/${PERIODS.finalized}`,
    show: ({ main }, words) => showsLists(main, words),
  },
  {
    name: "a pending settlement",
    at: `#/settlements/${PERIODS.pending}`,
    show: ({ main }, words) => showsLists(main, words),
  },
  {
    name: "a voided settlement",
    at: `#/settlements/${PERIODS.voided}`,
    show: async ({ main }, words) => {
      await says(main, words.settlements.faults.PositionHeadCut);
      await showsLists(main, words);
    },
  },
  { name: "checking a share", at: "#/share", show: ({ main }, { share }) => says(main, share.intro) },
  {
    name: "a right share",
    at: "#/share",
    show: async ({ page, main }, { share }, { demo }) => {
      await chooseFile(page, share.choose, demo.statements.right);
      await says(main, share.verdicts.final.title);
    },
  },
  {
    name: "a forged share",
    at: "#/share",
    show: async ({ page, main }, { share }, { demo }) => {
      await chooseFile(page, share.choose, demo.statements.forged);
      await says(main, share.verdicts.wrongCharge.text);
    },
  },
  {
    name: "a share of another fund",
    at: "#/share",
    show: ({ page, main }, { share }, { demo }) => showChanged(page, main, share, demo, { chainId: "1" }, "foreign"),
  },
  {
    name: "a share of no named fund",
    at: "#/share",
    show: ({ page, main }, { share }, { demo }) =>
      showChanged(page, main, share, demo, { chainId: null, fund: null }, "unnamed"),
  },
  {
    name: "a right bundle",
    at: `#/verify/${PERIODS.finalized}`,
    show: async ({ page, main }, { verify, liquidations }) => {
      await page.getByRole("button", { name: verify.fetch }).click();
      await says(main, verify.verdicts.final.title);
      await page.getByRole("table", { name: liquidations.title }).waitFor();
    },
  },
  {
    name: "a wrong bundle",
    at: `#/verify/${PERIODS.voided}`,
    show: async ({ page, main }, { verify }) => {
      await page.getByRole("button", { name: verify.fetch }).click();
      await says(main, verify.findings.title);
    },
  },
  {
    name: "the rule",
    at: "#/rule",
    show: async ({ page }, { rule }) => page.getByRole("table", { name: rule.roles.caption }).waitFor(),
  },
  { name: "a page that is not there", at: "#/nowhere", show: ({ main }, { common }) => says(main, common.notFound) },
];

/** Checks the right statement with some of its fields changed. */
async function showChanged(
  page: Visit["page"],
  main: Visit["main"],
  share: Words["share"],
  demo: World["demo"],
  change: object,
  verdict: keyof Words["share"]["verdicts"],
): Promise<void> {
  const statement = JSON.parse(await readFile(demo.statements.right, "utf8"));
  const buffer = Buffer.from(JSON.stringify({ ...statement, ...change }));
  await chooseFile(page, share.choose, [{ name: "statement.json", mimeType: "application/json", buffer }]);
  await says(main, share.verdicts[verdict].title);
}
