import { randomUUID } from "node:crypto";
import { ChainError } from "../errors.ts";
import { DATABASES } from "../problems/english/databases.ts";
import { failed } from "../problems/problem.ts";
import type { OwnConnection, Postgres, Query } from "./connection.ts";
import { SCHEMA } from "./schema.ts";
import { FORGET_SILENT, isTaken, SILENCE } from "./turn.ts";

/** The time in which one of a name's leaders acts, until the next one's begins. */
export interface Term {
  readonly name: string;
  readonly id: string;
}

/** One of several processes may act, and this one does. */
export interface Leadership {
  readonly term: Term;
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

const BEGIN_TERM = `
  INSERT INTO ${SCHEMA}.leaders VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET term = excluded.term`;
const INTERVAL = 1_000;
// A process that stands still is forgotten after so long, though its machine answers.
const STANDSTILL = 60_000;
const FORGET_STANDSTILL = `SELECT set_config('idle_session_timeout', '${STANDSTILL}', false)`;

/**
 * Waits until this process is the one that acts. That is a lock of a connection of its own: it ends with the process, and with the
 * connection. A leader that does not know yet that it lost the lock is kept from writing by its term: see `assertTerm`.
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
      if (await isLeaders(connection, name)) return await begun(postgres, connection, name, interval);
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
    await connection.query(FORGET_SILENT);
    await connection.query(FORGET_STANDSTILL);
    // A copy that only reads has locks of its own, and leads nobody.
    const [copy] = await connection.query("SELECT pg_is_in_recovery() AS is_copy");
    if (copy?.is_copy === true) throw new ChainError("The database is a copy that only reads.", { kind: "unkept" });
    return await isTaken(connection, name);
  } catch (error) {
    connection.end();
    throw error;
  }
}

/** From the moment that the term is kept, nothing of an earlier one is written. */
async function begun({ atOnce }: Postgres, connection: OwnConnection, name: string, interval: number) {
  try {
    // No number: a copy that takes over may have an older one, and would give the same again.
    const id = randomUUID();
    await atOnce((ask) => ask(BEGIN_TERM, [name, id]));
    return holding(connection, { name, id }, interval);
  } catch (error) {
    connection.end();
    throw error;
  }
}

/**
 * Makes a transaction one of a leader's term: it is refused once a later term has begun, and a term that is to begin waits for the
 * transaction's end.
 *
 * @throws {ChainError} of kind "unkept" if a later term has begun
 */
export async function assertTerm(ask: Query, { name, id }: Term, place: string): Promise<void> {
  const [row] = await ask(`SELECT term FROM ${SCHEMA}.leaders WHERE name = $1 FOR SHARE`, [name]);
  if (row?.term !== id) throw failed(DATABASES, "leadLost", { place }, { kind: "unkept" });
}

/** Makes every transaction one of the term that this process is in by then, if it is in any; see `assertTerm`. */
export function inTerm({ place, atOnce }: Postgres, termOf: () => Term | undefined): Postgres["atOnce"] {
  return (task) =>
    atOnce(async (ask) => {
      const term = termOf();
      if (term !== undefined) await assertTerm(ask, term, place);
      return task(ask);
    });
}

function holding(connection: OwnConnection, term: Term, interval: number): Leadership {
  const listeners: (() => void)[] = [];
  let isOver = false;
  let timer: NodeJS.Timeout | undefined;
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
  // It may be lost already, and say so at once.
  connection.onLost(lose);
  async function beat(): Promise<void> {
    if (isOver) return;
    const overdue = setTimeout(lose, SILENCE);
    await connection.query("SELECT 1").catch(lose);
    clearTimeout(overdue);
    if (!isOver) timer = setTimeout(beat, interval);
  }
  void beat();
  // Lost before anybody listens, it is told when somebody does.
  return { term, onLost: (listener) => (isOver ? listener() : void listeners.push(listener)), end };
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
