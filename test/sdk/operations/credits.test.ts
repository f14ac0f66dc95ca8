import { expect } from "chai";
import fc from "fast-check";
import { ChainError, InputError } from "zke-insurance-fund";
import { type CreditAsked, type CreditOptions, credit, readCreditBook, refOf } from "zke-insurance-fund/chain";
import { SEED } from "../support/arbitraries.ts";
import { CreditChain } from "./fake-credits.ts";

const PERIOD = 7n;
const named = (i: number): CreditAsked => ({ ref: refOf(`liq-${i}`), name: `liq-${i}`, amount: BigInt(100 + i) });
const some = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => named(from + i));
const refs = (credits: readonly CreditAsked[]) => credits.map(({ ref }) => ref);
const failureOf = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.fail("it succeeded"),
    (error: unknown) => error as Error,
  );

/** What is on chain for a period, each reference as often as it was paid. */
const paid = (chain: CreditChain, period = PERIOD) =>
  chain.credits(period).flatMap(({ args }) => args.credits.map(({ ref }) => ref));

/** A chain with credits of two periods in calls of random sizes, some thousand blocks apart. */
const histories = fc
  .array(fc.tuple(fc.constantFrom(PERIOD, 8n), fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 4_000 })), {
    maxLength: 12,
  })
  .map((calls) => {
    const chain = new CreditChain();
    const credited: [bigint, CreditAsked][] = [];
    for (const [period, count, pause] of calls) {
      chain.mine(pause);
      const credits = some(credited.length, credited.length + count);
      chain.credit(period, chain.credited(period, chain.height).count, credits);
      credited.push(...credits.map((asked): [bigint, CreditAsked] => [period, asked]));
    }
    chain.mine(3);
    return { chain, credited };
  });

describe("the book of credits", () => {
  it("has all of the period's, by whatever questions the node answers", () =>
    fc.assert(
      fc.asyncProperty(
        histories,
        fc.constantFrom(1, 5, 500, Number.POSITIVE_INFINITY),
        fc.option(fc.nat(50_000), { nil: undefined }),
        fc.boolean(),
        async ({ chain, credited }, mostBlocks, fromBlock, twice) => {
          // A range that is asked for is read in pieces; of one block each, that would be thousands.
          if (fromBlock !== undefined && mostBlocks < 500) return;
          Object.assign(chain.hiccups, { mostBlocks, twice });
          const wanted = credited.map(([, asked]) => asked);
          const { count, booked } = await readCreditBook(chain.fund(), PERIOD, refs(wanted), { fromBlock });
          const own = credited.filter(([period]) => period === PERIOD).map(([, asked]) => asked);
          expect(count).to.equal(BigInt(own.length));
          for (const [at, { ref, amount }] of own.entries()) {
            expect(booked.get(ref)).to.deep.include({ period: PERIOD, sequence: BigInt(at), amount });
          }
        },
      ),
      { seed: SEED, numRuns: 120 },
    ));

  it("is none if the node leaves out any log of the period", () =>
    fc.assert(
      fc.asyncProperty(histories, fc.nat(), fc.boolean(), async ({ chain }, choice, ranges) => {
        const own = chain.credits(PERIOD);
        if (own.length === 0) return;
        const { transactionHash } = own[choice % own.length]!;
        Object.assign(chain.hiccups, {
          mostBlocks: ranges ? Number.POSITIVE_INFINITY : 5,
          leavesOut: (log: { transactionHash: string }) => log.transactionHash === transactionHash,
        });
        const failure = await failureOf(readCreditBook(chain.fund(), PERIOD, [], {}));
        expect(failure).to.be.instanceOf(ChainError);
        expect(failure.message).to.include("The node left out logs of period 7's credits");
      }),
      { seed: SEED, numRuns: 100 },
    ));

  it("is whole though the block it is read from lies above some of it", async () => {
    const chain = new CreditChain();
    chain.credit(PERIOD, 0n, some(0, 3));
    chain.mine(100);
    chain.credit(PERIOD, 3n, some(3, 4));
    const { booked } = await readCreditBook(chain.fund(), PERIOD, refs(some(0, 4)), { fromBlock: 50 });
    expect(booked.size).to.equal(4);
  });

  it("notices what another period has: from the block that it is told, or in the last 5,000", async () => {
    const chain = new CreditChain();
    chain.credit(3n, 0n, some(0, 1));
    chain.mine(6_000);
    chain.credit(4n, 0n, some(1, 2));
    chain.mine(10);
    const read = async (options: CreditOptions) =>
      [...(await readCreditBook(chain.fund(), PERIOD, refs(some(0, 2)), options)).booked.values()].map((b) => b.period);
    expect(await read({})).to.deep.equal([4n]);
    expect(await read({ fromBlock: 0 })).to.deep.equal([3n, 4n]);
    chain.hiccups.mostBlocks = 10;
    expect(await read({}), "the node does not answer so much at once").to.deep.equal([]);
  });

  it("costs a few questions where the node answers ranges, however many calls there were", async () => {
    const chain = new CreditChain();
    chain.mine(5_000);
    for (let call = 0; call < 100; call++) chain.credit(PERIOD, BigInt(call), [named(call)]);
    for (const [mostBlocks, questions] of [
      [Number.POSITIVE_INFINITY, 5],
      [1_000, 14],
      [500, 20],
    ] as const) {
      Object.assign(chain, { asked: 0, hiccups: { mostBlocks } });
      await readCreditBook(chain.fund(), PERIOD, [], {});
      expect(chain.asked, `${mostBlocks} blocks`).to.be.lessThan(questions);
    }
  });
});

