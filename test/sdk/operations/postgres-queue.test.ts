import { expect } from "chai";
import { InputError } from "zke-insurance-fund";
import { refOf } from "zke-insurance-fund/chain";
import {
  type PostgresQueue,
  type PostgresQueueOptions,
  postgresQueue,
  type QueuedCredit,
} from "zke-insurance-fund/node";
import { type Postgres, startPostgres } from "../../support/postgres.ts";
import { CreditChain } from "./fake-credits.ts";

const some = (from: number, to: number, period = 1n): QueuedCredit[] =>
  Array.from({ length: to - from }, (_, i) => ({
    ...{ period, ref: refOf(`liq-${from + i}`), amount: BigInt(from + i + 1) },
    // What a text of PostgreSQL cannot hold.
    name: `liq\u0000\ud800-${from + i}`,
  }));
const failureOf = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.fail("it succeeded"),
    (error: unknown) => error as InputError,
  );

describe("a queue of credits in PostgreSQL", function () {
  this.timeout(60_000);
  let server: Postgres | undefined;
  let chain: CreditChain;
  let queues: PostgresQueue[] = [];
  before(function () {
    server = startPostgres();
    if (server === undefined) this.skip();
  });
  beforeEach(() => {
    chain = new CreditChain();
    queues = [];
  });
  afterEach(async () => {
    for (const queue of queues) await queue.close();
    server?.psql("DROP SCHEMA zke_insurance_fund CASCADE;");
  });
  after(() => server?.stop());

  async function open(options: Partial<PostgresQueueOptions> = {}): Promise<PostgresQueue> {
    const inbox = `postgres://postgres@/postgres?host=${server?.folder}`;
    const fund = { ...chain.fund(), chainId: async () => 1n };
    const queue = await postgresQueue(fund, chain.sender(), { inbox, every: 600_000, ...options });
    queues.push(queue);
    return queue;
  }
  const paid = (period = 1n) => chain.credits(period).flatMap(({ args }) => args.credits.map(({ ref }) => ref));

  it("sends from one machine what was taken in on two, and tells both", async () => {
    const [one, two] = [await open(), await open()];
    const first = await one.addAll([...some(0, 550), ...some(900, 950, 2n)]);
    const second = await two.addAll(some(500, 600));
    expect(await one.waiting()).to.equal(650);
    await two.flush();
    expect([paid(1n).length, paid(2n).length, await one.waiting()]).to.deep.equal([600, 50, 0]);
    expect((await Promise.all(second.outcomes)).every(({ sent }) => sent)).to.equal(true);
    await one.flush();
    const outcomes = await Promise.all(first.outcomes);
    expect(outcomes.map(({ ref, block, sent }) => [ref, block > 0n, sent])).to.deep.equal(
      [...some(0, 550), ...some(900, 950, 2n)].map(({ ref }) => [ref, true, false]),
    );
    expect(await (await open()).add(some(3, 4)[0]!)).to.deep.equal(outcomes[3]);
    await Promise.all([one.flush(), two.flush()]);
    expect(new Set(paid()).size).to.equal(paid().length);
  });

  it("keeps what it took in, or nothing of it, whoever is killed then", async () => {
    const one = await open();
    const { outcomes } = await one.addAll(some(0, 3));
    const wrong = { ...some(1, 2)[0]!, amount: 77n };
    const failure = await failureOf(one.addAll([...some(7, 9), wrong]));
    expect(failure).to.be.instanceOf(InputError);
    expect(failure.code).to.equal("queuedOtherwise");
    await one.close();
    expect((await failureOf(outcomes[0]!)).code).to.equal("queueClosed");
    const two = await open();
    expect(await two.waiting()).to.equal(3);
    await two.flush();
    expect(paid()).to.have.members(some(0, 3).map(({ ref }) => ref));
  });

  it("sends by itself, when its time comes or enough wait", async () => {
    const soon = await open({ every: 5 });
    await soon.add(some(0, 1)[0]!);
    await soon.close();
    const full = await open({ most: 3 });
    await Promise.all((await full.addAll(some(1, 4))).outcomes);
    expect(paid().length).to.equal(4);
  });

  it("tells both machines of the one that the chain has otherwise, and sends the others", async () => {
    chain.credit(1n, 0n, [{ ref: refOf("liq-1"), amount: 77n }]);
    const [one, two] = [await open(), await open()];
    const mine = await one.addAll(some(0, 3));
    const theirs = await two.addAll(some(1, 2));
    await two.flush();
    expect((await failureOf(theirs.outcomes[0]!)).code).to.equal("creditedOtherwise");
    await one.flush();
    expect((await failureOf(mine.outcomes[1]!)).code).to.equal("queueDropped");
    await Promise.all([mine.outcomes[0], mine.outcomes[2]]);
    expect(paid().length).to.equal(3);
  });
});
