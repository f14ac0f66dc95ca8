import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** One question to a node. */
interface Question {
  readonly id: number;
  readonly method: string;
  readonly params: readonly unknown[];
}

/** What a node answers instead of the truth: a result, an error, or a page of HTTP; undefined for the truth. */
export type Lie = (question: Question) => { result?: unknown; error?: unknown; page?: [number, string] } | undefined;

/** A node that answers what another one does, unless it lies. */
export interface LyingNode {
  readonly rpc: string;
  /** How it lies from now on; not at all unless given. */
  lie(lie?: Lie): void;
  close(): void;
}

/** Starts a node between a client and the truth; it must be closed. */
export async function startLyingNode(truth: string): Promise<LyingNode> {
  let lie: Lie = () => undefined;
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const text of request.setEncoding("utf8")) body += text;
    const question = JSON.parse(body) as Question;
    const { page, ...lied } = lie(question) ?? {};
    if (page !== undefined) return response.writeHead(page[0]).end(page[1]);
    response.setHeader("content-type", "application/json");
    if (Object.keys(lied).length > 0) return response.end(JSON.stringify({ jsonrpc: "2.0", id: question.id, ...lied }));
    const answer = await fetch(truth, { method: "POST", body, headers: { "content-type": "application/json" } });
    response.end(await answer.text());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    rpc: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    lie(next = () => undefined) {
      lie = next;
    },
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
