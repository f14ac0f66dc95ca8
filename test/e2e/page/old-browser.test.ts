import { expect } from "chai";
import { chooseFile } from "./choose.ts";
import { says, visit } from "./visit.ts";
import { en } from "./words.ts";
import { describePage, PERIODS } from "./world.ts";

/** Takes away, before a page is loaded, what browsers of 2022 do not have. */
function ageBrowser(): void {
  const lacking: [object, string[]][] = [
    [URL, ["parse", "canParse"]],
    [AbortSignal, ["any", "timeout"]],
    [Object, ["groupBy"]],
    [Map, ["groupBy"]],
    [Promise, ["withResolvers", "try"]],
    [Array, ["fromAsync"]],
    [Array.prototype, ["toReversed", "toSorted", "toSpliced", "with", "findLast", "findLastIndex"]],
    [Object.getPrototypeOf(Uint8Array.prototype), ["toReversed", "toSorted", "with", "findLast", "findLastIndex"]],
    [Set.prototype, ["union", "intersection", "difference", "isSubsetOf", "isSupersetOf", "symmetricDifference"]],
    [String.prototype, ["isWellFormed", "toWellFormed"]],
    [Uint8Array.prototype, ["toHex", "toBase64"]],
    [Uint8Array, ["fromHex", "fromBase64"]],
    [globalThis, ["Iterator"]],
  ];
  for (const [owner, names] of lacking) for (const name of names) delete (owner as Record<string, unknown>)[name];
}

describePage("the page in a browser of 2022", (world) => {
  const { overview, share, verify } = en;

  it("reads the fund, checks a statement and verifies a bundle", () =>
    visit(
      world(),
      { at: "#/", prepare: (context) => context.addInitScript(ageBrowser) },
      async ({ page, main, goTo }) => {
        expect(await page.evaluate(() => "parse" in URL || "any" in AbortSignal || "toSorted" in [])).to.equal(false);
        await says(main, overview.money.agrees);
        await goTo("#/share");
        await chooseFile(page, share.choose, world().demo.statements.right);
        await says(main, share.verdicts.final.title);
        await goTo(`#/verify/${PERIODS.finalized}`);
        await page.getByRole("button", { name: verify.fetch }).click();
        await says(main, verify.verdicts.final.title);
        await goTo("#/rule");
        await page.getByRole("table", { name: en.rule.roles.caption }).waitFor();
      },
    ));

  it("says in two languages what it needs where it cannot start", () =>
    visit(
      world(),
      {
        mayFail: /BigInt/,
        prepare: (context) => context.addInitScript(() => void delete (globalThis as { BigInt?: unknown }).BigInt),
      },
      async ({ page }) => {
        await says(page.locator("body"), /your browser is too old for it: it needs one of 2022 or newer/);
        await says(page.locator("body"), /您的浏览器版本过旧/);
      },
    ));
});
