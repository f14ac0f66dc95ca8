import { ChainError } from "../errors.ts";
import type { OwnConnection, Postgres } from "./connection.ts";
import { isTaken } from "./turn.ts";

/** One of several processes may act, and this one does. */
export interface Leadership {
  /** Told when it is lost: another process may act from now on. */
  onLost(listener: () => void): void;
  end(): void;
}

/** How a process waits to lead. */
export interface LeadOptions {
  /** Milliseconds between two tries, and between two signs of life of the leader's connection; 1,000 unless given. */
  readonly interval?: number;
  readonly signal: AbortSignal;
  /** Told at each try that fails: another leads, or, with a sentence, the database does not answer. */
  readonly onStandby: (trouble?: string) => void;
}

const INTERVAL = 1_000;
// A leader that hears nothing for so long leads no more; the database forgets one that it does not hear in about the same time.
const SILENCE = 5_000;
const KEEPALIVE = `
  SELECT set_config('tcp_keepalives_idle', '2', false), set_config('tcp_keepalives_interval', '1', false),
    set_config('tcp_keepalives_count', '3', false), set_config('tcp_user_timeout', '${SILENCE}', false)`;

/**
 * Waits until this process is the one that acts. That is a lock of a connection of its own: it ends with the process, and with the
 * connection.
 *
 * @param name of what is led
 * @returns undefined if the signal came first
 */
export async function lead(postgres: Postgres, name: string, options: LeadOptions): Promise<Leadership | undefined> {
  const { interval = INTERVAL, signal, onStandby } = options;
  while (!signal.aborted) {
    let trouble: string | undefined;
    try {
      const connection = await postgres.own();
      if (await isLeaders(connection, name)) return holding(connection, interval);
      connection.end();
    } catch (error) {
      if (!(error instanceof ChainError)) throw error;
      trouble = error.message;
    }
    onStandby(trouble);
    await pause(interval);
  }
  return undefined;
}

async function isLeaders(connection: OwnConnection, name: string): Promise<boolean> {
  try {
    await connection.query(KEEPALIVE);
    // A copy that only reads has locks of its own, and leads nobody.
    const [copy] = await connection.query("SELECT pg_is_in_recovery() AS is_copy");
    if (copy?.is_copy === true) throw new ChainError("The database is a copy that only reads.", { kind: "unkept" });
    return await isTaken(connection, name);
  } catch (error) {
    connection.end();
    throw error;
  }
}

function holding(connection: OwnConnection, interval: number): Leadership {
  const listeners: (() => void)[] = [];
  let isOver = false;
  const lose = () => {
    if (isOver) return;
    end();
    for (const listener of listeners) listener();
  };
  const end = () => {
    isOver = true;
    clearTimeout(timer);
    connection.end();
  };
  connection.onLost(lose);
  let timer: NodeJS.Timeout | undefined;
  async function beat(): Promise<void> {
    if (isOver) return;
    const overdue = setTimeout(lose, SILENCE);
    await connection.query("SELECT 1").catch(lose);
    clearTimeout(overdue);
    if (!isOver) timer = setTimeout(beat, interval);
  }
  void beat();
  return { onLost: (listener) => void listeners.push(listener), end };
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
