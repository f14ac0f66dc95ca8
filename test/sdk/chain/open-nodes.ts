// Nodes that a test opens, and that are closed behind it.
import { expect } from "chai";
import { ChainError } from "zke-insurance-fund";
import { connectChain } from "zke-insurance-fund/chain";
import { type FaultyNode, type Page, startFaultyNode } from "../../support/faulty-node.ts";
import { ADDRESS, type PlainChain, type PlainNode, startPlainNode } from "../../support/plain-node.ts";

export const QUICK = { pauses: [5, 10, 20, 40], scoutEvery: 0 };
export const CALL = { to: ADDRESS, data: "0x" };

const open: { close(): unknown }[] = [];

/** Has something closed when the test has ended. */
export const closeAfter = (each: { close(): unknown }) => void open.push(each);

afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close();
});

export async function plainNode(chain?: PlainChain): Promise<PlainNode> {
  const node = await startPlainNode(chain);
  open.push(node);
  return node;
}

export async function faultyNode(chain?: PlainChain): Promise<FaultyNode> {
  const node = await startFaultyNode((await plainNode(chain)).rpc);
  open.push(node);
  return node;
}

export async function connected(urls: string | string[], options: Parameters<typeof connectChain>[1] = QUICK) {
  const chain = await connectChain(urls, options);
  open.push({ close: () => chain.provider.destroy() });
  return chain.provider;
}

export async function failure(asked: Promise<unknown>): Promise<ChainError> {
  const [said] = await Promise.allSettled([asked]);
  expect(said.status).to.equal("rejected");
  const { reason } = said as PromiseRejectedResult;
  expect(reason).to.be.instanceOf(ChainError);
  return reason;
}

export const questions = (node: FaultyNode, method: string) =>
  node.asked.filter((asked) => asked.method === method).length;
export const refusal = (error: object, id: unknown = null): Page => ({
  body: JSON.stringify({ jsonrpc: "2.0", id, error }),
});
