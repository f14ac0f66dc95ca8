import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { ChainError, InputError } from "zke-insurance-fund";
import { connectChain } from "zke-insurance-fund/chain";

/** Runs something against a server of HTTP, which goes away again. */
async function withServer(answer: RequestListener, run: (url: string) => Promise<void>): Promise<void> {
  const server = createServer(answer).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  try {
    await run(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const failureOf = (url: string) =>
  connectChain(url, { timeout: 300, pauses: [] }).then(
    () => undefined,
    (error: unknown) => error as Error,
  );

/** A node that knows its number and its first block, and who asked. */
const node =
  (seen: string[] = [], firstBlock: () => unknown = () => ({ hash: `0x${"ab".repeat(32)}` })): RequestListener =>
  (request, response) => {
    seen.push(String(request.headers.authorization));
    let body = "";
    request.on("data", (text) => {
      body += text;
    });
    request.on("end", () => {
      const { id, method } = JSON.parse(body);
      const result = method === "eth_chainId" ? "0x7a69" : firstBlock();
      response.end(JSON.stringify({ jsonrpc: "2.0", id, result }));
    });
  };

describe("connecting to a chain", () => {
  it("knows the chain by its number and its first block", () =>
    withServer(node(), async (url) => {
      const chain = await connectChain(url);
      expect(chain.chainId).to.equal(31337n);
      expect(chain.genesis).to.equal(`0x${"ab".repeat(32)}`);
      expect(chain.host).to.equal(url);
      chain.provider.destroy();
    }));

  it("asks again for a first block that the node does not tell: what was sent before is kept by it", async () => {
    const hash = `0x${"ab".repeat(32)}`;
    let asked = 0;
    const later = node([], () => (++asked === 1 ? null : { hash }));
    await withServer(later, async (url) => {
      const chain = await connectChain(url, { pauses: [1, 1] });
      expect(chain.genesis).to.equal(hash);
      chain.provider.destroy();
    });
    const never = node([], () => null);
    await withServer(never, async (url) => {
      const failure = await failureOf(url);
      expect(failure).to.be.instanceOf(ChainError).and.include({ kind: "node" });
    });
  });

  it("sends name and password of the address as such, and keeps them out of messages", async () => {
    const seen: string[] = [];
    await withServer(node(seen), async (url) => {
      const chain = await connectChain(url.replace("//", "//name:pass%20word@"));
      expect(new Set(seen)).to.deep.equal(new Set([`Basic ${btoa("name:pass word")}`]));
      expect(chain.host).to.equal(url);
      chain.provider.destroy();
    });
  });

  for (const [name, answer, said] of [
    ["is silent", () => {}, "no answer in time"],
    ["fails", (_, response) => response.writeHead(502).end("bad gateway"), "it answered HTTP 502"],
    ["is no node", (_, response) => response.end("<html>"), "is not an Ethereum node, or broken"],
    ["hangs up", (request) => request.destroy(), "could not be reached"],
  ] satisfies [string, RequestListener, string][]) {
    it(`says so if what answers there ${name}`, () =>
      withServer(answer, async (url) => {
        const failure = await failureOf(url);
        expect(failure).to.be.instanceOf(ChainError);
        expect(failure?.message).to.include(said);
      }));
  }

  it("refuses an address that is none", async () => {
    for (const url of ["", "localhost", "ws://127.0.0.1:8545", "file:///etc"]) {
      expect(await failureOf(url), url).to.be.instanceOf(InputError);
    }
  });
});
