import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import type { BrowserContext } from "playwright-core";
import { setAmount } from "zke-insurance-fund";
import { readBundle, writeBundle } from "zke-insurance-fund/bundle";
import { withFolder } from "../cli.ts";
import { chooseFile, type FileToChoose } from "./choose.ts";
import { facts, rowsOf, says, usdt, visit } from "./visit.ts";
import { en } from "./words.ts";
import { describePage, PERIODS } from "./world.ts";

const { verify, settlements } = en;
const at = (period: bigint) => ({ at: `#/verify/${period}` });

describePage("verifying a settlement in a browser", (world) => {
  const submissionOf = (period: bigint) =>
    world().demo.history.submissions.findLast((submission) => submission.period === period)!;

  it("fetches and recomputes all of it, with a progress bar, and finds it right and final", async () => {
    const gate = gateBefore("positions.parquet");
    await visit(world(), { ...at(PERIODS.finalized), prepare: gate.prepare }, async ({ page, main }) => {
      await page.getByRole("button", { name: verify.fetch }).click();
      await gate.reached;
      await page.getByRole("progressbar").waitFor();
      await page.getByRole("button", { name: verify.cancel, exact: true }).waitFor();
      gate.open();
      await says(main, verify.verdicts.final.title);
      const { settlement, serial } = submissionOf(PERIODS.finalized);
      await says(main, verify.standing.submission(`${serial}`, en.common.states.finalized));
      expect(await facts(main)).to.include({
        [verify.result.loss]: `${usdt(settlement.loss)} USDT`,
        [verify.result.positions]: settlement.positionCount.toLocaleString("en-US"),
      });
      for (const item of [...verify.checked.items, ...verify.notChecked.items]) await says(main, item);
    });
  });

  it("can be stopped, and started again", async () => {
    const gate = gateBefore("positions.parquet");
    await visit(
      world(),
      { ...at(PERIODS.pending), prepare: gate.prepare, mayFail: /ERR_ABORTED/ },
      async ({ page, main }) => {
        await page.getByRole("button", { name: verify.fetch }).click();
        await gate.reached;
        await page.getByRole("button", { name: verify.cancel, exact: true }).click();
        await says(main, verify.cancelled);
        gate.open();
        await page.getByRole("button", { name: verify.fetch }).click();
        await says(main, verify.verdicts.pending.title);
      },
    );
  });

  it("finds what is wrong in the bundle of a settlement that was voided", () =>
    visit(world(), at(PERIODS.voided), async ({ page, main }) => {
      await page.getByRole("button", { name: verify.fetch }).click();
      await says(main, verify.verdicts.wrong.title);
      await says(main, verify.afterWrong("none"));
      const findings = await rowsOf(page.getByRole("table", { name: verify.findings.caption }));
      expect(findings.map(([place]) => place).join("\n")).to.include("headCount");
    }));

  it("finds the one figure that was changed in a bundle of files", () =>
    withFolder(async (folder) => {
      const bundle = await readBundle(submissionOf(PERIODS.finalized).folder);
      const { shares } = bundle.positions;
      const changed = { ...shares, low: shares.low.slice() };
      setAmount(changed, 3, 1n);
      const target = join(folder, "changed");
      await writeBundle(target, { ...bundle, positions: { ...bundle.positions, shares: changed } });
      await visit(world(), { at: "#/verify" }, async ({ page, main }) => {
        await chooseFile(page, verify.chooseFolder, target);
        await says(main, verify.verdicts.wrong.title);
        const findings = await rowsOf(page.getByRole("table", { name: verify.findings.caption }));
        expect(findings).to.have.lengthOf(1);
        expect(findings[0]!.slice(2)).to.deep.equal(["1", `${shares.low[3]}`]);
        await chooseFile(page, verify.chooseFolder, submissionOf(PERIODS.smooth).folder);
        await says(main, verify.verdicts.final.title);
      });
    }));

  it("says which files are missing, which bundle is another period's, and what is damaged", () =>
    visit(world(), at(PERIODS.finalized), async ({ page, main }) => {
      const own = submissionOf(PERIODS.finalized).folder;
      await chooseFile(page, verify.choose, [join(own, "settlement.json"), join(own, "liquidations.parquet")]);
      await says(main, verify.picked.missing("positions.parquet"));
      await chooseFile(page, verify.chooseFolder, submissionOf(PERIODS.smooth).folder);
      await says(main, verify.verdicts.otherPeriod.title);
      const positions = await readFile(join(own, "positions.parquet"));
      const damaged = Buffer.concat([positions.subarray(0, positions.length >> 1), Buffer.from("damaged")]);
      await chooseFile(page, verify.choose, [
        await asFile(own, "settlement.json"),
        await asFile(own, "liquidations.parquet"),
        { name: "positions.parquet", mimeType: "application/octet-stream", buffer: damaged },
      ]);
      await says(main, verify.failures.unreadable);
    }));

  it("says why a bundle could not be fetched", () =>
    visit(
      world(),
      {
        ...at(PERIODS.finalized),
        mayFail: /404/,
        prepare: (context) => context.route("**/liquidations.parquet", (route) => route.fulfill({ status: 404 })),
      },
      async ({ page, main }) => {
        await page.getByRole("button", { name: verify.fetch }).click();
        await says(main, verify.failures.fetch);
        await says(main, settlements.problems.status("404"));
      },
    ));
});

/** Holds a file back until the gate is opened. */
function gateBefore(file: string) {
  let reach = () => {};
  let open = () => {};
  const reached = new Promise<void>((resolve) => {
    reach = resolve;
  });
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  const prepare = (context: BrowserContext) =>
    context.route(`**/${file}`, async (route) => {
      reach();
      await opened;
      // Whoever asked may have given up.
      await route.continue().catch(() => undefined);
    });
  return { prepare, reached, open };
}

const asFile = async (folder: string, name: string): Promise<FileToChoose> => ({
  name,
  mimeType: "application/octet-stream",
  buffer: await readFile(join(folder, name)),
});
