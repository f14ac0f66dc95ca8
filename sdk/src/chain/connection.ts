import { requireGiven } from "../columns/given.ts";
import { AgreeingNodes } from "./agreement.ts";
import { CONNECT, NODES } from "./given.ts";
import { Nodes, type NodesOptions } from "./nodes.ts";
import type { ChainNode } from "./reader.ts";
import { maskOf } from "./secrets.ts";
import { wholeNodeOf } from "./whole-node.ts";

/** A chain that answered. */
export interface Chain {
  readonly provider: ChainNode;
  readonly chainId: bigint;
  /** The hash of block 0: tells two chains of the same number apart, such as two runs of a local one. */
  readonly genesis: string;
  /** The nodes without what may be secret in their addresses; for messages. */
  readonly host: string;
}

/** How a chain is connected to. */
export interface ConnectOptions extends NodesOptions {
  /** How many nodes must say alike what one of them could make up: blocks, logs and what contracts say; 1 unless given. */
  readonly agree?: number | undefined;
  /** The address that takes transactions, of a private relay say; the nodes themselves unless given. */
  readonly sendTo?: string | undefined;
}

/**
 * Connects to a chain by the JSON-RPC address of a node, or of several that stand in for each other.
 *
 * @param urls http or https; a name and a password in it are sent as such, and neither they nor its path appear in messages,
 * though the node repeat them
 * @throws {InputError} if one is no such address
 * @throws {ChainError} if no node is reached, or they are of different chains (kind "foreign")
 * @example
 * const chain = await connectChain(["http://127.0.0.1:8545", "https://node.example"], { chainId: 1n });
 * await chain.provider.getBlockNumber();
 * chain.provider.destroy();
 */
export async function connectChain(urls: string | readonly string[], given: ConnectOptions = {}): Promise<Chain> {
  requireGiven({ urls, options: given }, { urls: NODES, options: CONNECT });
  const { agree = 1, sendTo } = given;
  const options = { maskOf, ...given };
  const list = [urls].flat();
  const nodes = agree > 1 ? new AgreeingNodes(list, options, agree) : new Nodes(list, options);
  const provider = wholeNodeOf(nodes, sendTo === undefined ? nodes : new Nodes([sendTo], options));
  try {
    const { chainId, genesis } = await provider.identity();
    return { provider, chainId, genesis, host: nodes.host };
  } catch (error) {
    provider.destroy();
    throw error;
  }
}
