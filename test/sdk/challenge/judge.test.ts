import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import {
  amountAt,
  amountsFrom,
  amountsToArray,
  DEFAULT_RULE,
  type PositionList,
  positionTree,
  type SettledPeriod,
  setAmount,
  toHex,
} from "zke-insurance-fund";
import { type Bundle, bundleOf, writeBundle } from "zke-insurance-fund/bundle";
import { FUND_INTERFACE } from "zke-insurance-fund/chain";
import { judgeBundle } from "../../../sdk/src/challenge/judge.ts";
import { settled, submissionOf, TERMS } from "../daemon/watch/submissions.ts";

describe("judging a bundle", () => {
  let folder: string;
  beforeEach(async () => {
    folder = join(await mkdtemp(join(tmpdir(), "judge-")), "bundle");
  });
  afterEach(() => rm(join(folder, ".."), { recursive: true, force: true }));

  const write = (period: SettledPeriod, change: Partial<Bundle> = {}) =>
    writeBundle(folder, { ...bundleOf(period, DEFAULT_RULE, TERMS), ...change });

  it("finds an honest one right, empty lists and missing files of empty lists too", async () => {
    for (const [positions, liquidations] of [
      [20, 5],
      [1, 1],
      [0, 3],
    ] as const) {
      const period = settled(positions, liquidations);
      await write(period);
      expect(await judgeBundle(submissionOf(period), folder)).to.deep.equal({ kind: "right", remarks: [] });
      if (positions === 0) await rm(join(folder, "positions.parquet"));
      expect(await judgeBundle(submissionOf(period), folder)).to.deep.include({ kind: "right" });
      await rm(folder, { recursive: true });
    }
  });

  it("ends by a signal, and then says nothing of the bundle", async () => {
    const period = settled(20, 5);
    await write(period);
    const signal = AbortSignal.abort(new Error("enough"));
    expect(await judgeBundle(submissionOf(period), folder, { signal }).then(String, String)).to.equal("Error: enough");
  });

  it("finds the fault of a committed list, with the call that shows it", async () => {
    const period = settled(20, 5);
    const { positions } = period;
    const cumulative = amountsFrom(amountsToArray(positions.cumulative));
    setAmount(cumulative, 7, amountAt(cumulative, 7) + 1n);
    const list: PositionList = { ...positions, cumulative };
    const positionsRoot = toHex(positionTree(list).subarray(0, 32));
    const settlement = { ...period.settlement, positionsRoot };
    await write({ ...period, settlement, positions: { ...positions, cumulative } });
    const verdict = await judgeBundle(submissionOf({ settlement }), folder);
    if (verdict.kind !== "fault") throw new Error(`the verdict is ${verdict.kind}`);
    expect(verdict.fault).to.equal("PositionSum");
    const { name, args } = FUND_INTERFACE.parseTransaction({ data: verdict.challenge })!;
    expect(name).to.equal("challengePositionPair");
    expect([args.a.index, args.b.index]).to.deep.equal([6n, 7n]);
    expect(args.s.positionsRoot).to.equal(positionsRoot);
  });

  it("names the lists that are missing, broken, too short, or of another settlement", async () => {
    const period = settled(20, 5);
    const submission = submissionOf(period);
    expect(await judgeBundle(submission, folder)).to.deep.include({
      kind: "withheld",
      trees: ["positions", "liquidations"],
    });
    await write(period);
    const told = await judgeBundle(submission, folder, { absent: new Map([["positions.parquet", "it is away"]]) });
    expect(told).to.deep.equal({ kind: "withheld", trees: ["positions"], reasons: ["it is away"] });
    await writeFile(join(folder, "liquidations.parquet"), "nonsense");
    expect(await judgeBundle(submission, folder)).to.deep.include({ kind: "withheld", trees: ["liquidations"] });
    await rm(folder, { recursive: true });
    await write(settled(19, 5));
    expect(await judgeBundle(submission, folder)).to.deep.include({ kind: "withheld", trees: ["positions"] });
    await rm(folder, { recursive: true });
    const other = settled(20, 5);
    other.positions.keys[31] = 0x77;
    await write(other);
    expect(await judgeBundle(submission, folder)).to.deep.include({ kind: "withheld", trees: ["positions"] });
  });

  it("remarks on what is wrong beside the committed lists, and does not accuse for it", async () => {
    const period = settled(20, 5);
    const bundle = bundleOf(period, DEFAULT_RULE, TERMS);
    const shares = amountsFrom(amountsToArray(bundle.positions.shares).map((share) => share + 1n));
    await write(period, { positions: { ...bundle.positions, shares } });
    const verdict = await judgeBundle(submissionOf(period), folder);
    if (verdict.kind !== "right") throw new Error(`the verdict is ${verdict.kind}`);
    expect(verdict.remarks.join()).to.include("share");
    await writeFile(join(folder, "settlement.json"), "{}");
    expect(await judgeBundle(submissionOf(period), folder)).to.deep.include({ kind: "right" });
    await rm(folder, { recursive: true });
    await write({ ...period, settlement: { ...period.settlement, endTime: 2_001n } });
    expect(await judgeBundle(submissionOf(period), folder)).to.deep.equal({
      kind: "right",
      remarks: ["settlement.json has another header than the one on chain"],
    });
  });
});
