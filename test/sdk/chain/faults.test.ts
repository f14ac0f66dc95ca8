import { expect } from "chai";
import { ChainError } from "zke-insurance-fund";
import { type ChainNode, connectChain } from "zke-insurance-fund/chain";
import { type Fault, type FaultyNode, type Question, startFaultyNode } from "../../support/faulty-node.ts";
import { ADDRESS, BLOCK_HASH, type PlainNode, startPlainNode } from "../../support/plain-node.ts";

// What a node may do, and what becomes of it: one row for each.

const PAUSES = [5, 10, 20, 40];
const TRIES = PAUSES.length + 1;

/** What is asked of the client. */
const ASKED = {
  call: (node: ChainNode) => node.call({ to: ADDRESS, data: "0x", blockTag: 5 }),
  gas: (node: ChainNode) => node.estimateGas({ to: ADDRESS, data: "0x" }),
  receipt: (node: ChainNode) => node.getTransactionReceipt(BLOCK_HASH),
  tip: (node: ChainNode) => node.send("eth_maxPriorityFeePerGas", []),
  head: (node: ChainNode) => node.getBlockNumber(),
  block: (node: ChainNode) => node.getBlock("latest"),
  logs: (node: ChainNode) => node.getLogs({ address: ADDRESS, topics: [], fromBlock: 1, toBlock: 5 }),
  log: (node: ChainNode) => node.getLogs({ address: ADDRESS, topics: [], blockHash: BLOCK_HASH }),
};

interface Row {
  readonly fault: string;
  readonly asks: keyof typeof ASKED;
  /** What the node does, this many times; always unless given. */
  readonly does: Fault;
  readonly times?: number;
  /** What the client says: a kind and words, or an answer; the true one if it is left out. */
  readonly kind?: string;
  readonly says?: RegExp;
  readonly answers?: unknown;
  /** How often the question is asked. */
  readonly asked: number;
}

const refuses =
  (code: number, message: string, data?: unknown): Fault =>
  () => ({ error: { code, message, data } });
const page =
  (body: string, status = 200, headers = {}): Fault =>
  () => ({ body, status, headers });
const HTML = page("<html>busy</html>");

const PASSING: [string, Fault][] = [
  ["-32005 rate limit exceeded", refuses(-32005, "rate limit exceeded")],
  ["-32000 header not found", refuses(-32000, "header not found")],
  ["missing trie node", refuses(-32000, "missing trie node 12ab (path ) state 0x12 is not available")],
  ["-32603 Internal error", refuses(-32603, "Internal error")],
  ["execution timeout", refuses(-32000, "execution timeout")],
  ["out of gas by a node's own limit", refuses(-32000, "out of gas")],
  ["Unauthorized", page('{"error":{"code":-32600,"message":"Unauthorized: wrong API key"}}', 401)],
  ["Invalid key", refuses(-32000, "Invalid key")],
  ["an error without a number", page('{"jsonrpc":"2.0","id":null,"error":{"code":-32000,"message":"no backend"}}')],
  ["HTML with HTTP 200", HTML],
  ["an empty body with HTTP 200", page("")],
  ["null with HTTP 200", page("null")],
  ["504 with HTML", page("<html>", 504)],
  ["a connection that breaks off", () => "hang up"],
  ["neither a result nor an error", () => ({ result: undefined })],
  ["an answer to another question", async (_, truth) => ({ ...(await truth()), id: 77 })],
];

