import { expect } from "chai";
import { JsonRpcProvider, Network } from "ethers";
import { ChainError, InputError } from "zke-insurance-fund";
import { connectChain, firstBlockOf, logSpanOf, logsInRange, openFund, startOf } from "zke-insurance-fund/chain";
import { type FaultyNode, lagging, type Page, startFaultyNode } from "../../support/faulty-node.ts";
import { ADDRESS, type PlainChain, type PlainNode, startPlainNode } from "../../support/plain-node.ts";

const QUICK = { pauses: [5, 10, 20, 40], scoutEvery: 0 };
const CALL = { to: ADDRESS, data: "0x" };

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close();
});

async function plainNode(chain?: PlainChain): Promise<PlainNode> {
  const node = await startPlainNode(chain);
  open.push(node);
  return node;
}

async function faultyNode(chain?: PlainChain): Promise<FaultyNode> {
  const node = await startFaultyNode((await plainNode(chain)).rpc);
  open.push(node);
  return node;
}

async function connected(urls: string | string[], options: Parameters<typeof connectChain>[1] = QUICK) {
  const chain = await connectChain(urls, options);
  open.push({ close: () => chain.provider.destroy() });
  return chain.provider;
}

async function failure(asked: Promise<unknown>): Promise<ChainError> {
  const [said] = await Promise.allSettled([asked]);
  expect(said.status).to.equal("rejected");
  const { reason } = said as PromiseRejectedResult;
  expect(reason).to.be.instanceOf(ChainError);
  return reason;
}

const questions = (node: FaultyNode, method: string) => node.asked.filter((asked) => asked.method === method).length;
const refusal = (error: object, id: unknown = null): Page => ({ body: JSON.stringify({ jsonrpc: "2.0", id, error }) });

describe("questions of one moment", () => {
  const BATCHES: [string, (ids: unknown[]) => Page][] = [
    ["an error", () => refusal({ code: -32600, message: "batch requests are not allowed" })],
    ["a list of one error", () => ({ body: `[${refusal({ code: -32600, message: "batch too large" }).body}]` })],
    [
      "a list of one error, with the first question's number",
      ([id]) => ({ body: `[${refusal({ code: -32600, message: "batch too large" }, id).body}]` }),
    ],
    ["an empty list", () => ({ body: "[]" })],
    ["a page of HTML", () => ({ body: "<html>" })],
    ["413", () => ({ status: 413, body: "" })],
  ];
  for (const [what, answer] of BATCHES) {
    it(`are asked one by one where a batch is answered by ${what}, and the next ones at once`, async () => {
      const faulty = await faultyNode();
      const node = await connected(faulty.rpc);
      faulty.fail(undefined, (asked) => answer(asked.map(({ id }) => id)));
      const three = () => Promise.all([3, 4, 5].map((blockTag) => node.call({ ...CALL, blockTag })));
      expect((await three()).map(Number)).to.deep.equal([3, 4, 5]);
      expect((await three()).map(Number)).to.deep.equal([3, 4, 5]);
      expect(faulty.requests, "one batch, six questions").to.equal(7);
    });
  }

  it("are asked again by themselves where a batch leaves some out", async () => {
    const faulty = await faultyNode();
    const node = await connected(faulty.rpc);
    faulty.fail(undefined, (asked) => ({
      body: JSON.stringify(
        asked
          .slice(1)
          .map(({ id }) => ({ id: String(id), result: "0x07" }))
          .reverse(),
      ),
    }));
    const answers = await Promise.all([3, 4, 5].map((blockTag) => node.call({ ...CALL, blockTag })));
    expect(answers.map(Number)).to.deep.equal([3, 7, 7]);
  });

  it("are asked one at a time, after a rest, where a batch is too much for the node", async () => {
    const faulty = await faultyNode();
    const node = await connected(faulty.rpc);
    let atOnce = 0;
    let most = 0;
    faulty.fail(
      async (_, truth) => {
        most = Math.max(most, ++atOnce);
        await new Promise((resolve) => setTimeout(resolve, 5));
        atOnce--;
        return truth();
      },
      () => ({ status: 429, headers: { "retry-after": "0" }, body: "" }),
    );
    const answers = await Promise.all(Array.from({ length: 20 }, (_, blockTag) => node.call({ ...CALL, blockTag })));
    expect(answers).to.have.length(20);
    expect(most).to.equal(1);
  });
});

