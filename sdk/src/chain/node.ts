import { ChainError } from "../errors.ts";
import {
  bigintFrom,
  blockFrom,
  bytesFrom,
  isOf,
  logsFrom,
  numberFrom,
  receiptFrom,
  transactionFrom,
  wordFrom,
} from "./answers.ts";
import { isWithoutState, NodeFailure, wantsFewer } from "./node-failure.ts";
import { Nodes, type NodesOptions, type Question } from "./nodes.ts";
import type { BlockTag, ChainCall, ChainLogEntry, ChainNode, LogFilter } from "./reader.ts";

/** How nodes are asked, and by which transactions go out. */
export interface NodeOptions extends NodesOptions {
  /** The address that takes transactions, of a private relay say; the nodes themselves unless given. */
  readonly sendTo?: string | undefined;
}

const SEND = "eth_sendRawTransaction";
// What is asked of a node without a question of its own here; the shape of its answer.
const SHAPES: Record<string, (answer: unknown) => unknown> = {
  [SEND]: wordFrom,
  eth_chainId: bigintFrom,
  eth_gasPrice: bigintFrom,
  eth_maxPriorityFeePerGas: bigintFrom,
};

/**
 * Asks a node, or several that stand in for each other, over JSON-RPC; nothing is asked yet.
 *
 * @throws {InputError} if one of the addresses is none
 */
