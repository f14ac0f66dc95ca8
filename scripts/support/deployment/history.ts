// Where a contract's life begins on a chain, and its logs from there on.
import { type ChainLogEntry, type ChainNode, type ChainReader, isUnreachable } from "zke-insurance-fund/chain";

/** A node as an inspection asks it; any provider of ethers is one. */
export type Inspected = Omit<ChainReader, "getTransaction"> &
  Pick<ChainNode, "getCode" | "getTransaction" | "getTransactionReceipt" | "send">;
type Blocks = Pick<ChainNode, "getCode">;
type Logs = Pick<ChainNode, "getLogs">;

/**
 * The block that a contract was created in, found by halving the chain: some 25 questions.
 *
 * @returns undefined if the node does not know old states
 */
export async function creationBlock(provider: Blocks, address: string, head: number): Promise<number | undefined> {
  let [before, since] = [-1, head];
  try {
    while (since - before > 1) {
      const middle = Math.floor((before + since) / 2);
      if ((await provider.getCode(address, middle)) === "0x") before = middle;
      else since = middle;
    }
    return since;
  } catch (error) {
    if (isUnreachable(error)) throw error;
    return undefined;
  }
}

/** Which logs to read; the last block is included. */
export interface LogQuery {
  readonly address: string;
  readonly topics?: (string | null)[];
  readonly fromBlock: number;
  readonly toBlock: number;
}

/** The logs of a range, which is halved where the node wants a smaller one. */
export async function logsOf(provider: Logs, query: LogQuery): Promise<readonly ChainLogEntry[]> {
  const { fromBlock, toBlock } = query;
  try {
    return await provider.getLogs({ ...query, topics: query.topics ?? [] });
  } catch (error) {
    if (isUnreachable(error) || fromBlock >= toBlock) throw error;
    const middle = Math.floor((fromBlock + toBlock) / 2);
    const early = await logsOf(provider, { ...query, toBlock: middle });
    return [...early, ...(await logsOf(provider, { ...query, fromBlock: middle + 1 }))];
  }
}
