import { chainErrorOf } from "../chain/failures.ts";
import type { ChainLogEntry, ChainReader } from "../chain/reader.ts";
import type { Hex } from "../commitment/hex.ts";

/** A block, by which a chain is told from another. */
export interface Block {
  readonly number: number;
  readonly hash: Hex;
  readonly parentHash: Hex;
  /** In seconds. */
  readonly time: bigint;
}

/** A log as the chain has it. */
export interface ChainLog {
  readonly blockNumber: number;
  readonly blockHash: Hex;
  readonly transactionHash: Hex;
  readonly index: number;
  readonly topics: readonly Hex[];
  readonly data: Hex;
  /** Its block's time in seconds, where the node tells that with a log. */
  readonly time?: bigint;
}

/** What a chain is followed by. Every call may fail, and any two may see different chains. */
export interface Source {
  head(): Promise<Block>;
  /** Undefined if the chain is not that long. */
  block(number: number): Promise<Block | undefined>;
  /** The logs of the blocks from one to another, both included. */
  logs(from: number, to: number): Promise<readonly ChainLog[]>;
  /** The logs of one block, whether or not the chain still has it. */
  logsOf(hash: Hex): Promise<readonly ChainLog[]>;
}

/**
 * The logs of a contract on a chain.
 *
 * @param topics the first topics that are of interest
 * @param host the node, for messages
 */
export function contractSource(provider: ChainReader, address: Hex, topics: readonly Hex[], host?: string): Source {
  const filter = { address, topics: [[...topics]] };
  async function ask<T>(answer: Promise<T>): Promise<T> {
    try {
      return await answer;
    } catch (error) {
      throw chainErrorOf(error, { host });
    }
  }
  const block = async (tag: number | "latest") => {
    const found = await ask(provider.getBlock(tag));
    if (found?.hash == null) return undefined;
    const { number, hash, parentHash, timestamp } = found;
    return { number, hash: hash as Hex, parentHash: parentHash as Hex, time: BigInt(timestamp) };
  };
  return {
    async head() {
      const head = await block("latest");
      if (head === undefined) throw new RangeError("the chain has no block");
      return head;
    },
    block,
    logs: async (fromBlock, toBlock) => (await ask(provider.getLogs({ ...filter, fromBlock, toBlock }))).map(plain),
    logsOf: async (blockHash) => (await ask(provider.getLogs({ ...filter, blockHash }))).map(plain),
  };
}

function plain({ blockNumber, blockHash, transactionHash, index, topics, data }: ChainLogEntry): ChainLog {
  return { blockNumber, blockHash, transactionHash, index, topics, data } as ChainLog;
}
