import { once } from "node:events";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { parseHistory } from "zke-insurance-fund/chain";
import { argsOf, audit, describeAudit, expectMispriced, folder, history, isOf, node, state } from "./audit-world.ts";
import { fund as run, startFund } from "./cli.ts";

describeAudit("what it says", () => {
  it("agrees, with every bundle verified, and finds the one close that its market did not have", async () => {
    const past = join(folder, "past.json");
    await writeFile(past, "the one before");
    const { code, report, stderr } = await audit("--state", state, "--prices", history.prices, "--history", past);
    expect(stderr).to.include("past.json was not written");
    expect(await readFile(past, "utf8")).to.equal("the one before");
    expect(report.findings).to.deep.equal([]);
    expect([code, report.agrees, report.pricesAgree, report.decimals]).to.deep.equal([1, true, false, "6"]);
    expectMispriced(report);
    expect([report.prices?.unread, report.prices?.unjudged]).to.deep.equal(["0", "0"]);
    const { fund, token } = history.devnet.local;
    expect(report.books.assets).to.equal(String(await fund.assets()));
    expect(report.books.liabilities).to.equal(String(await fund.liabilities()));
    expect(await token.balanceOf(await fund.getAddress())).to.equal(
      (await fund.assets()) + (await fund.liabilities()) + (await fund.solvency()),
    );
    const { submissions, bundles } = report.summary;
    const all = Object.values(submissions).reduce((sum, count) => sum + Number(count), 0);
    expect(all).to.equal(history.submissions.length);
    for (const [status, least] of Object.entries({ finalized: 150, voided: 20, cancelled: 5 }))
      expect(Number(submissions[status]), status).to.be.at.least(least);
    expect(bundles).to.deep.equal({ right: String(report.bundles.length), wrong: "0", unavailable: "0" });
    expect(report.remarks.join()).to.include("the token takes a fee");
  });

  it("writes the same bytes again for the same block, and a ledger that adds up", async () => {
    const block = await history.devnet.connection.ethers.provider.getBlockNumber();
    const files = async (name: string, ...more: string[]) => {
      const [csv, html, past] = [`${name}-csv`, `${name}.html`, `past.json`].map((file) => join(folder, file));
      const { code, stdout } = await run(
        argsOf("--no-fetch", "--block", `${block}`, "--csv", csv!, "--html", html!, "--history", past!, ...more),
      );
      expect(code).to.equal(0);
      expect((await readdir(csv!)).sort()).to.deep.equal(["ledger.csv", "liquidations.csv", "periods.csv"]);
      const read = (path: string) => readFile(path, "utf8");
      const [ledger, periods] = [join(csv!, "ledger.csv"), join(csv!, "periods.csv")];
      return Promise.all([Promise.resolve(stdout), ...[ledger, periods, html!, past!].map(read)]);
    };
    const first = await files("first");
    // Once from nothing, and once from the logs that were kept.
    expect(await files("second", "--state", state)).to.deep.equal(first);
    const past = parseHistory(first[4] as string);
    expect(past.submissions).to.have.length(history.submissions.length);
    expect(Object.values(past.totals)).to.deep.equal([...(await history.devnet.local.fund.totals())]);
    const rows = (first[1] ?? "")
      .trim()
      .split("\n")
      .map((line) => line.split(","));
    const last = rows.at(-1) ?? [];
    const { assets, reserved } = history.devnet.local.fund;
    const tokens = (amount: bigint) => (Number(amount) / 1e6).toString();
    expect([last[13]]).to.deep.equal([tokens(await assets())]);
    expect(Number(last[14])).to.be.at.most(Number(tokens(await reserved())) + Number(tokens(await assets())));
    const credits = rows.filter((row) => row[5] === "credit");
    const calls = new Set(credits.map((row) => `${row[0]} ${row[1]}`));
    expect(credits.length, "one line for each credit of a call").to.be.above(calls.size);
    expect(credits.every((row) => /^\d+$/.test(row[10]!) && /^0x[0-9a-f]{64}$/.test(row[11]!))).to.equal(true);
    expect(first[3])
      .to.match(/^<!doctype html>/)
      .and.not.match(/<script|src=|href=/);
  });

  it("audits an old block, from the same state", async () => {
    const { code, report } = await audit("--no-fetch", "--block", "500", "--state", state);
    expect([code, report.findings]).to.deep.equal([0, []]);
    expect(Number(report.logs)).to.be.below(500);
  });

  it("takes a log that comes twice once", async () => {
    node.tell((question, truth) => {
      const isLogs = question.method === "eth_getLogs" && (truth as unknown[]).length > 0;
      return isLogs ? [...(truth as unknown[]), (truth as unknown[])[0]] : truth;
    });
    expect((await audit("--no-fetch")).code).to.equal(0);
  });

  it("takes a chain that changes meanwhile for chain trouble", async () => {
    let compared = false;
    node.tell((question, truth) => {
      const isAssets = isOf(question, "assets");
      compared ||= isAssets;
      const isBlock = question.method === "eth_getBlockByNumber" && question.params[0] !== "0x0";
      return compared && isBlock ? { ...(truth as object), hash: `0x${"ab".repeat(32)}` } : truth;
    });
    const { code, stderr } = await run(argsOf("--no-fetch", "--state", state));
    expect(code).to.equal(3);
    expect(stderr).to.match(/chain has changed at block/);
  });

  it("goes on where it was killed", async () => {
    const killed = join(folder, "killed");
    let ranges = 0;
    node.tell((question, truth) => {
      const isSecond = question.method === "eth_getLogs" && ++ranges > 1;
      return isSecond ? new Promise(() => {}) : truth;
    });
    const { child } = startFund(argsOf("--no-fetch", "--state", killed));
    while (ranges < 2) await new Promise((resolve) => setTimeout(resolve, 20));
    child.kill("SIGKILL");
    await once(child, "close");
    node.tell((_, truth) => truth);
    const { code } = await audit("--no-fetch", "--state", killed);
    expect(code).to.equal(0);
    const [first] = node.asked.filter(({ method }) => method === "eth_getLogs");
    expect(Number((first!.params[0] as { fromBlock: string }).fromBlock)).to.be.above(0);
  });

  it("refuses what it cannot use, and writes nothing then", async () => {
    const taken = join(folder, "taken.html");
    await writeFile(taken, "mine");
    const html = await run(argsOf("--html", taken, "--csv", join(folder, "free")));
    expect(html.code).to.equal(2);
    expect(html.stderr).to.include("exists");
    expect(await readFile(taken, "utf8")).to.equal("mine");
    const csv = await run(argsOf("--csv", join(folder, "bundles")));
    expect([csv.code, csv.stderr.includes("not empty")]).to.deep.equal([2, true]);
    const future = await run(argsOf("--no-fetch", "--block", "999999", "--csv", join(folder, "free")));
    expect([future.code, future.stderr.includes("newest block")]).to.deep.equal([2, true]);
    const other = await run(argsOf("--no-fetch", "--state", state, "--from-block", "3"));
    expect([other.code, other.stderr.includes("another first block")]).to.deep.equal([2, true]);
    expect((await readdir(folder)).filter((name) => /free|tmp/.test(name))).to.deep.equal([]);
  });

  it("lists liquidations with quantity, time and price where bundles are given, prices or not", async () => {
    const { folder: bundle, settlement } = history.submissions.findLast(
      ({ period }) => period === history.mispriced!.period,
    )!;
    const { code, report } = await audit("--no-fetch", "--state", state, "--bundles", bundle);
    expect(code).to.equal(0);
    expect(report.prices).to.equal(undefined);
    expect(BigInt(report.largestLiquidations.length)).to.equal(settlement.liquidationCount);
    for (const one of report.largestLiquidations)
      expect(one).to.include.keys("market", "side", "quantity", "time", "takeoverPrice", "closePrice", "result");
  });
});
