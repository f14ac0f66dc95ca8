import { partsOf, requireGiven } from "../columns/given.ts";
import { bigintFrom, blockFrom, bytesFrom, isOf, logsFrom, transactionFrom } from "./answers.ts";
import { NODES, NODES_OPTIONS } from "./given.ts";
import { NodeFailure, wantsFewer } from "./node-failure.ts";
import { Nodes, type NodesOptions, type Question } from "./nodes.ts";
import type { BlockTag, ChainCall, ChainLogEntry, ChainNode, ChainReader, LogFilter } from "./reader.ts";

/** What a page needs: to read by ranges of blocks. */
export type ReadingNode = Pick<
  ChainNode,
  Exclude<keyof ChainReader, "startOf" | "passOver"> | "head" | "identity" | "destroy"
> & {
  readonly host: string;
};

/**
 * Reads from a node, or from several that stand in for each other, over JSON-RPC; nothing is asked yet. `connectChain` gives more:
 * logs by the hash of a block, and what sending takes.
 *
 * @throws {InputError} if one of the addresses is none
 * @example
 * const fund = await openFund(openNode("https://node.example"), "0x...");
 */
export function openNode(urls: string | readonly string[], options: NodesOptions = {}): ReadingNode {
  requireGiven({ urls, options }, { urls: NODES, options: partsOf(NODES_OPTIONS) });
  return nodeOf(new Nodes([urls].flat(), options));
}

/** The questions that reading takes. */
export function nodeOf(nodes: Nodes): ReadingNode {
  async function headNumber(): Promise<number> {
    const head = await nodes.headNumber();
    nodes.saw(head);
    return head;
  }

  async function getBlock(given: BlockTag) {
    const tag = isOpen(nodes, given) ? await nodes.headNumber() : given;
    const block = numberOf(tag);
    const params = [tagOf(tag), false];
    const take = (answer: unknown) => numberedBlock(answer, block);
    const question = { method: "eth_getBlockByNumber", params, take, block, absent: null };
    const ask = () => nodes.ask({ ...question, isFixed: block !== undefined });
    let found = await ask();
    // An address may stand for several nodes, of which one is behind: a block that it told of is asked for again.
    for (const wait of nodes.pauses) {
      if (found !== null || block === undefined || block > (nodes.head?.number ?? -1)) break;
      await nodes.pause(wait);
      found = await ask();
    }
    if (given === "latest" && found !== null) nodes.saw(found.number);
    return found;
  }

  function getLogs(filter: LogFilter): Promise<ChainLogEntry[]> {
    const { address, topics, fromBlock = 0, toBlock } = filter;
    const range = { fromBlock: tagOf(fromBlock), toBlock: tagOf(toBlock ?? "latest") };
    return nodes.ask({
      ...{ method: "eth_getLogs", params: [{ address, topics, ...range }], block: toBlock },
      take: (answer) => logsFrom(answer, isOf(filter)),
      isFixed: toBlock !== undefined,
      ...(fromBlock !== toBlock && { isFinal: wantsFewer }),
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
    call: (call) =>
      stateOf(nodes, { method: "eth_call", params: [callOf(call)], take: bytesFrom }, call.blockTag ?? "latest"),
    estimateGas: (call) =>
      nodes.ask({
        ...{ method: "eth_estimateGas", take: bigintFrom },
        params: [callOf(call), ...(call.blockTag === undefined ? [] : [tagOf(call.blockTag)])],
      }),
    getBlockNumber: headNumber,
    getBlock,
    getLogs,
    getTransaction: (hash) => nodes.ask({ method: "eth_getTransactionByHash", params: [hash], take: transactionFrom }),
    destroy: () => nodes.close(),
  };
}

/** Where nodes are compared, the newest block is one that as many have as must agree. */
const isOpen = (nodes: Nodes, tag: BlockTag) => nodes.isCompared && tag === "latest";

/** Asks about the state of one block, which stands last in what is asked. */
export async function stateOf<T>(nodes: Nodes, question: Question<T>, at: BlockTag): Promise<T> {
  // Without a pause where there is none to make: what is asked in one moment goes out in one request.
  const tag = isOpen(nodes, at) ? await nodes.headNumber() : at;
  const block = numberOf(tag);
  return nodes.ask({ ...question, params: [...question.params, tagOf(tag)], block, isFixed: block !== undefined });
}

/** The block of a number, where one is named: who takes another for it may look for it for ever. */
function numberedBlock(answer: unknown, number: number | undefined) {
  const found = blockFrom(answer);
  if (found === null || number === undefined || found.number === number) return found;
  throw new NodeFailure("notNode", "another block than it was asked for");
}

/** A tag as a node takes it. */
export const tagOf = (tag: BlockTag) => (typeof tag === "string" ? tag : `0x${tag.toString(16)}`);

/** The number that a tag names, if it names one. */
function numberOf(tag: BlockTag): number | undefined {
  return typeof tag === "string" && !tag.startsWith("0x") ? undefined : Number(tag);
}
