// A node of a fund with a long past: JSON-RPC over a fetch of its own, which counts requests, answers few blocks of logs a question,
// and may be too busy. Blocks that hold nothing cost nothing.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { hashSettlement } from "zke-insurance-fund";
import {
  type ChainLogEntry,
  createHistoryRecorder,
  eventOf,
  FUND_INTERFACE,
  type FundHistory,
  historyToJson,
  submissionsOf,
} from "zke-insurance-fund/chain";
import { flowsOf, sumsOf } from "../../web/src/chain/flows.ts";
import { credited, donated, type FakeEvent, FUND, finalized, SOMEONE, submitted } from "./fake-events.ts";

const zipped = promisify(gzip);
const START = 1_700_000_000;
const SPACING = 12;
const PERIOD_BLOCKS = 2_400;
const DAY_BLOCKS = 7_200;
const DOMAIN = `0x${"d0".repeat(32)}` as const;
const CREDIT = 70n;
const POLICY = [2000n, 9000n, false, 8n, 10_000n, 86_400n, 21_600n, 25n, 100n, 500n, 50n];

/** How a node answers. */
export interface Limits {
  /** The most blocks of logs a question, or what tells it for each; none unless given. */
  readonly blocks?: number | (() => number);
  /** Whether a request, counted from 1, is refused as one too many. */
  readonly isBusy?: (request: number) => boolean;
  /** For how long it wants to be left alone then, in seconds; not at all unless given. */
  readonly busyFor?: number;
  /** Its newest block; the fund's last unless given. */
  readonly newest?: () => number;
  /** How long each answer takes, in milliseconds. */
  readonly latency?: number;
  /** Whether it says that the contract refuses a view, by the view's name. */
  readonly refuses?: (view: string) => boolean;
  /** Which logs it leaves out. */
  readonly hidden?: (log: ChainLogEntry) => boolean;
}

type Question = { id: number; method: string; params: readonly unknown[] };

const hex = (number: number | bigint) => `0x${number.toString(16)}`;
const word = (number: number | bigint) => `0x${number.toString(16).padStart(64, "0")}`;
const hashOf = (block: number) => word(2n ** 200n + BigInt(block));
const timeOf = (block: number) => START + SPACING * block;

/** A year of a fund: a settlement every eight hours, final a day later, and the last one pending; then so many blocks in which nothing is done. */
export function fundOfAYear(settlements = 1_095, idle = 0) {
  const logs = new Map<number, ChainLogEntry[]>();
  const add = (block: number, { name, args }: FakeEvent, previousTime: bigint) => {
    const { inputs } = FUND_INTERFACE.getEvent(name) ?? { inputs: [] };
    const values = inputs.map((input, at) => (input.name === "previousTime" ? previousTime : args[at]));
    const of = logs.get(block) ?? [];
    const place = { blockNumber: block, blockHash: hashOf(block), transactionHash: word(block), index: of.length };
    logs.set(block, [...of, { ...FUND_INTERFACE.encodeEventLog(name, values), ...place }]);
  };
  const head = settlements * PERIOD_BLOCKS + 60 + idle;
  add(10, donated(10n ** 9n), 0n);
  const lastTimes = new Map<bigint, bigint>();
  for (let at = 1; at <= settlements; at++) {
    const [period, block] = [BigInt(at), at * PERIOD_BLOCKS];
    const time = BigInt(timeOf(block));
    add(block - 50, credited(period, 0n, ...Array<bigint>(7).fill(CREDIT / 7n)), 0n);
    add(block, submitted(period, period, time, { loss: 1_000n }), 0n);
    lastTimes.set(period, time);
    if (at === settlements) break;
    const end = Math.min(block + DAY_BLOCKS, head - idle - 10);
    add(end, finalized(period, period, 200n), time);
    lastTimes.set(period, BigInt(timeOf(end)));
  }
  const ordered = [...logs].sort(([a], [b]) => a - b).flatMap(([, some]) => some);
  const events = ordered.map(eventOf).filter((event) => event !== undefined);
  const submissions = [...submissionsOf(events).values()];
  const totals = sumsOf(events.flatMap(flowsOf));
  // What a node would have at hand: encoding it anew for each visitor would count as the node's own slowness.
  const records = new Map<bigint, string>();
  return { logs, ordered, head, lastTimes, submissions, totals, records };
}

