import { once } from "node:events";
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { type Hex, parseQuantity } from "zke-insurance-fund";
import { connectChain, FUND_INTERFACE, openFund } from "zke-insurance-fund/chain";
import { type History, type PlayedSubmission, startHistory, TURMOIL } from "../../scripts/support/history.ts";
import { integerIn, randomOf } from "../../scripts/support/random.ts";
import { timedEventOf } from "../../sdk/src/audit/ledger/decode.ts";
import { createLedger } from "../../sdk/src/audit/ledger/ledger.ts";
import type { Views } from "../../sdk/src/audit/ledger/questions.ts";
import { compareViews, viewsAt } from "../../sdk/src/audit/ledger/views.ts";
import { contractSource } from "../../sdk/src/follow/source.ts";
import type { TimedEvent } from "../../sdk/src/history/submissions.ts";
import type { Question } from "../support/faulty-node.ts";
import { fund as run, startFund } from "./cli.ts";
import { startTamperingNode, type Tamper, type TamperingNode } from "./tampering-node.ts";

const END = 1_780_000_000;
const LIMIT = 900_000;
const SAMPLES = 80;

interface Report {
  readonly agrees: boolean;
  readonly pricesAgree?: boolean;
  readonly decimals: string;
  readonly logs: string;
  readonly compared: string;
  readonly findings: readonly {
    id: string;
    what: string;
    where: unknown;
    expected?: string;
    got?: string;
    by?: string;
  }[];
  readonly remarks: readonly string[];
  readonly books: Readonly<Record<string, string>>;
  readonly summary: {
    readonly submissions: Readonly<Record<string, string>>;
    readonly bundles: Readonly<Record<string, string>>;
  };
  readonly bundles: readonly { period: string; serial: string; result: string; reasons: readonly string[] }[];
  readonly largestLiquidations: readonly Readonly<Record<string, string>>[];
  readonly prices?: {
    readonly count: string;
    readonly unread: string;
    readonly unjudged: string;
    readonly closes: Readonly<Record<string, string>>;
    readonly cost: Readonly<Record<"loss" | "profit" | "head" | "fund", string>>;
    readonly settlements: readonly { period: string; cost: Readonly<Record<string, string>> }[];
    readonly outside: readonly (Readonly<Record<string, string>> & { close: Readonly<Record<string, string>> })[];
    readonly missing: readonly Readonly<Record<string, string>>[];
  };
}