const ROWS: Row[] = [
  ...PASSING.flatMap(([fault, does]): Row[] => [
    { fault: `${fault}, twice`, asks: "call", does, times: 2, asked: 3 },
    { fault: `${fault}, always`, asks: "call", does, kind: "node", asked: TRIES },
  ]),
  {
    fault: "its own words in the sentence",
    asks: "call",
    does: refuses(-32000, "header not found"),
    kind: "node",
    says: /refused: header not found/,
    asked: TRIES,
  },
  {
    fault: "its true status in the sentence",
    asks: "call",
    does: page("", 429),
    kind: "node",
    says: /HTTP 429/,
    times: 9,
    asked: TRIES,
  },
  {
    fault: "a status with an error of JSON",
    asks: "call",
    does: page('{"error":{"code":-32005,"message":"slow down"}}', 429),
    kind: "node",
    says: /refused: slow down \(HTTP 429\)/,
    asked: TRIES,
  },
  { fault: "a revert by its number", asks: "call", does: refuses(3, "execution reverted"), kind: "reverted", asked: 1 },
  {
    fault: "a revert by its data",
    asks: "gas",
    does: refuses(-32000, "VM error", "0x12345678"),
    kind: "reverted",
    says: /0x12345678/,
    asked: 1,
  },
  {
    fault: "a revert by a word before its data",
    asks: "call",
    does: refuses(-32015, "VM execution error.", "Reverted 0x12345678"),
    kind: "reverted",
    says: /0x12345678/,
    asked: 1,
  },
  {
    fault: "a revert by its words",
    asks: "call",
    does: refuses(-32000, "VM Exception while processing transaction: revert"),
    kind: "reverted",
    asked: 1,
  },
  {
    fault: "an invalid opcode",
    asks: "call",
    does: refuses(-32000, "invalid opcode: INVALID"),
    kind: "reverted",
    asked: 1,
  },
  {
    fault: "too little ether",
    asks: "gas",
    does: refuses(-32000, "insufficient funds for gas * price + value"),
    kind: "refused",
    says: /too little ether/,
    asked: 1,
  },
  { fault: "no such method", asks: "tip", does: refuses(-32601, "the method does not exist"), kind: "node", asked: 1 },
  { fault: "a tip that is null", asks: "tip", does: () => ({ result: null }), kind: "node", asked: TRIES },
  {
    fault: "a receipt without its block",
    asks: "receipt",
    does: async (_, truth) => ({
      result: { ...((await truth()).result as object), blockNumber: null, blockHash: null },
    }),
    answers: null,
    asked: 1,
  },
  { fault: "a number that is none", asks: "head", does: () => ({ result: "16" }), kind: "node", asked: TRIES },
  {
    fault: "a number that is too large",
    asks: "head",
    does: () => ({ result: `0x${"f".repeat(20)}` }),
    kind: "node",
    asked: TRIES,
  },
  {
    fault: "a block that is none",
    asks: "block",
    does: () => ({ result: { number: "0x1", hash: "<b>" } }),
    kind: "node",
    asked: TRIES,
  },
  {
    fault: "string ids",
    asks: "call",
    does: async (question, truth) => ({ ...(await truth()), id: String(question.id) }),
    asked: 1,
  },
  {
    fault: "upper-case hex",
    asks: "logs",
    does: async (_, truth) => ({ result: (await logsIn(truth)).map(upper) }),
    asked: 1,
  },
  {
    fault: "the same log twice",
    asks: "logs",
    does: async (_, truth) => ({ result: (await logsIn(truth)).flatMap((log) => [log, log]) }),
    asked: 1,
  },
  {
    fault: "logs out of their order",
    asks: "logs",
    does: async (_, truth) => ({ result: (await logsIn(truth)).reverse() }),
    asked: 1,
  },
  {
    fault: "a log that was removed",
    asks: "logs",
    does: async (_, truth) => ({
      result: [...(await logsIn(truth)), { ...(await logsIn(truth))[0], removed: true, logIndex: "0x9" }],
    }),
    asked: 1,
  },
  {
    fault: "a log without a block",
    asks: "logs",
    does: async (_, truth) => ({
      result: [...(await logsIn(truth)), { ...(await logsIn(truth))[0], blockNumber: null, blockHash: null }],
    }),
    asked: 1,
  },
  {
    fault: "a log that was not asked for",
    asks: "logs",
    does: async (_, truth) => ({ result: (await logsIn(truth)).map((log) => ({ ...log, blockNumber: "0x99" })) }),
    kind: "node",
    says: /other logs than it was asked for/,
    asked: TRIES,
  },
  {
    fault: "two logs at one place",
    asks: "logs",
    does: async (_, truth) => ({ result: (await logsIn(truth)).flatMap((log) => [log, { ...log, data: "0x99" }]) }),
    kind: "node",
    asked: TRIES,
  },
  { fault: "null for logs", asks: "logs", does: () => ({ result: null }), kind: "node", asked: TRIES },
  {
    fault: "no logs of a block that it does not know",
    asks: "log",
    does: async (question, truth) =>
      question.method === "eth_getBlockByHash" ? { result: null } : { result: await truth().then(() => []) },
    times: 2,
    asked: 2,
  },
  {
    fault: "no logs by hash at all",
    asks: "log",
    does: ({ method, params }) =>
      method === "eth_getLogs" && hasHash(params)
        ? refuses(-32602, "unknown field blockHash")({} as Question, async () => ({}))
        : undefined,
    asked: 2,
  },
];

const logsIn = async (truth: Parameters<Fault>[1]) => (await truth()).result as Record<string, unknown>[];
const hasHash = ([filter]: readonly unknown[]) => (filter as { blockHash?: string }).blockHash !== undefined;
const upper = (log: Record<string, unknown>) =>
  Object.fromEntries(
    Object.entries(log).map(([name, value]) => [
      name,
      JSON.parse(JSON.stringify(value), (_, each) =>
        typeof each === "string" ? `0x${each.slice(2).toUpperCase()}` : each,
      ),
    ]),
  );

const METHODS: Record<keyof typeof ASKED, string> = {
  call: "eth_call",
  gas: "eth_estimateGas",
  receipt: "eth_getTransactionReceipt",
  tip: "eth_maxPriorityFeePerGas",
  head: "eth_blockNumber",
  block: "eth_getBlockByNumber",
  logs: "eth_getLogs",
  log: "eth_getLogs",
};

describe("what a node does, and what becomes of it", () => {
  let plain: PlainNode;
  let faulty: FaultyNode;

  before(async () => {
    plain = await startPlainNode();
    faulty = await startFaultyNode(plain.rpc);
  });
  after(async () => {
    await faulty?.close();
    await plain?.close();
  });
  afterEach(() => faulty.fail());

  for (const { fault, asks, does, times = Infinity, kind, says = /./, answers, asked } of ROWS) {
    it(`${asks}: ${fault}`, async () => {
      const { provider: node } = await connectChain(faulty.rpc, { pauses: PAUSES });
      const truth = await ASKED[asks](node);
      const method = METHODS[asks];
      let left = times;
      faulty.fail((question, ...rest) => {
        if (question.method !== method && asks !== "log") return undefined;
        return left-- > 0 ? does(question, ...rest) : undefined;
      });
      const [said] = await Promise.allSettled([ASKED[asks](node)]);
      if (kind === undefined) {
        expect(said.status === "rejected" ? said.reason : "").to.equal("");
        expect(said.status === "fulfilled" && said.value).to.deep.equal(answers === undefined ? truth : answers);
      } else {
        const error = said.status === "rejected" ? said.reason : undefined;
        expect(error).to.be.instanceOf(ChainError);
        expect(error).to.include({ kind });
        expect(String(error))
          .to.match(says)
          .and.match(/^[A-Z]/);
      }
      expect(faulty.asked.filter((question) => question.method === method)).to.have.length(asked);
      node.destroy();
    }).timeout(30_000);
  }
});
