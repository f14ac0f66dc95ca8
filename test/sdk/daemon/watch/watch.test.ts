import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { expect } from "chai";
import type { Move } from "../../../../sdk/src/challenge/moves.ts";
import type { Daemon } from "../../../../sdk/src/daemon/daemon.ts";
import type { View } from "../../../../sdk/src/daemon/look.ts";
import { createMetrics } from "../../../../sdk/src/daemon/monitoring/metrics.ts";
import type { Notice } from "../../../../sdk/src/daemon/monitoring/notices.ts";
import { createWatch, type Watch } from "../../../../sdk/src/daemon/watch/watch.ts";
import { openDatabase } from "../../../../sdk/src/disk/database.ts";
import type { Submission } from "../../../../sdk/src/history/submissions.ts";
import { FUND, settled, submissionOf } from "./submissions.ts";

describe("a watcher that is kept waiting", () => {
  let server: Server;
  let origin: string;
  let stop: AbortController;
  let told: Notice[];

  beforeEach(async () => {
    // Takes every question, and answers none.
    server = createServer(() => {});
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    stop = new AbortController();
    told = [];
  });
  afterEach(() => {
    stop.abort();
    server.closeAllConnections();
    server.close();
  });

  /** What a watcher that fetches for ever does at one time after another. */
  function watching(database = openDatabase(":memory:")) {
    const moves: Move[] = [];
    const daemon = {
      ...{ database, scratch: tmpdir(), sender: undefined, chain: { chainId: FUND.chainId } },
      fund: { address: FUND.fund },
      notices: { add: (notice: Notice) => told.push(notice), has: () => false },
      dispatcher: { busy: () => false },
      make: (made: readonly Move[]) => moves.push(...made),
    } as unknown as Daemon;
    const fetch = { allowPrivate: true, signal: stop.signal };
    const watch: Watch = createWatch(
      daemon,
      { random: 1, tries: 3, interval: 1_000, limits: { leastEther: 0n }, fetch, answersPerDay: 0 },
      createMetrics("test_"),
    );
    const at = async (now: bigint, ...pending: Submission[]) => {
      moves.length = 0;
      const submissions = new Map(pending.map((submission) => [submission.serial, submission]));
      await watch.act({ submissions, head: { time: now }, cursor: 0 } as unknown as View);
      return moves.map(({ kind }) => kind);
    };
    return { at, watch };
  }

  const period = settled(8, 3);
  const slow = (serial = 1n) => submissionOf(period, { serial, dataURI: `${origin}/${serial}` });

  it("demands entries when half of the time is over, however long a bundle takes to come", async () => {
    const { at } = watching();
    // Its window ends at 100.
    expect(await at(20n, slow())).to.deep.equal([]);
    expect(await at(59n, slow())).to.deep.equal([]);
    expect(new Set(await at(60n, slow()))).to.deep.equal(new Set(["demand"]));
    expect(told.map(({ event }) => event)).to.include("bundle-withheld");
    expect(await at(100n, slow())).to.deep.equal([]);
  });

  it("remembers since when it waits when it is started again, and gives a late start time of its own", async () => {
    const database = openDatabase(":memory:");
    expect(await watching(database).at(20n, slow())).to.deep.equal([]);
    expect(await watching(database).at(60n, slow())).not.to.deep.equal([]);
    expect(await watching().at(60n, slow())).to.deep.equal([]);
    expect(await watching().at(99n, slow())).to.deep.equal([]);
  });

  it("tells the end of what it had no time to judge, and not of what was over before", async () => {
    const { at } = watching();
    const ended = (serial: bigint) => ({ ...slow(serial), status: "finalized" as const });
    await at(20n, slow(1n));
    await at(30n, ended(1n), ended(2n));
    expect(told.map(({ event, level, fields }) => [event, level, fields?.submission])).to.deep.equal([
      ["settlement-finalized", "error", 1n],
    ]);
  });

  it("lets no number of slow bundles keep it from one of them", async () => {
    const many = Array.from({ length: 300 }, (_, index) => slow(BigInt(index + 1)));
    const { at, watch } = watching();
    expect(await at(10n, ...many)).to.deep.equal([]);
    await at(55n, ...many);
    expect(new Set(told.map(({ id }) => id)).size).to.equal(300);
    expect(watch.foundWrong()).to.equal(true);
  });
});
