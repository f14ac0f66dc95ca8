// A node that makes up numbers must not keep its reader busy for ever.
import { expect } from "chai";
import { ChainError } from "zke-insurance-fund";
import type { Fund } from "zke-insurance-fund/chain";
import { BlockTimes } from "../../../sdk/src/history/block-times.ts";
import { findPeriod } from "../../../sdk/src/history/complete.ts";

const ENOUGH = 1_000;

describe("a node that makes up numbers", () => {
  it("has no periods searched that it cannot have", async () => {
    let asked = 0;
    const fund = {
      read: async () => [2n ** 63n],
      async record() {
        if (++asked > ENOUGH) throw new Error("endless");
        return { submission: 0n };
      },
    } as unknown as Fund;
    expect(await findPeriod(fund, [], 9)).to.equal(undefined);
  });

  it("has no time searched among blocks of other numbers", async () => {
    let asked = 0;
    const block = (number: number, timestamp: number) => ({ number, timestamp, hash: "0x", parentHash: "0x" });
    const reader = {
      async getBlock(tag: number) {
        if (++asked > ENOUGH) throw new Error("endless");
        return tag === 0 ? block(0, 0) : block(5_000, 50_000);
      },
    };
    const times = new BlockTimes(reader as never, block(5_000, 50_000));
    const [said] = await Promise.allSettled([times.blocksOf(20_000n)]);
    expect(said.status === "rejected" && said.reason).to.be.instanceOf(ChainError);
  });
});