describe("questions that all fail for a while", () => {
  it("wait without a warning, and end at once when the client is let go", async () => {
    const faulty = await faultyNode();
    const warnings: string[] = [];
    const onWarning = ({ name }: Error) => warnings.push(name);
    process.on("warning", onWarning);
    const { provider } = await connectChain(faulty.rpc, { pauses: [600_000] });
    faulty.fail(({ method }) => (method === "eth_call" ? { error: { code: -32_000, message: "busy" } } : undefined));
    const asked = Array.from({ length: 30 }, () => failure(provider.call(CALL)));
    while (questions(faulty, "eth_call") < 30) await new Promise((resolve) => setTimeout(resolve, 5));
    await new Promise((resolve) => setTimeout(resolve, 50));
    provider.destroy();
    for (const said of await Promise.all(asked)) expect(said).to.include({ kind: "node" });
    await new Promise((resolve) => setImmediate(resolve));
    process.off("warning", onWarning);
    expect(warnings).to.deep.equal([]);
  });
});

describe("a node that wants to be left alone", () => {
  for (const [form, header] of [
    ["seconds", () => "1"],
    ["a date", () => new Date(Date.now() + 2_000).toUTCString()],
  ] as const) {
    it(`for some time, in ${form}, is asked after that, once`, async () => {
      const faulty = await faultyNode();
      const node = await connected(faulty.rpc);
      let refused = 0;
      let answered = 0;
      faulty.fail(() => {
        if (refused === 0) {
          refused = performance.now();
          return { status: 429, headers: { "retry-after": header() }, body: "" };
        }
        answered ||= performance.now();
        return undefined;
      });
      expect(await node.getBlockNumber()).to.equal(9);
      expect(answered - refused).to.be.at.least(form === "seconds" ? 990 : 900);
      expect(questions(faulty, "eth_blockNumber")).to.equal(2);
    });
  }

  it("for longer than anyone waits, is told at once", async () => {
    const faulty = await faultyNode();
    const node = await connected(faulty.rpc);
    faulty.fail(() => ({ status: 429, headers: { "retry-after": "3600" }, body: "" }));
    expect(await failure(node.getBlockNumber())).to.include({ kind: "node", retryAfter: 3_600_000 });
    expect(faulty.requests).to.equal(1);
  });
});

describe("what is secret in a node's address", () => {
  const SECRET = "hunter2";
  for (const [what, echo] of [
    ["name and password", `denied for x: ${SECRET}`],
    ["authorization", `denied: Basic ${btoa(`x:${SECRET}`)}`],
    ["path", "denied: /v3/0123456789abcdef"],
    ["query", "denied: key=k1"],
  ] as const) {
    it(`is not repeated where the node does: ${what}`, async () => {
      const faulty = await faultyNode();
      const url = faulty.rpc.replace("//", `//x:${SECRET}@`);
      const node = await connected(`${url}/v3/0123456789abcdef?key=k1`, { pauses: [] });
      faulty.fail(() => ({ error: { code: -32000, message: echo } }));
      const said = String(await failure(node.getBlockNumber()));
      expect(said).to.include("denied").and.include("***");
      for (const secret of [SECRET, "0123456789abcdef", "k1", btoa(`x:${SECRET}`), " x:"])
        expect(said).not.to.include(secret);
    });
  }

  it("is sent as it stands where it is no percent code, or not Latin", async () => {
    const plain = await plainNode();
    for (const password of ["100%", "пароль"]) await connected(plain.rpc.replace("//", `//me:${password}@`));
  });
});

