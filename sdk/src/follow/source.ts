import { answered } from "../chain/failures.ts";
import { type LogSpan, logSpanOf } from "../chain/logs.ts";
import type { ChainLogEntry, ChainReader } from "../chain/reader.ts";
import type { Hex } from "../columns/hex.ts";
import { FOLLOWING } from "../problems/english/following.ts";
import { failed } from "../problems/problem.ts";

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
  /** How many blocks of logs it answers at once, where that is learnt. */
  readonly span?: LogSpan;
}

/**
 * The logs of a contract on a chain.
 *
 * @param topics the first topics that are of interest; all of its logs are, known events or not, if there are none
 * @param host the node, for messages
 * @param isReadable whether a log can be made use of: what is kept once is read for ever
 */
export function contractSource(
  provider: ChainReader,
  address: Hex,
  topics: readonly Hex[],
  host?: string,
  isReadable: (log: ChainLog) => boolean = () => true,
): Source {
  const filter = { address, topics: topics.length === 0 ? [] : [[...topics]] };
  const contract = address.toLowerCase();
  const ask = <T>(answer: Promise<T>) => answered(answer, { host });
  /** A node that errs or lies may leave out logs, which nobody can see; it cannot have others taken for the contract's. */
  function checked(logs: readonly ChainLogEntry[], isThere: (log: ChainLogEntry) => boolean): ChainLog[] {
    const isAsked = (log: ChainLogEntry) =>
      (log.address ?? address).toLowerCase() === contract &&
      (topics.length === 0 || topics.includes(log.topics[0] as Hex));
    if (!logs.every((log) => isAsked(log) && isThere(log) && isReadable(plain(log)))) {
      throw failed(FOLLOWING, "otherLogs", { node: host ?? "The node" });
    }
    return logs.map(plain);
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
    span: logSpanOf(provider),
    async logs(fromBlock, toBlock) {
      const logs = await ask(provider.getLogs({ ...filter, fromBlock, toBlock }));
      return checked(logs, ({ blockNumber }) => blockNumber >= fromBlock && blockNumber <= toBlock);
    },
    async logsOf(hash) {
      const logs = await ask(provider.getLogs({ ...filter, blockHash: hash }));
      return checked(logs, ({ blockHash }) => blockHash === hash);
    },
  };
}

function plain({ blockNumber, blockHash, transactionHash, index, topics, data, time }: ChainLogEntry): ChainLog {
  const log = { blockNumber, blockHash, transactionHash, index, topics, data, ...(time !== undefined && { time }) };
  return log as ChainLog;
}
