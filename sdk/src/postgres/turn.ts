import type { OwnConnection, Postgres } from "./connection.ts";

/** How a turn is waited for. */
interface TurnOptions {
  /** In milliseconds. */
  readonly patience: number;
  /** Told once, if it does not come at once. */
  readonly onWait?: (() => void) | undefined;
  /** What is thrown if it does not come in time. */
  readonly overdue: () => unknown;
}

/** A leader that hears nothing for so many milliseconds leads no more; the database forgets one whose machine is silent in about that time. */
export const SILENCE = 5_000;
/** Has the database end a session, with its locks, soon after its machine or its network is gone: by itself it waits for hours. */
export const FORGET_SILENT = `
  SELECT set_config('tcp_keepalives_idle', '2', false), set_config('tcp_keepalives_interval', '1', false),
    set_config('tcp_keepalives_count', '3', false), set_config('tcp_user_timeout', '${SILENCE}', false)`;

const FIRST_PAUSE = 20;
const LONGEST_PAUSE = 250;

/**
 * Runs a task while no other process does that asks for the same name's turn, on whatever machine. The turn is a lock of a connection's
 * session: the database takes it back from a process that is killed, and from one whose connection breaks.
 */
export async function inTurnOf<T>(
  postgres: Postgres,
  name: string,
  { patience, onWait, overdue }: TurnOptions,
  task: (turn: OwnConnection) => Promise<T>,
): Promise<T> {
  const turn = await postgres.own();
  const deadline = performance.now() + patience;
  try {
    await turn.query(FORGET_SILENT);
    let pause = FIRST_PAUSE;
    for (let waited = false; !(await isTaken(turn, name)); waited = true) {
      if (performance.now() >= deadline) throw overdue();
      if (!waited) onWait?.();
      await new Promise((resolve) => setTimeout(resolve, pause));
      pause = Math.min(2 * pause, LONGEST_PAUSE);
    }
    return await task(turn);
  } finally {
    turn.end();
  }
}

/** Takes the lock of a name for a connection, if nobody has it. */
export async function isTaken({ query }: Pick<OwnConnection, "query">, name: string): Promise<boolean> {
  const [row] = await query("SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS taken", [name]);
  return row?.taken === true;
}
