import type { ChainBlock, ChainLogEntry } from "zke-insurance-fund/chain";
import { RpcError } from "./failure.ts";

// What a node answers is taken apart here, and is nothing until it has the right shape.

const HEX = /^0x[0-9a-f]*$/i;
const QUANTITY = /^0x[0-9a-f]{1,64}$/i;
const ADDRESS = /^0x[0-9a-f]{40}$/i;
const WORD = /^0x[0-9a-f]{64}$/i;

type Fields = Readonly<Record<string, unknown>>;

/** Bytes or a number, as hex. */
export function hexFrom(value: unknown): string {
  return text(value, HEX);
}

/** A number of blocks or seconds. */
export function numberFrom(value: unknown): number {
  const number = Number(text(value, QUANTITY));
  if (!Number.isSafeInteger(number)) throw unusable();
  return number;
}

/** A block; null if the chain is not that long. */
export function blockFrom(value: unknown): ChainBlock | null {
  if (value === null) return null;
  const { number, timestamp, hash, parentHash } = fields(value);
  return {
    number: numberFrom(number),
    timestamp: numberFrom(timestamp),
    hash: text(hash, WORD),
    parentHash: text(parentHash, WORD),
  };
}

/** Logs, in the node's order. */
export function logsFrom(value: unknown): ChainLogEntry[] {
  if (!Array.isArray(value)) throw unusable();
  return value.map((entry) => {
    const { address, topics, data, blockNumber, blockHash, transactionHash, logIndex } = fields(entry);
    if (!Array.isArray(topics)) throw unusable();
    return {
      address: text(address, ADDRESS),
      topics: topics.map((topic) => text(topic, WORD)),
      data: text(data, HEX),
      blockNumber: numberFrom(blockNumber),
      blockHash: text(blockHash, WORD),
      transactionHash: text(transactionHash, WORD),
      index: numberFrom(logIndex),
    };
  });
}

/** A transaction; null if the node does not know it. */
export function transactionFrom(value: unknown): { to: string | null; data: string } | null {
  if (value === null) return null;
  const { to, input } = fields(value);
  return { to: to === null ? null : text(to, HEX), data: text(input, HEX) };
}

function fields(value: unknown): Fields {
  if (typeof value !== "object" || value === null) throw unusable();
  return value as Fields;
}

function text(value: unknown, shape: RegExp): string {
  if (typeof value !== "string" || !shape.test(value)) throw unusable();
  return value;
}

function unusable(): RpcError {
  return new RpcError("notNode", "an answer of another shape");
}
