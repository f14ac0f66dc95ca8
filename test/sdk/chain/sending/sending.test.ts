import { expect } from "chai";
import { Wallet } from "ethers";
import { ChainError } from "zke-insurance-fund";
import { memoryStore, type SenderOptions } from "zke-insurance-fund/chain";
import { NodeFailure } from "../../../../sdk/src/chain/node-failure.ts";
import { answerOf, leastTip } from "../../../../sdk/src/chain/sending/answers.ts";
import { limitProblem, raisedFees } from "../../../../sdk/src/chain/sending/fees.ts";
import { fakeNode, INTENT, KEY } from "./fake-node.ts";

const GWEI = 1_000_000_000n;
describe("a sender", () => {
  it("does not send again what waits in a pool while its higher offer is refused", async () => {
    const { state, pool, sender } = fakeNode();
    state.mostWei = 125_000n * 3n * GWEI;
    const failed = await sender({ bumpAfter: 30, timeout: 120 })
      .send(INTENT)
      .catch((error: Error) => error);
    expect(String(failed)).to.include("still on its way");
    const restarted = sender({ bumpAfter: 1e6, timeout: 200 });
    await restarted.recover().catch(() => undefined);
    await restarted.send(INTENT).catch(() => undefined);
    expect([...pool.keys()]).to.deep.equal([0]);
  });

  it("waits for the receipt where one node of several is behind", async () => {
    const { state, pool, sender } = fakeNode();
    const sent = sender({ interval: 40 }).send(INTENT);
    await until(() => pool.size === 1);
    const hash = pool.get(0) as string;
    pool.clear();
    state.count = 1;
    state.mined = [hash];
    // The count is known; the receipt comes later.
    setTimeout(() => state.receipts.set(hash, { hash, blockNumber: 1, blockHash: "0xb", status: 1, logs: [] }), 250);
    expect((await sent).hash).to.equal(hash);
  });

  it("says that another transaction took the place, when no receipt comes", async () => {
    const { state, pool, sender } = fakeNode();
    const sent = sender({ interval: 20 })
      .send(INTENT)
      .catch((error: Error) => error);
    await until(() => pool.size === 1);
    pool.clear();
    state.count = 1;
    expect(String(await sent)).to.include("took the place");
  });

  it("offers more, and sooner, for a send that matters more than others, from when on it does", async () => {
    const { pool, store, sender } = fakeNode();
    const account = `1:0xg:${new Wallet(KEY).address}`;
    let isUrgent = false;
    const asked: string[] = [];
    const options: SenderOptions = {
      ...{ feeLimit: 2n * GWEI, bumpAfter: 1e6, timeout: 1_500 },
      interval: () => 10,
      urgencyOf(id) {
        asked.push(id);
        return isUrgent ? { feeLimit: 5n * GWEI, bumpAfter: 20 } : undefined;
      },
    };
    const sent = sender(options)
      .send(INTENT)
      .catch((error: Error) => error);
    await until(() => pool.size === 1);
    const latest = async () => (await store.open(account))[0]?.attempts.at(-1)?.maxFeePerGas ?? 0n;
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await latest()).to.equal(2n * GWEI);
    isUrgent = true;
    await until(async () => (await latest()) > 4n * GWEI);
    expect(String(await sent)).to.include("still on its way");
    expect(await latest()).to.be.at.most(5n * GWEI);
    expect(new Set(asked)).to.deep.equal(new Set([INTENT.id]));
  });
});

