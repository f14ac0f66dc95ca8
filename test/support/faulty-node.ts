// A node that stands between a client and a true one: it passes everything on, and fails, lies or lags where it is told to.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** One question to a node. */
export interface Question {
  readonly id: unknown;
  readonly method: string;
  readonly params: readonly unknown[];
}

/** What is answered: a result, or an error; of JSON-RPC. */
type Answer = { result?: unknown; error?: unknown; id?: unknown };

/** The whole of an HTTP answer. */
export interface Page {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly body: string;
}

/** Asks the true node, with these params instead of the question's if they are given. */
type Truth = (params?: readonly unknown[]) => Promise<Answer>;

/**
 * What becomes of one question; the truth unless it returns something. A promise that never settles leaves the client waiting;
 * "hang up" closes the connection.
 */
export type Fault = (
  question: Question,
  truth: Truth,
) => Answer | Page | "hang up" | undefined | Promise<Answer | Page | "hang up" | undefined>;

/** What becomes of a batch as a whole, before its questions are looked at; undefined to look at them one by one. */
type BatchFault = (questions: readonly Question[]) => Page | undefined;

export interface FaultyNode {
  readonly rpc: string;
  /** Every question since the last call of `fail`, in order. */
  readonly asked: readonly Question[];
  /** How many HTTP requests these came in. */
  readonly requests: number;
  /** How it fails from now on; not at all unless given. */
  fail(fault?: Fault, onBatch?: BatchFault): void;
  close(): Promise<void>;
}

const isPage = (answer: Answer | Page): answer is Page => "body" in answer;

/** Starts a node in front of the true one at `rpc`; it must be closed. */
export async function startFaultyNode(rpc: string): Promise<FaultyNode> {
  let fault: Fault = () => undefined;
  let onBatch: BatchFault = () => undefined;
  let asked: Question[] = [];
  let requests = 0;

  async function answerTo(question: Question): Promise<Answer | Page | "hang up"> {
    asked.push(question);
    const truth: Truth = (params = question.params) => askNode(rpc, question.method, params);
    const said = (await fault(question, truth)) ?? (await truth());
    return said === "hang up" || isPage(said) ? said : { id: question.id, ...said };
  }

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = "";
    for await (const text of request.setEncoding("utf8")) body += text;
    requests++;
    const sent = JSON.parse(body) as Question | Question[];
    const page = Array.isArray(sent) ? onBatch(sent) : undefined;
    if (page !== undefined) return send(response, page);
    const questions = Array.isArray(sent) ? sent : [sent];
    const answers = await Promise.all(questions.map(answerTo));
    const odd = answers.find((answer) => answer === "hang up" || isPage(answer));
    if (odd === "hang up") request.socket.destroy();
    else if (odd !== undefined) send(response, odd as Page);
    else {
      const told = answers.map((answer) => ({ jsonrpc: "2.0", ...(answer as Answer) }));
      send(response, { body: JSON.stringify(Array.isArray(sent) ? told : told[0]) });
    }
  }

  const server = createServer((request, response) => {
    respond(request, response).catch(() => request.socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    rpc: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get asked() {
      return asked;
    },
    get requests() {
      return requests;
    },
    fail(next = () => undefined, nextOnBatch = () => undefined) {
      [fault, onBatch, asked, requests] = [next, nextOnBatch, [], 0];
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function send(response: ServerResponse, { status = 200, headers = {}, body }: Page): void {
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(body);
}

async function askNode(rpc: string, method: string, params: readonly unknown[]): Promise<Answer> {
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
  const response = await fetch(rpc, { method: "POST", headers: { "content-type": "application/json" }, body });
  const { result, error } = (await response.json()) as Answer;
  return error === undefined ? { result } : { error };
}

const BLOCK_PARAM: Record<string, number> = {
  eth_call: 1,
  eth_estimateGas: 1,
  eth_getBalance: 1,
  eth_getCode: 1,
  eth_getTransactionCount: 1,
  eth_getStorageAt: 2,
  eth_getBlockByNumber: 0,
};

/**
 * A fault: a consistent node that knows the chain up to a block only, as one of several behind a balancer that lags does.
 *
 * @param head the number of the last block that it knows; asked again for each question
 * @param when whether this question meets the lagging node; always unless given
 */
export function lagging(
  head: () => number | Promise<number>,
  when: (question: Question) => boolean = () => true,
): Fault {
  return async (question, truth) => {
    if (!when(question)) return undefined;
    const known = await head();
    const hex = `0x${known.toString(16)}`;
    const { method, params } = question;
    const isLater = (tag: unknown) => typeof tag === "string" && /^0x/.test(tag) && Number(tag) > known;
    const seen = (tag: unknown) => (tag === "latest" || tag === "pending" || tag === undefined ? hex : tag);
    const absent = { error: { code: -32000, message: "header not found" } };
    if (method === "eth_blockNumber") return { result: hex };
    const at = BLOCK_PARAM[method];
    if (at !== undefined) {
      if (isLater(params[at])) return method === "eth_getBlockByNumber" ? { result: null } : absent;
      return truth(Object.assign([...params], { [at]: seen(params[at]) }));
    }
    if (method === "eth_getLogs") {
      const [filter] = params as [Record<string, unknown>];
      if (filter.blockHash !== undefined) {
        const { result } = await truth();
        const isKnown = Array.isArray(result) && result.every(({ blockNumber }) => Number(blockNumber) <= known);
        return isKnown ? { result } : absent;
      }
      // What nodes do that lag: the range is cut where they end, and nothing is said.
      if (isLater(filter.fromBlock)) return { result: [] };
      return truth([{ ...filter, toBlock: isLater(filter.toBlock) ? hex : seen(filter.toBlock) }]);
    }
    if (/^eth_get(TransactionReceipt|TransactionByHash|BlockByHash)$/.test(method)) {
      const answer = await truth();
      const { blockNumber, number } = (answer.result ?? {}) as { blockNumber?: string; number?: string };
      return isLater(blockNumber ?? number) ? { result: null } : answer;
    }
    return undefined;
  };
}
