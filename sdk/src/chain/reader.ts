/** Which block is meant: its number, or the newest. */
export type BlockTag = number | bigint | string;

/** A call of a contract, as a node is asked for it. */
export interface ChainCall {
  readonly to: string;
  readonly data: string;
  readonly from?: string;
  readonly blockTag?: BlockTag;
}

/** A block's place in the chain. */
export interface ChainBlock {
  readonly number: number;
  /** In seconds. */
  readonly timestamp: number;
  /** Null while the block is not mined. */
  readonly hash: string | null;
  readonly parentHash: string;
  /** Of all its transactions together; left out where the reader does not need it. */
  readonly gasLimit?: bigint;
}

/** A log, and where it stands in the chain. */
export interface ChainLogEntry {
  /** The contract's, where the reader passes it on. */
  readonly address?: string;
  readonly topics: readonly string[];
  readonly data: string;
  readonly blockNumber: number;
  readonly blockHash: string;
  readonly transactionHash: string;
  readonly index: number;
}

/** Which logs are asked for: of one contract, in a range of blocks or in one block. */
export interface LogFilter {
  readonly address: string;
  readonly topics: (string | string[] | null)[];
  readonly fromBlock?: number;
  readonly toBlock?: number;
  readonly blockHash?: string;
}

/**
 * What a fund is read by: the few questions to a node that reading takes. A provider of ethers answers them; a page can do with
 * less.
 */
export interface ChainReader {
  /** Which chain it is. */
  getNetwork(): Promise<{ readonly chainId: bigint }>;
  call(call: ChainCall): Promise<string>;
  estimateGas(call: ChainCall): Promise<bigint>;
  getBlockNumber(): Promise<number>;
  /** Null if the chain is not that long. */
  getBlock(tag: BlockTag): Promise<ChainBlock | null>;
  getLogs(filter: LogFilter): Promise<readonly ChainLogEntry[]>;
  /** Null if the node does not know it. */
  getTransaction(hash: string): Promise<{ readonly to: string | null; readonly data: string } | null>;
}
