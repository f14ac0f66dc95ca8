import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import type { Daemon } from "../../../../sdk/src/daemon/daemon.ts";
import { createMetrics } from "../../../../sdk/src/daemon/monitoring/metrics.ts";
import { createLookout } from "../../../../sdk/src/daemon/watch/lookout.ts";
import { openMemory } from "../../../../sdk/src/daemon/watch/memory.ts";
import { openDatabase } from "../../../../sdk/src/disk/database.ts";
import { settled, submissionOf } from "./submissions.ts";

describe("a lookout", () => {
  let scratch: string;
  beforeEach(async () => {
    scratch = await mkdtemp(join(tmpdir(), "lookout-"));
  });
  afterEach(() => rm(scratch, { recursive: true, force: true }));

  function lookoutOf(folder: string) {
    const logged: string[] = [];
    const notices = { add: ({ event }: { event: string }) => logged.push(event) };
    const daemon = { scratch: folder, notices } as unknown as Daemon;
    const memory = openMemory(openDatabase(":memory:"));
    // A bundle that was looked for is due again at once.
    const options = { tries: 3, interval: 0, fetch: {} };
    return { lookout: createLookout(daemon, memory, options, createMetrics("test_")), memory, logged };
  }
  const pending = [4, 5, 6].map((count) =>
    submissionOf(settled(count, 1), { serial: BigInt(count), dataURI: `file:///nowhere/${count}` }),
  );

  it("goes on to those that were looked at least, however often others are due", async () => {
    const { lookout, memory } = lookoutOf(scratch);
    for (const tries of [
      [1, 0, 0],
      [1, 1, 0],
      [1, 1, 1],
      [2, 1, 1],
    ]) {
      lookout.lookAt(pending);
      await until(() => !lookout.busy());
      expect(pending.map((each) => memory.findingOf(each)?.tries ?? 0)).to.deep.equal(tries);
    }
  });

  it("looks again though the machine's clock was put back", async () => {
    const { lookout, memory } = lookoutOf(scratch);
    const [one] = pending as [(typeof pending)[0]];
    const verdict = { kind: "withheld", trees: ["positions"], reasons: [] } as const;
    for (const [ahead, tries] of [
      [3_600_000, 1],
      [86_400_000, 2],
    ] as const) {
      memory.keep(one, { verdict, tries: 1, again: Date.now() + ahead, answers: "" });
      lookout.lookAt([one]);
      await until(() => !lookout.busy());
      expect(memory.findingOf(one)?.tries).to.equal(tries);
    }
  });

  it("goes on to others where one look cannot be finished", async () => {
    const { lookout, logged } = lookoutOf(join(scratch, "missing"));
    const remote = pending.map((each) => ({ ...each, dataURI: "http://127.0.0.1:1/" }));
    for (let round = 0; round < 3; round++) {
      lookout.lookAt([...remote.slice(0, 1), ...pending.slice(1)]);
      await until(() => !lookout.busy());
    }
    expect(logged).to.deep.equal(["look-failed"]);
    expect(lookout.busy()).to.equal(false);
  });
});

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}
