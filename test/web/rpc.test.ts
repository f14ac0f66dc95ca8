import { expect } from "chai";
import { ChainError } from "zke-insurance-fund";
import { NodeFailure, openNode } from "zke-insurance-fund/chain";
import { failureOf } from "../../web/src/chain/failure.ts";
import { addressesIn, hostsOf, isNodeList } from "../../web/src/nodes.ts";

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
  return { node: openNode(url, { fetch, timeout: 50, pauses: [] }), asked };
}

const json = (value: unknown, status = 200) => new Response(JSON.stringify(value), { status });
const RESULTS: Record<string, unknown> = { eth_call: "0x01", eth_getBlockByNumber: BLOCK };
const resultOf = ({ id, method }: Question) => ({ jsonrpc: "2.0", id, result: RESULTS[method] ?? "0x10" });
const answered = (body: Body) => json(Array.isArray(body) ? body.map(resultOf).reverse() : resultOf(body));

async function failure(asked: Promise<unknown>) {
  const error = await asked.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).to.be.instanceOf(ChainError);
  return failureOf(error);
}

describe("the page's node client", () => {
  it("asks what belongs to one moment in one request, and which chain it is", async () => {
    const { node, asked } = nodeOf(answered);
    const [number, data] = await Promise.all([node.getBlockNumber(), node.call({ to: ADDRESS, data: "0x" })]);
    expect(number).to.equal(16);
    expect(data).to.equal("0x01");
    expect(asked.map(({ body }) => [body].flat().map(({ method }) => method))).to.deep.equal([
      ["eth_chainId", "eth_getBlockByNumber", "eth_blockNumber", "eth_call"],
    ]);
  });

  it("never puts more than a hundred questions into one request, and forty where that is too many", async () => {
    for (const [most, lengths, then] of [
      [100, [100, 100, 50], [100]],
      [40, [100, 100, 50, 40, 40, 20, 40, 40, 20, 40, 10], [40, 40, 20]],
    ] as const) {
      const { node, asked } = nodeOf((body) =>
        Array.isArray(body) && body.length > most
          ? json({ error: { code: -32_600, message: "batch too large" } })
          : answered(body),
      );
      const ask = async (length: number) => {
        const before = asked.length;
        await Promise.all(Array.from({ length }, () => node.getBlockNumber()));
        return asked.slice(before).map(({ body }) => (body as Question[]).length);
      };
      await node.identity();
      expect(await ask(250)).to.deep.equal(lengths);
      expect(await ask(100), "once learnt").to.deep.equal(then);
    }
  });

  it("tells kinds of failure apart", async () => {
    const cases: [string, string, () => Response | Promise<Response>][] = [
      ["http", "502", () => new Response("no", { status: 502 })],
      ["notNode", "an answer that is no JSON-RPC", () => new Response("<html>")],
      ["notNode", "neither a result nor an error", () => json({ id: 1 })],
      ["unreachable", "node.example", () => Promise.reject(new TypeError("Failed to fetch"))],
      ["refused", "no", () => json({ id: 1, error: { code: -32000, message: "no" } }, 400)],
    ];
    for (const [kind, detail, answer] of cases) {
      expect(await failure(nodeOf(answer).node.getBlockNumber())).to.deep.equal({ kind, detail });
    }
  });

  it("ends a request that takes too long", async () => {
    const { node } = nodeOf(
      (_, { signal }) =>
        new Promise((_resolve, reject) => signal?.addEventListener("abort", () => reject(signal.reason))),
    );
    expect(await failure(node.getBlockNumber())).to.deep.equal({ kind: "timeout", detail: "0.05 s" });
  });

  it("sends no cookies and no referrer, and a name and a password as a header", async () => {
    const { node, asked } = nodeOf(answered, "https://me:p%40ss@node.example/key");
    await node.getBlockNumber();
    expect(asked[0]?.url).to.equal("https://node.example/key");
    expect(asked[0]?.request).to.include({ credentials: "omit", referrerPolicy: "no-referrer" });
    expect(asked[0]?.request.headers).to.include({ authorization: `Basic ${btoa("me:p@ss")}` });
  });

  it("takes only addresses of the web for nodes", () => {
    for (const text of ["http://127.0.0.1:8545", "https://node.example/key, http://127.0.0.1:8545"])
      expect(isNodeList(text)).to.equal(true);
    for (const text of ["", "node", "javascript:alert(1)", "file:///etc", "ws://node", "http://a, node"])
      expect(isNodeList(text)).to.equal(false);
    expect(addressesIn(" http://a http://b,")).to.deep.equal(["http://a", "http://b"]);
    expect(hostsOf("https://me:secret@node.example:8545/key")).to.equal("node.example:8545");
  });

  it("finds what a node did, whoever wrapped it", () => {
    const inner = new NodeFailure("timeout", "20 s");
    const wrapped = new ChainError("The chain could not be reached", { cause: inner });
    expect(failureOf(wrapped)).to.deep.equal({ kind: "timeout", detail: "20 s" });
    const problem = { code: "noFund", args: { fund: "0x1" } };
    const absent = new ChainError("There is none", { kind: "absent", problem });
    expect(failureOf(absent)).to.deep.equal({ kind: "other", detail: "There is none", problem: absent });
    const unnamed = new ChainError("There is no fund at 0x1 on this chain", { kind: "absent" });
    expect(failureOf(unnamed), "by what it is, and not by how it is said").not.to.have.property("problem");
    expect(failureOf("odd")).to.deep.equal({ kind: "other", detail: "odd" });
  });
});
