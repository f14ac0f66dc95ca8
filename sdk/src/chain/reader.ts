/** Which block is meant: its number, or the newest. */
export type BlockTag = number | bigint | string;

/** A call of a contract, as a node is asked for it. */
export interface ChainCall {
  readonly to: string;
  readonly data: string;
  readonly from?: string;
  /** The block whose state counts; the newest unless given. */
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
  /** Its block's time in seconds, where the node tells that with a log. */
  readonly time?: bigint;
}

/** Which logs are asked for: of one contract, in a range of blocks or in one block. */
export interface LogFilter {
  readonly address: string;
  readonly topics: (string | string[] | null)[];
  readonly fromBlock?: number;
  readonly toBlock?: number;
  readonly blockHash?: string;
}

/** What a fund is read by: the few questions to a node that reading takes. A provider of ethers answers them, too. */
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
  /** Where to begin to read a contract's logs, as `startOf`; a reader that does not say begins at the given block, or at 0. */
  startOf?(address: string, given?: number): Promise<number>;
  /** Asks another node first for a while, where there are several: this one left out logs. */
  passOver?(): void;
}

/** A block, with what a node says of fees. */
export interface NodeBlock extends ChainBlock {
  readonly hash: string;
  readonly gasLimit: bigint;
  /** In wei a unit of gas; null on a chain that has none. */
  readonly baseFeePerGas: bigint | null;
}

/** A transaction as it was signed. */
export interface ChainTransaction {
  readonly from: string;
  readonly nonce: number;
  /** Null where a contract is created. */
  readonly to: string | null;
  readonly data: string;
}

/** A log of a node, which always says whose it is. */
export interface NodeLog extends ChainLogEntry {
  readonly address: string;
}

/** What became of a transaction that a block has taken. */
export interface ChainReceipt {
  readonly hash: string;
  readonly blockNumber: number;
  readonly blockHash: string;
  /** 1, or 0 if it was reverted; null if the node does not say. */
  readonly status: number | null;
  readonly gasUsed: bigint;
  /** The contract that it created; null if it did not. */
  readonly contractAddress: string | null;
  readonly logs: readonly NodeLog[];
}

/** The newest block that a node told of, and since when it is that: in milliseconds of `performance.now()`. */
export interface ChainHead {
  readonly number: number;
  readonly since: number;
}

/**
 * One node, or several that stand in for each other. What fails, fails with ChainError: of kind "reverted" if a contract refused,
 * "foreign" if it is another chain than before, "differs" where two nodes must say alike and do not, and "node" for all else, after
 * it was asked again in vain.
 */
export interface ChainNode extends ChainReader {
  /** The newest block that was told of; a head that stands still tells that the nodes do. Undefined before the first. */
  readonly head: ChainHead | undefined;
  /** Which chain it is, and the hash of its block 0, which tells two chains of one number apart; "" if no node says. */
  identity(): Promise<{ readonly chainId: bigint; readonly genesis: string }>;
  getBlock(tag: BlockTag): Promise<NodeBlock | null>;
  getTransaction(hash: string): Promise<ChainTransaction | null>;
  startOf(address: string, given?: number): Promise<number>;
  /** Null if the node does not know it, or not yet which block it is in. */
  getTransactionReceipt(hash: string): Promise<ChainReceipt | null>;
  /** How many transactions an account has sent: mined ones, or with `"pending"` also those on their way. */
  getTransactionCount(address: string, tag?: BlockTag): Promise<number>;
  /** In wei. */
  getBalance(address: string, tag?: BlockTag): Promise<bigint>;
  /** A contract's code; "0x" if there is none. */
  getCode(address: string, tag?: BlockTag): Promise<string>;
  /** Any question of JSON-RPC; its answer as the node gives it. */
  send<T = unknown>(method: string, params: readonly unknown[]): Promise<T>;
  /** Asks another node first for a while, where there are several: this one left out logs. */
  passOver(): void;
  /** Gives up what is asked, and asks nothing more. */
  destroy(): void;
}
