import { expect } from "chai";
import { InputError } from "zke-insurance-fund";
import { firstBlockOf, type LogFilter, logSpanOf, logsInRange, startOf } from "zke-insurance-fund/chain";
import { ADDRESS, type PlainChain } from "../../support/plain-node.ts";
import { connected, failure, faultyNode, plainNode, QUICK, questions } from "./open-nodes.ts";

describe("ranges of logs", () => {
  const HEAD = 60_000;
  const LIMITS: [string, number, NonNullable<PlainChain["refusal"]>][] = [
    ["413, QuickNode's", 10_000, { status: 413, code: -32614, message: "eth_getLogs is limited to a 10,000 range" }],
    [
      "400, Alchemy's",
      10,
      {
        status: 400,
        code: -32600,
        message: "Under the Free tier plan, you can make eth_getLogs requests with up to a 10 block range.",
      },
    ],
    ["200", 5_000, { code: -32602, message: "exceed maximum block range: 5000" }],
    ["200, without a number", 2_000, { code: -32005, message: "block range is too wide" }],
    ["200, by the number of logs", 500, { code: -32005, message: "query returned more than 10000 results" }],
    ["200, in words that nobody knows", 1_000, { code: -32603, message: "Internal error" }],
    ["200, by thousands", 2_000, { code: -32000, message: "up to a 2K block range" }],
    ["200, of five blocks", 5, { code: -32000, message: "maximum 5 blocks" }],
  ];
  for (const [how, span, refusalOf] of LIMITS) {
    it(`are as large as a node answers that refuses with ${how}: ${span} blocks`, async () => {
      const head = span < 100 ? 600 : HEAD;
      const faulty = await faultyNode({ head: () => head, first: head - 20, span, refusal: refusalOf });
      const node = await connected(faulty.rpc);
      const read = async () =>
        (await Array.fromAsync(logsInRange(node, { address: ADDRESS, topics: [], fromBlock: 0, toBlock: head })))
          .length;
      expect(await read()).to.equal(42);
      const first = faulty.requests;
      expect(await read()).to.equal(42);
      expect(faulty.requests - first, "what was learnt is kept").to.be.at.most(1.5 * Math.ceil((head + 1) / span) + 6);
    });
  }

  it("are not asked for any more once nobody waits for them, and what was read is not taken for all", async () => {
    const stop = new AbortController();
    const asked: number[] = [];
    const reader = {
      getLogs: async ({ fromBlock = 0 }: LogFilter) => {
        asked.push(fromBlock);
        if (asked.length === 3) stop.abort();
        return [];
      },
    };
    const range = { address: ADDRESS, topics: [], fromBlock: 0, toBlock: HEAD, most: 100 };
    const read = Array.fromAsync(logsInRange(reader, range, 1, stop.signal)).catch((error: Error) => error.name);
    expect(await read).to.equal("AbortError");
    expect(asked).to.deep.equal([0, 100, 200]);
  });

  it("have an end, and a block each at the least", async () => {
    const never = { getLogs: () => expect.fail("it was asked") } as never;
    for (const wrong of [{ most: 0 }, { most: Number.NaN }, { toBlock: Infinity }, { fromBlock: Number.NaN }]) {
      const range = { address: ADDRESS, topics: [], fromBlock: 0, toBlock: 9, ...wrong };
      const error = await Array.fromAsync(logsInRange(never, range)).catch((caught: unknown) => caught);
      expect(error).to.be.instanceOf(InputError).and.to.have.property("code", "countOutOfRange");
    }
  });

  it("are made smaller where the answer is longer than is read", async () => {
    const faulty = await faultyNode({ head: () => HEAD, first: HEAD - 20 });
    const node = await connected(faulty.rpc, { ...QUICK, mostBytes: 4_000 });
    const range = { address: ADDRESS, topics: [], fromBlock: 0, toBlock: HEAD };
    expect(await Array.fromAsync(logsInRange(node, range))).to.have.length(42);
  });

  it("are made smaller where no answer comes in time, and grow again", async () => {
    const faulty = await faultyNode({ head: () => HEAD, first: HEAD });
    const node = await connected(faulty.rpc, { ...QUICK, timeout: 1_000 });
    faulty.fail(({ method, params }) => {
      if (method !== "eth_getLogs") return undefined;
      const [{ fromBlock, toBlock }] = params as [Record<string, string>];
      return Number(toBlock) - Number(fromBlock) >= 5_000 ? new Promise(() => {}) : undefined;
    });
    const range = { address: ADDRESS, topics: [], fromBlock: 0, toBlock: HEAD };
    expect(await Array.fromAsync(logsInRange(node, range))).to.have.length(2);
    faulty.fail();
    for (let times = 0; logSpanOf(node).size <= HEAD; times++) {
      expect(times).to.be.below(20);
      await Array.fromAsync(logsInRange(node, range));
    }
  });

  it("are not made smaller by a node that has too much to do", async () => {
    const faulty = await faultyNode();
    const node = await connected(faulty.rpc);
    faulty.fail(({ method }) =>
      method === "eth_getLogs" ? { error: { code: -32005, message: "rate limit exceeded" } } : undefined,
    );
    const range = { address: ADDRESS, topics: [], fromBlock: 0, toBlock: 9 };
    const read = Array.fromAsync(logsInRange(node, range));
    setTimeout(() => faulty.fail(), 300);
    expect(await read).to.have.length(14);
    expect(logSpanOf(node).size).to.equal(Infinity);
  });
});

describe("a contract's first block", () => {
  it("is found once", async () => {
    const faulty = await faultyNode({ head: () => 2_628_000, first: 2_000_001 });
    const node = await connected(faulty.rpc);
    expect(await firstBlockOf(node, ADDRESS)).to.equal(2_000_001);
    expect(questions(faulty, "eth_getCode")).to.be.within(20, 25);
    const before = faulty.requests;
    expect(await startOf(node, ADDRESS, 2_500_000), "never later").to.equal(2_000_001);
    expect(await startOf(node, ADDRESS, 10)).to.equal(10);
    expect(faulty.requests).to.equal(before);
  });

  for (const [what, says] of [
    ["refuses to tell", { error: { code: -32000, message: "missing trie node 12" } }],
    ["tells of nothing", { result: "0x" }],
  ] as const) {
    it(`is the given one, or 0, of a node that of old states ${what}`, async () => {
      const faulty = await faultyNode({ head: () => 1_000, first: 100 });
      const node = await connected(faulty.rpc);
      faulty.fail(({ method, params }) => (method === "eth_getCode" && Number(params[1]) < 900 ? says : undefined));
      // Where it says nothing, the first block that it knows of must have a log.
      if ("result" in says)
        faulty.fail(({ method, params }) => {
          if (method === "eth_getLogs") return { result: [] };
          return method === "eth_getCode" && Number(params[1]) < 900 ? says : undefined;
        });
      expect(await failure(firstBlockOf(node, ADDRESS))).to.include({ kind: "incomplete" });
      expect(await startOf(node, ADDRESS)).to.equal(0);
      expect(await startOf(node, ADDRESS, 120)).to.equal(120);
    });
  }

  it("is none where there is no contract", async () => {
    const node = await connected((await plainNode({ first: 50 })).rpc);
    expect(await failure(firstBlockOf(node, ADDRESS))).to.include({ kind: "absent" });
  });
});
