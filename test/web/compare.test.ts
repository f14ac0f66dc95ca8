import { expect } from "chai";
import { type ChainReader, FUND_INTERFACE, NodeFailure } from "zke-insurance-fund/chain";
import { FUND, SOMEONE } from "../../scripts/support/fake-events.ts";
import { compareNodes } from "../../web/src/compare.ts";
import { fakeChain } from "./fake-chain.ts";

const POLICY = [2000n, 9000n, false, 8n, 10_000n, 86_400n, 21_600n, 25n, 100n, 500n, 50n];

/** A node with so many blocks of a fund; what it says otherwise is given by the views' names. */
function nodeAt(head: number, views: Record<string, unknown[]> = {}, given: Partial<ChainReader> = {}): ChainReader {
  const chain = fakeChain();
  while (chain.head() < head) chain.mine();
  const known: Record<string, unknown[]> = {
    totals: [[1n, 2n, 3n, 4n, 5n, 6n]],
    policy: [POLICY],
    paused: [false],
    closed: [false],
    token: [SOMEONE],
    authority: [SOMEONE],
    clearing: [SOMEONE],
    ...views,
  };
  return {
    ...chain.reader,
    async call({ data }) {
      const name = FUND_INTERFACE.parseTransaction({ data })?.name ?? "";
      return FUND_INTERFACE.encodeFunctionResult(name, known[name] ?? [7n]);
    },
    ...given,
  };
}

const compare = (nodes: Record<string, ChainReader>) => compareNodes(new Map(Object.entries(nodes)), FUND);
const silent = async () => {
  throw new NodeFailure("unreachable", "no answer");
};

describe("two nodes", () => {
  it("are compared at a block that both have, below the newest", async () => {
    const { block, differing, nodes } = await compare({ a: nodeAt(20), b: nodeAt(12) });
    expect({ block, differing }).to.deep.equal({ block: 9, differing: [] });
    expect(nodes.map(({ host, head }) => [host, head])).to.deep.equal([
      ["a", 20],
      ["b", 12],
    ]);
  });

  it("that say different things are told apart by figure", async () => {
    const liar = nodeAt(12, { assets: [8n], policy: [[1000n, ...POLICY.slice(1)]] });
    const { differing, nodes } = await compare({ a: nodeAt(12), b: liar });
    expect(differing).to.deep.equal(["assets", "rest"]);
    expect(nodes.map(({ said }) => said?.assets)).to.deep.equal(["7", "8"]);
    const elsewhere = nodeAt(12, {}, { getNetwork: async () => ({ chainId: 5n }) });
    expect((await compare({ a: nodeAt(12), b: elsewhere })).differing).to.deep.equal(["chain"]);
  });

  it("with other blocks of the same numbers are on two chains", async () => {
    const honest = nodeAt(12);
    const forked = nodeAt(
      12,
      {},
      {
        getBlock: async (tag) => {
          const block = await honest.getBlock(tag);
          return block && { ...block, hash: `0x${"99".repeat(32)}` };
        },
      },
    );
    expect((await compare({ a: honest, b: forked })).differing).to.deep.equal(["blockHash"]);
  });

  it("of which one does not answer are not called equal, nor different", async () => {
    const { differing, block, nodes } = await compare({ a: nodeAt(12), b: nodeAt(12, {}, { getBlock: silent }) });
    expect({ differing, block }).to.deep.equal({ differing: undefined, block: undefined });
    expect(nodes[1]?.failure?.kind).to.equal("unreachable");
    const half = await compare({ a: nodeAt(12), b: nodeAt(12, {}, { call: silent }) });
    expect(half.differing).to.equal(undefined);
    expect(half.nodes[1]?.failure?.kind).to.equal("unreachable");
  });

  it("of a short chain are compared at its first block, and a third that is silent does not hinder", async () => {
    const { block, differing } = await compare({ a: nodeAt(1), b: nodeAt(1), c: nodeAt(1, {}, { getBlock: silent }) });
    expect({ block, differing }).to.deep.equal({ block: 0, differing: [] });
  });
});
