import { expect } from "chai";
import { AbiCoder, JsonRpcProvider, Network } from "ethers";
import type { ChainError } from "zke-insurance-fund";
import { connectChain, openFund } from "zke-insurance-fund/chain";
import { FUND_INTERFACE } from "../../../sdk/src/chain/fund.ts";
import type { Page } from "../../support/faulty-node.ts";
import { ADDRESS } from "../../support/plain-node.ts";
import { CALL, closeAfter, connected, failure, faultyNode, plainNode, questions, refusal } from "./open-nodes.ts";

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

  it("are those that one answer leads to as well, however far from it each is asked", async () => {
    const faulty = await faultyNode();
    const node = await connected(faulty.rpc);
    const before = faulty.requests;
    const blocks = await Promise.all(
      [1, 2, 3, 4].map(async (turns) => {
        await node.call({ ...CALL, blockTag: turns });
        for (let turn = 0; turn < 5 * turns; turn++) await undefined;
        return node.call({ ...CALL, blockTag: turns + 10 });
      }),
    );
    expect(blocks.map(Number)).to.deep.equal([11, 12, 13, 14]);
    expect(faulty.requests - before).to.equal(2);
  });

  it("go to another node where a batch of them is refused for long", async () => {
    const [faulty, other] = [await faultyNode(), await faultyNode()];
    const node = await connected([faulty.rpc, other.rpc]);
    faulty.fail(undefined, () => ({ status: 429, headers: { "retry-after": "3600" }, body: "" }));
    const answers = await Promise.all([3, 4, 5].map((blockTag) => node.call({ ...CALL, blockTag })));
    expect(answers.map(Number)).to.deep.equal([3, 4, 5]);
  });

  it("are all answered where the answers are long, which are read one after the other", async () => {
    const faulty = await faultyNode();
    const node = await connected(faulty.rpc, { pauses: [], mostBytes: 20_000 });
    faulty.fail(({ method }) => (method === "eth_call" ? { result: `0x${"07".repeat(9_000)}` } : undefined));
    const asked = Array.from({ length: 16 }, (_, blockTag) => node.call({ ...CALL, blockTag }));
    for (const answer of await Promise.all(asked)) expect(answer).to.have.length(18_002);
    faulty.fail(({ method }) => (method === "eth_call" ? { result: `0x${"07".repeat(10_000)}` } : undefined));
    expect(String(await failure(node.call({ ...CALL, blockTag: 5 })))).to.include("too long");
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

  it("are asked in batches as large as before where several were refused at one moment: that is one refusal", async () => {
    const faulty = await faultyNode();
    const node = await connected(faulty.rpc);
    const [sizes, batches]: [number[], number] = [[], 5];
    faulty.fail(undefined, (asked) => {
      sizes.push(asked.length);
      return sizes.length <= batches ? { status: 429, headers: { "retry-after": "0" }, body: "" } : undefined;
    });
    const tags = Array.from({ length: 100 * batches }, (_, at) => at + 3);
    const answers = await Promise.all(tags.map((blockTag) => node.call({ ...CALL, blockTag })));
    expect(answers.map(Number)).to.deep.equal(tags);
    expect(sizes).to.deep.equal(Array(2 * batches).fill(100));
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

  it("is not repeated where the node has it in what it calls a contract's reason, nor in what the error carries", async () => {
    const faulty = await faultyNode();
    const url = faulty.rpc.replace("//", `//x:${SECRET}@`);
    const node = await connected(`${url}/v3/0123456789abcdef`, { pauses: [] });
    const reason = `no such key: 0123456789abcdef, ${SECRET}`;
    const abi = AbiCoder.defaultAbiCoder();
    for (const data of [
      `0x08c379a0${abi.encode(["string"], [reason]).slice(2)}`,
      FUND_INTERFACE.encodeErrorResult("PolicyOutOfBounds", [reason, 7n]),
    ]) {
      faulty.fail(() => ({ error: { code: 3, message: "execution reverted", data } }));
      const error = await failure(node.call({ ...CALL, blockTag: 5 }));
      expect(error).to.include({ kind: "reverted" });
      const { revert, args } = error as ChainError;
      for (const said of [
        String(error),
        JSON.stringify([revert, args], (_, part) => (typeof part === "bigint" ? `${part}` : part)),
      ]) {
        expect(said).to.include("no such key").and.include("***");
        for (const secret of [SECRET, "0123456789abcdef"]) expect(said).not.to.include(secret);
      }
    }
  });

  it("is sent as it stands where it is no percent code, or not Latin", async () => {
    const plain = await plainNode();
    for (const password of ["100%", "пароль"]) await connected(plain.rpc.replace("//", `//me:${password}@`));
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

describe("a provider of ethers", () => {
  it("may stand in the client's place, and its node's trouble is no verdict either", async () => {
    const faulty = await faultyNode();
    const network = Network.from(31_337);
    const provider = new JsonRpcProvider(faulty.rpc, network, { staticNetwork: network, cacheTimeout: -1 });
    closeAfter({ close: () => provider.destroy() });
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
