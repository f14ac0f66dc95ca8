import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect } from "chai";
import { DEFAULT_RULE, type SettledPeriod } from "zke-insurance-fund";
import { bundleOf, writeBundle } from "zke-insurance-fund/bundle";
import { nameOf } from "../../../../sdk/src/challenge/moves.ts";
import { createMetrics } from "../../../../sdk/src/daemon/monitoring/metrics.ts";
import { openNotices } from "../../../../sdk/src/daemon/monitoring/notices.ts";
import { createDataWatch } from "../../../../sdk/src/daemon/operate/data-watch.ts";
import { operateMoves } from "../../../../sdk/src/daemon/operate/decide.ts";
import { openLibrary } from "../../../../sdk/src/daemon/operate/library.ts";
import { ownershipCheck } from "../../../../sdk/src/daemon/operate/own.ts";
import { openDatabase } from "../../../../sdk/src/disk/database.ts";
import type { Submission } from "../../../../sdk/src/history/submissions.ts";
import { fakeResolver } from "../../support/resolver.ts";
import { FUND, settled, submissionOf, TERMS } from "../watch/submissions.ts";

const PERIOD = settled(12, 4);
const THEFT = settled(0, 1);

describe("what an operator says of settlements that it did not make", () => {
  let folder: string;
  let told: { level: string; event: string; message: string }[];
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "own-"));
    told = [];
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const write = (name: string, period: SettledPeriod) =>
    writeBundle(join(folder, name), bundleOf(period, DEFAULT_RULE, TERMS));
  const log = (level: string, event: string, message: string) => void told.push({ level, event, message });
  const notices = () => openNotices(openDatabase(":memory:"), log as never);

  it("is at first sight that they are foreign, once, and it never finalizes them", async () => {
    await write("own", PERIOD);
    const [own, theft] = [submissionOf(PERIOD), submissionOf(THEFT, { serial: 2n })];
    const kept = notices();
    const metrics = createMetrics("fund_operate_");
    const check = ownershipCheck(await openLibrary(folder, FUND), kept, metrics);
    for (let look = 0; look < 2; look++) {
      const { folders, isWhole } = await check([own, theft]);
      expect([...folders.keys()]).to.deep.equal([nameOf(own)]);
      expect(isWhole).to.equal(false);
      kept.tell();
      const isOwn = (submission: Submission) => folders.has(nameOf(submission));
      const submissions = new Map([own, theft].map((each) => [each.serial, each]));
      const moves = operateMoves({ submissions, now: 1_000n, proverOf: () => undefined, mayFinalize: true, isOwn });
      expect(moves.map(({ kind, serial }) => [kind, serial])).to.deep.equal([["finalize", 1n]]);
    }
    expect(told.map(({ level, event }) => [level, event])).to.deep.equal([["error", "settlement-foreign"]]);
    expect(metrics.text()).to.include("fund_operate_foreign_settlements 1\n");
    await write("late", THEFT);
    expect((await check([own, theft])).isWhole).to.equal(true);
    kept.tell();
    expect(told.at(-1)).to.include({ level: "info", event: "bundle-found" });
    expect(metrics.text()).to.include("fund_operate_foreign_settlements 0\n");
  });

  it("is at first sight that a bundle lacks a list", async () => {
    await write("own", PERIOD);
    await rm(join(folder, "own", "liquidations.parquet"));
    const kept = notices();
    const check = ownershipCheck(await openLibrary(folder, FUND), kept, createMetrics("fund_operate_"));
    const { folders, isWhole } = await check([submissionOf(PERIOD)]);
    expect([folders.size, isWhole]).to.deep.equal([1, false]);
    kept.tell();
    expect(told.map(({ level, event }) => [level, event])).to.deep.equal([["error", "bundle-missing"]]);
  });

  /** Looks at an address until it is known. */
  async function lookAt(dataURI: string, fetch = { allowPrivate: true }) {
    const submission = submissionOf(PERIOD, { dataURI });
    const kept = notices();
    const metrics = createMetrics("fund_operate_");
    const watch = createDataWatch(
      { notices: kept, log: log as never, scratch: folder },
      FUND,
      { fetch, interval: 1 },
      metrics,
    );
    const folders = new Map([[nameOf(submission), join(folder, "own")]]);
    do {
      watch.lookAt([submission], folders);
      await new Promise((resolve) => setTimeout(resolve, 5));
    } while (watch.busy([submission], folders));
    watch.lookAt([submission], folders);
    kept.tell();
    return { wrong: watch.foundWrong(), text: metrics.text() };
  }

  it("is nothing of an address at which others get the same", async () => {
    await write("own", PERIOD);
    await write("published", PERIOD);
    const { wrong, text } = await lookAt(pathToFileURL(join(folder, "published")).href);
    expect([wrong, told]).to.deep.equal([false, []]);
    expect(text).to.include('fund_operate_data_addresses{state="right"} 1\n');
  });

  for (const [what, address] of [
    ["is none", ""],
    ["has a scheme that there is not", "htps://cdn.example/period-1"],
    ["has nothing", "file:///nowhere/at/all"],
  ] as const) {
    it(`is that others cannot have a bundle whose address ${what}`, async () => {
      await write("own", PERIOD);
      expect((await lookAt(address)).wrong).to.equal(true);
      expect(told.map(({ level, event }) => [level, event])).to.deep.equal([["error", "data-missing"]]);
    });
  }

  it("is that nothing is known of an address where the own bundle lacks a file to compare with", async () => {
    await write("own", PERIOD);
    await write("published", PERIOD);
    await rm(join(folder, "own", "liquidations.parquet"));
    const { wrong } = await lookAt(pathToFileURL(join(folder, "published")).href);
    expect([wrong, told.map(({ level, event }) => [level, event])]).to.deep.equal([
      false,
      [["warn", "data-unchecked"]],
    ]);
    expect(told[0]?.message).to.include("could not be compared here: ").and.not.include("network");
  });

  it("is that nothing is known of an address while this machine's network fails", async () => {
    await write("own", PERIOD);
    const resolver = fakeResolver();
    resolver.start();
    try {
      resolver.fail({ "bundles.example": "EAI_AGAIN" });
      expect((await lookAt("http://bundles.example/period-1")).wrong).to.equal(false);
    } finally {
      resolver.stop();
    }
    expect(told[0]).to.include({ level: "warn", event: "data-unchecked" });
    expect(told[0]?.message).to.include("this machine's network seems to fail");
  });

  it("is that a file: address is nobody else's, but on a local chain", async () => {
    await write("own", PERIOD);
    await lookAt(pathToFileURL(join(folder, "own")).href, { allowPrivate: false });
    expect(told.map(({ event }) => event)).to.deep.equal(["data-missing"]);
  });

  it("is that others get another bundle", async () => {
    await write("own", PERIOD);
    await write("published", settled(12, 3));
    expect((await lookAt(pathToFileURL(join(folder, "published")).href)).wrong).to.equal(true);
    expect(told.map(({ level, event }) => [level, event])).to.deep.equal([["error", "data-differs"]]);
  });
});
