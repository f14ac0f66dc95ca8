import { type ChainReader, NodeFailure } from "zke-insurance-fund/chain";
import type { TimeOf } from "./buckets.ts";

const OPENED = new WeakMap<ChainReader, TimeOf>();

/**
 * The times of blocks, each asked for once of a reader, whoever asks. A chain that changed its mind about a recent block may move it by
 * some seconds.
 */
export function blockTimes(reader: ChainReader): TimeOf {
  const opened = OPENED.get(reader) ?? timesOf(reader);
  OPENED.set(reader, opened);
  return opened;
}

function timesOf(reader: ChainReader): TimeOf {
  const times = new Map<number, Promise<bigint>>();
  return (block) => {
    const known = times.get(block);
    if (known !== undefined) return known;
    const asked = timeOf(reader, block);
    times.set(block, asked);
    // What failed may succeed later.
    asked.catch(() => times.delete(block));
    return asked;
  };
}

async function timeOf(reader: ChainReader, number: number): Promise<bigint> {
  const block = await reader.getBlock(number);
  if (block === null) throw new NodeFailure("notNode", `no block ${number}`);
  return BigInt(block.timestamp);
}
