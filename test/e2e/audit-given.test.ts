import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import type { PlayedSubmission } from "../../scripts/support/history.ts";
import { argsOf, audit, describeAudit, expectMispriced, folder, history, node, state } from "./audit-world.ts";
import { fund as run } from "./cli.ts";

describeAudit("given bundles", () => {
  /** Submissions that stand: nothing was submitted for their periods again. */
  const standing = () =>
    history.submissions.filter(
      ({ honest, settlement, period, serial }) =>
        honest &&
        settlement.positionCount > 0n &&
        !history.submissions.some((later) => later.period === period && later.serial > serial),
    );
  let runs = 0;
  async function given(submissions: readonly PlayedSubmission[]): Promise<string> {
    const root = join(folder, `given-${++runs}`);
    for (const { folder: bundle, serial } of submissions)
      await cp(bundle, join(root, `any-name-${serial}`), { recursive: true });
    return root;
  }
  /** Changes what a bundle's settlement.json says. */
  async function rewrite(bundle: string, change: (document: Document) => object): Promise<void> {
    const path = join(bundle, "settlement.json");
    const document = JSON.parse(await readFile(path, "utf8")) as Document;
    await writeFile(path, JSON.stringify({ ...document, ...change(document) }));
  }
  interface Document {
    readonly settlement: Readonly<Record<string, string>>;
  }
  const auditOf = (root: string, ...more: string[]) =>
    audit("--no-fetch", "--state", state, "--bundles", root, ...more);

  it("finds one that was changed, and tells which are missing", async () => {
    const [changed, right] = standing().slice(-10, -8);
    const root = await given([changed!, right!]);
    await cp(join(right!.folder, "positions.parquet"), join(root, `any-name-${changed!.serial}`, "positions.parquet"));
    const { code, report } = await auditOf(root);
    expect(code).to.equal(1);
    expect(report.findings.map(({ id }) => id)).to.deep.equal(["BUNDLE-1"]);
    expect(report.findings[0]!.what).to.include(`submission ${changed!.serial}, is wrong: positions.parquet`);
    const result = (serial: bigint) => report.bundles.find((bundle) => bundle.serial === String(serial))?.result;
    expect([result(changed!.serial), result(right!.serial)]).to.deep.equal(["wrong", "right"]);
    expect(Number(report.summary.bundles.unavailable)).to.be.above(150);
  });

  it("takes one that was settled and never submitted for no disagreement", async () => {
    const [other] = standing().slice(-8, -7);
    const root = await given([other!]);
    await rewrite(join(root, `any-name-${other!.serial}`), ({ settlement }) => ({
      settlement: { ...settlement, profit: String(BigInt(settlement.profit!) + 1n) },
    }));
    const { code, report } = await auditOf(root);
    expect([code, report.findings]).to.deep.equal([0, []]);
    expect(report.remarks.join("\n")).to.match(new RegExp(`settlement of period ${other!.period} was never submitted`));
  });

  it("names one of another fund, another chain, no fund, or other decimals", async () => {
    const [one] = standing().slice(-7, -6);
    const { fund } = history.devnet.facts;
    const other = `0x${"5f".repeat(20)}`;
    for (const [change, said] of [
      [{ fund: other }, new RegExp(`is of the fund ${other} on chain 31337, and this is the fund ${fund}`, "i")],
      [{ chainId: "1" }, /is of the fund 0x\w{40} on chain 1, and this is the fund 0x\w{40} on chain 31337/],
      [{ chainId: null, fund: null }, /is of no named fund, and this is/],
      [{ decimals: 18 }, /other decimals than the token/],
    ] as const) {
      const root = await given([one!]);
      await rewrite(join(root, `any-name-${one!.serial}`), () => change);
      const { code, report } = await auditOf(root);
      expect(code).to.equal(1);
      const found = report.findings.filter(({ id }) => id === "BUNDLE-2");
      expect(found).to.have.length(1);
      expect(found[0]!.what).to.match(said);
    }
  });
});

