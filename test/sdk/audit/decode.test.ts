import { expect } from "chai";
import type { Log } from "ethers";
import fc from "fast-check";
import { timedEventOf } from "../../../sdk/src/audit/decode.ts";
import { eventOf } from "../../../sdk/src/chain/events.ts";
import { FUND_INTERFACE } from "../../../sdk/src/chain/fund.ts";
import type { Hex } from "../../../sdk/src/commitment/hex.ts";
import type { TimedLog } from "../../../sdk/src/follow/journal.ts";
import { SEED } from "../support/arbitraries.ts";

const word = (value: bigint): Hex => `0x${value.toString(16).padStart(64, "0")}`;
const CREDITED = FUND_INTERFACE.getEvent("Credited")?.topicHash as Hex;

const logOf = (topics: readonly Hex[], data: Hex): TimedLog => ({
  ...{ blockNumber: 5, blockHash: word(5n), transactionHash: word(6n), index: 7, time: 8n },
  ...{ topics, data },
});

describe("taking a log as an event", () => {
  it("reads credits as ethers does, whatever stands in their words", () => {
    const words = fc.bigInt({ min: 0n, max: 2n ** 256n - 1n });
    fc.assert(
      fc.property(words, words, words, words, (period, sequence, ref, amount) => {
        const log = logOf([CREDITED, word(period), word(sequence), word(ref)], word(amount));
        expect(timedEventOf(log)).to.deep.equal({ ...eventOf(log as unknown as Log), time: 8n });
      }),
      { seed: SEED, numRuns: 300 },
    );
  });

  it("reads other events as ethers does", () => {
    const { topics, data } = FUND_INTERFACE.encodeEventLog("Withdrawn", [
      word(1n).slice(0, 42),
      word(2n).slice(0, 42),
      9n,
    ]);
    const log = logOf(topics as Hex[], data as Hex);
    expect(timedEventOf(log)).to.deep.equal({ ...eventOf(log as unknown as Log), time: 8n });
  });

  it("takes a log that is none of the fund's, or malformed, for no event", () => {
    const { topics } = FUND_INTERFACE.encodeEventLog("Donated", [word(1n).slice(0, 42), 9n]);
    expect(timedEventOf(logOf([word(1n)], "0x"))).to.equal(undefined);
    expect(timedEventOf(logOf([], "0x"))).to.equal(undefined);
    expect(timedEventOf(logOf(topics as Hex[], "0x12"))).to.equal(undefined);
    expect(timedEventOf(logOf([CREDITED, word(1n)], word(1n)))).to.equal(undefined);
  });
});
