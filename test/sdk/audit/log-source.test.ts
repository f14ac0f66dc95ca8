import { expect } from "chai";
import { auditSource } from "../../../sdk/src/audit/ledger/log-source.ts";
import type { ChainNode } from "../../../sdk/src/chain/reader.ts";
import type { Hex } from "../../../sdk/src/columns/hex.ts";
import { ChainError } from "../../../sdk/src/errors.ts";

const FUND: Hex = `0x${"Ab".repeat(20)}`;
const word = (digit: string): Hex => `0x${digit.repeat(64)}`;
const RAW = {
  address: FUND.toLowerCase(),
  blockNumber: "0x10",
  blockHash: word("b"),
  transactionHash: word("c"),
  logIndex: "0x2",
  topics: [word("d")],
  data: "0x0102",
};
const NEXT = { ...RAW, logIndex: "0x3" };

/** What is read of a node that answers with this. */
async function read(answer: unknown) {
  const asked: unknown[] = [];
  const provider = {
    send(method: string, params: unknown) {
      asked.push([method, params]);
      return Promise.resolve(answer);
    },
  } as unknown as ChainNode;
  return { logs: await auditSource(provider, FUND, "the node").logs(1, 16), asked };
}

async function expectRefused(answer: unknown, reason: RegExp): Promise<void> {
  const error = await read(answer).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).to.be.instanceOf(ChainError);
  expect(String(error)).to.match(reason);
}

describe("the logs that an audit reads", () => {
  it("asks for a range by its ends, and takes a block's time where it is told", async () => {
    const { logs, asked } = await read([RAW, { ...NEXT, blockTimestamp: "0x64" }]);
    expect(asked).to.deep.equal([["eth_getLogs", [{ address: FUND, fromBlock: "0x1", toBlock: "0x10" }]]]);
    const { transactionHash, blockHash, topics, data } = RAW;
    const log = { blockNumber: 16, blockHash, transactionHash, index: 2, topics, data };
    expect(logs).to.deep.equal([log, { ...log, index: 3, time: 100n }]);
  });

  it("refuses what is no answer to what it asked", async () => {
    await expectRefused(null, /no list/);
    await expectRefused([RAW, RAW], /same log twice/);
    await expectRefused([NEXT, RAW], /out of their order/);
    await expectRefused([RAW, { ...NEXT, blockHash: word("a") }], /out of their order/);
    await expectRefused([{ ...RAW, blockNumber: "0x11" }], /not asked for/);
    await expectRefused([{ ...RAW, address: word("1").slice(0, 42) }], /another contract/);
    await expectRefused([{ ...RAW, removed: true }], /dropped/);
  });

  it("refuses malformed logs", async () => {
    for (const wrong of [
      { topics: undefined },
      { topics: ["0x12"] },
      { topics: Array(5).fill(word("d")) },
      { data: "0x123" },
      { blockHash: "0x" },
      { transactionHash: null },
      { logIndex: "-1" },
      { blockNumber: `0x${"f".repeat(20)}` },
    ]) {
      await expectRefused([{ ...RAW, ...wrong }], /malformed log|without topics/);
    }
    await expectRefused([null], /another contract/);
  });
});