describeAudit("given prices", () => {
  const mispriced = () => {
    const { period } = history.mispriced!;
    return history.submissions.findLast((submission) => submission.period === period)!;
  };
  /** An audit of the mispriced period alone. */
  const auditOf = (prices: string, ...more: string[]) =>
    audit("--no-fetch", "--state", state, "--bundles", mispriced().folder, "--prices", prices, ...more);
  async function pricesWithout(isLeftOut: (row: string) => boolean, ...more: string[]): Promise<string> {
    const path = join(folder, `prices-${Math.random()}.csv`);
    const rows = (await readFile(history.prices, "utf8")).trim().split("\n");
    await writeFile(path, [...rows.filter((row) => !isLeftOut(row)), ...more, ""].join("\n"));
    return path;
  }
  const isMinute = (row: string) => {
    const { market, time } = history.mispriced!;
    return row.startsWith(`${market},${time - (time % 60n)},`);
  };

  it("tells what was not judged, since its list is unavailable", async () => {
    const { report } = await auditOf(history.prices);
    expectMispriced(report);
    const { count, unread } = report.prices!;
    expect(BigInt(count) - BigInt(unread)).to.equal(mispriced().settlement.liquidationCount);
  });

  it("finds nothing once the market had that price, too", async () => {
    const { market, time, side } = history.mispriced!;
    const wide = side === "long" ? "0.000001,999999" : "1,999999";
    const path = await pricesWithout(isMinute, `${market},${time - (time % 60n)},${wide}`);
    const { code, report } = await auditOf(path);
    expect([code, report.pricesAgree, report.prices!.closes.count]).to.deep.equal([0, true, "0"]);
  });

  it("tells which are not judged, since there is no price", async () => {
    const { code, report } = await auditOf(await pricesWithout(isMinute));
    expect([code, report.prices!.unjudged]).to.deep.equal([0, "1"]);
    const { market, time } = history.mispriced!;
    expect(report.prices!.missing).to.deep.equal([{ market, count: "1", time: `${time}` }]);
  });

  it("shows quantity, time and price of each liquidation, and what was found, in its files", async () => {
    const [csv, html] = [join(folder, "priced-csv"), join(folder, "priced.html")];
    const args = ["--no-fetch", "--state", state, "--bundles", mispriced().folder, "--prices", history.prices];
    const { code, stdout } = await run(argsOf(...args, "--csv", csv, "--html", html));
    expect(code).to.equal(1);
    expect(stdout).to.match(/The books agree.*\n\n1 OF \d+ CLOSE PRICES LIES OUTSIDE THE MARKET'S IN ITS MINUTE/);
    expect(stdout).to.match(/the head paid [\d,.]+ too much, and the fund [\d,.]+/);
    expect(stdout).to.match(/Not judged, since their lists are unavailable: \d+/);
    const { market, side, quantity, time, close } = history.mispriced!;
    const rows = (await readFile(join(csv, "liquidations.csv"), "utf8")).trim().split("\n");
    expect(BigInt(rows.length - 1)).to.equal(mispriced().settlement.liquidationCount);
    const at = new Date(Number(time) * 1_000).toISOString().replace(".000Z", "Z");
    const plain = (text: string) => text.replace(/\.?0+$/, "");
    const row = rows.find((line) => line.includes(`,${market},${side},${plain(quantity)},${at},`));
    expect(row)
      .to.include(`,${plain(close)},`)
      .and.to.match(new RegExp(`,${side === "long" ? "below" : "above"}$`));
    const page = await readFile(html, "utf8");
    for (const text of [market, at, plain(close), "head paid too much", "The liquidations with the largest results"])
      expect(page).to.include(text);
    expect(page).to.match(/<p class="verdict yes">The books agree.*<p class="verdict no">1 OF/);
  });

  it("refuses a file of prices that is wrong, and asks no node then", async () => {
    node.tell((_, truth) => truth);
    const path = await pricesWithout(() => false, "BTCUSDT,1760131200000,1,2");
    const { code, stderr } = await run(argsOf("--prices", path));
    expect(code).to.equal(2);
    expect(stderr).to.match(/^\S+\.csv:\d+: column "time": a time is in seconds/);
    expect(node.asked).to.deep.equal([]);
  });
});