export function openNode(
  urls: string | readonly string[],
  options: NodeOptions = {},
): ChainNode & { readonly host: string } {
  const nodes = new Nodes([urls].flat(), options);
  const relay = options.sendTo === undefined ? nodes : new Nodes([options.sendTo], { ...options, agree: 1 });
  const latest = async (tag: BlockTag) => (nodes.agree > 1 && tag === "latest" ? nodes.agreedHead() : tag);

  /** A question about the state of one block. */
  async function stateOf<T>(
    method: string,
    params: readonly unknown[],
    take: (answer: unknown) => T,
    at: BlockTag,
    isVain: Question<T>["isVain"] = () => false,
  ) {
    const tag = await latest(at);
    const block = numberOf(tag);
    return nodes.ask({ method, params: [...params, tagOf(tag)], take, block, isFixed: block !== undefined, isVain });
  }

  async function headNumber(): Promise<number> {
    const head =
      nodes.agree > 1
        ? await nodes.agreedHead()
        : await nodes.ask({ method: "eth_blockNumber", params: [], take: numberFrom });
    nodes.saw(head);
    return head;
  }

  async function getBlock(given: BlockTag) {
    const tag = await latest(given);
    const block = numberOf(tag);
    const params = [tagOf(tag), false];
    const question = { method: "eth_getBlockByNumber", params, take: blockFrom, block, absent: null };
    const found = await nodes.ask({ ...question, isFixed: block !== undefined });
    if (given === "latest" && found !== null) nodes.saw(found.number);
    return found;
  }

  function logsOfRange(filter: LogFilter): Promise<ChainLogEntry[]> {
    const { address, topics, fromBlock = 0, toBlock } = filter;
    const range = { fromBlock: tagOf(fromBlock), toBlock: tagOf(toBlock ?? "latest") };
    return nodes.ask({
      ...{ method: "eth_getLogs", params: [{ address, topics, ...range }], block: toBlock },
      take: (answer) => logsFrom(answer, isOf(filter)),
      isFixed: toBlock !== undefined,
      ...(fromBlock !== toBlock && { isFinal: wantsFewer }),
    });
  }

  /** The logs of one block; that there are none counts only from a node that knows the block. */
  async function logsOfBlock(filter: LogFilter, blockHash: string): Promise<ChainLogEntry[]> {
    const { address, topics } = filter;
    try {
      return await nodes.ask({
        ...{ method: "eth_getLogs", params: [{ address, topics, blockHash }], isFixed: true, isFinal: wantsFewer },
        also: { method: "eth_getBlockByHash", params: [blockHash, false] },
        take(answer, also) {
          knownBlock(also, blockHash);
          return logsFrom(answer, isOf(filter));
        },
      });
    } catch (error) {
      const cause = error instanceof ChainError ? error.cause : undefined;
      if (!(cause instanceof NodeFailure) || !wantsFewer(cause)) throw error;
    }
    // A node that cannot be asked by a hash: the block at that place must be the one.
    const params = [blockHash, false];
    const take = (answer: unknown) => knownBlock(answer, blockHash);
    const { number } = await nodes.ask({ method: "eth_getBlockByHash", params, take });
    const tag = tagOf(number);
    return nodes.ask({
      ...{ method: "eth_getLogs", params: [{ address, topics, fromBlock: tag, toBlock: tag }], block: number },
      ...{ isFixed: true, also: { method: "eth_getBlockByNumber", params: [tag, false] } },
      take(answer, also) {
        const is = blockFrom(also)?.hash;
        if (is !== undefined && is !== blockHash.toLowerCase()) throw replaced(number);
        knownBlock(also, blockHash);
        return logsFrom(answer, isOf({ address, topics, blockHash }));
      },
    });
  }

  const callOf = ({ to, data, from }: ChainCall) => ({ to, data, ...(from !== undefined && { from }) });
  return {
    host: nodes.host,
    get head() {
      return nodes.head;
    },
    identity: () => nodes.identity(),
    getNetwork: () => nodes.identity(),
    call: (call) => stateOf("eth_call", [callOf(call)], bytesFrom, call.blockTag ?? "latest"),
    estimateGas: (call) =>
      nodes.ask({
        ...{ method: "eth_estimateGas", take: bigintFrom },
        params: [callOf(call), ...(call.blockTag === undefined ? [] : [tagOf(call.blockTag)])],
      }),
    getBlockNumber: headNumber,
    getBlock,
    getLogs: (filter) => (filter.blockHash === undefined ? logsOfRange(filter) : logsOfBlock(filter, filter.blockHash)),
    getTransaction: (hash) => nodes.ask({ method: "eth_getTransactionByHash", params: [hash], take: transactionFrom }),
    getTransactionReceipt: (hash) =>
      nodes.ask({ method: "eth_getTransactionReceipt", params: [hash], take: receiptFrom }),
    getTransactionCount: (address, tag = "latest") =>
      nodes.ask({ method: "eth_getTransactionCount", params: [address, tagOf(tag)], take: numberFrom }),
    getBalance: (address, tag = "latest") => stateOf("eth_getBalance", [address], bigintFrom, tag),
    getCode: (address, tag = "latest") => stateOf("eth_getCode", [address], bytesFrom, tag, isWithoutState),
    async send<T>(method: string, params: readonly unknown[]) {
      const take = (answer: unknown) => {
        SHAPES[method]?.(answer);
        return answer as T;
      };
      const isCommand = method === SEND || !method.startsWith("eth_");
      if (method !== SEND || relay === nodes) return nodes.ask({ method, params, take, isCommand });
      await relay.join(await nodes.identity());
      return relay.ask({ method, params, take, isCommand });
    },
    destroy() {
      nodes.close();
      relay.close();
    },
  };
}

const tagOf = (tag: BlockTag) => (typeof tag === "string" ? tag : `0x${tag.toString(16)}`);

/** The number that a tag names, if it names one. */
function numberOf(tag: BlockTag): number | undefined {
  return typeof tag === "string" && !tag.startsWith("0x") ? undefined : Number(tag);
}

function knownBlock(answer: unknown, hash: string) {
  const block = blockFrom(answer);
  if (block?.hash !== hash.toLowerCase()) throw new NodeFailure("refused", `it does not know the block ${hash}`);
  return block;
}

function replaced(number: number): ChainError {
  const words = `The chain has changed while it was read: block ${number} is another one now; run the command again.`;
  return new ChainError(words, { kind: "changed" });
}
