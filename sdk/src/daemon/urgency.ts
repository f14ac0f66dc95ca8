import type { Urgency } from "../chain/sending/options.ts";
import type { AnyMove } from "./dispatch.ts";

/** Knows which of the moves under way have a deadline that is near. */
export interface UrgentMoves {
  /** Learns the chain's time, in seconds. */
  tell(now: bigint): void;
  /** Runs what makes a move; as long as it runs, the move can be urgent. */
  during<T>(move: AnyMove, task: () => Promise<T>): Promise<T>;
  /** How a move's transaction is treated now; undefined as any other. */
  of(id: string): Urgency | undefined;
}

// Blocks come every 12 s at most: after the next one, who still waits offers more.
const BUMP_AFTER = 15_000;

/**
 * Makes a record of urgent moves.
 *
 * @param feeLimit the most that is offered for a unit of gas of an urgent move, in wei; no limit unless given
 */
export function urgentMoves(feeLimit: bigint | undefined): UrgentMoves {
  const from = new Map<string, bigint>();
  let time = 0n;
  return {
    tell(now) {
      time = now;
    },
    async during(move, task) {
      if ("urgentFrom" in move) from.set(move.id, move.urgentFrom);
      try {
        return await task();
      } finally {
        from.delete(move.id);
      }
    },
    of(id) {
      const begins = from.get(id);
      return begins !== undefined && time >= begins ? { feeLimit, bumpAfter: BUMP_AFTER } : undefined;
    },
  };
}
