// A node in memory with one chain that does not move: it answers what reading takes, without a fault.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export const ADDRESS = `0x${"1a".repeat(20)}`;
const hashOf = (block: number) => `0x${block.toString(16).padStart(8, "0").repeat(8)}`;
/** The hash of block 5. */
export const BLOCK_HASH = hashOf(5);

export interface PlainNode {
  readonly rpc: string;
  close(): Promise<void>;
}

/** What a chain is. */
export interface PlainChain {
  readonly chainId?: number;
  /** Its newest block; 9 unless given. */
  readonly head?: () => number;
  /** Sets its blocks apart from those of another. */
  readonly mark?: string;
  /** The block that the contract was created in, and the first that has a log; 3 unless given. */
  readonly first?: number;
  /** How many blocks of logs it answers at once. */
  readonly span?: number;
  /** What it says where more are asked for. */
  readonly refusal?: { readonly status?: number; readonly code: number; readonly message: string };
}

const hex = (number: number) => `0x${number.toString(16)}`;
const word = (number: number) => `0x${number.toString(16).padStart(64, "0")}`;

/** Starts such a node; each of its blocks from the first on has two logs of one contract. */
export async function startPlainNode(chain: PlainChain = {}): Promise<PlainNode> {
  const { chainId = 31_337, head = () => 9, mark = "", first = 3, span = Infinity, refusal } = chain;
  const hash = (block: number) => (mark === "" ? hashOf(block) : `0x${mark}${hashOf(block).slice(2 + mark.length)}`);
  const blockOf = (number: number) =>
    number > head()
      ? null
      : {
          number: hex(number),
          timestamp: hex(1_700_000_000 + 12 * number),
          hash: hash(number),
          parentHash: hash(number - 1),
          gasLimit: hex(30_000_000),
          baseFeePerGas: "0x7",
        };
  const numberOf = (tag: unknown) => (typeof tag === "string" && tag.startsWith("0x") ? Number(tag) : head());
  const logsOf = (block: number) =>
    [0, 1].map((index) => ({
      ...{ address: ADDRESS, topics: [word(1)], data: word(block), transactionHash: hash(block), removed: false },
      ...{ blockNumber: hex(block), blockHash: hash(block), logIndex: hex(index), transactionIndex: "0x0" },
    }));
  const blocks = () => Array.from({ length: head() + 1 }, (_, number) => number);

  function answer(method: string, params: unknown[]): object {
    const [one, two] = params;
    switch (method) {
      case "eth_chainId":
        return { result: hex(chainId) };
      case "eth_blockNumber":
        return { result: hex(head()) };
      case "eth_getBlockByNumber":
        return { result: blockOf(numberOf(one)) };
      case "eth_getBlockByHash":
        return { result: blockOf(blocks().find((block) => hash(block) === one) ?? Infinity) };
      case "eth_call":
        return { result: word(numberOf(two)) };
      case "eth_getCode":
        return { result: numberOf(two) >= first ? "0x60" : "0x" };
      case "eth_estimateGas":
      case "eth_maxPriorityFeePerGas":
        return { result: "0x5208" };
      case "eth_sendRawTransaction":
        return { result: word(7) };
      case "eth_getTransactionReceipt":
        return {
          result: {
            transactionHash: one,
            blockNumber: "0x5",
            blockHash: hash(5),
            status: "0x1",
            gasUsed: "0x1",
            logs: logsOf(5),
          },
        };
      case "eth_getLogs": {
        const { fromBlock, toBlock, blockHash } = one as Record<string, string>;
        const [from, to] = [numberOf(fromBlock), numberOf(toBlock)];
        if (blockHash === undefined && to - from + 1 > span) return { error: refusal, status: refusal?.status };
        const asked = (block: number) =>
          blockHash === undefined ? block >= from && block <= to : hash(block) === blockHash;
        return {
          result: blocks()
            .filter((block) => block >= first && asked(block))
            .flatMap(logsOf),
        };
      }
      default:
        return { error: { code: -32601, message: `no method ${method}` } };
    }
  }

  const server = createServer(async (request, response) => {
    let body = "";
    for await (const text of request.setEncoding("utf8")) body += text;
    const sent = JSON.parse(body);
    const answers = [sent].flat().map(({ id, method, params }) => ({ jsonrpc: "2.0", id, ...answer(method, params) }));
    const status = answers.map((each) => (each as { status?: number }).status).find((each) => each !== undefined);
    response.writeHead(status ?? 200, { "content-type": "application/json" });
    response.end(JSON.stringify(Array.isArray(sent) ? answers : answers[0]));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    rpc: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
