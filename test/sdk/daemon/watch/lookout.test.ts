import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import type { Daemon } from "../../../../sdk/src/daemon/daemon.ts";
import { createMetrics } from "../../../../sdk/src/daemon/monitoring/metrics.ts";
import type { Notice } from "../../../../sdk/src/daemon/monitoring/notices.ts";
import { UNREACHED_PATIENCE } from "../../../../sdk/src/daemon/watch/defaults.ts";
import { createLookout } from "../../../../sdk/src/daemon/watch/lookout.ts";
import { openMemory } from "../../../../sdk/src/daemon/watch/memory.ts";
import { openDatabase } from "../../../../sdk/src/disk/database.ts";
import type { FetchOptions } from "../../../../sdk/src/download/bundle.ts";
import { fakeResolver } from "../../support/resolver.ts";
import { settled, submissionOf } from "./submissions.ts";

describe("a lookout", () => {
  let scratch: string;
  beforeEach(async () => {
    scratch = await mkdtemp(join(tmpdir(), "lookout-"));
  });
  afterEach(() => rm(scratch, { recursive: true, force: true }));

  function lookoutOf(folder: string, fetch: FetchOptions = {}, database = openDatabase(":memory:")) {
    const logged: string[] = [];
    const messages: string[] = [];
    const notices = {
      add: ({ event, message }: Notice) => {
        logged.push(event);
        messages.push(message);
      },
    };
    const daemon = { scratch: folder, notices } as unknown as Daemon;
    const memory = openMemory(database);
    // A bundle that was looked for is due again at once.
    const options = { tries: 3, interval: 0, fetch };
    return { lookout: createLookout(daemon, memory, options, createMetrics("test_")), memory, logged, messages };
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

  describe("where a host does not answer", () => {
    const resolver = fakeResolver();
    const bundle = submissionOf(settled(4, 1), { dataURI: "http://bundles.example/p3" });
    let other: Server;
    let witnesses: string[];

    beforeEach(async () => {
      resolver.start();
      resolver.fail({ "bundles.example": "ENOTFOUND" });
      other = createServer((_, response) => response.writeHead(404).end());
      await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
      witnesses = [`http://other.example:${(other.address() as AddressInfo).port}/`];
    });
    afterEach(() => {
      resolver.stop();
      other.closeAllConnections();
      other.close();
    });

    /** Looks so many times, at a time of the chain. */
    async function look({ lookout }: ReturnType<typeof lookoutOf>, now: bigint, times = 3, pending = [bundle]) {
      for (let time = 0; time < times; time++) {
        lookout.lookAt(pending, undefined, now);
        await until(() => !lookout.busy());
      }
      return lookout.verdictOf(bundle)?.kind;
    }

    it("accuses nobody while no other host answers either, however often it looks, and however long that takes", async () => {
      const one = lookoutOf(scratch, { allowPrivate: true });
      resolver.fail({ "bundles.example": "EAI_AGAIN" });
      expect(await look(one, 1_000n)).to.equal(undefined);
      resolver.fail({ "bundles.example": "ENOTFOUND" });
      expect(await look(one, 1_000_000n)).to.equal(undefined);
      expect(one.lookout.earlyVerdictOf(bundle)).to.equal(undefined);
      expect(new Set(one.logged)).to.deep.equal(new Set(["look-failed"]));
      expect(one.messages.at(-1)).to.include("this machine's network seems to fail").and.to.include("no such host");
    });

    it("waits for half an hour of the chain's time while others answer, a restart in between", async () => {
      const database = openDatabase(":memory:");
      const one = lookoutOf(scratch, { allowPrivate: true, witnesses }, database);
      expect(await look(one, 1_000n)).to.equal(undefined);
      expect(one.lookout.earlyVerdictOf(bundle)?.kind).to.equal("withheld");
      const again = lookoutOf(scratch, { allowPrivate: true, witnesses }, database);
      expect(await look(again, 1_000n + UNREACHED_PATIENCE - 1n)).to.equal(undefined);
      expect(await look(again, 1_000n + UNREACHED_PATIENCE)).to.equal("withheld");
      expect(again.logged).to.deep.equal([]);
    });

    it("waits anew where the host was back in between", async () => {
      const one = lookoutOf(scratch, { allowPrivate: true, witnesses });
      const { port } = new URL(witnesses[0]!);
      const back = { ...bundle, dataURI: `http://bundles.example:${port}/p3` };
      await look(one, 1_000n, 1, [back]);
      resolver.fail({});
      await look(one, 8_000n, 1, [back]);
      resolver.fail({ "bundles.example": "ENOTFOUND" });
      await look(one, 9_000n, 1, [back]);
      expect(one.lookout.verdictOf(back)).to.equal(undefined);
      await look(one, 9_000n + UNREACHED_PATIENCE, 1, [back]);
      expect(one.lookout.verdictOf(back)?.kind).to.equal("withheld");
    });

    it("takes the hosts of other bundles for witnesses", async () => {
      const one = lookoutOf(scratch, { allowPrivate: true });
      const neighbour = submissionOf(settled(5, 1), { serial: 2n, dataURI: `${witnesses[0]}p4` });
      await look(one, 1_000n, 8, [bundle, neighbour]);
      expect(one.lookout.earlyVerdictOf(bundle)?.kind).to.equal("withheld");
    });
  });
});

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}