describe("several nodes", () => {
  it("stand in for one that is gone", async () => {
    const [first, second] = [await faultyNode(), await faultyNode()];
    const node = await connected([first.rpc, second.rpc]);
    first.fail(() => "hang up");
    second.fail();
    expect(Number(await node.call({ ...CALL, blockTag: 5 }))).to.equal(5);
    expect(Number(await node.call({ ...CALL, blockTag: 6 }))).to.equal(6);
    expect(questions(first, "eth_call"), "asked last while it rests").to.equal(1);
  });

  it("are not asked for a block that they do not have", async () => {
    const [late, whole] = [await faultyNode(), await faultyNode()];
    late.fail(lagging(() => 4));
    const node = await connected([late.rpc, whole.rpc]);
    expect(Number(await node.call({ ...CALL, blockTag: 9 }))).to.equal(9);
    const logs = await node.getLogs({ address: ADDRESS, topics: [], fromBlock: 1, toBlock: 9 });
    expect(logs.at(-1)?.blockNumber).to.equal(9);
    expect(questions(late, "eth_call") + questions(late, "eth_getLogs")).to.equal(0);
    late.fail(lagging(() => 4));
    whole.fail(lagging(() => 4));
    expect(await failure(node.call({ ...CALL, blockTag: 12 }))).to.include({ kind: "node" });
    expect(await node.getBlock(12), "a chain that is not that long").to.equal(null);
  });

  it("are preferred where another stands still, and say since when there is no new block", async () => {
    let head = 9;
    const [still, alive] = [await faultyNode(), await faultyNode({ head: () => head })];
    const node = await connected([still.rpc, alive.rpc]);
    const first = node.head;
    expect(first?.number).to.equal(9);
    head = 30;
    for (let tries = 0; (await node.getBlockNumber()) !== 30; tries++) {
      expect(tries).to.be.below(100);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(node.head?.number).to.equal(30);
    expect(node.head?.since).to.be.above(first?.since ?? Infinity);
  });

  it("must be of one chain", async () => {
    const one = await plainNode();
    for (const [other, words] of [
      [await plainNode({ chainId: 5 }), /of chain (5|31337).* should be of chain (31337|5)/],
      [await plainNode({ mark: "ff" }), /another chain of the number 31337/],
    ] as const) {
      const said = await failure(connectChain([one.rpc, other.rpc], QUICK));
      expect(said).to.include({ kind: "foreign" });
      expect(said.message).to.match(words);
    }
    expect(await failure(connectChain(one.rpc, { ...QUICK, chainId: 1n }))).to.include({ kind: "foreign" });
  });

  it("is refused when it becomes another chain", async () => {
    const faulty = await faultyNode();
    const node = await connected(faulty.rpc, { ...QUICK, checkEvery: 0 });
    faulty.fail(({ method }) => (method === "eth_chainId" ? { result: "0x5" } : undefined));
    const said = await failure(node.getBlockNumber());
    expect(said).to.include({ kind: "foreign" });
    expect(said.message).to.include("chain 5 now");
  });

  it("send by another address where one is given", async () => {
    const [public_, relay] = [await faultyNode(), await faultyNode()];
    const node = await connected(public_.rpc, { ...QUICK, sendTo: relay.rpc });
    await node.send("eth_sendRawTransaction", ["0x02"]);
    expect(questions(public_, "eth_sendRawTransaction")).to.equal(0);
    expect(questions(relay, "eth_sendRawTransaction")).to.equal(1);
  });

  it("refuse what is no address", async () => {
    for (const urls of ["", "ws://127.0.0.1:1", ["http://127.0.0.1:1", "nowhere"], []]) {
      const [said] = await Promise.allSettled([connectChain(urls)]);
      expect((said as PromiseRejectedResult).reason).to.be.instanceOf(InputError);
    }
  });
});

describe("nodes that must agree", () => {
  it("do, where they say alike", async () => {
    const node = await connected([(await plainNode()).rpc, (await plainNode()).rpc], { ...QUICK, agree: 2 });
    expect(Number(await node.call({ ...CALL, blockTag: 5 }))).to.equal(5);
    expect(await node.getLogs({ address: ADDRESS, topics: [], fromBlock: 1, toBlock: 4 })).to.have.length(4);
  });

  it("read the newest block that both have", async () => {
    const late = await faultyNode();
    late.fail(lagging(() => 7));
    const node = await connected([(await plainNode()).rpc, late.rpc], { ...QUICK, agree: 2 });
    expect(await node.getBlockNumber()).to.equal(7);
    expect((await node.getBlock("latest"))?.number).to.equal(7);
    expect(Number(await node.call(CALL))).to.equal(7);
  });

  it("are both named where they differ", async () => {
    const liar = await faultyNode();
    const honest = await plainNode();
    const node = await connected([honest.rpc, liar.rpc], { ...QUICK, agree: 2 });
    liar.fail(({ method }) => (method === "eth_getLogs" ? { result: [] } : undefined));
    const said = await failure(node.getLogs({ address: ADDRESS, topics: [], fromBlock: 1, toBlock: 4 }));
    expect(said).to.include({ kind: "differs" });
    expect(said.message).to.include(honest.rpc).and.include(liar.rpc);
    liar.fail(({ method }) => (method === "eth_call" ? { error: { code: 3, message: "reverted" } } : undefined));
    expect(await failure(node.call({ ...CALL, blockTag: 4 }))).to.include({ kind: "differs" });
  });

  it("are three where one of them is gone", async () => {
    const gone = await faultyNode();
    const node = await connected([gone.rpc, (await plainNode()).rpc, (await plainNode()).rpc], { ...QUICK, agree: 2 });
    gone.fail(() => "hang up");
    expect(Number(await node.call({ ...CALL, blockTag: 4 }))).to.equal(4);
  });

  it("are too few where only one is left", async () => {
    const gone = await faultyNode();
    const node = await connected([gone.rpc, (await plainNode()).rpc], { ...QUICK, agree: 2 });
    gone.fail(() => "hang up");
    expect(await failure(node.call({ ...CALL, blockTag: 4 }))).to.include({ kind: "node" });
  });
});

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

describe("an answer to something else", () => {
  const HASH = `0x${"ab".repeat(32)}`;

  it("is no block of a number", async () => {
    const faulty = await faultyNode();
    const node = await connected(faulty.rpc);
    const other = { number: "0x7", timestamp: "0x1", hash: HASH, parentHash: HASH };
    faulty.fail(({ method, params }) =>
      method === "eth_getBlockByNumber" && params[0] === "0x5" ? { result: other } : undefined,
    );
    expect(await failure(node.getBlock(5))).to.include({ kind: "node" });
    expect((await node.getBlock(7))?.number).to.equal(7);
  });

  it("is no receipt of a transaction, and one without an outcome none yet", async () => {
    const faulty = await faultyNode();
    const node = await connected(faulty.rpc);
    const receipt = { transactionHash: HASH, blockNumber: "0x5", blockHash: HASH, gasUsed: "0x1", logs: [] };
    let status: string | null = "0x1";
    faulty.fail(({ method }) =>
      method === "eth_getTransactionReceipt" ? { result: { ...receipt, status } } : undefined,
    );
    expect(await failure(node.getTransactionReceipt(`0x${"cd".repeat(32)}`))).to.include({ kind: "node" });
    expect((await node.getTransactionReceipt(HASH.toUpperCase().replace("X", "x")))?.status).to.equal(1);
    status = null;
    expect(await node.getTransactionReceipt(HASH)).to.equal(null);
  });

  for (const [what, answer] of [
    ["number", { id: { toString: 1 }, result: "0x" }],
    ["message", { id: 1, error: { code: -32_000, message: { toString: 1 } } }],
  ] as const) {
    it(`is told in a sentence, though its ${what} is no text`, async () => {
      const faulty = await faultyNode();
      const node = await connected(faulty.rpc);
      faulty.fail(() => ({ body: JSON.stringify({ jsonrpc: "2.0", ...answer }) }));
      expect(await failure(node.call(CALL))).to.include({ kind: "node" });
    });
  }
});

describe("a node that cannot be asked for long", () => {
  for (const [what, answer] of [
    ["wants to be left alone for an hour", { status: 429, headers: { "retry-after": "3600" }, body: "" }],
    ["does not know a question", { error: { code: -32_601, message: "no such method" } }],
  ] as const) {
    it(`and ${what} has another one asked, for questions and commands`, async () => {
      const [faulty, other] = [await faultyNode(), await faultyNode()];
      const node = await connected([faulty.rpc, other.rpc]);
      faulty.fail(({ method }) => (/call|Raw/.test(method) ? answer : undefined));
      expect(await node.call(CALL)).to.match(/^0x/);
      const again = await connected([faulty.rpc, other.rpc]);
      expect(await again.send("eth_sendRawTransaction", ["0x02"])).to.match(/^0x/);
    });
  }
});

describe("a node that turns to another chain", () => {
  it("is asked nothing more while there is another, and is told where there is none", async () => {
    const [turned, other] = [await faultyNode(), await faultyNode()];
    const options = { ...QUICK, checkEvery: 0 };
    const node = await connected([turned.rpc, other.rpc], options);
    const foreign = ({ method }: { method: string }) => (method === "eth_chainId" ? { result: "0x2" } : undefined);
    turned.fail(foreign);
    expect(await node.call(CALL)).to.match(/^0x/);
    expect(await node.send("eth_sendRawTransaction", ["0x02"])).to.match(/^0x/);
    expect(questions(turned, "eth_sendRawTransaction")).to.equal(0);
    other.fail(foreign);
    expect(await failure(node.call(CALL))).to.include({ kind: "foreign" });
  });
});

describe("a command that several nodes are given", () => {
  it("is not refused while the first may have taken it", async () => {
    const [silent, other] = [await faultyNode(), await faultyNode()];
    const node = await connected([silent.rpc, other.rpc]);
    const send = () => node.send("eth_sendRawTransaction", ["0x02"]);
    const says = (message: string) => ({ error: { code: -32_000, message } });
    silent.fail(({ method }) => (method === "eth_sendRawTransaction" ? { result: null } : undefined));
    other.fail(({ method }) => (method === "eth_sendRawTransaction" ? says("nonce gap") : undefined));
    const said = await failure(send());
    expect(said.message).not.to.include("nonce gap");
    await silent.close();
    expect((await failure(send())).message).to.include("nonce gap");
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

describe("a provider of ethers", () => {
  it("may stand in the client's place, and its node's trouble is no verdict either", async () => {
    const faulty = await faultyNode();
    const network = Network.from(31_337);
    const provider = new JsonRpcProvider(faulty.rpc, network, { staticNetwork: network, cacheTimeout: -1 });
    open.push({ close: () => provider.destroy() });
    expect((await openFund(provider, ADDRESS)).address).to.equal(ADDRESS);
    for (const message of ["header not found", "Internal error", "rate limit exceeded"]) {
      faulty.fail(({ method }) => (method === "eth_call" ? { error: { code: -32_000, message } } : undefined));
      const said = await failure(openFund(provider, ADDRESS));
      expect(said).to.include({ kind: "node" });
      expect(said.message).to.include(`refused: ${message}`);
    }
    faulty.fail(({ method }) =>
      method === "eth_call" ? { error: { code: 3, message: "execution reverted" } } : undefined,
    );
    expect(await failure(openFund(provider, ADDRESS))).to.include({ kind: "absent" });
  });
});