describe("a sender whose store was set back to an older state", () => {
  const OTHER = { ...INTENT, id: "pay another" };
  const options = { interval: 10, timeout: 3_000, confirmations: 1 };
  const codeOf = (sent: Promise<unknown>) =>
    sent.then(
      () => "sent",
      (error: ChainError) => error.code,
    );

  /** Sends, and has that mined as soon as it is in the pool. */
  async function sent(node: ReturnType<typeof fakeNode>, intent = INTENT) {
    const done = node.sender(options).send(intent);
    await until(() => node.pool.size === 1);
    node.mine();
    await done;
  }

  it("sends nothing that was decided before it saw what the store has lost", async () => {
    const node = fakeNode();
    await sent(node);
    const sender = node.sender(options);
    await sender.newest();
    // The chain has it, and no store: the very thing that is to be sent, perhaps.
    node.state.count = 2;
    expect(await codeOf(sender.send(OTHER))).to.equal("unknownSends");
    expect(node.pool.size).to.equal(0);
    // Who looks again knows what is done, and goes on.
    await sender.newest();
    const again = sender.send(OTHER);
    await until(() => node.pool.size === 1);
    expect([...node.pool.keys()]).to.deep.equal([2]);
    node.mine();
    await again;
  });

  it("sends nothing while what the store has lost is on its way", async () => {
    const node = fakeNode();
    await sent(node);
    node.pool.set(1, "0xlost");
    expect(await codeOf(node.sender(options).send(OTHER))).to.equal("unknownSends");
    expect([...node.pool.keys()]).to.deep.equal([1]);
    node.mine();
    const sender = node.sender(options);
    await sender.newest();
    const again = sender.send(OTHER);
    await until(() => node.pool.size === 1);
    node.mine();
    await again;
  });

  it("sends nothing either where the store has lost all that it had", async () => {
    const node = fakeNode();
    await sent(node);
    node.pool.set(1, "0xlost");
    const sender = node.sender({ ...options, store: memoryStore() });
    await sender.newest();
    expect(await codeOf(sender.send(OTHER))).to.equal("unknownSends");
    expect([...node.pool.keys()]).to.deep.equal([1]);
  });

  it("notes again what is on its way, and follows it to its end", async () => {
    const node = fakeNode();
    const { store } = node;
    const lost = new Set<number>();
    const added: number[] = [];
    const told: string[] = [];
    const setBack = {
      ...store,
      add: async (send: Parameters<typeof store.add>[0]) => {
        const kept = await store.add(send);
        added.push(kept.nonce);
        return kept;
      },
      current: async (send: Parameters<typeof store.current>[0]) =>
        lost.has(send.key) ? undefined : store.current(send),
    };
    const done = node
      .sender({ ...options, store: setBack, onEvent: ({ note = "" }) => void told.push(note) })
      .send(INTENT);
    await until(() => node.pool.size === 1);
    lost.add(0);
    await until(() => added.length === 2);
    node.mine();
    expect((await done).status).to.equal(1);
    expect(added).to.deep.equal([0, 0]);
    expect(told.filter((note) => /lost/.test(note))).to.have.length(1);
  });
});

describe("higher fees", () => {
  const suggested = { maxFeePerGas: 3n * GWEI, maxPriorityFeePerGas: GWEI };

  it("rise by a quarter each time, and end at ten times what is usual", () => {
    let fees = suggested;
    let times = 0;
    for (let next = raisedFees(fees, suggested); next !== undefined; next = raisedFees(fees, suggested)) {
      expect(next.maxPriorityFeePerGas * 10n >= fees.maxPriorityFeePerGas * 11n).to.equal(true);
      fees = next;
      expect(++times).to.be.lessThan(30);
    }
    expect(fees.maxPriorityFeePerGas >= 10n * GWEI && fees.maxPriorityFeePerGas < 13n * GWEI).to.equal(true);
  });

  it("go on when what is usual has risen", () => {
    const old = { maxFeePerGas: 30n * GWEI, maxPriorityFeePerGas: 10n * GWEI };
    expect(raisedFees(old, suggested)).to.equal(undefined);
    const risen = { maxFeePerGas: 90n * GWEI, maxPriorityFeePerGas: 20n * GWEI };
    expect(raisedFees(old, risen)).to.deep.equal(risen);
  });
});

