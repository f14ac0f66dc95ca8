// When things happened, without a question to the node for each block.
import { expect } from "chai";
import type { ChainReader, FundEvent } from "zke-insurance-fund/chain";
import { blockTimes } from "../../web/src/chain/block-times.ts";
import { toldTimes } from "../../web/src/chain/told-times.ts";

const event = (blockNumber: number, name: string, args: object) => ({ blockNumber, name, args }) as FundEvent;

describe("the times of a fund's blocks", () => {
  it("are those that the events of each period name, and of the latest the record's", () => {
    const events = [
      event(1, "SettlementSubmitted", { period: 1n, submission: 1n, previousTime: 0n }),
      event(2, "SettlementSubmitted", { period: 2n, submission: 2n, previousTime: 0n }),
      event(3, "Demanded", { period: 1n, submission: 1n, previousTime: 112n }),
      event(3, "Demanded", { period: 1n, submission: 1n, previousTime: 136n }),
      event(4, "SettlementFinalized", { period: 2n, submission: 2n, previousTime: 124n }),
      event(5, "SettlementVoided", { period: 1n, submission: 1n, previousTime: 136n }),
      event(6, "DemandReclaimed", { submission: 1n }),
      event(7, "SettlementSubmitted", { period: 1n, submission: 3n, previousTime: 160n }),
    ];
    const onRecord = new Map([[2n, 148n]]);
    const times = toldTimes(events, (period) => onRecord.get(period));
    expect([...times].sort(([a], [b]) => a - b)).to.deep.equal([
      [1, 112n],
      [2, 124n],
      [3, 136n],
      [4, 148n],
      [5, 160n],
    ]);
    // Of the block that no event named, the record of its period tells.
    onRecord.set(1n, 184n);
    expect(toldTimes(events, (period) => onRecord.get(period)).get(7)).to.equal(184n);
  });

  it("are asked for once of a node, whoever asks, and again where that failed", async () => {
    const asked: unknown[] = [];
    let isBroken = true;
    const reader = {
      getBlock: async (block: number) => {
        asked.push(block);
        if (isBroken) throw new Error("gone");
        return { timestamp: 12 * block };
      },
    } as unknown as ChainReader;
    await blockTimes(reader)(7).catch(() => {});
    isBroken = false;
    expect([await blockTimes(reader)(7), await blockTimes(reader)(7)]).to.deep.equal([84n, 84n]);
    expect(asked).to.deep.equal([7, 7]);
    expect(blockTimes(reader)).to.equal(blockTimes(reader));
  });
});
