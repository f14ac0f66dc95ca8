import { NodeFailure } from "./node-failure.ts";
import type { ChainReceipt, ChainTransaction, LogFilter, NodeBlock, NodeLog } from "./reader.ts";

// What a node answers is taken apart here, and is nothing until it has the right shape. Hex is folded to small letters.

const BYTES = /^0x(?:[0-9a-f]{2})*$/;
const QUANTITY = /^0x[0-9a-f]{1,64}$/;
const ADDRESS = /^0x[0-9a-f]{40}$/;
const WORD = /^0x[0-9a-f]{64}$/;
const MOST_TOPICS = 4;

type Fields = Readonly<Record<string, unknown>>;

/** Bytes. */
export const bytesFrom = (value: unknown) => text(value, BYTES);
/** A hash. */
export const wordFrom = (value: unknown) => text(value, WORD);
/** A number without a limit. */
export const bigintFrom = (value: unknown) => BigInt(text(value, QUANTITY));

/** A number of blocks or seconds. */
export function numberFrom(value: unknown): number {
  const number = Number(text(value, QUANTITY));
  if (!Number.isSafeInteger(number)) throw unusable();
  return number;
}

/** A block; null if the chain is not that long, or it is not mined yet. */
export function blockFrom(value: unknown): NodeBlock | null {
  if (value === null) return null;
  const { number, timestamp, hash, parentHash, gasLimit, baseFeePerGas } = fields(value);
  if (number === null || hash === null) return null;
  return {
    number: numberFrom(number),
    timestamp: numberFrom(timestamp),
    hash: wordFrom(hash),
    parentHash: wordFrom(parentHash),
    gasLimit: gasLimit === undefined ? 0n : bigintFrom(gasLimit),
    baseFeePerGas: baseFeePerGas == null ? null : bigintFrom(baseFeePerGas),
  };
}

/** The hash of a block that must be there. */
export const blockHashFrom = (value: unknown) => wordFrom(fields(value).hash);

/**
 * Logs, in the order of the chain: each once, and none that the chain has dropped or has not mined.
 *
 * @param isAsked whether a log is one of those that were asked for
 */
export function logsFrom(value: unknown, isAsked: (log: NodeLog) => boolean = () => true): NodeLog[] {
  if (!Array.isArray(value)) throw unusable();
  const byPlace = new Map<string, NodeLog>();
  for (const log of value.filter(isMined).map(logFrom)) {
    if (!isAsked(log)) throw new NodeFailure("notNode", "other logs than it was asked for");
    const place = `${log.blockNumber}:${log.index}`;
    const known = byPlace.get(place) ?? log;
    if (textOf(known) !== textOf(log)) throw new NodeFailure("notNode", "two logs at one place of the chain");
    byPlace.set(place, known);
  }
  return [...byPlace.values()].sort((a, b) => a.blockNumber - b.blockNumber || a.index - b.index);
}

const textOf = ({ blockHash, topics, data }: NodeLog) => [blockHash, ...topics, data].join();

/** Whether a log is of the contract, the blocks and the topics that a filter names. */
export function isOf({ address, topics, fromBlock = 0, toBlock = Infinity, blockHash }: LogFilter) {
  const contract = address.toLowerCase();
  const wanted = topics.map((topic) => (topic === null ? undefined : [topic].flat().map((text) => text.toLowerCase())));
  const hash = blockHash?.toLowerCase();
  return (log: NodeLog) =>
    log.address === contract &&
    (hash === undefined ? log.blockNumber >= fromBlock && log.blockNumber <= toBlock : log.blockHash === hash) &&
    wanted.every((any, at) => any === undefined || any.length === 0 || any.includes(log.topics[at] ?? ""));
}

function isMined(entry: unknown): boolean {
  const { blockNumber, blockHash, removed } = fields(entry);
  return blockNumber !== null && blockHash !== null && removed !== true;
}

function logFrom(entry: unknown): NodeLog {
  const { address, topics, data, blockNumber, blockHash, transactionHash, logIndex, blockTimestamp } = fields(entry);
  if (!Array.isArray(topics) || topics.length > MOST_TOPICS) throw unusable();
  return {
    address: text(address, ADDRESS),
    topics: topics.map(wordFrom),
    data: bytesFrom(data),
    blockNumber: numberFrom(blockNumber),
    blockHash: wordFrom(blockHash),
    transactionHash: wordFrom(transactionHash),
    index: numberFrom(logIndex),
    ...(typeof blockTimestamp === "string" && { time: BigInt(numberFrom(blockTimestamp)) }),
  };
}

/** A transaction; null if the node does not know it. */
export function transactionFrom(value: unknown): ChainTransaction | null {
  if (value === null) return null;
  const { from, nonce, to, input } = fields(value);
  return {
    from: text(from, ADDRESS),
    nonce: numberFrom(nonce),
    to: to == null ? null : text(to, ADDRESS),
    data: bytesFrom(input),
  };
}

/** The receipt of a transaction; null if the node does not know it, or not yet which block it is in and what came of it. */
export function receiptFrom(value: unknown, asked: string): ChainReceipt | null {
  if (value === null) return null;
  const { transactionHash, blockNumber, blockHash, status, gasUsed, logs, contractAddress } = fields(value);
  if (blockNumber == null || blockHash == null || status == null) return null;
  const hash = wordFrom(transactionHash);
  if (hash !== asked.toLowerCase()) throw new NodeFailure("notNode", "the receipt of another transaction");
  return {
    hash,
    blockNumber: numberFrom(blockNumber),
    blockHash: wordFrom(blockHash),
    status: numberFrom(status),
    gasUsed: bigintFrom(gasUsed),
    contractAddress: contractAddress == null ? null : text(contractAddress, ADDRESS),
    logs: logsFrom(logs),
  };
}

function fields(value: unknown): Fields {
  if (typeof value !== "object" || value === null) throw unusable();
  return value as Fields;
}

function text(value: unknown, shape: RegExp): string {
  const folded = typeof value === "string" ? value.toLowerCase() : "";
  if (!shape.test(folded)) throw unusable();
  return folded;
}

function unusable(): NodeFailure {
  return new NodeFailure("notNode", "an answer of another shape");
}
