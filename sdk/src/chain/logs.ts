import { countFrom, ifGiven, OBJECT, requireGiven, SIGNAL } from "../columns/given.ts";
import { ChainError } from "../errors.ts";
import { chainErrorOf, isUnreachable } from "./failures.ts";
import { LOG_RANGE, LOG_READER } from "./given.ts";
import { NodeFailure, wantsFewer } from "./node-failure.ts";
import type { ChainLogEntry, ChainReader, LogFilter } from "./reader.ts";

/** Which logs to read: those of a range of blocks, its last one included. */
export interface LogRange extends LogFilter {
  readonly fromBlock: number;
  readonly toBlock: number;
  /** How many blocks are asked for at once at the most: some nodes answer long ranges with nothing. */
  readonly most?: number | undefined;
}

/** How many blocks of logs a node answers at once: learnt from what it refuses, and kept for it. */
export interface LogSpan {
  /** How many blocks to ask for now; Infinity while nothing was refused. */
  readonly size: number;
  /** Notes an answer: of how many blocks, with how many logs. */
  answered(blocks: number, logs: number): void;
  /** Notes a failure at so many blocks. @returns whether fewer may be what the node wants */
  refused(blocks: number, error: unknown): boolean;
  /** Lets so many blocks be asked for again, whatever was refused: a limit may be gone, or have been of a moment. */
  retry(blocks: number): void;
}

// What nodes limit a range to.
const USUAL = [10_000, 5_000, 2_000, 1_000, 500, 100, 10, 5, 1];
// An answer that is this long is near what nodes limit the number of logs to.
const MANY_LOGS = 5_000;
const MOST_PATIENCE = 64;
const OF_BLOCKS = /range|blocks/i;
const OF_LOGS = /results|response size|logs? (returned|response)|too many logs/i;

const spans = new WeakMap<object, LogSpan>();

/**
 * What is known of a node's limit on ranges of logs.
 *
 * @example
 * logSpanOf(chain.provider).size // 10000, once the node has refused more
 */
export function logSpanOf(reader: object): LogSpan {
  requireGiven({ reader }, { reader: OBJECT });
  const known = spans.get(reader) ?? newSpan();
  spans.set(reader, known);
  return known;
}

/**
 * A limit that is named in blocks stays; after all else (too many logs, no answer in time, words that nobody knows) it grows again,
 * the later the more often it was refused.
 */
function newSpan(): LogSpan {
  let size = Infinity;
  let most = Infinity;
  let patience = 1;
  let answers = 0;
  return {
    get size() {
      return size;
    },
    answered(blocks, logs) {
      if (blocks < size || logs > MANY_LOGS || ++answers % patience > 0) return;
      size = Math.min(2 * size, most);
    },
    refused(blocks, error) {
      const failure = error instanceof ChainError ? error.cause : error;
      const isOurs = failure instanceof NodeFailure;
      if (blocks === 1 || (isOurs ? !wantsFewer(failure) : isUnreachable(error))) return false;
      const said = isOurs ? failure.message : "";
      size = smaller(blocks, said);
      if (OF_BLOCKS.test(said) && !OF_LOGS.test(said)) most = size;
      else if (answers > 0) patience = Math.min(2 * patience, MOST_PATIENCE);
      answers = 0;
      return true;
    },
    retry(blocks) {
      size = Math.max(size, blocks);
      most = Infinity;
    },
  };
}

/** The next number of blocks to try: what the node names, or what is usual. */
function smaller(blocks: number, said: string): number {
  const named = [...said.matchAll(/\b(\d[\d,]*)(k?)\b/gi)].map(
    ([, digits = "", thousands]) => Number(digits.replaceAll(",", "")) * (thousands ? 1_000 : 1),
  );
  const usual = USUAL.filter((size) => size < blocks);
  return usual.find((size) => named.includes(size)) ?? usual[0] ?? 1;
}

/**
 * Reads logs in the order of the chain, in ranges of blocks as large as the node answers.
 *
 * @param least how many blocks it must answer at once
 * @param signal ends the reading before the next question, with its reason: what was read so far is not all
 * @throws {InputError} if the range has no end
 * @throws {ChainError} if no node answers, or so few blocks are refused
 * @example
 * for await (const log of logsInRange(chain.provider, { address: fund.address, topics: [], fromBlock, toBlock })) console.log(log.blockNumber);
 */
export async function* logsInRange(
  reader: Pick<ChainReader, "getLogs">,
  range: LogRange,
  least = 1,
  signal?: AbortSignal,
): AsyncGenerator<ChainLogEntry> {
  const given = { reader, range, least, signal };
  requireGiven(given, { reader: LOG_READER, range: LOG_RANGE, least: countFrom(1), signal: ifGiven(SIGNAL) });
  const span = logSpanOf(reader);
  const { most = Infinity, fromBlock: first, toBlock: last, ...filter } = range;
  for (let from = first; from <= last; ) {
    signal?.throwIfAborted();
    const to = Math.min(from + Math.min(Math.max(span.size, least), most) - 1, last);
    const logs = await reader.getLogs({ ...filter, fromBlock: from, toBlock: to }).catch((error: unknown) => {
      if (!span.refused(to - from + 1, error) || span.size < least) throw chainErrorOf(error);
    });
    if (logs === undefined) continue;
    span.answered(to - from + 1, logs.length);
    yield* logs;
    from = to + 1;
  }
}
