import type { LazyMove, Move } from "../challenge/moves.ts";

/** A move, whether its call is at hand or made when its turn comes. */
export type AnyMove = Move | LazyMove;

/** Makes moves in the background, each once until the chain shows what came of it. */
export interface Dispatcher {
  /**
   * Starts those moves that are not under way, whose effect is not to be seen yet, and that did not just fail.
   *
   * @param cursor the block up to which the chain is known
   * @param prepare is done before they are made
   */
  start(moves: readonly AnyMove[], cursor: number, prepare?: (moves: readonly AnyMove[]) => Promise<unknown>): void;
  /** Whether something is under way, or made in a block that is not known yet. */
  busy(cursor: number): boolean;
  /** For how many milliseconds the oldest move is under way; 0 if none is. */
  waiting(): number;
  /** How many moves are under way. */
  count(): number;
}

/** How moves are made, and who is told. */
export interface DispatchOptions {
  /** Makes a move and waits for it; the number of its block. */
  readonly make: (move: AnyMove) => Promise<number>;
  readonly onFailed: (move: AnyMove, error: unknown) => void;
  /** How many moves are under way at once, at most; those given first come first. */
  readonly most: number;
  /** Whether a move failed only because the node takes no more of the account at once; never unless given. */
  readonly isCrowded?: (error: unknown) => boolean;
  /** Told of such a move, which is made later. */
  readonly onCrowded?: (move: AnyMove, error: unknown) => void;
  /** How long a move that failed is left alone at first, in milliseconds; twice as long each time. */
  readonly pause: number;
  /** The longest such time. */
  readonly longestPause: number;
  /** Milliseconds of any clock that only goes on. */
  readonly clock: () => number;
}

interface Trace {
  /** When it was begun, if it is under way. */
  readonly begun?: number;
  /** The block that it was made in. */
  readonly block?: number;
  readonly failures: number;
  readonly restsUntil: number;
}

/** Makes a dispatcher. What it remembers is of this process: what is still wanted after a restart is wanted from the chain. */
export function createDispatcher(options: DispatchOptions): Dispatcher {
  const { make, onFailed, onCrowded, most, isCrowded = () => false, pause, longestPause, clock } = options;
  const traces = new Map<string, Trace>();
  // As many as there is to do, up to where the node begins to refuse; then half, and one more for each that is made.
  let room = most;
  const underWay = () => [...traces.values()].filter(({ begun }) => begun !== undefined).length;

  function isStartable({ id }: AnyMove, cursor: number): boolean {
    const trace = traces.get(id);
    if (trace === undefined) return true;
    if (trace.begun !== undefined || clock() < trace.restsUntil) return false;
    return trace.block === undefined || trace.block <= cursor;
  }

  async function run(move: AnyMove, prepared: Promise<unknown>, failures: number): Promise<void> {
    try {
      await prepared;
      traces.set(move.id, { block: await make(move), failures: 0, restsUntil: 0 });
      room = Math.min(room + 1, most);
    } catch (error) {
      if (isCrowded(error)) {
        traces.set(move.id, { failures, restsUntil: clock() + pause });
        room = Math.max(Math.min(Math.floor(underWay() / 2), room), 1);
        onCrowded?.(move, error);
        return;
      }
      const rest = Math.min(pause * 2 ** failures, longestPause);
      traces.set(move.id, { failures: failures + 1, restsUntil: clock() + rest });
      onFailed(move, error);
    }
  }

  return {
    start(moves, cursor, prepare) {
      const free = Math.max(room - underWay(), 0);
      const startable = moves.filter((move) => isStartable(move, cursor)).slice(0, free);
      if (startable.length === 0) return;
      const prepared = Promise.resolve(prepare?.(startable));
      for (const move of startable) {
        const failures = traces.get(move.id)?.failures ?? 0;
        traces.set(move.id, { begun: clock(), failures, restsUntil: 0 });
        // What cannot even be told, on a full disk, must not end the process: the move is tried again.
        run(move, prepared, failures).catch(() => undefined);
      }
    },
    busy: (cursor) => [...traces.values()].some(({ begun, block = 0 }) => begun !== undefined || block > cursor),
    count: underWay,
    waiting() {
      const now = clock();
      return Math.max(0, ...[...traces.values()].map(({ begun = now }) => now - begun));
    },
  };
}
