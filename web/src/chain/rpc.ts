import type { BlockTag, ChainCall, ChainReader } from "zke-insurance-fund/chain";
import { blockFrom, hexFrom, logsFrom, numberFrom, transactionFrom } from "./answers.ts";
import { RpcError } from "./failure.ts";

/** How a node is asked. */
export interface RpcOptions {
  /** How long one request may take, in milliseconds; 20,000 unless given. */
  readonly timeout?: number;
  readonly fetch?: typeof fetch;
}

/** A node: the SDK's questions, and two more. */
export interface Rpc extends ChainReader {
  chainId(): Promise<bigint>;
  /** The hash of block 0, which tells two chains of one number apart. */
  genesis(): Promise<string>;
  send(method: string, params: readonly unknown[]): Promise<unknown>;
}

interface Question {
  readonly method: string;
  readonly params: readonly unknown[];
  resolve(result: unknown): void;
  reject(error: unknown): void;
}

interface Answer {
  readonly id?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly code?: unknown; readonly message?: unknown; readonly data?: unknown } | null;
}

const TIMEOUT = 20_000;
const MOST_IN_BATCH = 40;
const MOST_AT_ONCE = 6;

/** Whether this can be a node's address. */
export function isNodeAddress(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && (url.protocol === "http:" || url.protocol === "https:");
}

/** A node's address without what may be secret in it. */
export function hostOf(text: string): string {
  return URL.parse(text)?.host ?? "";
}

/**
 * Asks a node over JSON-RPC. Questions of the same moment go in one request; a node that takes no batches is asked one by one.
 * What fails, fails with RpcError.
 */
export function rpcAt(url: string, options: RpcOptions = {}): Rpc {
  const ask = asker(url, options);
  const send = batching(ask);
  return {
    send,
    call: async (call) => hexFrom(await send("eth_call", callParams(call))),
    estimateGas: async (call) => BigInt(hexFrom(await send("eth_estimateGas", callParams(call)))),
    getBlockNumber: async () => numberFrom(await send("eth_blockNumber", [])),
    getBlock: async (tag) => blockFrom(await send("eth_getBlockByNumber", [tagOf(tag), false])),
    getLogs: async ({ address, topics, fromBlock, toBlock, blockHash }) =>
      logsFrom(
        await send("eth_getLogs", [
          blockHash === undefined
            ? { address, topics, fromBlock: tagOf(fromBlock ?? 0), toBlock: tagOf(toBlock ?? "latest") }
            : { address, topics, blockHash },
        ]),
      ),
    getTransaction: async (hash) => transactionFrom(await send("eth_getTransactionByHash", [hash])),
    getNetwork: async () => ({ chainId: BigInt(hexFrom(await send("eth_chainId", []))) }),
    chainId: async () => BigInt(hexFrom(await send("eth_chainId", []))),
    genesis: async () => blockFrom(await send("eth_getBlockByNumber", ["0x0", false]))?.hash ?? "",
  };
}

const tagOf = (tag: BlockTag) => (typeof tag === "string" ? tag : `0x${tag.toString(16)}`);
const callParams = ({ to, data, from, blockTag = "latest" }: ChainCall) => [
  { to, data, ...(from !== undefined && { from }) },
  tagOf(blockTag),
];

/** Collects what is asked in one moment. */
function batching(ask: (body: unknown) => Promise<unknown>) {
  let waiting: Question[] = [];
  let takesBatches = true;

  async function one({ method, params, resolve, reject }: Question): Promise<void> {
    try {
      resolve(resultOf((await ask({ jsonrpc: "2.0", id: 1, method, params })) as Answer));
    } catch (error) {
      reject(error);
    }
  }

  async function together(questions: readonly Question[]): Promise<void> {
    try {
      const body = questions.map(({ method, params }, id) => ({ jsonrpc: "2.0", id, method, params }));
      const answers = await ask(body);
      if (!Array.isArray(answers)) throw new RpcError("notNode", "no answers to a batch");
      const byId = new Map(answers.map((answer: Answer | null) => [answer?.id, answer]));
      questions.forEach(({ resolve, reject }, id) => {
        try {
          resolve(resultOf(byId.get(id)));
        } catch (error) {
          reject(error);
        }
      });
    } catch (error) {
      if (!(error instanceof RpcError) || (error.kind !== "notNode" && error.kind !== "http")) {
        for (const { reject } of questions) reject(error);
        return;
      }
      // Perhaps it minds the batch alone.
      takesBatches = false;
      await singly(questions);
    }
  }

  async function singly(questions: readonly Question[]): Promise<void> {
    const left = [...questions];
    const worker = async () => {
      for (let next = left.shift(); next !== undefined; next = left.shift()) await one(next);
    };
    await Promise.all(Array.from({ length: MOST_AT_ONCE }, worker));
  }

  function flush(): void {
    const questions = waiting;
    waiting = [];
    if (questions.length === 1 || !takesBatches) void singly(questions);
    else
      for (let at = 0; at < questions.length; at += MOST_IN_BATCH)
        void together(questions.slice(at, at + MOST_IN_BATCH));
  }

  return (method: string, params: readonly unknown[]) =>
    new Promise<unknown>((resolve, reject) => {
      if (waiting.push({ method, params, resolve, reject }) === 1) queueMicrotask(flush);
    });
}

function resultOf(answer: Answer | null | undefined): unknown {
  if (typeof answer !== "object" || answer === null) throw new RpcError("notNode", "no answer to a question");
  const { error, result } = answer;
  if (error === undefined || error === null) {
    if (result === undefined) throw new RpcError("notNode", "neither a result nor an error");
    return result;
  }
  const message = typeof error.message === "string" ? error.message : "";
  const isRevert = error.code === 3 || /revert/i.test(message);
  throw new RpcError("refused", message, { data: error.data, ...(isRevert && { code: "CALL_EXCEPTION" }) });
}

/** One request with an end in time. */
function asker(url: string, { timeout = TIMEOUT, fetch = globalThis.fetch }: RpcOptions) {
  const { href, headers } = withoutName(url);
  return async (body: unknown): Promise<unknown> => {
    let response: Response;
    let text: string;
    try {
      response = await fetch(href, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: JSON.stringify(body),
        credentials: "omit",
        referrerPolicy: "no-referrer",
        signal: AbortSignal.timeout(timeout),
      });
      text = await response.text();
    } catch (error) {
      const isTimeout = error instanceof Error && error.name === "TimeoutError";
      throw new RpcError(isTimeout ? "timeout" : "unreachable", isTimeout ? `${timeout / 1000} s` : hostOf(url));
    }
    const answer = parsed(text);
    // Some nodes give their errors a status of HTTP, others do not.
    if (typeof answer === "object" && answer !== null && (response.ok || "error" in answer)) return answer;
    if (!response.ok) throw new RpcError("http", String(response.status), { status: response.status });
    throw new RpcError("notNode", hostOf(url));
  };
}

/** A browser refuses addresses with a name and a password in them. */
function withoutName(text: string): { href: string; headers: Record<string, string> } {
  const url = new URL(text);
  const { username, password } = url;
  url.username = "";
  url.password = "";
  if (username === "" && password === "") return { href: url.href, headers: {} };
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { href: url.href, headers: { authorization: `Basic ${btoa(pair)}` } };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
