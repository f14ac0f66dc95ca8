import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { ChainError, type Hex, InputError } from "zke-insurance-fund";
import { refOf } from "zke-insurance-fund/chain";
import { type CreditQueueOptions, creditQueue, type QueuedCredit } from "zke-insurance-fund/node";
import { CreditChain } from "./fake-credits.ts";

const some = (from: number, to: number, period = 1n): QueuedCredit[] =>
  Array.from({ length: to - from }, (_, i) => ({
    period,
    ref: refOf(`liq-${from + i}`),
    amount: BigInt(from + i + 1),
  }));
const failureOf = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.fail("it succeeded"),
    (error: unknown) => error as Error,
  );

describe("a queue of credits", () => {
  let folder: string;
  let inbox: string;
  let chain: CreditChain;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "queue-"));
    inbox = join(folder, "inbox.sqlite");
    chain = new CreditChain();
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  const open = (options: Partial<CreditQueueOptions> = {}, sender = chain.sender()) =>
    creditQueue(chain.fund(), sender, { inbox, every: 600_000, ...options });
  const paid = (period = 1n) => chain.credits(period).flatMap(({ args }) => args.credits.map(({ ref }) => ref));

  it("sends in bulk what comes one by one, and tells each one's block", async () => {
    const sender = chain.sender();
    const queue = open({}, sender);
    const credits = [...some(0, 900), ...some(900, 1_000, 2n)];
    const promises = credits.map((each) => queue.add(each));
    expect(queue.waiting()).to.equal(1_000);
    await queue.flush();
    const outcomes = await Promise.all(promises);
    expect(sender.sent.length).to.equal(3);
    expect(outcomes.map(({ ref, block, sent }) => [ref, block, sent])).to.deep.equal(
      credits.map(({ ref }, i) => [ref, i < 500 ? 1n : i < 900 ? 2n : 3n, true]),
    );
    expect([paid(1n).length, paid(2n).length, queue.waiting()]).to.deep.equal([900, 100, 0]);
    // Given again, it is the same credit; after a start, too.
    expect((await queue.add(credits[7]!)).block).to.equal(1n);
    await queue.close();
    const again = open();
    expect(await again.add(credits[950]!)).to.include({ block: 3n, sent: false });
    await again.close();
    expect(paid(1n).length + paid(2n).length).to.equal(1_000);
  });

  it("sends by itself, when its time comes or enough wait", async () => {
    const soon = open({ every: 5 });
    await soon.add(some(0, 1)[0]!);
    await soon.close();
    const full = open({ most: 3 });
    await Promise.all(some(1, 4).map((each) => full.add(each)));
    await full.close();
    expect(paid().length).to.equal(4);
  });

  it("refuses what cannot be, before the disk or the node hears of it", async () => {
    const queue = open();
    const good = some(0, 1)[0]!;
    const bad: [object, RegExp][] = [
      [{ period: 1 }, /period is of the wrong type .*expected a bigint/],
      [{ amount: 5 }, /amount is not usable .*expected a bigint/],
      [{ amount: 0n }, /amount is not usable/],
      [{ ref: "liq-1" }, /a reference is malformed/],
    ];
    for (const [part, words] of bad) {
      const failure = await failureOf(queue.add({ ...good, ...part } as QueuedCredit));
      expect(failure).to.be.instanceOf(InputError);
      expect(String(failure)).to.match(words);
    }
    expect([queue.waiting(), chain.asked]).to.deep.equal([0, 0]);
    void queue.add(good).catch(() => undefined);
    expect(String(await failureOf(queue.add({ ...good, amount: 9n })))).to.match(
      /was taken in before .*expected 1 base units for period 1/,
    );
    expect(() => open({ every: 0 })).to.throw(InputError, /every is not usable/);
    await queue.close();
    expect(String(await failureOf(queue.add(good)))).to.equal(
      "InputError: the queue is closed".replace("InputError: ", ""),
    );
  });

  it("tells of the one that the chain has otherwise, and sends the others", async () => {
    chain.credit(1n, 0n, [{ ref: refOf("liq-3"), amount: 77n }]);
    chain.mine(2);
    const queue = open();
    const promises = some(0, 8).map((each) => queue.add(each).catch((error: unknown) => error));
    await queue.flush();
    const outcomes = await Promise.all(promises);
    expect(outcomes.filter((outcome) => outcome instanceof InputError).length).to.equal(1);
    expect(outcomes[3]).to.include({ code: "creditedOtherwise" });
    expect(new Set(paid()).size).to.equal(8);
    expect(paid().length).to.equal(8);
    await queue.close();
  });

  it("forgets nothing for an error that is about none of the credits", async () => {
    const sender = chain.sender();
    let isRefused = true;
    const told: unknown[] = [];
    const inTurn = <T>(task: () => Promise<T>) =>
      isRefused ? Promise.reject(new InputError("the state cannot be used")) : sender.inTurn(task);
    const queue = open({ onError: (error) => told.push(error) }, { ...sender, inTurn });
    const promises = some(0, 3).map((each) => queue.add(each));
    expect(String(await failureOf(queue.flush()))).to.equal("the state cannot be used");
    expect([queue.waiting(), told]).to.deep.equal([3, []]);
    isRefused = false;
    await queue.flush();
    expect((await Promise.all(promises)).map(({ sent }) => sent)).to.deep.equal([true, true, true]);
    await queue.close();
  });

  it("keeps what the chain does not take, tells why, and sends it later", async () => {
    let down = true;
    const errors: unknown[] = [];
    const before = () => {
      if (down) throw new ChainError("no answer");
    };
    const queue = open({ every: 5, onError: (error) => errors.push(error) }, chain.sender({ before }));
    const promise = queue.add(some(0, 1)[0]!);
    for (let i = 0; i < 500 && errors.length === 0; i++) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(String(errors[0])).to.match(/no answer/);
    down = false;
    expect((await promise).block).to.equal(1n);
    await queue.close();
  });

  it("loses and doubles nothing, killed ten times", async () => {
    const calls = join(folder, "calls");
    const many = 1_500;
    const child = join(import.meta.dirname, "credit-queue-child.ts");
    const sizeOf = () =>
      stat(calls).then(
        ({ size }) => size,
        () => 0,
      );
    const run = () =>
      spawn(process.execPath, ["--conditions=source", child, inbox, calls, String(many)], {
        stdio: ["ignore", "ignore", "inherit"],
      });
    for (let kill = 0; kill < 10; kill++) {
      const running = run();
      const ended = new Promise((resolve) => running.once("close", resolve));
      // In the middle of its work: when it has sent something.
      const before = await sizeOf();
      for (let i = 0; i < 2_000 && (await sizeOf()) === before && running.exitCode === null; i++) {
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      running.kill("SIGKILL");
      await ended;
    }
    const last = run();
    expect(await new Promise((resolve) => last.once("close", resolve))).to.equal(0);
    const lines = (await readFile(calls, "utf8")).trim().split("\n");
    const refs = lines.flatMap((line) => (JSON.parse(line).credits as { ref: Hex }[]).map(({ ref }) => ref));
    expect(refs.length).to.equal(many);
    expect(new Set(refs)).to.deep.equal(new Set(some(0, many).map(({ ref }) => ref)));
  });
});
