import { ChainError, InputError } from "../errors.ts";
import { DATABASES } from "../problems/english/databases.ts";
import { failed, refused } from "../problems/problem.ts";
import { postgresPlace } from "./address.ts";
import { makePool, type PostgresClient, type PostgresPool, type Row } from "./pool.ts";
import { prepareSchema } from "./schema.ts";

/** Runs one statement; `$1`, `$2`, ... stand for the values. */
export type Query = (sql: string, values?: readonly unknown[]) => Promise<Row[]>;

/** A connection that nobody else uses, for what ends with it: locks of its session. */
export interface OwnConnection {
  readonly query: Query;
  /** Told when the connection is lost; at once if it is already. */
  onLost(listener: () => void): void;
  /** Ends the connection, and with it all that is its session's. */
  end(): void;
}

/** A database of PostgreSQL with the program's tables. What it throws are errors of a caller, or of kind "unkept". */
export interface Postgres {
  /** Where it is, without name and password. */
  readonly place: string;
  readonly query: Query;
  /** Runs a task whose changes are kept all together and on disk when the promise is fulfilled, or not at all if it throws. */
  atOnce<T>(task: (query: Query) => Promise<T>): Promise<T>;
  own(): Promise<OwnConnection>;
  /** Blots out what is secret in the database's address. */
  readonly mask: (text: string) => string;
  close(): Promise<void>;
}

/** What the database refuses because two things cannot both be: a row that is there already. */
export class Conflict extends Error {
  override readonly name = "Conflict";
}

// A role or a database may be set to forget the last moment's commits in a crash: what is signed is sent after its commit.
// One that is left open by a process that stands still is taken back, with its locks.
const BEGIN = `BEGIN ISOLATION LEVEL READ COMMITTED;
  SET LOCAL idle_in_transaction_session_timeout = 15000;
  SELECT set_config('synchronous_commit', 'on', true) WHERE current_setting('synchronous_commit') IN ('off', 'local')`;
const UNIQUE_VIOLATION = "23505";
// How long a connection may take to end before it is broken off: a network that is cut says nothing.
const END_PATIENCE = 2_000;
// Of the caller: who may connect, to what, and what is allowed there.
const CALLERS = /^(28|3D|42501|0P|3F)/;

/**
 * Connects to a database, and makes the program's tables in it if they are not there.
 *
 * @param from its address, `postgres://...`, or a pool of connections that the caller closes
 * @throws {InputError} if the address or what is there cannot be used, or the package `pg` is missing
 * @throws {ChainError} of kind "unkept" if it is not reached
 */
export async function openPostgres(from: string | PostgresPool): Promise<Postgres> {
  const { place, mask } = typeof from === "string" ? postgresPlace(from) : { place: "PostgreSQL", mask: String };
  const pool = typeof from === "string" ? await makePool(from) : from;
  // A connection that breaks while nobody uses it is replaced by the next that is asked for.
  if (typeof from === "string") pool.on("error", () => {});
  const connection = connectionOf(pool, place, mask);
  const close = async () => {
    if (typeof from === "string") await pool.end();
  };
  try {
    await prepareSchema(connection);
    return { ...connection, close };
  } catch (error) {
    await close();
    throw error instanceof Refusal ? refused(DATABASES, "postgresRefused", { place, said: error.message }) : error;
  }
}

/** What the database says to a caller who may not, or names what is not there; later, it is out of order like anything else. */
class Refusal extends ChainError {}

function connectionOf(pool: PostgresPool, place: string, mask: (text: string) => string): Omit<Postgres, "close"> {
  /** An error of the database or of the way there as a sentence; others as they are. */
  function told(error: unknown): unknown {
    if (error instanceof InputError || error instanceof ChainError || error instanceof Conflict) return error;
    const { code = "", message, syscall } = error as { code?: unknown; message?: string; syscall?: unknown };
    if (code === UNIQUE_VIOLATION) return new Conflict(mask(String(message)));
    // Several addresses of one name were tried: what each said is in a list.
    const said = mask(message || String(code) || String(error));
    const { message: sentence, code: name, args } = failed(DATABASES, "postgresUnreached", { place, said });
    const problem = { code: name, args };
    // The error itself is not handed on: nobody knows what it holds.
    if (CALLERS.test(String(code)) || syscall === "open") return new Refusal(said, { kind: "unkept", problem });
    return new ChainError(sentence, { kind: "unkept", problem });
  }
  async function ask(client: PostgresClient, sql: string, values: readonly unknown[] = []) {
    try {
      return await client.query(sql, [...values]);
    } catch (error) {
      throw told(error);
    }
  }
  const queryOf =
    (client: PostgresClient): Query =>
    async (sql, values) =>
      (await ask(client, sql, values)).rows as Row[];
  async function connect(): Promise<PostgresClient> {
    try {
      return await pool.connect();
    } catch (error) {
      throw told(error);
    }
  }
  /** A connection on which anything failed may be in the middle of something, and is not used again. */
  async function using<T>(task: (client: PostgresClient) => Promise<T>): Promise<T> {
    const client = await connect();
    const onError = () => {};
    client.on("error", onError);
    let isSound = false;
    try {
      const result = await task(client);
      isSound = true;
      return result;
    } finally {
      client.removeListener("error", onError);
      client.release(!isSound);
    }
  }

  return {
    place,
    mask,
    query: (sql, values) => using((client) => queryOf(client)(sql, values)),
    atOnce: (task) =>
      using(async (client) => {
        await ask(client, BEGIN);
        const result = await task(queryOf(client));
        const { command } = await ask(client, "COMMIT");
        // A transaction in which something failed is answered so.
        if (command !== "COMMIT") throw told(new Error("the transaction was taken back"));
        return result;
      }),
    async own() {
      const client = await connect();
      const listeners: (() => void)[] = [];
      let isLost = false;
      const lose = () => {
        if (isLost) return;
        isLost = true;
        for (const listener of listeners.splice(0)) listener();
      };
      client.on("error", lose);
      client.on("end", lose);
      const query = queryOf(client);
      let isEnded = false;
      return {
        async query(sql, values) {
          try {
            if (isLost) throw new Error("the connection was lost");
            return await query(sql, values);
          } catch (error) {
            lose();
            throw told(error);
          }
        },
        onLost: (listener) => (isLost ? listener() : void listeners.push(listener)),
        end() {
          listeners.length = 0;
          // Its session's locks end with it.
          if (isEnded) return;
          isEnded = true;
          client.release(true);
          setTimeout(() => client.connection?.stream?.destroy(), END_PATIENCE).unref();
        },
      };
    },
  };
}
