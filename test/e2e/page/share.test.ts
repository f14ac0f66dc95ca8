import { readFile } from "node:fs/promises";
import { expect } from "chai";
import type { Page } from "playwright-core";
import { textOf as english, PLAIN } from "zke-insurance-fund";
import { proveStatement, readBundle, type Statement, statementNames, statementToJson } from "zke-insurance-fund/bundle";
import { chooseFile } from "./choose.ts";
import { eventually, facts, says, usdt, type Visit, visit } from "./visit.ts";
import { en } from "./words.ts";
import { describePage, PERIODS } from "./world.ts";

const { share, identity } = en;
const AT = { at: "#/share" };

describePage("checking a share in a browser", (world) => {
  const statements = () => world().demo.statements;

  async function bundleOf(period: bigint) {
    const { submissions } = world().demo.history;
    return readBundle(submissions.findLast((submission) => submission.period === period)!.folder);
  }

  /** A statement of the first or the last of a settlement's head. */
  async function statementOf(period: bigint, at: 0 | -1 = 0): Promise<Statement> {
    const bundle = await bundleOf(period);
    const list = bundle.private!.statements;
    const { account, position } = statementNames(list, at === 0 ? 0 : list.count - 1);
    return proveStatement(bundle, account, position)!;
  }

  it("says that a right statement is right, step by step, and the contract agrees when it is asked", () =>
    visit(world(), AT, async ({ page, main }) => {
      const statement = JSON.parse(await readFile(statements().right, "utf8")) as Record<string, string>;
      await dropFile(page, statements().right);
      await says(main, share.verdicts.final.title);
      await says(main, share.verdicts.final.text);
      expect(await facts(main)).to.include({
        [share.entry.account]: statement.account,
        [share.entry.share]: `${usdt(BigInt(statement.share!))} USDT`,
        [share.entry.profit]: `${usdt(BigInt(statement.profit!))} USDT`,
      });
      const { header, key, place, leaf, share: ownShare, settlement, rule, contract } = share.steps;
      for (const step of [header, key, place, leaf, ownShare, settlement, rule]) await says(main, step.title);
      for (const item of share.notChecked.items) await says(main, item);
      await main.getByRole("button", { name: share.contract.ask }).click();
      await says(main, contract.title);
      await says(main, contract.right);
      await says(main, share.verdicts.final.title);
      await main.getByRole("button", { name: share.again }).click();
      await says(main, share.intro);
    }));

  it("is printed as one light sheet, with whole addresses, the block and the time, and nothing to press", () =>
    visit(world(), { ...AT, colorScheme: "dark" }, async ({ page, main }) => {
      await chooseFile(page, share.choose, statements().right);
      await says(main, share.verdicts.final.title);
      await page.emulateMedia({ media: "print", colorScheme: "dark" });
      const sheet = main.locator("section.evidence");
      const { fund, token } = world().demo.history.devnet.local;
      await says(sheet, await fund.getAddress());
      await says(sheet, await token.getAddress());
      await says(sheet, /at block [\d,]+, \w{3} \d+, \d{4}, \d+:\d\d:\d\d [AP]M UTC, by /);
      const { ground, pressed } = await page.evaluate(() => ({
        ground: getComputedStyle(document.body).backgroundColor,
        pressed: [...document.querySelectorAll("button, input, select")].filter((part) => part.checkVisibility())
          .length,
      }));
      expect([ground, pressed]).to.deep.equal(["rgb(255, 255, 255)", 0]);
    }));

  it("says what is wrong with a forged one", () =>
    visit(world(), AT, async ({ page, main }) => {
      await chooseFile(page, share.choose, statements().forged);
      await says(main, share.verdicts.wrongCharge.text);
      const right = JSON.parse(await readFile(statements().right, "utf8"));
      const [said, due] = [BigInt(right.share) / 2n, BigInt(right.share)];
      await says(main, share.charged.tooLittle(`${usdt(due - said)} USDT`));
      await says(main, english({ code: "otherShare", args: { got: said, expected: due } }, { ...PLAIN, amount: usdt }));
      for (const [forge, reason] of [
        [
          { profit: `${BigInt(right.profit) - 1n}` },
          new RegExp(`The entry is not in the settlement's list at index ${right.index}: `),
        ],
        [{ account: "somebody-else" }, /The key is not that of this account, position and salt: it is 0x/],
        [
          { index: "99999" },
          `The index 99,999 is beyond the ${BigInt(right.settlement.positionCount).toLocaleString("en-US")} positions of the settlement.`,
        ],
        [
          { settlement: { ...right.settlement, loss: `${BigInt(right.settlement.loss) + 5n}` } },
          /The header is not the one on chain: its hash is 0x/,
        ],
      ] as const) {
        await main.getByRole("button", { name: share.again }).click();
        await paste(page, JSON.stringify({ ...right, ...forge }));
        await says(main, share.verdicts.wrong.title);
        await says(main, reason);
      }
    }));

  it("says that the settlement of a statement was voided, or is still pending", () =>
    visit(world(), AT, async ({ page, main }) => {
      await chooseFile(page, share.choose, statements().voided);
      await says(main, share.verdicts.voided.title);
      await says(main, english({ code: "voided", args: { period: PERIODS.voided } }));
      await main.getByRole("button", { name: share.again }).click();
      await paste(page, textOf(await statementOf(PERIODS.pending, -1)));
      await says(main, share.verdicts.pending.title);
      await says(main, /The earliest time at which it can be final: \w{3} \d/);
    }));

  it("refuses by name what is of another fund, another chain or another token, and says of what names none that it does not", () =>
    visit(world(), AT, async ({ page, main }) => {
      const right = JSON.parse(await readFile(statements().right, "utf8"));
      const other = `0x${"12".repeat(20)}`;
      const own = { chainId: BigInt(right.chainId), fund: right.fund };
      const { verdicts, steps, open } = share;
      for (const [change, verdict, reason] of [
        [
          { fund: other },
          verdicts.foreign,
          english({ code: "otherFund", args: { got: { ...own, fund: other }, expected: own } }),
        ],
        [
          { chainId: "1" },
          verdicts.foreign,
          english({ code: "otherFund", args: { got: { ...own, chainId: 1n }, expected: own } }),
        ],
        [{ decimals: 18 }, verdicts.foreign, english({ code: "otherDecimals", args: { got: 18, expected: 6 } })],
        [{ chainId: null, fund: null }, verdicts.unnamed, english({ code: "unnamed", args: { expected: own } })],
      ] as const) {
        await paste(page, JSON.stringify({ ...right, ...change }));
        await says(main, verdict.title);
        await says(main, reason);
        await says(main, open.settlement!);
        expect(await main.getByText(steps.settlement.right).count()).to.equal(0);
        expect(await main.getByRole("button", { name: share.contract.ask }).count()).to.equal(0);
        const { [share.entry.share]: shown, [identity.fund]: named } = await facts(main);
        if ("decimals" in change) expect(shown, "in its own decimals, and not as USDT").to.match(/^0\.0000\d+$/);
        if (verdict === verdicts.unnamed) expect(named).to.equal(identity.none);
        await main.getByRole("button", { name: share.again }).click();
      }
    }));

  it("says that a position beyond the head pays nothing", () =>
    visit(world(), AT, async ({ page, main }) => {
      const bundle = await bundleOf(PERIODS.finalized);
      const statement = someOutsideHead((account, position) => proveStatement(bundle, account, position));
      await paste(page, textOf(statement));
      await says(main, share.verdicts.final.title);
      await says(main, share.entry.tail(bundle.document.settlement.headCount.toLocaleString("en-US")));
      expect((await facts(main))[share.entry.share]).to.equal("0.00 USDT");
    }));

  it("says what cannot be read as a statement, and that it agrees only with itself where no chain is known", () =>
    visit(
      world(),
      { ...AT, prepare: (context) => context.route("**/config.json", (route) => route.fulfill({ json: {} })) },
      async ({ page, main }) => {
        for (const text of ["", "no JSON", "[]", '{"format":"another"}', '{"format":"zke-statement-v2","period":1}']) {
          await paste(page, text);
          await says(main, share.unreadable);
        }
        await paste(page, await readFile(statements().right, "utf8"));
        await says(main, share.verdicts.unconfirmed.title);
        await says(main, share.notConnected);
      },
    ));

  it("tells nobody whose statement it is", () =>
    visit(world(), AT, async ({ page, main, requests }) => {
      const statement = await statementOf(PERIODS.finalized);
      const { account, salt, key } = statement;
      const hidden = [account, Buffer.from(account).toString("hex"), salt.slice(2)];
      await paste(page, textOf(statement));
      await says(main, share.verdicts.final.title);
      await says(main, share.steps.settlement.right);
      expect(
        sent(requests).filter((text) => [...hidden, key.slice(2)].some((secret) => text.includes(secret))),
      ).to.deep.equal([]);
      // The second opinion is the visitor's to ask for; it names the key, as the page says, and nothing else.
      await main.getByRole("button", { name: share.contract.ask }).click();
      await says(main, share.steps.contract.right);
      expect(sent(requests).filter((text) => hidden.some((secret) => text.includes(secret)))).to.deep.equal([]);
      expect(sent(requests).some((text) => text.includes(key.slice(2)))).to.equal(true);
      expect(page.url()).to.not.include(account);
      const stored = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));
      expect(hidden.some((secret) => stored.includes(secret))).to.equal(false);
    }));
});

