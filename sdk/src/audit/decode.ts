import type { Log } from "ethers";
import { eventOf } from "../chain/events.ts";
import { FUND_INTERFACE } from "../chain/fund.ts";
import type { Hex } from "../commitment/hex.ts";
import type { TimedLog } from "../follow/journal.ts";
import type { TimedEvent } from "../game/state.ts";

const CREDITED = FUND_INTERFACE.getEvent("Credited")?.topicHash;
const WORD_TEXT = 66;
const CREDIT_TOPICS = 4;

/**
 * Takes a log as one of the fund's events; undefined if it is none, or malformed. Credits, of which there are as many as of
 * liquidations, are taken apart by hand: ethers takes some fifty times as long for one.
 */
export function timedEventOf(log: TimedLog): TimedEvent | undefined {
  if (log.topics[0] === CREDITED && log.topics.length === CREDIT_TOPICS && log.data.length === WORD_TEXT) {
    return creditFrom(log);
  }
  try {
    const event = eventOf(log as unknown as Log);
    return event && { ...event, time: log.time };
  } catch {
    return undefined;
  }
}

function creditFrom({ topics, data, blockNumber, blockHash, transactionHash, index, time }: TimedLog): TimedEvent {
  const [, period, sequence, ref] = topics as [Hex, Hex, Hex, Hex];
  return {
    name: "Credited",
    args: { period: uint64(period), sequence: uint64(sequence), ref, amount: BigInt(data) },
    ...{ blockNumber, blockHash, transactionHash, time },
    logIndex: index,
  };
}

/** The low 64 bits of a word, as a decoder of the ABI takes them. */
const uint64 = (word: Hex) => BigInt(`0x${word.slice(-16)}`);
