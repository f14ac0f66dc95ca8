// Where a fund is deployed only to be tried, and where not. How it is deployed: test/e2e/devnet.test.ts.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { ChainError, InputError } from "zke-insurance-fund";
import { deployDevnet } from "zke-insurance-fund/node";

interface Asked {
  readonly id: number;
  readonly method: string;
}

describe("a fund to try", () => {
  let answer: (method: string) => object | undefined;
  let asked: string[];
  let rpc: string;
  const server = createServer(async (request, response) => {
    const body: Asked | Asked[] = JSON.parse(Buffer.concat(await request.toArray()).toString());
    const answers = [body].flat().map(({ id, method }) => {
      asked.push(method);
      return {
        jsonrpc: "2.0",
        id,
        ...(answer(method) ?? ANSWERS[method] ?? { error: { code: -32_601, message: `no method ${method}` } }),
      };
    });
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify(Array.isArray(body) ? answers : answers[0]));
  });
  const ANSWERS: Record<string, object> = {
    eth_chainId: { result: "0x1" },
    eth_getBlockByNumber: {
      result: {
        number: "0x0",
        hash: `0x${"1".repeat(64)}`,
        parentHash: `0x${"0".repeat(64)}`,
        timestamp: "0x6",
        gasLimit: "0x1c9c380",
      },
    },
  };

  before(async () => {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    rpc = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => server.close().closeAllConnections());
  beforeEach(() => {
    asked = [];
    answer = () => undefined;
  });

  const failureOf = (done: Promise<unknown>) =>
    done.then(
      () => expect.fail("nothing failed"),
      (error: unknown) => error,
    );

  it("is deployed on no node that gives no ether away: nothing is signed or sent", async () => {
    const error = await failureOf(deployDevnet(rpc));
    expect(error).to.be.instanceOf(InputError);
    expect(error).to.include({ code: "notLocalNode" });
    expect(String(error)).to.include("no method hardhat_setBalance").and.to.include("anvil");
    expect(asked.filter((method) => !/^eth_(chainId|getBlockByNumber)$/.test(method))).to.deep.equal([
      "hardhat_setBalance",
    ]);
  });

  it("is deployed nowhere where no node is, or none that could be a node", async () => {
    for (const place of ["http://127.0.0.1:1", `${rpc}/`.replace("http", "ftp")]) {
      const error = await failureOf(deployDevnet(place));
      expect(error, place).to.be.instanceOf(place.startsWith("http") ? ChainError : InputError);
    }
    expect(asked).to.deep.equal([]);
  });
});
