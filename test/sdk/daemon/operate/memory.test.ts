import { mkdtemp, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect } from "chai";
import { DEFAULT_RULE } from "zke-insurance-fund";
import { bundleOf, writeBundle } from "zke-insurance-fund/bundle";
import { keepSegments } from "../../../../sdk/src/bundle/segments.ts";
import { openLibrary } from "../../../../sdk/src/daemon/operate/library.ts";
import { FUND, settled, shownOf, TERMS } from "../watch/submissions.ts";

const ROWS = 60_000;
const SETTLEMENTS = 12;
// A list with its tree takes some 130 bytes a row.
const KEPT_LISTS = 130 * ROWS * SETTLEMENTS;

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** What is held in memory now, in bytes. */
function held(): number {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

describe("answers from many settlements at once", function () {
  this.timeout(180_000);
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "library-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it("keep no list in memory: of each, some nodes of its tree, and of all together some thousand rows", async () => {
    const settlements = [];
    for (let count = ROWS; count < ROWS + SETTLEMENTS; count++) {
      const period = settled(count, 1);
      await writeBundle(join(folder, String(count)), bundleOf(period, DEFAULT_RULE, TERMS));
      const place = { tree: "positions", index: 12_345n } as const;
      settlements.push({ settlement: period.settlement, place, shown: shownOf(period, place) });
    }
    const library = await openLibrary(folder, FUND);
    const before = held();
    for (const { settlement, place, shown } of settlements) {
      const listed = await library.listOf(settlement, place.tree);
      if ("missing" in listed) throw new Error(listed.missing);
      expect(await listed.list.prove(place.index)).to.deep.equal(shown);
    }
    expect(held() - before).to.be.below(KEPT_LISTS / 4);
    // It is still there.
    expect(await library.listOf(settlements[0]!.settlement, "positions")).to.have.property("list");
  });

  it("come from where a bundle is now: never from one that is being written, and from another place once it has moved", async () => {
    const period = settled(40, 1);
    const { settlement } = period;
    const [unfinished, old, moved] = [".july.tmp-0123", "july", "archive-july"].map((name) => join(folder, name));
    const library = await openLibrary(folder, FUND);
    await writeBundle(unfinished as string, bundleOf(period, DEFAULT_RULE, TERMS));
    expect(await library.sourceOf(settlement)).to.have.property("missing");
    for (const [from, to] of [
      [unfinished, old],
      [old, moved],
    ] as [string, string][]) {
      await rename(from, to);
      expect(await library.sourceOf(settlement)).to.deep.equal({ folder: to });
      expect(await library.listOf(settlement, "positions")).to.have.property("list");
    }
    await rm(moved as string, { recursive: true });
    expect(await library.sourceOf(settlement)).to.have.property("missing");
    expect(await library.listOf(settlement, "positions")).to.have.property("missing");
  });

  it("read each part once while it is wanted, and let go of what was wanted least lately", async () => {
    const read: string[] = [];
    const segments = keepSegments(2);
    const ask = (name: string) =>
      segments.of(name, async () => {
        read.push(name);
        return name;
      });
    expect(await Promise.all(["a", "a", "b", "a", "c", "a", "b"].map(ask))).to.have.length(7);
    expect(read).to.deep.equal(["a", "b", "c", "b"]);
    const failed = await segments.of("d", () => Promise.reject(new Error("no"))).catch(String);
    expect(failed).to.equal("Error: no");
    expect(await ask("d")).to.equal("d");
  });
});