describe("fund audit, on 200 periods with all that can happen", function () {
  this.timeout(LIMIT);
  let folder: string;
  let history: History;
  let node: TamperingNode;
  let state: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "zke-audit-"));
    const place = { port: 0, endTime: END, folder: join(folder, "bundles"), baseURI: `file://${folder}/bundles/` };
    history = await startHistory({ ...TURMOIL, seed: 11 }, place);
    node = await startTamperingNode(history.devnet.facts.rpc);
    state = join(folder, "state");
  });
  beforeEach(() => node.tell((_, truth) => truth));
  after(async () => {
    await node?.close();
    await history?.devnet.close();
    await rm(folder, { recursive: true, force: true });
  });

  const argsOf = (...more: string[]) => ["audit", "--rpc", node.rpc, "--fund", history.devnet.facts.fund, ...more];
  async function audit(...more: string[]): Promise<{ code: number | null; report: Report; stderr: string }> {
    const { code, stdout, stderr } = await run(argsOf("--json", ...more));
    return { code, report: JSON.parse(stdout) as Report, stderr };
  }
  /** What is found if the node lies; the logs are those that were read before, so that only views are asked. */
  async function findingsIf(lie: Tamper, ...more: string[]) {
    node.tell(lie);
    const { code, report } = await audit("--no-fetch", ...more);
    expect(code).to.equal(1);
    expect(report.agrees).to.equal(false);
    return report.findings;
  }
  /** That a lie is taken for a node that left out logs, and never for books that do not agree. */
  async function expectGap(lie: Tamper, said: RegExp, ...more: string[]): Promise<void> {
    node.tell(lie);
    const { code, stdout, stderr } = await run(argsOf("--no-fetch", ...more));
    expect([code, stdout]).to.deep.equal([3, ""]);
    expect(stderr)
      .to.match(/left out logs.*LOGS-[24]/)
      .and.match(said);
    expect(stderr).to.not.match(/do not agree/i);
  }

  it("agrees, with every bundle verified, and finds the one close that its market did not have", async () => {
    const { code, report } = await audit("--state", state, "--prices", history.prices);
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

  /** The history's mispriced close, its cost by the rule, and nothing else outside. */
  function expectMispriced({ prices }: Report): void {
    const { period, market, side, quantity, time, close } = history.mispriced!;
    expect(prices?.closes.count).to.equal("1");
    const [one] = prices!.outside;
    expect(one).to.deep.include({ period: `${period}`, market, side, time: `${time}` });
    expect([Number(one!.closePrice), one!.quantity]).to.deep.equal([Number(close), `${parseQuantity(quantity)}`]);
    expect(one!.close.standing).to.equal(side === "long" ? "below" : "above");
    expect(Number(one!.close.millionths)).to.be.within(29_900, 30_100);
    const { settlement } = history.submissions.findLast((submission) => submission.period === period)!;
    const { cost } = prices!.settlements.find((settled) => settled.period === `${period}`)!;
    expect(cost).to.deep.equal(prices!.cost);
    expect(BigInt(cost.loss!) > 0n && BigInt(cost.loss!) < settlement.loss).to.equal(true);
  }

  it("writes the same bytes again for the same block, and a ledger that adds up", async () => {
    const block = await history.devnet.connection.ethers.provider.getBlockNumber();
    const files = async (name: string, ...more: string[]) => {
      const [csv, html] = [join(folder, `${name}-csv`), join(folder, `${name}.html`)];
      const { code, stdout } = await run(
        argsOf("--no-fetch", "--block", `${block}`, "--csv", csv, "--html", html, ...more),
      );
      expect(code).to.equal(0);
      expect((await readdir(csv)).sort()).to.deep.equal(["ledger.csv", "liquidations.csv", "periods.csv"]);
      const read = (path: string) => readFile(path, "utf8");
      return [stdout, await read(join(csv, "ledger.csv")), await read(join(csv, "periods.csv")), await read(html)];
    };
    const first = await files("first");
    // Once from nothing, and once from the logs that were kept.
    expect(await files("second", "--state", state)).to.deep.equal(first);
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

  describe("finds a lie about", () => {
    /** The node's word for a view, one too much. */
    const wrong =
      (name: string, at = 0): Tamper =>
      (question, truth) => {
        if (!isOf(question, name)) return truth;
        const words = (truth as string).slice(2).match(/.{64}/g) ?? [];
        const word = BigInt(`0x${words[at]}`);
        // A truth value has no more than two.
        words[at] = (word === 0n ? 1n : name === "paused" || name === "closed" ? 0n : word + 1n)
          .toString(16)
          .padStart(64, "0");
        return `0x${words.join("")}`;
      };

    for (const [name, id, at] of [
      ["assets", "BOOKS-1", 0],
      ["reserved", "MONEY-4", 0],
      ["available", "MONEY-2", 0],
      ["liabilities", "MONEY-3", 0],
      ["solvency", "MONEY-1", 0],
      ["totals", "BOOKS-2", 2],
      ["nextPeriod", "LIFE-1", 0],
      ["lastEndTime", "LIFE-1", 0],
      ["pendingCount", "LIFE-3", 0],
      ["domain", "STATE-1", 0],
      ["clearing", "STATE-1", 0],
      ["closed", "STATE-1", 0],
      ["paused", "STATE-1", 0],
      ["policy", "STATE-1", 3],
      ["credited", "BOOKS-3", 0],
      ["record", "MONEY-4", 1],
      ["record", "POLICY-1", 9],
      ["claimable", "MONEY-5", 0],
      ["balanceOf", "MONEY-1", 0],
    ] as const) {
      it(`${name}, word ${at}`, async () => {
        const findings = await findingsIf(wrong(name, at), "--state", state);
        expect(findings.map((finding) => finding.id)).to.include(id);
        if (name === "assets") expect(findings[0]).to.include({ where: "assets()", by: "1" });
      });
    }

    for (const [name, at, said] of [
      ["submissions", 0, /number of submissions is not that of their logs/],
      ["credited", 1, /number of the credits of period/],
      ["credited", 2, /time of the latest of the credits of period/],
      ["record", 8, /"lastTime" is not what its logs say/],
    ] as const) {
      it(`${name}, word ${at}, by which logs are missing`, () => expectGap(wrong(name, at), said, "--state", state));
    }

    const isLogs = (question: { method: string; params: readonly unknown[] }) => question.method === "eth_getLogs";
    type Raw = { topics: string[]; data: string; logIndex: string; blockNumber: string };

    /** Changes the first log of a kind that the node tells. */
    const changed = (name: string, change: (log: Raw, logs: Raw[]) => Raw[]): Tamper => {
      const topic = FUND_INTERFACE.getEvent(name)?.topicHash;
      let place: string | undefined;
      const placeOf = ({ blockNumber, logIndex }: Raw) => `${blockNumber}:${logIndex}`;
      return (question, truth) => {
        if (!isLogs(question)) return truth;
        const logs = truth as Raw[];
        const at = logs.findIndex((log) => log.topics[0] === topic && placeOf(log) === (place ?? placeOf(log)));
        if (at < 0) return truth;
        place ??= placeOf(logs[at] as Raw);
        return [...logs.slice(0, at), ...change(logs[at] as Raw, logs), ...logs.slice(at + 1)];
      };
    };
    const oneMore =
      (at: number) =>
      (log: Raw): Raw[] => {
        const words = log.data.slice(2).match(/.{64}/g) ?? [];
        words[at] = (BigInt(`0x${words[at]}`) + 1n).toString(16).padStart(64, "0");
        return [{ ...log, data: `0x${words.join("")}` }];
      };

    for (const [name, said] of [
      ["Donated", /running total "donated"/],
      ["Withdrawn", /can claim/],
      ["AuthorityUpdated", /earlier logs are missing/],
      ["Credited", /credits of period 1/],
      ["SettlementSubmitted", /period 1|serial number/],
      ["Demanded", /a log is missing|lastTime/],
      ["PositionRevealed", /a log is missing|lastTime/],
      ["SettlementFinalized", /lastTime/],
      ["SettlementVoided", /a log is missing|lastTime/],
      ["SettlementCancelled", /a log is missing|lastTime/],
    ] as const)
      it(`a ${name} that is left out, as left out`, () =>
        expectGap(
          changed(name, () => []),
          said,
        ));

    for (const [name, at] of [
      ["Credited", 1],
      ["Donated", 0],
      ["Withdrawn", 0],
    ] as const)
      it(`a ${name} of one unit more`, () => findingsIf(changed(name, oneMore(at))));

    // What clearing can claim is then one unit less than by the logs, as if a withdrawal were missing.
    it("a SettlementFinalized of one unit more, as logs that are not the chain's", () =>
      expectGap(changed("SettlementFinalized", oneMore(0)), /can claim/));

    it("a credit that comes twice, as a node that contradicts itself", () =>
      expectGap(
        changed("Credited", (log) => [log, { ...log, logIndex: "0xff" }]),
        /a log is missing/,
      ));
  });

  /** What is found if these are the events, and the contract says what it says. */
  async function foundIn(events: readonly TimedEvent[], views: Views, domain: Hex): Promise<number> {
    const ledger = createLedger(domain);
    let count = 0;
    for (const event of events) count += ledger.enter(event).findings.length;
    return count > 0 ? count : (await compareViews(ledger, views)).findings.length;
  }

  it("finds any event that is left out, comes again, or has another sum", async () => {
    const { events, views, domain } = await readTruth(history);
    expect(await foundIn(events, views, domain)).to.equal(0);
    const random = randomOf(17);
    const changes: Record<string, (at: number) => TimedEvent[]> = {
      "left out": () => [],
      again: (at) => [events[at]!, { ...events[at]!, logIndex: events[at]!.logIndex + 1 }],
      "of another sum": (at) => [withOneMore(events[at]!)],
      "of another time before": (at) => [withOtherPrevious(events[at]!)],
    };
    for (const [what, change] of Object.entries(changes)) {
      for (let turn = 0; turn < SAMPLES; turn++) {
        const at = integerIn([0, events.length - 1], random);
        const changed = [...events.slice(0, at), ...change(at), ...events.slice(at + 1)];
        if (isSame(events[at]!, changed[at])) continue;
        expect(await foundIn(changed, views, domain), `${events[at]!.name} number ${at} ${what}`).to.be.above(0);
      }
    }
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

  describe("given bundles", () => {
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
      await cp(
        join(right!.folder, "positions.parquet"),
        join(root, `any-name-${changed!.serial}`, "positions.parquet"),
      );
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
      expect(report.remarks.join("\n")).to.match(
        new RegExp(`settlement of period ${other!.period} was never submitted`),
      );
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

  describe("given prices", () => {
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

/** The events as the chain has them, and the contract's views, each asked once. */
async function readTruth({ devnet }: History) {
  const chain = await connectChain(devnet.facts.rpc);
  const fund = await openFund(chain.provider, devnet.facts.fund);
  const block = await chain.provider.getBlockNumber();
  const source = contractSource(chain.provider, fund.address, [], chain.host);
  const events: TimedEvent[] = [];
  for (const log of await source.logs(0, block)) {
    const { time } = (await source.block(log.blockNumber))!;
    events.push(timedEventOf({ ...log, time })!);
  }
  const live = viewsAt(fund, chain.provider, await fund.token(), block);
  const answers = new Map<string, ReturnType<Views["read"]>>();
  const views: Views = {
    balance: live.balance,
    read(name, args = []) {
      const asked = `${name} ${args}`;
      const answer = answers.get(asked) ?? live.read(name, args);
      answers.set(asked, answer);
      return answer;
    },
  };
  return { events, views, domain: await fund.domain() };
}

/** Figures that are no part of the books: what they are is told by others, or by nobody. */
const BESIDE = ["fault", "period", "index", "tree", "version", "previousTime"];

/** The event with its last figure one larger. */
function withOneMore(event: TimedEvent): TimedEvent {
  const args: Record<string, unknown> = { ...event.args };
  const [name] = Object.keys(args)
    .filter((key) => typeof args[key] === "bigint" && !BESIDE.includes(key))
    .slice(-1);
  if (name !== undefined) args[name] = (args[name] as bigint) + 1n;
  return { ...event, args } as TimedEvent;
}

/** The event with another time before it, if it names one. */
function withOtherPrevious(event: TimedEvent): TimedEvent {
  if (!("previousTime" in event.args)) return event;
  const args = { ...event.args, previousTime: event.args.previousTime + 1n };
  return { ...event, args } as TimedEvent;
}

const isSame = (event: TimedEvent, other: TimedEvent | undefined) =>
  other?.name === event.name &&
  other.logIndex === event.logIndex &&
  other.blockNumber === event.blockNumber &&
  Object.entries(event.args).every(([name, value]) => (other.args as Record<string, unknown>)[name] === value);

const BALANCE_OF = "0x70a08231";

/** Whether a view is asked. */
function isOf({ method, params }: Question, name: string): boolean {
  const selector = name === "balanceOf" ? BALANCE_OF : (FUND_INTERFACE.getFunction(name)?.selector ?? "");
  return method === "eth_call" && (params[0] as { data: string }).data.startsWith(selector);
}
