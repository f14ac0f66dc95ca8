import { DATABASES } from "../problems/english/databases.ts";
import { refused } from "../problems/problem.ts";

/** A row, by the names of its columns. */
export type Row = Readonly<Record<string, unknown>>;

/** What a connection of the package `pg` does, as far as it is used. */
export interface PostgresClient {
  query(text: string, values?: unknown[]): Promise<{ rows: unknown[]; command?: string }>;
  release(destroy?: boolean | Error): void;
  /** What its bytes go through, to be broken off where it does not end. */
  readonly connection?: { readonly stream?: { destroy(): unknown } };
  on(event: "error" | "end", listener: (error?: Error) => void): unknown;
  removeListener(event: "error" | "end", listener: (error?: Error) => void): unknown;
}

/** A pool of connections, as the package `pg` makes them: of four or more, since turns and locks each hold one. */
export interface PostgresPool {
  connect(): Promise<PostgresClient>;
  end(): Promise<void>;
  on(event: "error", listener: (error: Error) => void): unknown;
}

type PoolMaker = new (options: Readonly<Record<string, unknown>>) => PostgresPool;

/** Milliseconds for a connection, and for an answer: who waits longer does not know whether anybody listens. */
const CONNECT_PATIENCE = 10_000;
const ANSWER_PATIENCE = 15_000;
const MOST_CONNECTIONS = 16;

/**
 * Makes a pool of connections.
 *
 * @throws {InputError} if the package `pg` is not installed
 */
export async function makePool(address: string): Promise<PostgresPool> {
  const Pool = await poolMaker();
  return new Pool({
    connectionString: address,
    application_name: "zke-insurance-fund",
    max: MOST_CONNECTIONS,
    connectionTimeoutMillis: CONNECT_PATIENCE,
    query_timeout: ANSWER_PATIENCE,
    keepAlive: true,
    keepAliveInitialDelayMillis: CONNECT_PATIENCE,
    allowExitOnIdle: true,
  });
}

async function poolMaker(): Promise<PoolMaker> {
  // Named where no bundler and no compiler looks: who keeps nothing in PostgreSQL does not need it.
  const name: string = "pg";
  try {
    const pg: { default?: { Pool: PoolMaker }; Pool?: PoolMaker } = await import(name);
    const maker = pg.default?.Pool ?? pg.Pool;
    if (maker !== undefined) return maker;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ERR_MODULE_NOT_FOUND") throw error;
  }
  throw refused(DATABASES, "postgresMissing", {});
}
