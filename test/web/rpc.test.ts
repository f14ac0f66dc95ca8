import { expect } from "chai";
import { failureOf, RpcError } from "../../web/src/chain/failure.ts";
import { hostOf, isNodeAddress, rpcAt } from "../../web/src/chain/rpc.ts";

type Question = { id: number; method: string; params: unknown[] };
type Body = Question | Question[];

const HASH = `0x${"ab".repeat(32)}`;
const BLOCK = { number: "0x10", timestamp: "0x64", hash: HASH, parentHash: HASH };
const ADDRESS = `0x${"11".repeat(20)}`;

/** A node that answers by a function, and keeps what it was asked. */
function nodeOf(
  answer: (body: Body, request: RequestInit) => Response | Promise<Response>,
  url = "http://node.example/",
) {
  const asked: { url: string; body: Body; request: RequestInit }[] = [];
  const fetch = (async (address: string, request: RequestInit) => {
    const body = JSON.parse(String(request.body)) as Body;
    asked.push({ url: address, body, request });
    return answer(body, request);
  }) as typeof globalThis.fetch;
  return { rpc: rpcAt(url, { fetch, timeout: 50 }), asked };
}

const json = (value: unknown, status = 200) => new Response(JSON.stringify(value), { status });
const resultOf = ({ id, method }: Question) => ({
  jsonrpc: "2.0",
  id,
  result: method === "eth_call" ? "0x01" : "0x10",
});
const answered = (body: Body) => json(Array.isArray(body) ? body.map(resultOf).reverse() : resultOf(body));

async function failure(asked: Promise<unknown>): Promise<RpcError> {
  const error = await asked.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).to.be.instanceOf(RpcError);
  return error as RpcError;
}

