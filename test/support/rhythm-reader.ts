// A chain whose blocks come in a given rhythm, made up over the logs and views of a real one: blocks that hold nothing cost nothing.
import type { ContractRunner } from "ethers";
import type {
  BlockTag,
  ChainBlock,
  ChainCall,
  ChainLogEntry,
  ChainReader,
  FundEvent,
  LogFilter,
} from "zke-insurance-fund/chain";

type Hash = `0x${string}`;

/** A log of the real chain, what it says, and when. */
export interface KeptLog {
  readonly topics: readonly string[];
  readonly data: string;
  readonly transactionHash: Hash;
  /** Of its block, in seconds. */
  readonly time: number;
  /** Its place among the logs of its second, from 0. */
  readonly place: number;
  readonly period: bigint;
  readonly event: FundEvent;
}

interface Rhythm {
  /** Seconds a block; several blocks share a second where it is below 1. */
  readonly rhythm: number;
  /** The first block's time. */
  readonly start: number;
  /** The newest block's time. */
  readonly newest: number;
}

/** A node of such a chain; it refuses to answer for more than one second of logs at once. */
export class RhythmReader implements ChainReader {
  /** How many headers and how many seconds of logs it was asked for. */
  headers = 0;
  seconds = 0;
  readonly #provider: NonNullable<ContractRunner["provider"]>;
  readonly #logs = new Map<number, ChainLogEntry[]>();
  readonly #rhythm: Rhythm;
  readonly #head: number;

  constructor(provider: NonNullable<ContractRunner["provider"]>, logs: readonly KeptLog[], rhythm: Rhythm) {
    this.#provider = provider;
    this.#rhythm = rhythm;
    for (const log of logs) this.#keep(log);
    this.#head = this.#firstAt(rhythm.newest) + Math.ceil(1_000 / rhythm.rhythm);
  }

  call({ to, data }: ChainCall): Promise<string> {
    return this.#provider.call({ to, data });
  }

  async getBlockNumber(): Promise<number> {
    return this.#head;
  }

  async getBlock(tag: BlockTag): Promise<ChainBlock | null> {
    this.headers++;
    const number = tag === "latest" ? this.#head : Number(tag);
    if (number > this.#head) return null;
    return { number, timestamp: this.#timeOf(number), hash: hashOf(number), parentHash: hashOf(number - 1) };
  }

  async getLogs({ topics, fromBlock = 0, toBlock = this.#head }: LogFilter): Promise<readonly ChainLogEntry[]> {
    if (this.#timeOf(fromBlock) !== this.#timeOf(toBlock)) throw new Error("at most one second of logs a question");
    this.seconds++;
    const fits = (log: ChainLogEntry) =>
      topics.every((topic, at) => topic === null || [topic].flat().includes(log.topics[at] as string));
    const blocks = Array.from({ length: toBlock - fromBlock + 1 }, (_, at) => fromBlock + at);
    return blocks.flatMap((block) => this.#logs.get(block) ?? []).filter(fits);
  }

  async getNetwork(): Promise<{ readonly chainId: bigint }> {
    return { chainId: 31_337n };
  }

  estimateGas(): Promise<bigint> {
    throw new Error("reading estimates no gas");
  }

  getTransaction(): Promise<null> {
    throw new Error("reading asks for no transaction");
  }

  /** The logs of a second are spread over its blocks, in their order; the last block has the rest. */
  #keep({ topics, data, transactionHash, time, place }: KeptLog): void {
    const first = this.#firstAt(time);
    if (this.#timeOf(first) !== time) throw new Error(`no block of this rhythm is at ${time}`);
    const blocks = Math.max(Math.floor(1 / this.#rhythm.rhythm), 1);
    const blockNumber = first + Math.min(place, blocks - 1);
    const logs = this.#logs.get(blockNumber) ?? [];
    logs.push({ topics, data, blockNumber, blockHash: hashOf(blockNumber), transactionHash, index: place });
    this.#logs.set(blockNumber, logs);
  }

  #firstAt(time: number): number {
    return Math.ceil((time - this.#rhythm.start) / this.#rhythm.rhythm);
  }

  #timeOf(number: number): number {
    return this.#rhythm.start + Math.floor(number * this.#rhythm.rhythm);
  }
}

const hashOf = (number: number): Hash => `0x${BigInt.asUintN(256, BigInt(number)).toString(16).padStart(64, "0")}`;