describe("offers", () => {
  it("rise on while the base fee runs away, as long as the limit allows it", () => {
    const old = { maxFeePerGas: 40n * GWEI, maxPriorityFeePerGas: 10n * GWEI };
    const suggested = { maxFeePerGas: 401n * GWEI, maxPriorityFeePerGas: GWEI };
    const raised = raisedFees(old, suggested, 1_000n * GWEI)!;
    expect(raised.maxFeePerGas).to.equal(401n * GWEI);
    expect(raised.maxPriorityFeePerGas, "no more than nodes want").to.equal(11n * GWEI + 1n);
    expect(raisedFees(old, suggested, 43n * GWEI), "no node takes less than a tenth more").to.equal(undefined);
    let fees = { maxFeePerGas: 3n * GWEI, maxPriorityFeePerGas: GWEI };
    for (let base = 2n * GWEI; base < 5_000n * GWEI; base *= 2n) {
      const now = { maxFeePerGas: 2n * base + GWEI, maxPriorityFeePerGas: GWEI };
      fees = raisedFees(fees, now, 20_000n * GWEI)!;
      expect(fees.maxFeePerGas >= 2n * base).to.equal(true);
    }
  });

  it("make sense where nothing is paid for gas, or next to nothing", () => {
    const free = { maxFeePerGas: 0n, maxPriorityFeePerGas: 0n };
    const raised = raisedFees(free, free)!;
    expect(raised).to.deep.equal({ maxFeePerGas: GWEI / 10n, maxPriorityFeePerGas: GWEI / 10n });
    const cheap = { maxFeePerGas: 2_000_000n, maxPriorityFeePerGas: 0n };
    expect(raisedFees(cheap, cheap)!.maxPriorityFeePerGas).to.equal(250_000n);
  });

  it("are what a node says that it wants at least", () => {
    const old = { maxFeePerGas: 3n * GWEI, maxPriorityFeePerGas: GWEI };
    expect(raisedFees(old, old, undefined, 7n * GWEI)).to.deep.equal({
      maxFeePerGas: 7n * GWEI,
      maxPriorityFeePerGas: 7n * GWEI,
    });
    expect(raisedFees(old, old, undefined, 50n * GWEI)!.maxPriorityFeePerGas).to.equal(50n * GWEI);
  });

  it("are said to wait where the limit lies below the base fee", () => {
    expect(limitProblem({ baseFee: 20n * GWEI }, 20n * GWEI)).to.equal(undefined);
    expect(limitProblem({ baseFee: 20n * GWEI }, undefined)).to.equal(undefined);
    expect(limitProblem({ baseFee: 30_500_000_000n }, 20n * GWEI)).to.equal(
      "the base fee is 30.5 gwei, and the limit (--max-fee) 20 gwei: it waits until the base fee falls, or the limit is raised",
    );
  });
});

describe("what nodes answer to a transaction", () => {
  const kindOf = (message: string, code = -32_000) =>
    answerOf(new ChainError("refused", { cause: new NodeFailure("refused", message, { code }) })).kind;

  it("is taken, in want of fees, unclear, or refused: geth, Nethermind, Besu, Erigon, reth, providers", () => {
    for (const said of ["already known", "AlreadyKnown", "known transaction: 0x1", "ALREADY_EXISTS: already known"])
      expect(kindOf(said), said).to.equal("taken");
    for (const said of ["nonce too low: next nonce 5, tx nonce 4", "OldNonce, Current nonce: 5", "Nonce too low"])
      expect(kindOf(said), said).to.equal("taken");
    for (const said of [
      "transaction underpriced: tip needed 2, tip permitted 1",
      "replacement transaction underpriced",
      "ReplacementNotAllowed",
      "FeeTooLow, MaxFeePerGas too low.",
      "Gas price below configured minimum gas price",
      "max fee per gas less than block base fee: address 0x1, maxFeePerGas: 1, baseFee: 2",
    ])
      expect(kindOf(said), said).to.equal("underpriced");
    for (const said of ["Internal error", "internal server error", "rate limit exceeded", "request timed out"])
      expect(kindOf(said, -32_603), said).to.equal("unclear");
    for (const said of ["insufficient funds for gas * price + value", "txpool is full", "exceeds block gas limit"])
      expect(kindOf(said), said).to.equal("refused");
    const silent = new ChainError("no answer", { cause: new NodeFailure("timeout", "20 s") });
    expect(answerOf(silent).kind, "the node may have it").to.equal("unclear");
  });

  it("says the least tip in several ways", () => {
    expect(leastTip("transaction underpriced: tip needed 2000000000, tip permitted 1")).to.equal(2_000_000_000n);
    expect(leastTip("gas tip cap 1, minimum needed 25000000000")).to.equal(25_000_000_000n);
    expect(leastTip("replacement transaction underpriced")).to.equal(undefined);
  });
});

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 2));
}
