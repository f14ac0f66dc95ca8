// A node that stands between a reader and a chain, passes all on, and changes answers where it is told to.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A question to a node. */
export interface Question {
  readonly id: unknown;
  readonly method: string;
  readonly params: readonly unknown[];
}

/** Changes a true answer; what it returns is answered. A promise that never ends leaves the question open. */
export type Tamper = (question: Question, truth: unknown) => unknown;

export interface TamperingNode {
  readonly rpc: string;
  /** All questions since it was last told. */
  readonly asked: readonly Question[];
  /** Sets what it changes from now on. */
  tell(tamper: Tamper): void;
  close(): Promise<void>;
}

const TRUTH: Tamper = (_, truth) => truth;

/** Starts a node in front of another one. */
export async function startTamperingNode(truthful: string): Promise<TamperingNode> {
  let tamper = TRUTH;
  let asked: Question[] = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const piece of request.setEncoding("utf8")) body += piece;
    const question = JSON.parse(body) as Question;
    asked.push(question);
    const answer = await fetch(truthful, { method: "POST", body, headers: { "content-type": "application/json" } });
    const { result, ...rest } = (await answer.json()) as { result?: unknown };
    const told = result === undefined ? rest : { ...rest, result: await tamper(question, result) };
    response.setHeader("content-type", "application/json").end(JSON.stringify(told));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    rpc: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get asked() {
      return asked;
    },
    tell(next) {
      tamper = next;
      asked = [];
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