const textOf = (statement: Statement) => JSON.stringify(statementToJson(statement));

/** All that a visit's requests told, in small letters. */
const sent = (requests: Visit["requests"]) =>
  requests.map((request) => `${request.url()} ${request.postData() ?? ""}`.toLowerCase());

function someOutsideHead(prove: (account: string, position: string) => Statement | undefined): Statement {
  for (let row = 1; row <= 400; row++) {
    for (const position of ["BTCUSDT", "ETHUSDT", "SOLUSDT", "XRPUSDT", "DOGEUSDT"]) {
      const statement = prove(`account-${`${row}`.padStart(4, "0")}`, position);
      if (statement !== undefined && statement.index >= statement.settlement.headCount) return statement;
    }
  }
  throw new Error("every position is in the head");
}

/** Drags a file from outside of the browser to the page's middle, and drops it. */
async function dropFile(page: Page, path: string): Promise<void> {
  const zone = page.getByRole("region", { name: share.drop });
  const client = await page.context().newCDPSession(page);
  const data = { items: [], files: [path], dragOperationsMask: 1 };
  const drag = async (type: "dragEnter" | "dragOver" | "drop") => {
    const box = (await zone.boundingBox())!;
    await client.send("Input.dispatchDragEvent", { type, x: box.x + box.width / 2, y: box.y + 20, data });
  };
  const isOver = async () => {
    await drag("dragEnter");
    await drag("dragOver");
    return (await zone.getAttribute("class")) ?? "";
  };
  // A page that is still loading may move the zone away from under the file.
  await eventually(isOver, (classes) => classes.split(" ").includes("over"));
  await drag("drop");
}

async function paste(page: Page, text: string): Promise<void> {
  const field = page.getByLabel(share.pasteLabel);
  if (!(await field.isVisible())) await page.getByText(share.paste, { exact: true }).click();
  await field.fill(text);
  await page.getByRole("button", { name: share.check, exact: true }).click();
}
