import { expect } from "chai";
import { commitLiquidations, type Hex, type LiquidationRow, parseQuantity, valueAtPrice } from "zke-insurance-fund";
import { createPriceTable, type PriceTable, parsePrice } from "zke-insurance-fund/prices";
import type { Audit } from "../../../sdk/src/audit/audit.ts";
import { findingOf, formatFinding } from "../../../sdk/src/audit/ledger/finding.ts";
import { gatherLists } from "../../../sdk/src/audit/ledger/lists.ts";
import { reportHtml } from "../../../sdk/src/audit/report/html.ts";
import { liquidationLines } from "../../../sdk/src/audit/report/liquidation-tables.ts";
import { reportJson, reportLines } from "../../../sdk/src/audit/report/report.ts";
import { ledgerRows, periodRows, periodsCsv } from "../../../sdk/src/audit/report/tables.ts";
import { createLedger, createTimeline, type Entry } from "../../../sdk/src/entries/audit.ts";
import { keyNumber } from "../support/arbitraries.ts";
import { DOMAIN, fundedStory, OPENING, SETTLEMENT } from "./story.ts";

const NOBODY: Hex = `0x${"00".repeat(20)}`;

/** An audit of a fund with one pending settlement, whose token has so many decimals. */
function auditOf(decimals: number, changes: Partial<Audit> = {}): { audit: Audit; entries: Entry[] } {
  const ledger = createLedger(DOMAIN);
  const timeline = createTimeline();
  const entries: Entry[] = [];
  for (const event of fundedStory().submit().events) {
    entries.push(ledger.enter(event));
    timeline.add(event.time, ledger.books.balances);
  }
  const block = { number: 9, hash: DOMAIN, parentHash: DOMAIN, time: OPENING };
  const findings = { add: () => {}, kept: [], count: 0, gap: undefined };
  const place = { chainId: 1n, fund: NOBODY, token: NOBODY, block, fromBlock: 0, decimals };
  const rest = { logCount: 6, compared: 3, answers: {}, bundles: [], largest: [], remarks: [] };
  return { audit: { ledger, timeline, findings, ...place, ...rest, ...changes }, entries };
}

const lines = (audit: Audit) =>
  reportLines(audit, (rows) => rows.map(([label, value]) => `${label}: ${value}`)).join("\n");

describe("an audit's report", () => {
  for (const [decimals, assets, loss] of [
    [0, "50,000,500", "100000000"],
    [6, "50.0005", "100"],
    [8, "0.500005", "1"],
    [18, "0.0000000000500005", "0.0000000001"],
  ] as const) {
    it(`has amounts in tokens of ${decimals} decimals`, () => {
      const { audit, entries } = auditOf(decimals);
      expect(lines(audit)).to.include(`assets: ${assets}\n`);
      expect(reportHtml(audit)).to.include(`<td>${assets}</td>`);
      const [header, row] = periodsCsv(periodRows(audit)).split("\n");
      expect(row?.split(",")[header!.split(",").indexOf("loss")]).to.equal(loss);
      const rows = entries.flatMap((entry) => ledgerRows(entry, decimals).trim().split("\n"));
      expect(rows.at(-1)?.split(",")[13]).to.equal(assets.replaceAll(",", ""));
      expect((reportJson(audit) as { decimals: string; books: { assets: string } }).decimals).to.equal(`${decimals}`);
    });
  }

  it("has figures of findings in tokens where they are amounts, and as they are where they are not", () => {
    const vault = findingOf("MONEY-1", "The vault holds less.", "token.balanceOf(fund)", {
      ...{ expected: 25_233_290_254_361n, got: 0n },
    });
    expect(formatFinding(vault, { decimals: 6 })).to.equal(
      "MONEY-1 at token.balanceOf(fund): The vault holds less. Expected 25233290.254361, got 0: 25233290.254361 too little.",
    );
    const serial = findingOf("LIFE-4", "A number.", "submissions()", { expected: 3n, got: 2n });
    expect(formatFinding(serial, { decimals: 6 })).to.match(/Expected 3, got 2: 1 too little\.$/);
    const counted = findingOf("BOOKS-3", "A number.", "credited(1)", { expected: 3n, got: 2n, unit: "number" });
    expect(formatFinding(counted, { decimals: 6 })).to.match(/Expected 3, got 2: 1 too little\.$/);
    const where = findingOf("BOND-1", "Another account.", "x", { expected: NOBODY, got: DOMAIN });
    expect(formatFinding(where, { decimals: 6 })).to.include(`Expected ${NOBODY}, got ${DOMAIN}.`);
    const findings = { add: () => {}, kept: [vault], count: 1, gap: undefined };
    const { audit } = auditOf(6, { findings });
    expect(lines(audit)).to.include("got 0: 25233290.254361 too little");
    expect(reportHtml(audit)).to.include("got 0: 25233290.254361 too little");
    expect(JSON.stringify(reportJson(audit))).to.include('"expected":"25233290254361"');
  });
});

