import { chainErrorOf } from "../../chain/failures.ts";
import type { ChainNode } from "../../chain/reader.ts";
import type { Hex } from "../../columns/hex.ts";
import { ChainError } from "../../errors.ts";
import { type ChainLog, contractSource, type Source } from "../../follow/source.ts";

const WORD = /^0x[0-9a-f]{64}$/;
const BYTES = /^0x(?:[0-9a-f]{2})*$/;
const QUANTITY = /^0x[0-9a-f]{1,13}$/;

/**
 * All logs of a contract, known events or not, as a node tells them; what is no sane answer is refused. It asks as little and reads
 * as fast as it can, since a fund has as many logs as liquidations.
 *
 * @param host the node, for messages
 */
export function auditSource(provider: ChainNode, address: Hex, host: string): Source {
  const blocks = contractSource(provider, address, [], host);
  async function ask(filter: Record<string, string>): Promise<unknown> {
    try {
      return await provider.send("eth_getLogs", [{ address, ...filter }]);
    } catch (error) {
      throw chainErrorOf(error, { host });
    }
  }
  return {
    ...blocks,
    logs: async (from, to) => {
      const answer = await ask({ fromBlock: quantity(from), toBlock: quantity(to) });
      return sane(answer, address, ({ blockNumber }) => blockNumber >= from && blockNumber <= to);
    },
    logsOf: async (hash) => sane(await ask({ blockHash: hash }), address, ({ blockHash }) => blockHash === hash),
  };
}

const quantity = (number: number) => `0x${number.toString(16)}`;

/** The logs of an answer: well formed, of this contract, of what was asked for, each behind the one before. */
function sane(answer: unknown, address: Hex, isAsked: (log: ChainLog) => boolean): ChainLog[] {
  if (!Array.isArray(answer)) throw refused("what is no list");
  let last: ChainLog | undefined;
  return answer.map((raw) => {
    const log = logFrom(raw, address);
    if (!isAsked(log)) throw refused("a log that was not asked for");
    if (last !== undefined && !isBehind(log, last)) throw refused("the same log twice, or logs out of their order");
    last = log;
    return log;
  });
}

function isBehind(log: ChainLog, last: ChainLog): boolean {
  if (log.blockNumber !== last.blockNumber) return log.blockNumber > last.blockNumber;
  return log.index > last.index && log.blockHash === last.blockHash;
}

function logFrom(raw: unknown, address: Hex): ChainLog {
  const log = (raw ?? {}) as Readonly<Record<string, unknown>>;
  const { topics, blockTimestamp } = log;
  if (log.removed === true) throw refused("a log that the chain has dropped");
  if (text(log.address).toLowerCase() !== address.toLowerCase()) throw refused("a log of another contract");
  if (!Array.isArray(topics) || topics.length > 4) throw refused("a log without topics");
  return {
    blockNumber: numberOf(log.blockNumber),
    blockHash: matching(log.blockHash, WORD),
    transactionHash: matching(log.transactionHash, WORD),
    index: numberOf(log.logIndex),
    topics: topics.map((topic) => matching(topic, WORD)),
    data: matching(log.data, BYTES),
    ...(typeof blockTimestamp === "string" && { time: BigInt(numberOf(blockTimestamp)) }),
  };
}

const text = (value: unknown) => (typeof value === "string" ? value : "");
const numberOf = (value: unknown) => Number(matching(value, QUANTITY));

function matching(value: unknown, form: RegExp): Hex {
  const given = text(value).toLowerCase();
  if (!form.test(given)) throw refused("a malformed log");
  return given as Hex;
}

function refused(what: string): ChainError {
  return new ChainError(`The node answered with ${what}, where logs were asked for; ask another node.`);
}
