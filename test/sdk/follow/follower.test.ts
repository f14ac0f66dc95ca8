import { expect } from "chai";
import fc from "fast-check";
import { logSpanOf } from "../../../sdk/src/chain/logs.ts";
import { NodeFailure } from "../../../sdk/src/chain/node-failure.ts";
import { openDatabase } from "../../../sdk/src/disk/database.ts";
import { ChainError, InputError } from "../../../sdk/src/errors.ts";
import { createFollower } from "../../../sdk/src/follow/follower.ts";
import { openJournal } from "../../../sdk/src/follow/journal.ts";
import { SEED } from "../support/arbitraries.ts";
import { FakeChain, sourceOf } from "./fake-chain.ts";

const IDENTITY = { chain: "1:0x00", fund: "0xf" };

function grown(length: number, logsEvery = 3): FakeChain {
  const chain = new FakeChain();
  for (let block = 1; block <= length; block++) chain.mine(block % logsEvery === 0 ? 2 : 0);
  return chain;
}

describe("following a chain", () => {
  it("collects every log, by ranges and then block by block", async () => {
    const chain = grown(250);
    const journal = openJournal(openDatabase(":memory:"), IDENTITY);
    const caughtUp = await createFollower(sourceOf(chain), journal, { tail: 10, span: 70 }).catchUp();
    expect(caughtUp).to.deep.equal({ head: chain.blocks[250], changed: false });
    expect(journal.cursor()?.number).to.equal(250);
    expect(journal.logs()).to.deep.equal(chain.logsUpTo(250));
  });

  it("starts at the block that it is given, and stays behind by the confirmations", async () => {
    const chain = grown(40);
    const journal = openJournal(openDatabase(":memory:"), IDENTITY);
    await createFollower(sourceOf(chain), journal, { from: 10, confirmations: 5, tail: 3 }).catchUp();
    expect(journal.cursor()?.number).to.equal(35);
    expect(journal.logs()).to.deep.equal(chain.logsUpTo(35).filter(({ blockNumber }) => blockNumber >= 10));
  });

  it("takes a range as small as the node wants it", async () => {
    const chain = grown(300);
    const journal = openJournal(openDatabase(":memory:"), IDENTITY);
    await createFollower(
      sourceOf(chain, () => {}, 7),
      journal,
      { tail: 10 },
    ).catchUp();
    expect(journal.logs()).to.deep.equal(chain.logsUpTo(300));
  });

  it("asks a node that names its limit no more than it answers, whoever learnt it", async () => {
    const chain = grown(3_000);
    const plain = sourceOf(chain);
    const node = {};
    let [ranges, refusals] = [0, 0];
    const limited = {
      ...plain,
      span: logSpanOf(node),
      async logs(from: number, to: number) {
        ranges++;
        if (to - from < 100) return plain.logs(from, to);
        refusals++;
        const cause = new NodeFailure("refused", "block range is too large: the most is 100 blocks");
        throw new ChainError(cause.message, { cause });
      },
    };
    for (const runs of [1, 2]) {
      const journal = openJournal(openDatabase(":memory:"), IDENTITY);
      await createFollower(limited, journal).catchUp();
      expect(journal.logs()).to.deep.equal(chain.logsUpTo(3_000));
      expect(refusals).to.equal(1);
      expect(ranges).to.be.at.most(31 * runs);
    }
  });

  it("goes back to large ranges after a node was too busy for them", async () => {
    const chain = grown(3_000);
    const source = sourceOf(chain);
    let refusals = 14;
    let asked = 0;
    const busy = {
      ...source,
      logs: (from: number, to: number) => {
        asked++;
        if (refusals-- > 0) throw new ChainError("The chain refused: rate limited");
        return source.logs(from, to);
      },
      logsOf: (hash: Parameters<typeof source.logsOf>[0]) => {
        asked++;
        return source.logsOf(hash);
      },
    };
    const journal = openJournal(openDatabase(":memory:"), IDENTITY);
    await createFollower(busy, journal).catchUp();
    expect(journal.logs()).to.deep.equal(chain.logsUpTo(3_000));
    expect(asked).to.be.lessThan(60);
  });

  it("waits for a node that is behind, and forgets nothing for it", async () => {
    const chain = grown(30);
    const journal = openJournal(openDatabase(":memory:"), IDENTITY);
    const follower = createFollower(sourceOf(chain), journal);
    await follower.catchUp();
    const version = journal.version();
    const behind = grown(0);
    behind.blocks.push(...chain.blocks.slice(1, 20));
    await createFollower(sourceOf(behind), journal).catchUp();
    expect(journal.version()).to.equal(version);
    expect(journal.cursor()?.number).to.equal(30);
  });

  it("goes back to a chain that has become shorter and another", async () => {
    const chain = grown(30);
    const journal = openJournal(openDatabase(":memory:"), IDENTITY);
    const follower = createFollower(sourceOf(chain), journal);
    await follower.catchUp();
    chain.reorganize(15, [1, 0, 2, 0]);
    expect((await follower.catchUp()).changed).to.equal(true);
    expect((await follower.catchUp()).changed).to.equal(false);
    expect(journal.cursor()?.number).to.equal(19);
    expect(journal.logs()).to.deep.equal(chain.logsUpTo(19));
  });

  it("notices a change below, in or above a range while the range is read, at any question", async () => {
    for (let question = 0; question < 30; question++) {
      for (const depth of [3, 20, 50]) {
        const chain = grown(60, 7);
        const journal = openJournal(openDatabase(":memory:"), IDENTITY);
        await createFollower(sourceOf(chain), journal).catchUp();
        for (let block = 0; block < 40; block++) chain.mine(block % 9 === 0 ? 1 : 0);
        let asked = 0;
        const counts = Array.from({ length: depth }, (_, block) => (block % 5 === 0 ? 1 : 0));
        const disturb = () => (asked++ === question ? chain.reorganize(depth, counts) : undefined);
        const follower = createFollower(sourceOf(chain, disturb), journal, { tail: 0 });
        await follower.catchUp();
        await follower.catchUp();
        expect(journal.logs(), `${depth} deep at question ${question}`).to.deep.equal(chain.logsUpTo(100));
      }
    }
  });

  it("follows anew a chain that has nothing in common with what is known", async () => {
    const journal = openJournal(openDatabase(":memory:"), IDENTITY);
    await createFollower(sourceOf(grown(30)), journal, { from: 1 }).catchUp();
    const other = new FakeChain();
    other.reorganize(
      0,
      Array.from({ length: 500 }, () => 0),
    );
    other.reorganize(
      500,
      Array.from({ length: 40 }, () => 1),
    );
    await createFollower(sourceOf(other), journal, { from: 1 }).catchUp();
    expect(journal.logs()).to.deep.equal(other.logsUpTo(40));
  });

  it("goes back to before a gap, and takes in what was missing, each log once", async () => {
    const chain = grown(60);
    const source = sourceOf(chain);
    let isBlind = true;
    const blind = { ...source, logs: async (from: number, to: number) => (isBlind ? [] : source.logs(from, to)) };
    const journal = openJournal(openDatabase(":memory:"), IDENTITY);
    const follower = createFollower(blind, journal);
    await follower.catchUp();
    const all = chain.logsUpTo(60);
    expect(journal.logs().length).to.be.lessThan(all.length);
    expect(journal.fill(all.slice(0, 10))).to.equal(true);
    expect(journal.fill(all.slice(0, 10))).to.equal(false);
    expect(journal.logs().slice(0, 10)).to.deep.equal(all.slice(0, 10));
    isBlind = false;
    journal.goBack(chain.blocks[7]!);
    expect(journal.cursor()).to.deep.equal({ number: 7, hash: chain.blocks[7]?.hash });
    await follower.catchUp();
    expect(journal.logs()).to.deep.equal(all);
  });

  it("gives up for now on a chain that never stands still", async () => {
    const chain = grown(20);
    const journal = openJournal(openDatabase(":memory:"), IDENTITY);
    await createFollower(sourceOf(chain), journal).catchUp();
    chain.mine(0);
    const restless = sourceOf(chain, () =>
      chain.reorganize(
        1_000,
        Array.from({ length: 26 }, () => 0),
      ),
    );
    const error = await createFollower(restless, journal)
      .catchUp()
      .catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(ChainError);
  });

  it("keeps exactly the chain's logs through reorganizations, failures and kills at any step", async () => {
    const step = fc.record({
      /** How many questions are answered before this happens. */
      after: fc.nat({ max: 12 }),
      what: fc.constantFrom("mine" as const, "reorganize" as const, "fail" as const, "kill" as const),
      depth: fc.integer({ min: 1, max: 40 }),
      logCounts: fc.array(fc.nat({ max: 2 }), { minLength: 1, maxLength: 12 }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 25 }),
        fc.integer({ min: 1, max: 20 }),
        fc.nat({ max: 20 }),
        async (steps, span, tail) => {
          const chain = grown(45);
          const database = openDatabase(":memory:");
          const left = [...steps];
          let waiting = left[0]?.after ?? 0;
          const disturb = () => {
            if (left.length === 0 || waiting-- > 0) return;
            const next = left.shift();
            waiting = left[0]?.after ?? 0;
            if (next?.what === "mine") for (const count of next.logCounts) chain.mine(count);
            else if (next?.what === "reorganize") chain.reorganize(next.depth, next.logCounts);
            else throw new Error(next?.what);
          };
          const source = sourceOf(chain, disturb);
          let journal = openJournal(database, IDENTITY);
          let follower = createFollower(source, journal, { span, tail });
          for (let tries = 0; tries < 200; tries++) {
            const error = await follower.catchUp().then(
              () => undefined,
              (thrown: Error) => thrown,
            );
            // Whatever happened, what is kept is one chain: no log stands beside another of its place.
            const places = journal.logs().map(({ blockNumber, index }) => `${blockNumber}:${index}`);
            expect(new Set(places).size).to.equal(places.length);
            if (error?.message === "kill") {
              journal = openJournal(database, IDENTITY);
              follower = createFollower(source, journal, { span, tail });
            }
            const head = chain.blocks.length - 1;
            if (left.length > 0 || error !== undefined) continue;
            const followed = journal.cursor()?.number ?? -1;
            // A chain that has become shorter looks like a node that is behind, until it grows.
            if (head < followed) chain.mine(0);
            else if (head === followed) break;
          }
          expect(left).to.deep.equal([]);
          expect(journal.cursor()).to.deep.equal({
            number: chain.blocks.length - 1,
            hash: chain.blocks.at(-1)?.hash,
          });
          expect(journal.logs()).to.deep.equal(chain.logsUpTo(chain.blocks.length - 1));
          database.close();
        },
      ),
      { seed: SEED, numRuns: 300 },
    );
  });
});

describe("a journal", () => {
  it("refuses the database of another fund", () => {
    const database = openDatabase(":memory:");
    openJournal(database, IDENTITY);
    expect(() => openJournal(database, { ...IDENTITY, fund: "0xe" })).to.throw(InputError, "another fund");
  });
});
