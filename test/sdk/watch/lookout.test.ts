import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import type { Daemon } from "../../../sdk/src/daemon/daemon.ts";
import { openDatabase } from "../../../sdk/src/follow/database.ts";
import { createMetrics } from "../../../sdk/src/signals/metrics.ts";
import { createLookout } from "../../../sdk/src/watch/lookout.ts";
import { openMemory } from "../../../sdk/src/watch/memory.ts";
import { settled, submissionOf } from "./submissions.ts";

describe("a lookout", () => {
  let scratch: string;
  beforeEach(async () => {
    scratch = await mkdtemp(join(tmpdir(), "lookout-"));
  });
  afterEach(() => rm(scratch, { recursive: true, force: true }));

  function lookoutOf(folder: string) {
    const logged: string[] = [];
    const daemon = { scratch: folder, log: (_: string, event: string) => logged.push(event) } as unknown as Daemon;
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
