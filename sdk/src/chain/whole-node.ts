import { NODES } from "#words";
import { ChainError } from "../errors.ts";
import { failed } from "../problems/problem.ts";
import { bigintFrom, blockFrom, bytesFrom, isOf, logsFrom, numberFrom, receiptFrom, wordFrom } from "./answers.ts";
import { startOf } from "./first-block.ts";
import { nodeOf, stateOf, tagOf } from "./node.ts";
import { isWithoutState, NodeFailure, wantsFewer } from "./node-failure.ts";
import type { Nodes } from "./nodes.ts";
import type { BlockTag, ChainLogEntry, ChainNode, LogFilter } from "./reader.ts";

const SEND = "eth_sendRawTransaction";
// What is asked of a node without a question of its own here; the shape of its answer.
const SHAPES: Record<string, (answer: unknown) => unknown> = {
  [SEND]: wordFrom,
  eth_chainId: bigintFrom,
  eth_gasPrice: bigintFrom,
  eth_maxPriorityFeePerGas: bigintFrom,
};

/**
 * All questions to nodes.
 *
 * @param relay what takes transactions
 */
export function wholeNodeOf(nodes: Nodes, relay: Nodes): ChainNode {
  const reading = nodeOf(nodes);
  // Added to it, since a copy would keep the head of now.
  return Object.assign(reading, {
    getLogs: rangeOrBlock(nodes, reading.getLogs),
    async getTransactionReceipt(hash: string) {
      const take = (answer: unknown) => receiptFrom(answer, hash);
      const question = { method: "eth_getTransactionReceipt", params: [hash], take };
      const receipt = await nodes.ask(question);
      if (receipt === null) return null;
      nodes.saw(receipt.blockNumber);
      if (!nodes.isCompared) return receipt;
      // What one node says was mined counts once others that have its block say so too.
      const block = receipt.blockNumber;
      return (await nodes.headNumber()) < block ? null : nodes.ask({ ...question, block, isFixed: true });
    },
    getTransactionCount: (address: string, tag: BlockTag = "latest") =>
      stateOf(nodes, { method: "eth_getTransactionCount", params: [address], take: numberFrom }, tag),
    getBalance: (address: string, tag: BlockTag = "latest") =>
      stateOf(nodes, { method: "eth_getBalance", params: [address], take: bigintFrom }, tag),
    getCode: (address: string, tag: BlockTag = "latest") =>
      stateOf(nodes, { method: "eth_getCode", params: [address], take: bytesFrom, isVain: isWithoutState }, tag),
    startOf(address: string, given?: number): Promise<number> {
      return startOf(this, address, given);
    },
    async send<T>(method: string, params: readonly unknown[]) {
      const take = (answer: unknown) => {
        SHAPES[method]?.(answer);
        return answer as T;
      };
      const isCommand = method === SEND || !method.startsWith("eth_");
      if (method !== SEND || relay === nodes) return nodes.ask({ method, params, take, isCommand });
      relay.join(await nodes.identity());
      return relay.ask({ method, params, take, isCommand });
    },
    passOver: () => nodes.passOver(),
    destroy() {
      nodes.close();
      relay.close();
    },
  });
}

function rangeOrBlock(nodes: Nodes, ofRange: ChainNode["getLogs"]): ChainNode["getLogs"] {
  return (filter) => (filter.blockHash === undefined ? ofRange(filter) : logsOfBlock(nodes, filter, filter.blockHash));
}

/** The logs of one block; that there are none counts only from a node that knows the block. */
async function logsOfBlock(nodes: Nodes, filter: LogFilter, blockHash: string): Promise<ChainLogEntry[]> {
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

function knownBlock(answer: unknown, hash: string) {
  const block = blockFrom(answer);
  if (block?.hash !== hash.toLowerCase()) throw new NodeFailure("refused", `it does not know the block ${hash}`);
  return block;
}

function replaced(number: number): ChainError {
  return failed(NODES, "blockReplaced", { block: number }, { kind: "changed" });
}