const priced = (index: number, close: string, market = "BTCUSDT"): LiquidationRow => ({
  ...{ key: keyNumber(index), market, side: "long", time: OPENING + 1n, quantity: parseQuantity("2") },
  ...{ takeoverValue: valueAtPrice("2", "100", 6), closeValue: valueAtPrice("2", close, 6) },
});
const TIMES = { startTime: OPENING, endTime: OPENING + 10n };
const listOf = (...rows: LiquidationRow[]) => commitLiquidations(rows, TIMES);
const minute = OPENING + 1n - ((OPENING + 1n) % 60n);

function prices(): PriceTable {
  const table = createPriceTable();
  table.add("BTCUSDT", minute, { low: parsePrice("99"), high: parsePrice("101") }, { file: "prices.csv", line: 2 });
  return table.finish();
}

describe("the liquidations in an audit", () => {
  const [submission] = auditOf(6).audit.ledger.submissions;

  it("are listed by the size of their results, the largest first, and no more than can be read", () => {
    const lists = gatherLists(undefined, 6);
    for (let period = 1; period <= 3; period++) {
      const rows = Array.from({ length: 3_000 }, (_, at) =>
        priced(at + 1, `${100 + ((at * 7_919 + period) % 3_001) / 100}`),
      );
      lists.add({ ...submission!, period: BigInt(period) }, listOf(...rows));
    }
    const results = lists.largest().map(({ result }) => result);
    expect(results).to.have.length(100);
    expect(results).to.deep.equal(results.toSorted((a, b) => (a > b ? -1 : a < b ? 1 : 0)));
    expect([results[0], results.at(-1)! > 59_000_000n]).to.deep.equal([60_000_000n, true]);
    expect(lists.prices()).to.equal(undefined);
  });

  it("are held against prices over all settlements; those whose list is not there are counted", () => {
    const lists = gatherLists(prices(), 6);
    lists.add(submission!, listOf(priced(1, "90"), priced(2, "100"), priced(3, "1", "ETHUSDT")));
    lists.add({ ...submission!, serial: 2n, settlement: { ...SETTLEMENT, liquidationCount: 5n } }, undefined);
    lists.add({ ...submission!, serial: 3n, coverage: 0n }, listOf(priced(1, "89"), priced(2, "50", "ETHUSDT")));
    const found = lists.prices()!;
    expect(found).to.include({ rows: 1, markets: 1, count: 2 + 5 + 2, unread: 5, unjudged: 2 });
    expect(found.closes).to.deep.equal({ count: 2, by: 38_000_000n, most: 101_010n });
    // 80 % of 18 and of 20, and of the fund's part only what it pays at all.
    expect(found.cost).to.deep.equal({ loss: 38_000_000n, profit: 0n, head: 30_400_000n, fund: 3_600_000n });
    expect(found.outside.map(({ serial, index }) => [serial, index])).to.deep.equal([
      [1n, 0],
      [3n, 0],
    ]);
    expect(found.missing).to.deep.equal([{ market: "ETHUSDT", count: 2, time: OPENING + 1n }]);
    const { audit } = auditOf(6, { prices: found, largest: lists.largest() });
    expect(lines(audit)).to.match(/2 OF 2 CLOSE PRICES LIE OUTSIDE THE MARKET'S IN THEIR MINUTE/);
    expect(lines(audit)).to.match(/the head paid 30.4 too much, and the fund 3.6/);
    expect(lines(audit)).to.match(/no price for their market and minute: 2 \(ETHUSDT: 2, such as at 1970/);
    expect(lines(audit)).to.match(/lists are unavailable: 5/);
    const page = reportHtml(audit);
    expect(page)
      .to.match(/<td>10.101 % below<\/td>/)
      .and.match(/<th scope="col">head paid too much<\/th>/);
  });

  it("are a line each in a file, with quantity, time and prices, and where these stand", () => {
    const list = listOf(priced(1, "90"), priced(2, "100.5"), priced(3, "1", "ETHUSDT"));
    const rows = (table?: PriceTable) =>
      [...liquidationLines(submission!, list, 6, table)].map((line) => line.trim().split(",").slice(4));
    expect(rows(prices())).to.deep.equal([
      [
        "BTCUSDT",
        "long",
        "2",
        "1970-01-12T13:46:41Z",
        "100",
        "90",
        "200",
        "180",
        "-20",
        "99",
        "101",
        "within",
        "below",
      ],
      [
        "BTCUSDT",
        "long",
        "2",
        "1970-01-12T13:46:41Z",
        "100",
        "100.5",
        "200",
        "201",
        "1",
        "99",
        "101",
        "within",
        "within",
      ],
      ["ETHUSDT", "long", "2", "1970-01-12T13:46:41Z", "100", "1", "200", "2", "-198", "", "", "no price", "no price"],
    ]);
    expect(rows()[0]?.slice(-4)).to.deep.equal(["", "", "", ""]);
  });
});
