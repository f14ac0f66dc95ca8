// A node in memory in place of the network: the process that loads this asks it by fetch. The chain has a synthetic fund on it, whose
// blocks are spread over those of the chain; the views' answers, the limit and the place for what was counted come from the
// environment. Loaded by scripts/bench/requests.ts.
import { readFileSync, writeFileSync } from "node:fs";
import type { ChainLog } from "../../sdk/src/follow/source.ts";
import { syntheticFund } from "./synthetic-fund.ts";

/** What the node is told. */
export interface NodePlan {
  readonly chainId: number;
  readonly fund: string;
  readonly periods: number;
  /** The newest block. */
  readonly head: number;
  /** How many blocks lie from one of the fund's to the next. */
  readonly stride: number;
  /** How many blocks of logs are answered at once. */
  readonly limit: number;
  /** What contracts answer, by address and data of the call. */
  readonly answers: Readonly<Record<string, string>>;
  /** Where what was counted is written when the process ends. */
  readonly counts: string;
}

/** What was asked of the node. */
export interface Counts {
  /** Of HTTP. */
  requests: number;
  /** Of JSON-RPC. */
  questions: number;
  /** Sent and received, headers not included. */
  bytes: number;
}

interface Question {
  readonly id: number;
  readonly method: string;
  // biome-ignore lint/suspicious/noExplicitAny: of JSON-RPC, of whatever shape the method has
  readonly params: readonly any[];
}

const INVALID_PARAMS = -32_602;
const NO_SUCH_METHOD = -32_601;

const plan: NodePlan = JSON.parse(readFileSync(process.env.BENCH_NODE as string, "utf8"));
const { head, stride, fund } = plan;
const { source, blockTime } = syntheticFund(plan.periods);
const newest = await source.head();
/** The block that the fund's block 0 is. */
const first = head - newest.number * stride;
const counts: Counts = { requests: 0, questions: 0, bytes: 0 };

const hex = (value: number | bigint) => `0x${value.toString(16)}`;
const hashOf = (block: number) => `0x${(block + 1).toString(16).padStart(64, "0")}`;
const timeOf = (block: number) => Number(newest.time) + Math.floor(((block - head) * blockTime) / stride);
const numberOf = (tag: string) => (tag.startsWith("0x") ? Number(tag) : head);

function blockOf(number: number) {
  if (number > head) return null;
  const place = { number: hex(number), hash: hashOf(number), parentHash: hashOf(number - 1) };
  return { ...place, timestamp: hex(timeOf(number)), gasLimit: hex(30_000_000), baseFeePerGas: hex(10 ** 9) };
}

async function logsOf({ fromBlock, toBlock, blockHash, topics = [] }: Question["params"][number]) {
  const [from, to] =
    blockHash === undefined ? [numberOf(fromBlock), numberOf(toBlock)] : [Number(blockHash) - 1, Number(blockHash) - 1];
  if (to - from >= plan.limit) {
    const message = `block range is too large: the most is ${plan.limit} blocks`;
    throw { code: INVALID_PARAMS, message };
  }
  const [low, high] = [Math.max(Math.ceil((from - first) / stride), 0), Math.floor((to - first) / stride)];
  const logs = low > high ? [] : await source.logs(low, high);
  const isAsked = (log: ChainLog) =>
    (topics as (string | string[] | null)[]).every(
      (any, at) => any === null || any.length === 0 || [any].flat().includes(log.topics[at] as string),
    );
  return logs.filter(isAsked).map(({ blockNumber, index, topics, data, transactionHash }) => {
    const block = first + blockNumber * stride;
    return {
      ...{
        address: fund,
        topics,
        data,
        transactionHash,
        transactionIndex: "0x0",
        logIndex: hex(index),
        removed: false,
      },
      ...{ blockNumber: hex(block), blockHash: hashOf(block), blockTimestamp: hex(timeOf(block)) },
    };
  });
}

async function answerOf({ method, params: [one, two] }: Question): Promise<unknown> {
  switch (method) {
    case "eth_chainId":
      return hex(plan.chainId);
    case "eth_blockNumber":
      return hex(head);
    case "eth_getBlockByNumber":
      return blockOf(numberOf(one));
    case "eth_getBlockByHash":
      return blockOf(Number(one) - 1);
    case "eth_getCode":
      return numberOf(two) >= first ? "0x60" : "0x";
    case "eth_getTransactionCount":
      return "0x0";
    case "eth_getLogs":
      return logsOf(one);
    case "eth_call": {
      const answer = plan.answers[callOf(one)] ?? plan.answers[callOf({ ...one, data: one.data.slice(0, SELECTOR) })];
      if (answer === undefined) throw { code: 3, message: "execution reverted", data: "0x" };
      return answer;
    }
    default:
      throw { code: NO_SUCH_METHOD, message: `no method ${method}` };
  }
}

const SELECTOR = 10;
const callOf = ({ to, data }: { to: string; data: string }) => `${to} ${data}`.toLowerCase();

globalThis.fetch = async (_, options) => {
  const body = String(options?.body);
  const sent: Question | Question[] = JSON.parse(body);
  const answered = async (question: Question) => {
    counts.questions++;
    const { id } = question;
    return answerOf(question).then(
      (result) => ({ jsonrpc: "2.0", id, result }),
      (error) => ({ jsonrpc: "2.0", id, error }),
    );
  };
  const text = JSON.stringify(await (Array.isArray(sent) ? Promise.all(sent.map(answered)) : answered(sent)));
  // A network's answer never comes in the same turn: timers and signals have theirs.
  await new Promise(setImmediate);
  counts.requests++;
  counts.bytes += body.length + text.length;
  return new Response(text, { headers: { "content-type": "application/json" } });
};
process.on("exit", () => writeFileSync(plan.counts, JSON.stringify(counts)));