describe("credits", () => {
  it("are made in calls of 500, once each, and found again", async () => {
    const chain = new CreditChain();
    const sender = chain.sender();
    const order = { period: PERIOD, credits: some(0, 1_200) };
    const told: number[] = [];
    const first = await credit(chain.fund(), sender, order, { onProgress: (sent) => told.push(sent) });
    expect(sender.sent.length).to.equal(3);
    expect(told).to.deep.equal([500, 1_000, 1_200]);
    expect(first.credits.every(({ sent, arrived, amount }) => sent && arrived === amount)).to.equal(true);
    expect(first.credits.map(({ sequence }) => sequence)).to.deep.equal(order.credits.map((_, i) => BigInt(i)));
    expect(paid(chain)).to.deep.equal(refs(order.credits));
    const again = await credit(chain.fund(), sender, order);
    expect(sender.sent.length).to.equal(3);
    expect(again.credits).to.deep.equal(first.credits.map((outcome) => ({ ...outcome, sent: false })));
  });

  it("send only those that are new", async () => {
    const chain = new CreditChain();
    await credit(chain.fund(), chain.sender(), { period: PERIOD, credits: [named(1), named(4)] });
    const { credits } = await credit(chain.fund(), chain.sender(), { period: PERIOD, credits: some(0, 6) });
    expect(credits.map(({ sent }) => sent)).to.deep.equal([true, false, true, true, false, true]);
    expect(credits.map(({ sequence }) => sequence)).to.deep.equal([2n, 0n, 3n, 4n, 1n, 5n]);
    expect(new Set(paid(chain)).size).to.equal(6);
  });

  it("refuse a reference with another amount, or of another period, and send nothing", async () => {
    const chain = new CreditChain();
    const sender = chain.sender();
    await credit(chain.fund(), sender, { period: PERIOD, credits: some(0, 2) });
    const place = { file: "c.csv", line: 3 };
    const other = { ...named(1), amount: 1_000_000n, place };
    const amount = await failureOf(credit(chain.fund(), sender, { period: PERIOD, credits: [named(5), other] }));
    expect(amount).to.be.instanceOf(InputError);
    expect(String(amount)).to.equal(
      'c.csv:3: column "amount": the reference liq-1 was credited before with another amount (sequence 1); nothing was sent (got "1", expected 0.000101)',
    );
    const period = await failureOf(credit(chain.fund(), sender, { period: 8n, credits: [{ ...named(1), place }] }));
    expect(String(period)).to.equal(
      'c.csv:3: column "ref": the reference liq-1 was credited before, to period 7 (sequence 1); nothing was sent',
    );
    expect(sender.sent.length).to.equal(1);
  });

  it("keep to the sequence that they are given", async () => {
    const chain = new CreditChain();
    const sender = chain.sender();
    const order = { period: PERIOD, credits: some(0, 3), sequence: 0n };
    await credit(chain.fund(), sender, order);
    expect((await credit(chain.fund(), sender, order)).credits.every(({ sent }) => !sent)).to.equal(true);
    expect((await credit(chain.fund(), sender, { ...order, credits: some(0, 5) })).credits.length).to.equal(5);
    const gap = await failureOf(credit(chain.fund(), sender, { period: PERIOD, credits: [named(9)], sequence: 9n }));
    expect(gap.message).to.include("Nothing was sent: the next credit of period 7 has sequence 5, not 9");
  });

  it("take turns where one sender is asked for many at once", async () => {
    const chain = new CreditChain();
    const sender = chain.sender();
    const orders = some(0, 8).map((asked) => credit(chain.fund(), sender, { period: PERIOD, credits: [asked] }));
    await Promise.all(orders);
    expect(new Set(paid(chain)).size).to.equal(8);
    expect(sender.sent.length).to.equal(8);
  });

  it("say how far they came when the chain refuses half-way", async () => {
    const chain = new CreditChain();
    let calls = 0;
    const before = () => {
      if (++calls === 3) throw new ChainError("The chain refused: the fund is paused.");
    };
    const order = { period: PERIOD, credits: some(0, 25) };
    const failure = await failureOf(credit(chain.fund(), chain.sender({ before }), order, { perCall: 10 }));
    expect(failure.message).to.equal(
      "The chain refused: the fund is paused. Before that, 20 of 25 credits were made; the same again goes on with the rest.",
    );
    const { credits } = await credit(chain.fund(), chain.sender(), order, { perCall: 10 });
    expect(credits.filter(({ sent }) => sent).length).to.equal(5);
  });

  it("are on their way in rows of what every node's pool keeps of an account: 16 calls, or 4 of four times the bytes", async () => {
    const chain = new CreditChain();
    const rowsOf = async (credits: CreditAsked[], perCall: number) => {
      const sender = chain.sender();
      await credit(chain.fund(), sender, { period: PERIOD, credits }, { perCall });
      return sender.rows;
    };
    expect(await rowsOf(some(0, 20), 1)).to.deep.equal([16, 4]);
    expect(await rowsOf(some(20, 8_021), 2_000)).to.deep.equal([4, 1]);
  });

  it("are on their way one by one once another's credit came between", async () => {
    const chain = new CreditChain();
    let calls = 0;
    const before = () => {
      if (++calls === 2) chain.credit(PERIOD, chain.credited(PERIOD, chain.height).count, [named(99)]);
    };
    const sender = chain.sender({ before });
    const order = { period: PERIOD, credits: some(0, 6) };
    await credit(chain.fund(), sender, order, { perCall: 1 });
    expect(sender.rows).to.deep.equal([6, 1, 1, 1, 1, 1]);
    expect(new Set(paid(chain)).size).to.equal(7);
  });

  it("pay each reference once: several at once, stopped at any point, by nodes that are behind", () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(12), fc.integer({ min: 1, max: 8 })), { minLength: 2, maxLength: 4 }),
        fc.integer({ min: 1, max: 4 }),
        fc.infiniteStream(fc.nat(99)),
        async (orders, perCall, stream) => {
          const random = () => stream.next().value as number;
          const chain = new CreditChain();
          chain.hiccups.lag = () => (random() < 30 ? 1 + (random() % 3) : 0);
          const stopped = new Error("stopped");
          const run = async ([from, count]: [number, number]) => {
            // Each process has a sender of its own.
            for (let tries = 0; tries < 12; tries++) {
              const stop = () => {
                if (random() < 15) throw stopped;
              };
              const sender = chain.sender({ before: stop, after: stop });
              const order = { period: PERIOD, credits: some(from, from + count) };
              try {
                return await credit(chain.fund(), sender, order, { perCall });
              } catch (error) {
                if (error !== stopped && !(error instanceof ChainError)) throw error;
              }
            }
            return undefined;
          };
          const results = await Promise.all(orders.map(run));
          const list = paid(chain);
          expect(new Set(list).size, "none twice").to.equal(list.length);
          for (const result of results) {
            for (const { ref, sequence } of result?.credits ?? []) expect(list[Number(sequence)]).to.equal(ref);
          }
          expect(results.some((result) => result !== undefined)).to.equal(true);
        },
      ),
      { seed: SEED, numRuns: 25 },
    ));
});
