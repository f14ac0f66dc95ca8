import { expect } from "chai";
import { type Log, Network, type Provider } from "ethers";
import { ChainError } from "../../../sdk/src/errors.ts";
import { contractSource } from "../../../sdk/src/follow/source.ts";

const FUND = `0x${"ab".repeat(20)}` as const;
const TOPIC = `0x${"01".repeat(32)}` as const;
const BLOCK = `0x${"bb".repeat(32)}` as const;
const LOG = {
  ...{ address: `0x${"AB".repeat(20)}`, blockNumber: 7, blockHash: BLOCK, index: 0 },
  ...{ transactionHash: `0x${"cc".repeat(32)}`, topics: [TOPIC], data: "0x" },
};

/** A node that answers every question for logs with these. */
function sourceOf(...logs: object[]) {
  const provider = { getLogs: async () => logs as Log[], getNetwork: async () => Network.from(1) };
  const isReadable = ({ data }: { data: string }) => data === "0x";
  return contractSource(provider as unknown as Provider, FUND, [TOPIC], "http://node", isReadable);
}

describe("what a node answers", () => {
  it("is taken if it is what was asked for", async () => {
    expect(await sourceOf(LOG).logs(7, 7)).to.have.length(1);
    expect(await sourceOf(LOG).logsOf(BLOCK)).to.have.length(1);
    expect(await sourceOf().logs(7, 7)).to.deep.equal([]);
  });

  for (const [what, change] of Object.entries({
    "of another contract": { address: `0x${"ac".repeat(20)}` },
    "another event": { topics: [BLOCK] },
    "without an event": { topics: [] },
    "of another block": { blockNumber: 8, blockHash: TOPIC },
    "that cannot be read": { data: "0x01" },
  })) {
    it(`is not taken if among it is a log ${what}: what is kept once is read for ever`, async () => {
      const source = sourceOf(LOG, { ...LOG, ...change });
      for (const answer of [source.logs(7, 7), source.logsOf(BLOCK)]) {
        const failure = await answer.catch((error: Error) => error);
        expect(failure).to.be.instanceOf(ChainError);
        expect(String(failure)).to.equal("http://node answers with other logs than it was asked for.");
      }
    });
  }
});