describe("the page's node client", () => {
  it("asks what belongs to one moment in one request, and takes the answers by their numbers", async () => {
    const { rpc, asked } = nodeOf(answered);
    const [number, data] = await Promise.all([rpc.getBlockNumber(), rpc.call({ to: ADDRESS, data: "0x" })]);
    expect(number).to.equal(16);
    expect(data).to.equal("0x01");
    expect(asked).to.have.length(1);
    expect(asked[0]?.body).to.have.length(2);
  });

  it("never puts more than forty questions into one request", async () => {
    const { rpc, asked } = nodeOf(answered);
    await Promise.all(Array.from({ length: 95 }, () => rpc.getBlockNumber()));
    expect(asked.map(({ body }) => (body as Question[]).length)).to.deep.equal([40, 40, 15]);
  });

  it("asks one by one where a node takes no batches, and does not try again", async () => {
    const refuse = { jsonrpc: "2.0", id: null, error: { code: -32600, message: "batch requests are not allowed" } };
    const { rpc, asked } = nodeOf((body) => (Array.isArray(body) ? json(refuse, 400) : answered(body)));
    const both = () => Promise.all([rpc.getBlockNumber(), rpc.getBlockNumber()]);
    expect(await both()).to.deep.equal([16, 16]);
    expect(await both()).to.deep.equal([16, 16]);
    expect(asked.filter(({ body }) => Array.isArray(body))).to.have.length(1);
    expect(asked).to.have.length(5);
  });

  it("fails each question for itself", async () => {
    const { rpc } = nodeOf((body) =>
      json(
        (body as Question[]).map(({ id }) =>
          id === 0 ? { id, error: { code: -32000, message: "range too large" } } : { id, result: "0x10" },
        ),
      ),
    );
    const [logs, number] = await Promise.allSettled([
      rpc.getLogs({ address: ADDRESS, topics: [], fromBlock: 0, toBlock: 9 }),
      rpc.getBlockNumber(),
    ]);
    expect(number).to.deep.equal({ status: "fulfilled", value: 16 });
    expect(logs.status === "rejected" && logs.reason).to.include({ kind: "refused", message: "range too large" });
  });

  it("tells kinds of failure apart", async () => {
    const cases: [string, () => Response | Promise<Response>][] = [
      ["http", () => new Response("no", { status: 502 })],
      ["notNode", () => new Response("<html>")],
      ["notNode", () => json(null)],
      ["notNode", () => json({ id: 1 })],
      ["unreachable", () => Promise.reject(new TypeError("Failed to fetch"))],
      ["refused", () => json({ id: 1, error: { code: -32000, message: "no" } }, 400)],
    ];
    for (const [kind, answer] of cases) {
      expect((await failure(nodeOf(answer).rpc.getBlockNumber())).kind).to.equal(kind);
    }
  });

  it("ends a request that takes too long", async () => {
    const { rpc } = nodeOf(
      (_, { signal }) =>
        new Promise((_resolve, reject) => signal?.addEventListener("abort", () => reject(signal.reason))),
    );
    expect((await failure(rpc.getBlockNumber())).kind).to.equal("timeout");
  });

  it("passes a contract's reason on in the shape that the SDK reads", async () => {
    const { rpc } = nodeOf(() => json({ id: 1, error: { code: 3, message: "execution reverted", data: "0x1234" } }));
    const error = await failure(rpc.call({ to: ADDRESS, data: "0x" }));
    expect(error).to.include({ code: "CALL_EXCEPTION", data: "0x1234" });
  });

  it("takes nothing of another shape for an answer", async () => {
    const hostile: unknown[] = [
      null,
      {},
      { ...BLOCK, number: "0x" },
      { ...BLOCK, number: "16" },
      { ...BLOCK, timestamp: `0x${"f".repeat(64)}` },
      { ...BLOCK, hash: "<b>" },
      { ...BLOCK, parentHash: 5 },
    ];
    for (const result of hostile.slice(1)) {
      expect((await failure(nodeOf(() => json({ id: 1, result })).rpc.getBlock("latest"))).kind).to.equal("notNode");
    }
    expect(await nodeOf(() => json({ id: 1, result: null })).rpc.getBlock(99)).to.equal(null);
    for (const result of ["0x", [null], [{}], [{ topics: "0x" }]]) {
      const { rpc } = nodeOf(() => json({ id: 1, result }));
      expect((await failure(rpc.getLogs({ address: ADDRESS, topics: [] }))).kind).to.equal("notNode");
    }
  });

  it("takes a log apart", async () => {
    const log = {
      address: ADDRESS,
      topics: [HASH],
      data: "0x12",
      blockNumber: "0x10",
      blockHash: HASH,
      logIndex: "0x2",
    };
    const { rpc } = nodeOf(() => json({ id: 1, result: [{ ...log, transactionHash: HASH, removed: false }] }));
    expect(await rpc.getLogs({ address: ADDRESS, topics: [] })).to.deep.equal(
      [{ ...log, transactionHash: HASH, blockNumber: 16, index: 2 }].map(({ logIndex: _, ...rest }) => rest),
    );
  });

  it("sends no cookies and no referrer, and a name and a password as a header", async () => {
    const { rpc, asked } = nodeOf(answered, "https://me:p%40ss@node.example/key");
    await rpc.getBlockNumber();
    expect(asked[0]?.url).to.equal("https://node.example/key");
    expect(asked[0]?.request).to.include({ credentials: "omit", referrerPolicy: "no-referrer" });
    expect(asked[0]?.request.headers).to.include({ authorization: `Basic ${btoa("me:p@ss")}` });
  });

  it("takes only addresses of the web for a node's", () => {
    for (const text of ["http://127.0.0.1:8545", "https://node.example/key"])
      expect(isNodeAddress(text)).to.equal(true);
    for (const text of ["", "node", "javascript:alert(1)", "file:///etc", "ws://node"])
      expect(isNodeAddress(text)).to.equal(false);
    expect(hostOf("https://me:secret@node.example:8545/key")).to.equal("node.example:8545");
  });

  it("finds what a node did, whoever wrapped it", () => {
    const inner = new RpcError("timeout", "20 s");
    expect(failureOf(new Error("The chain could not be reached", { cause: inner }))).to.deep.equal({
      kind: "timeout",
      detail: "20 s",
    });
    expect(failureOf(new Error("There is no fund at 0x1 on this chain")).kind).to.equal("noFund");
    expect(failureOf("odd")).to.deep.equal({ kind: "other", detail: "odd" });
  });
});
