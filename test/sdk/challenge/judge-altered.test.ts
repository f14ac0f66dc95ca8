import { mkdtemp, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { expect } from "chai";
import {
  amountAt,
  amountsFrom,
  amountsToArray,
  DEFAULT_RULE,
  liquidationTree,
  type SettledPeriod,
  setAmount,
  toHex,
} from "zke-insurance-fund";
import { type BundleTerms, bundleOf, writeBundle } from "zke-insurance-fund/bundle";
import { FUND_INTERFACE } from "zke-insurance-fund/chain";
import { judgeBundle, type Verdict } from "../../../sdk/src/challenge/judge.ts";
import { askApart } from "../../../sdk/src/challenge/judge-apart.ts";
import type { Submission } from "../../../sdk/src/history/submissions.ts";
import { type Forged, forge, PICKS } from "../daemon/watch/altered-lists.ts";
import { FUND, settled, submissionOf, TERMS } from "../daemon/watch/submissions.ts";

const COUNT = 300;

describe("judging a bundle in which some rows are not the committed ones", function () {
  this.timeout(60_000);
  const period = settled(COUNT, COUNT);
  let folder: string;
  beforeEach(async () => {
    folder = join(await mkdtemp(join(tmpdir(), "judge-")), "bundle");
  });
  afterEach(() => rm(join(folder, ".."), { recursive: true, force: true }));

  const write = (terms: BundleTerms = TERMS) => writeBundle(folder, bundleOf(period, DEFAULT_RULE, terms));

  /** Rewrites one of the lists with other values, as another writer might. */
  async function rewrite(file: string, columns: string): Promise<void> {
    const path = join(folder, file);
    const connection = await (await DuckDBInstance.create(":memory:")).connect();
    await connection.run(
      `COPY (SELECT * REPLACE (${columns}) FROM read_parquet('${path}') ORDER BY index) TO '${path}.new' (FORMAT parquet, COMPRESSION uncompressed)`,
    );
    connection.closeSync();
    await rename(`${path}.new`, path);
  }

  /** Answers what is asked for, until the verdict is another one. */
  async function answered({ submission, show }: Forged): Promise<{ verdict: Verdict; demands: number }> {
    for (let demands = 0; ; ) {
      const picks = { ...PICKS, rounds: 1_000 };
      const verdict = await judgeBundle(submission, folder, { picks });
      // It goes through a database, where a bigint would not come.
      const kept = JSON.parse(JSON.stringify(verdict)) as Verdict;
      if (kept.kind !== "withheld" || kept.searches === undefined) return { verdict, demands };
      for (const row of kept.searches.flatMap(({ next }) => next)) {
        submission.shown.push(show(row));
        demands++;
      }
    }
  }

  const challengeIn = (verdict: Verdict) => {
    if (verdict.kind !== "fault") throw new Error(`the verdict is ${JSON.stringify(verdict)}`);
    return { fault: verdict.fault, ...FUND_INTERFACE.parseTransaction({ data: verdict.challenge })! };
  };

  it("asks for rows that lead to them, and proves the fault beside what is published", async () => {
    await write();
    const forged = forge(period, "liquidations", new Map([[123, { cumulativeLoss: 1n }]]));
    const first = await judgeBundle(forged.submission, folder, { picks: { ...PICKS, rounds: 1_000 } });
    expect(first).to.deep.include({ kind: "withheld", trees: ["liquidations"] });
    const { verdict, demands } = await answered(forged);
    expect(challengeIn(verdict)).to.deep.include({ fault: "LiquidationBelowResult", name: "challengeLiquidation" });
    expect(demands).to.be.at.most(10);
  });

  it("takes a row that the format cannot say for one that is not the committed one", async () => {
    const lies = [
      ["positions", { profit: 1n << 200n }, "CASE WHEN index = 57 THEN repeat('9', 60) ELSE profit END AS profit"],
      ["liquidations", { side: 2n }, "CASE WHEN index = 57 THEN 'flat' ELSE side END AS side"],
      ["liquidations", { side: 2n }, "CASE WHEN index = 57 THEN NULL ELSE market END AS market"],
      [
        "positions",
        { key: `0x${"ab".repeat(31)}00` as const, profit: 0n },
        "CASE WHEN index = 57 THEN NULL ELSE key END AS key",
      ],
    ] as const;
    for (const [tree, lie, columns] of lies) {
      await write();
      await rewrite(`${tree}.parquet`, columns);
      const { verdict, demands } = await answered(forge(period, tree, new Map([[57, lie]])));
      const { args } = challengeIn(verdict);
      expect(args.leaf.index, columns).to.equal(57n);
      expect(demands).to.be.at.most(10);
      await rm(folder, { recursive: true });
    }
  });

  it("reads one list though the other cannot be read, however that fails", async () => {
    const { liquidations } = period;
    const cumulativeLoss = amountsFrom(amountsToArray(liquidations.cumulativeLoss));
    setAmount(cumulativeLoss, 99, amountAt(cumulativeLoss, 99) + 1n);
    const list = { ...liquidations, cumulativeLoss };
    const settlement = { ...period.settlement, liquidationsRoot: toHex(liquidationTree(list).subarray(0, 32)) };
    const lie: SettledPeriod = { ...period, settlement, liquidations: list };
    for (const columns of [
      "CASE WHEN index = 7 THEN NULL ELSE key END AS key",
      "NULL AS key",
      "DATE '2025-10-10' AS profit",
      "TIMESTAMP '2025-10-10 00:00:00' AS key",
      "CASE WHEN index = 7 THEN NULL ELSE index END AS index",
    ]) {
      await writeBundle(folder, bundleOf(lie, DEFAULT_RULE, TERMS));
      await rewrite("positions.parquet", columns);
      const verdict = await judgeBundle(submissionOf({ settlement }), folder);
      expect(challengeIn(verdict).fault, columns).to.equal("LiquidationSum");
      await rm(folder, { recursive: true });
    }
  });

  it("finds the published list's own fault where that list is proven to be the committed one", async () => {
    const { liquidations } = period;
    const cumulativeLoss = amountsFrom(amountsToArray(liquidations.cumulativeLoss));
    setAmount(cumulativeLoss, 20, amountAt(cumulativeLoss, 20) + 1n);
    const list = { ...liquidations, cumulativeLoss, tree: liquidationTree({ ...liquidations, cumulativeLoss }) };
    await writeBundle(folder, bundleOf({ ...period, liquidations: list }, DEFAULT_RULE, TERMS));
    const forged = forge(
      { ...period, liquidations: list },
      "liquidations",
      new Map([[250, { side: 0n, market: `0x${"41".repeat(32)}` }]]),
    );
    const { verdict } = await answered(forged);
    const { fault, args } = challengeIn(verdict);
    expect([fault, args.a.index, args.b.index]).to.deep.equal(["LiquidationSum", 19n, 20n]);
  });

  it("is content when every row is known and right, and says that the published list is not", async () => {
    await write();
    const forged = forge(period, "liquidations", new Map([[123, { market: `0x${"41".repeat(32)}` }]]));
    const { verdict } = await answered(forged);
    expect(verdict).to.deep.include({ kind: "right" });
    expect(JSON.stringify(verdict)).to.include("does not have the committed root").and.include("every entry is known");
  });

  it("names the fund that a bundle is of, if it is another one, and judges the lists all the same", async () => {
    const other = { identity: { ...FUND, chainId: 1n }, decimals: 6 };
    const submission: Submission = submissionOf(period);
    for (const [terms, named] of [
      [other, `the fund ${FUND.fund} on chain 1`],
      [{ decimals: 6 }, "no named fund"],
    ] as const) {
      await write(terms);
      const verdict = await judgeBundle(submission, folder, { identity: FUND });
      expect(verdict).to.deep.equal({
        kind: "right",
        remarks: [`settlement.json is of ${named}, and the settlement is of the fund ${FUND.fund} on chain 31337`],
      });
      await rm(folder, { recursive: true });
    }
    await write();
    expect(await judgeBundle(submission, folder, { identity: FUND })).to.deep.equal({ kind: "right", remarks: [] });
  });

  it("shows entries of the lists that are the committed ones, and of no others", async () => {
    await write();
    const wanted = [
      { tree: "positions", index: 5n },
      { tree: "liquidations", index: 6n },
    ] as const;
    const right = await askApart(submissionOf(period), folder, { wanted });
    expect(right.answers.map(({ tree, leaf }) => [tree, leaf.index])).to.deep.equal([
      ["positions", 5n],
      ["liquidations", 6n],
    ]);
    const { submission } = forge(period, "positions", new Map([[1, { profit: 1n }]]));
    const half = await askApart(submission, folder, { wanted });
    expect(half.answers.map(({ tree }) => tree)).to.deep.equal(["liquidations"]);
  });
});
