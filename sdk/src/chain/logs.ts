import { chainErrorOf, isUnreachable } from "./failures.ts";
import type { ChainLogEntry, ChainReader, LogFilter } from "./reader.ts";

/** Which logs to read: those of a range of blocks, its last one included. */
export interface LogRange extends LogFilter {
  readonly fromBlock: number;
  readonly toBlock: number;
}

/**
 * Reads logs in the order of the chain, in ranges of blocks as large as the node answers.
 *
 * @throws {ChainError} if the chain is not reached, or refuses even a single block
 */
export async function* logsInRange(
  reader: Pick<ChainReader, "getLogs">,
  range: LogRange,
): AsyncGenerator<ChainLogEntry> {
  const last = range.toBlock;
  let from = range.fromBlock;
  let size = last - from + 1;
  while (from <= last) {
    const to = Math.min(from + size - 1, last);
    const logs = await logsOf(reader, { ...range, fromBlock: from, toBlock: to });
    if (logs === undefined) {
      size = Math.max(Math.floor((to - from + 1) / 2), 1);
      continue;
    }
    yield* logs;
    from = to + 1;
  }
}

/** The logs of a range, or undefined if the node wants a smaller one. */
async function logsOf(reader: Pick<ChainReader, "getLogs">, range: LogRange) {
  try {
    return await reader.getLogs(range);
  } catch (error) {
    // Nodes limit the range or the number of logs, each with words of its own.
    if (isUnreachable(error) || range.fromBlock === range.toBlock) throw chainErrorOf(error);
    return undefined;
  }
}
