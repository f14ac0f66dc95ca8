import { expect } from "chai";
import {
  allocatePositions,
  commitPositions,
  commitPositionsAsync,
  DEFAULT_RULE,
  InputError,
  keysOfPacked,
  saltsOfPacked,
  settle,
  settleAsync,
  toHex,
} from "zke-insurance-fund";
import type { CommittedPositions } from "../../../sdk/src/columns/lists.ts";
import { hashIds, hashIdsAsync } from "../../../sdk/src/commitment/packed-ids.ts";
import { commitPositionsReference } from "../../../sdk/src/commitment/positions.ts";
import { commitInBackground } from "../../../sdk/src/engine/commit.ts";
import { detectPath } from "../../../sdk/src/engine/path.ts";
import { expectSame, expectSameBytes, IN_BACKGROUND, nameOf, seededPositions } from "../support/engine.ts";

/** Just above where a list gets a memory of its own, with an odd last leaf and an odd last block. */
const COUNT = 200_001;
/** More ids than two blocks that are hashed in turn. */
const MANY = 600_001;
const SECRET = `0x${"11".repeat(32)}` as const;
const TWO_THREADS = { simd: true, shared: true, threads: 2 };
const WITHOUT_THREADS = { simd: true, shared: false, threads: 1 };

describe("the engine in the background", function () {
  this.timeout(120_000);
  let reference: CommittedPositions;

  before(() => {
    reference = commitPositionsReference(seededPositions(COUNT), DEFAULT_RULE);
  });

  for (const path of IN_BACKGROUND) {
    it(`commits a long list as the reference does: ${nameOf(path)}`, async () => {
      const columns = seededPositions(COUNT);
      expectSame(await commitInBackground(columns, DEFAULT_RULE, { path }), reference);
      expectSameBytes(columns.keys, seededPositions(COUNT).keys, "keys");
    });

    it(`stops when it is told to, and commits the next list as before: ${nameOf(path)}`, async () => {
      const stop = new AbortController();
      const options = { path, signal: stop.signal };
      const stopped = commitInBackground(seededPositions(COUNT), DEFAULT_RULE, options).catch((error) => error);
      setTimeout(() => stop.abort(new Error("enough")), 1);
      expect((await stopped).message).to.equal("enough");
      const again = commitInBackground(seededPositions(COUNT), DEFAULT_RULE, options).catch((error) => error);
      expect((await again).message).to.equal("enough");
      expectSame(await commitInBackground(seededPositions(COUNT), DEFAULT_RULE, { path }), reference);
    });

    it(`hashes many ids as one thread does: ${nameOf(path)}`, async () => {
      const ids = {
        bytes: seededPositions(COUNT).keys,
        ends: Float64Array.from({ length: MANY }, (_, i) => 8 * i + 8),
      };
      const rows = Uint32Array.from({ length: MANY }, (_, i) => MANY - 1 - i);
      const { salts, keys } = await hashIdsAsync(SECRET, ids, rows, { path });
      expectSameBytes(keys, keysOfPacked(SECRET, ids, rows), "keys");
      expectSameBytes(salts, saltsOfPacked(SECRET, ids, rows), "salts");
      for (let at = 0; at < MANY; at += 9_973) {
        const word = (words: Uint8Array) => toHex(words.subarray(32 * at, 32 * at + 32));
        const one = hashIds(SECRET, ids, rows.subarray(at, at + 1));
        expect([word(salts), word(keys)]).to.deep.equal([toHex(one.salts), toHex(one.keys)]);
      }
    });
  }

  it("commits a long list on the caller's thread too", () => {
    expectSame(commitPositions(seededPositions(COUNT), DEFAULT_RULE), reference);
  });

  it("commits wide profits in a long list", async () => {
    const wide = () => {
      const { count, keys, profits } = seededPositions(COUNT);
      return { count, keys, profits: { low: profits.low, high: profits.low.map((profit) => profit % 1000n) } };
    };
    expectSame(await commitPositionsAsync(wide(), DEFAULT_RULE), commitPositionsReference(wide(), DEFAULT_RULE));
  });

  for (const path of [TWO_THREADS, WITHOUT_THREADS]) {
    it(`makes columns from allocatePositions the committed ones, once: ${nameOf(path)}`, async () => {
      const columns = seededPositions(COUNT, 1, allocatePositions(COUNT, false, path));
      const committed = await commitInBackground(columns, DEFAULT_RULE, { path });
      expectSame(committed, reference);
      expect(committed?.keys.buffer).to.equal(columns.keys.buffer);
      const again = commitPositions(columns, DEFAULT_RULE);
      expect(again.root).to.equal(reference.root);
      expect(again.keys.buffer).not.to.equal(columns.keys.buffer);
      expectSame(committed, reference);
    });
  }

  it("settles a period as on the caller's thread", async () => {
    const liquidation = {
      key: `0x${"ab".repeat(32)}`,
      market: "BTCUSDT",
      side: "long",
      quantity: 1n,
      takeoverValue: 10n ** 9n,
      time: 1n,
    } as const;
    const input = (closeValue: bigint) => ({
      period: 1n,
      startTime: 1n,
      endTime: 2n,
      rule: DEFAULT_RULE,
      positions: seededPositions(COUNT),
      liquidations: [{ ...liquidation, closeValue }],
    });
    for (const closeValue of [1n, 10n ** 9n]) {
      const { settlement, outcome } = await settleAsync(input(closeValue));
      const expected = settle(input(closeValue));
      expect({ settlement, outcome }).to.deep.equal({ settlement: expected.settlement, outcome: expected.outcome });
      expect(settlement.positionCount).to.equal(closeValue === 1n ? BigInt(COUNT) : 0n);
    }
  });

  it("copies columns that are not whole ones of allocatePositions", async () => {
    const { keys, profits } = seededPositions(COUNT, 1, allocatePositions(COUNT));
    const others = { low: profits.low.slice() };
    const committed = await commitPositionsAsync({ count: COUNT, keys, profits: others }, DEFAULT_RULE);
    expectSame(committed, reference);
    expectSameBytes(keys, seededPositions(COUNT).keys, "keys");
  });

  it("refuses what the reference refuses, and leaves no thread behind", async () => {
    const columns = seededPositions(COUNT);
    columns.keys.copyWithin(32 * 7, 32 * 199_999, 32 * 200_000);
    for (const path of [TWO_THREADS, WITHOUT_THREADS]) {
      const error = await commitInBackground(columns, DEFAULT_RULE, { path }).catch((reason) => reason);
      expect(error).to.be.instanceOf(InputError);
      expect(String(error)).to.match(/same key \(got "rows 7 and 199999"\)/);
    }
    const workers = process.getActiveResourcesInfo().filter((name) => name === "MessagePort" || name === "Worker");
    expect(workers).to.deep.equal([]);
  });

  it("tells how far it is, never backwards, up to the end", async () => {
    for (const path of [TWO_THREADS, WITHOUT_THREADS]) {
      const parts: number[] = [];
      await commitInBackground(seededPositions(COUNT), DEFAULT_RULE, { path, onProgress: (part) => parts.push(part) });
      expect(parts.every((part, index) => part >= (parts[index - 1] ?? 0) && part <= 1)).to.equal(true);
      expect(parts.at(-1)).to.equal(1);
    }
  });

  it("lets others run meanwhile", async () => {
    for (const path of [TWO_THREADS, WITHOUT_THREADS]) {
      let turns = 0;
      const timer = setInterval(() => turns++, 1);
      await commitInBackground(seededPositions(COUNT), DEFAULT_RULE, { path });
      clearInterval(timer);
      expect(turns).to.be.above(1);
    }
  });

  describe("where threads fail", () => {
    const real = process.getBuiltinModule;
    const { Worker } = real("node:worker_threads");
    const withWorker = (worker: unknown) => {
      process.getBuiltinModule = ((id: string) => ({ ...real(id), Worker: worker })) as typeof real;
    };

    afterEach(() => {
      process.getBuiltinModule = real;
    });

    it("does the work here if none may be started", async () => {
      withWorker(
        class {
          constructor() {
            throw new Error("not allowed");
          }
        },
      );
      expectSame(await commitInBackground(seededPositions(COUNT), DEFAULT_RULE, { path: TWO_THREADS }), reference);
    });

    it("fails, rather than waiting for ever, if one ends before its work", async () => {
      withWorker(
        class extends Worker {
          override postMessage(message: { run?: string }) {
            if (message.run === "positionLeaves") void this.terminate();
            else super.postMessage(message);
          }
        },
      );
      const error = await commitInBackground(seededPositions(COUNT), DEFAULT_RULE, { path: TWO_THREADS }).catch(String);
      expect(error).to.match(/a thread ended before its work/);
    });
  });

  it("finds SIMD, a shared memory and the cores of this machine", () => {
    expect(detectPath()).to.deep.equal({
      simd: true,
      shared: true,
      threads: Math.min(navigator.hardwareConcurrency, 16),
    });
  });
});
