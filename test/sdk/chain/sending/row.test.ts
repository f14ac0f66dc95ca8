import { expect } from "chai";
import { ChainError } from "zke-insurance-fund";
import type { Intent } from "zke-insurance-fund/chain";
import { fakeNode, INTENT } from "./fake-node.ts";

const ROW: Intent[] = ["0x01", "0x02", "0x03"].map((data, at) => ({
  ...{ ...INTENT, id: `pay ${at}`, data: data as `0x${string}` },
  ...(at > 0 && { likeNow: `0xee0${at + 1}` as const }),
}));
const OPTIONS = { timeout: 2_000, interval: 10 };

/** Sends a row, and tells which of it were confirmed; what is in the pool is mined when so many are. */
async function sent(node: ReturnType<typeof fakeNode>, mineAt: number, row = ROW) {
  const confirmed: number[] = [];
  const timer = setInterval(() => node.pool.size >= mineAt && node.mine(), 5);
  const done = await node
    .sender(OPTIONS)
    .sendRow(row, (_, at) => confirmed.push(at))
    .catch((error: ChainError) => error)
    .finally(() => clearInterval(timer));
  return { confirmed, done };
}

describe("a row of sends", () => {
  it("is handed in before any of it is mined, by nonces one after another, and estimated before that", async () => {
    const node = fakeNode();
    const { confirmed, done } = await sent(node, 3);
    expect(done).to.equal(3);
    expect(confirmed).to.deep.equal([0, 1, 2]);
    expect(node.state.count).to.equal(3);
    expect(node.state.heard).to.deep.equal([
      ...["estimate 0x01", "estimate 0xee02", "estimate 0xee03"],
      ...["take 0x01", "take 0x02", "take 0x03"],
    ]);
  });

  it("is as long as the node takes it, and the next one begins where it ended", async () => {
    const node = fakeNode();
    node.state.mostPending = 2;
    const { confirmed, done } = await sent(node, 2);
    expect(done).to.equal(2);
    expect(confirmed).to.deep.equal([0, 1]);
    expect((await sent(node, 1, ROW.slice(2))).done).to.equal(1);
    expect(node.state.count).to.equal(3);
  });

  it("fails where the node takes none of it, and leaves nothing on its way", async () => {
    const node = fakeNode();
    node.state.mostPending = 0;
    const { confirmed, done } = await sent(node, 1);
    expect([(done as ChainError).kind, confirmed]).to.deep.equal(["refused", []]);
    expect(await node.sender(OPTIONS).underWay()).to.deep.equal([]);
  });

  it("tells of those that went through beside one that is reverted, and fails by that one when all have ended", async () => {
    const node = fakeNode();
    node.state.reverting.add(1);
    const { confirmed, done } = await sent(node, 3);
    expect(done).to.be.instanceOf(ChainError);
    expect([(done as ChainError).code, confirmed]).to.deep.equal(["minedReverted", [0, 2]]);
    expect(await node.sender(OPTIONS).underWay()).to.deep.equal([]);
  });

  it("stays on its way where it takes too long, and is brought to its end by who comes after, each once", async () => {
    const node = fakeNode();
    const late = { ...OPTIONS, timeout: 100 };
    const error = await node
      .sender(late)
      .sendRow(ROW, () => {})
      .catch((error: ChainError) => error);
    expect((error as ChainError).kind).to.equal("underway");
    // The pool is lost: all are handed in again before the first is waited for.
    node.pool.clear();
    const timer = setInterval(() => node.pool.size === 3 && node.mine(), 5);
    const sender = node.sender(OPTIONS);
    await sender.recover().finally(() => clearInterval(timer));
    expect(await sender.underWay()).to.deep.equal([]);
    expect(node.state.count).to.equal(3);
  });

  it("of one, or of one that is on its way already, is that one alone", async () => {
    const node = fakeNode();
    await node
      .sender({ ...OPTIONS, timeout: 50 })
      .send(ROW[0] as Intent)
      .catch(() => undefined);
    expect((await sent(node, 1)).done).to.equal(1);
    expect(node.state.count).to.equal(1);
    expect(await node.sender(OPTIONS).sendRow([], () => {})).to.equal(0);
  });
});
