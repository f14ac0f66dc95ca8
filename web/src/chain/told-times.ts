import type { FundEvent } from "zke-insurance-fund/chain";

/**
 * The times of blocks as a fund's own events tell them, so that no header is asked for: each event of a settlement's life names the time
 * of the one before it in its period, and the contract's record that of the latest.
 *
 * @param events of submissions, in the order of the chain
 * @param lastTimeOf the time on record of a period's latest event, where it is known
 * @returns times in seconds, by block
 */
export function toldTimes(
  events: readonly FundEvent[],
  lastTimeOf: (period: bigint) => bigint | undefined,
): Map<number, bigint> {
  const times = new Map<number, bigint>();
  const latest = new Map<bigint, number>();
  for (const { args, blockNumber } of events) {
    if (!("previousTime" in args)) continue;
    const { period, previousTime } = args;
    const before = latest.get(period);
    if (before !== undefined && previousTime !== 0n) times.set(before, previousTime);
    latest.set(period, blockNumber);
  }
  for (const [period, block] of latest) {
    const time = lastTimeOf(period);
    if (time !== undefined) times.set(block, time);
  }
  return times;
}
