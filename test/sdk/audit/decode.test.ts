import { expect } from "chai";
import { timedEventOf } from "../../../sdk/src/audit/ledger/decode.ts";
import { FUND_INTERFACE } from "../../../sdk/src/chain/fund.ts";
import type { Hex } from "../../../sdk/src/columns/hex.ts";
import type { TimedLog } from "../../../sdk/src/follow/journal.ts";

const word = (value: bigint): Hex => `0x${value.toString(16).padStart(64, "0")}`;
const CREDITED = FUND_INTERFACE.getEvent("Credited")?.topicHash as Hex;

const logOf = (topics: readonly Hex[], data: Hex): TimedLog => ({
  ...{ blockNumber: 5, blockHash: word(5n), transactionHash: word(6n), index: 7, time: 8n },
  ...{ topics, data },
});

describe("taking a log as an event", () => {
  it("reads an event, and keeps its block's time", () => {
    const words = [word(2n), word(4n), word(5n), word(128n), word(1n), word(4n), word(3n)];
    const log = logOf([CREDITED, word(1n)], `0x${words.map((one) => one.slice(2)).join("")}`);
    expect(timedEventOf(log)).to.deep.equal({
      name: "Credited",
      args: { period: 1n, sequence: 2n, amount: 4n, previousTime: 5n, credits: [{ amount: 4n, ref: word(3n) }] },
      ...{ blockNumber: 5, blockHash: word(5n), transactionHash: word(6n), logIndex: 7, time: 8n },
    });
  });

  it("takes a log that is none of the fund's, or malformed, for no event", () => {
    const { topics } = FUND_INTERFACE.encodeEventLog("Donated", [word(1n).slice(0, 42), 9n]);
    expect(timedEventOf(logOf([word(1n)], "0x"))).to.equal(undefined);
    expect(timedEventOf(logOf([], "0x"))).to.equal(undefined);
    expect(timedEventOf(logOf(topics as Hex[], "0x12"))).to.equal(undefined);
    expect(timedEventOf(logOf([CREDITED, word(1n)], word(1n)))).to.equal(undefined);
  });
});