/** What an audit would have written of such a fund's past, some blocks ago. */
export function pastOfAYear({ ordered, head }: ReturnType<typeof fundOfAYear>, ago = 100): string {
  const recorder = createHistoryRecorder();
  const number = head - ago;
  for (const log of ordered) {
    const event = eventOf(log);
    if (event !== undefined && log.blockNumber <= number)
      recorder.add({ ...event, time: BigInt(timeOf(log.blockNumber)) });
  }
  const block = { number, hash: hashOf(number), time: BigInt(timeOf(number)) } as const;
  return historyToJson(recorder.history({ chainId: 31_337n, fund: FUND, block: block as FundHistory["block"] }));
}

/** A node of such a fund. */
export function limitedNode(
  year: ReturnType<typeof fundOfAYear>,
  { blocks = Infinity, isBusy, busyFor = 0, hidden, refuses, latency, newest = () => year.head }: Limits = {},
) {
  const { lastTimes, submissions, totals, records } = year;
  const counts = { requests: 0, questions: 0, logQuestions: 0, bytes: 0, refusals: 0, longest: 0 };
  const record = (period: bigint) => {
    const { settlement, terms, policy, serial, status } = submissions[
      Number(period) - 1
    ] as (typeof submissions)[number];
    return {
      ...{ settlementHash: hashSettlement(settlement, DOMAIN), coverage: terms.coverage, bond: terms.bond },
      ...{ operator: SOMEONE, endTime: settlement.endTime, submission: serial, challengeEnd: terms.challengeEnd },
      ...{ quietUntil: 0n, lastTime: lastTimes.get(period), challengeWindow: 86_400n, revealWindow: 21_600n },
      ...{ openDemands: 0n, coverBps: policy.coverBps, headBps: policy.headBps, policyVersion: 1n, basisAll: false },
      status: status === "pending" ? 1n : 2n,
    };
  };
  const pending = BigInt(submissions.filter(({ status }) => status === "pending").length);
  const assets = totals.credited + totals.donated - totals.covered;
  const views: Record<string, (args: readonly bigint[]) => unknown> = {
    token: () => SOMEONE,
    authority: () => SOMEONE,
    clearing: () => SOMEONE,
    paused: () => false,
    closed: () => false,
    assets: () => assets,
    reserved: () => 0n,
    available: () => assets,
    liabilities: () => 0n,
    solvency: () => 0n,
    nextPeriod: () => BigInt(submissions.length + 1),
    lastEndTime: () => 200n,
    pendingCount: () => pending,
    submissions: () => BigInt(submissions.length),
    domain: () => DOMAIN,
    totals: () => totals,
    policy: () => POLICY,
  };
  function called({ data }: { data: string }): string {
    if (data.startsWith("0x70a08231")) return word(assets);
    if (data === "0x313ce567") return word(6n);
    if (data === "0x95d89b41")
      return `${word(32n)}${word(4n).slice(2)}${Buffer.from("USDT").toString("hex").padEnd(64, "0")}`;
    const call = FUND_INTERFACE.parseTransaction({ data });
    const args = [...(call?.args ?? [])] as bigint[];
    if (refuses?.(call?.name ?? "")) throw new Error("execution reverted");
    const [period = 0n] = args;
    if (call?.name === "record") {
      const encoded = records.get(period) ?? FUND_INTERFACE.encodeFunctionResult("record", [record(period)]);
      records.set(period, encoded);
      return encoded;
    }
    if (call?.name === "credited") {
      const isSubmitted = period <= BigInt(submissions.length);
      // What was credited, and what the submission pulled.
      const values = isSubmitted
        ? [CREDIT + 30n, 7n, BigInt(timeOf(Number(period) * PERIOD_BLOCKS - 50))]
        : [0n, 0n, 0n];
      return FUND_INTERFACE.encodeFunctionResult("credited", values);
    }
    return FUND_INTERFACE.encodeFunctionResult(call?.name ?? "", [views[call?.name ?? ""]?.(args)]);
  }
  function logsOf({ fromBlock, toBlock, topics = [] }: { fromBlock: string; toBlock: string; topics?: unknown[] }) {
    const [from, to] = [Number(fromBlock), Number(toBlock)];
    counts.logQuestions++;
    counts.longest = Math.max(counts.longest, to - from + 1);
    const most = typeof blocks === "number" ? blocks : blocks();
    if (to - from + 1 > most) {
      counts.refusals++;
      throw new Error(`eth_getLogs is limited to a ${most} blocks range`);
    }
    const wanted = topics.map((topic) => (topic === null ? undefined : [topic].flat()));
    const some = from === to ? (year.logs.get(from) ?? []) : year.ordered;
    return some
      .filter(({ blockNumber }) => blockNumber >= from && blockNumber <= to)
      .filter((log) => wanted.every((any, at) => any === undefined || any.includes(log.topics[at])))
      .filter((log) => !hidden?.(log))
      .map(({ index, blockNumber, ...log }) => ({
        ...log,
        address: FUND,
        blockNumber: hex(blockNumber),
        logIndex: hex(index),
      }));
  }
  function answer({ method, params: [first, second] }: Question): unknown {
    counts.questions++;
    if (method === "eth_chainId") return "0x7a69";
    if (method === "eth_blockNumber") return hex(newest());
    if (method === "eth_call") return called(first as { data: string });
    if (method === "eth_getLogs") return logsOf(first as Parameters<typeof logsOf>[0]);
    if (method !== "eth_getBlockByNumber") throw new Error(`no ${method} ${second}`);
    const block = first === "latest" ? newest() : Number(first);
    return block > newest()
      ? null
      : {
          number: hex(block),
          timestamp: hex(timeOf(block)),
          hash: hashOf(block),
          parentHash: hashOf(block - 1),
          gasLimit: "0x1",
        };
  }
  const fetch = (async (_: string, { body }: RequestInit) => {
    counts.requests++;
    if (latency !== undefined) await new Promise((resolve) => setTimeout(resolve, latency));
    if (isBusy?.(counts.requests)) {
      return new Response("{}", { status: 429, headers: { "retry-after": String(busyFor) } });
    }
    const asked = JSON.parse(String(body)) as Question | Question[];
    const one = (question: Question) => {
      const { id } = question;
      try {
        return { jsonrpc: "2.0", id, result: answer(question) };
      } catch (error) {
        return { jsonrpc: "2.0", id, error: { code: -32_005, message: (error as Error).message } };
      }
    };
    const text = JSON.stringify(Array.isArray(asked) ? asked.map(one) : one(asked));
    counts.bytes += text.length;
    return new Response(text);
  }) as typeof globalThis.fetch;
  return { fetch, counts };
}

const CORS = {
  "access-control-allow-origin": "*",
  "access-control-allow-headers": "*",
  "access-control-expose-headers": "retry-after",
  "access-control-max-age": "600",
};

/** Serves such a node to browsers, by gzip as public nodes do; counts what is sent. */
export async function serveNode(node: ReturnType<typeof limitedNode>) {
  const sent = { bytes: 0 };
  const server = createServer(async (request, response) => {
    if (request.method === "OPTIONS") return response.writeHead(204, CORS).end();
    const answer = await node.fetch("", { body: Buffer.concat(await request.toArray()).toString() });
    const body = await zipped(await answer.text());
    sent.bytes += body.length;
    const headers = { ...Object.fromEntries(answer.headers), ...CORS, "content-encoding": "gzip" };
    response.writeHead(answer.status, headers).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { rpc: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, sent, close };
}
