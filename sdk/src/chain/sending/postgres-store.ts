import type { Hex } from "../../columns/hex.ts";
import { Conflict, type OwnConnection, openPostgres, type Postgres, type Query } from "../../postgres/connection.ts";
import { DATABASE } from "../../postgres/given.ts";
import { inTerm, type Term } from "../../postgres/leader.ts";
import type { PostgresPool, Row } from "../../postgres/pool.ts";
import { SCHEMA } from "../../postgres/schema.ts";
import { inTurnOf } from "../../postgres/turn.ts";
import { DATABASES } from "../../problems/english/databases.ts";
import { SENDING } from "../../problems/english/sending.ts";
import { failed } from "../../problems/problem.ts";
import { type OpenStore, type Send, type SignedTransaction, turnsByName } from "./store.ts";

// Handing in one transaction takes a few questions to the node.
const NONCE_PATIENCE = 120_000;

const SENDS = `
  SELECT key, account, id, recipient, data, nonce, gas_limit, (
    SELECT json_agg(json_build_array(hash, raw, max_fee, max_priority_fee) ORDER BY key)
    FROM ${SCHEMA}.attempts WHERE send = sends.key
  ) AS attempts
  FROM ${SCHEMA}.sends AS sends WHERE account = $1`;
// A database that was set back to an older state gives a key to another send.
const SAME = "key = $2 AND id = $3 AND nonce = $4";
const same = ({ account, key, id, nonce }: Send) => [account, key, id, nonce];
const ADD = `
  INSERT INTO ${SCHEMA}.sends (account, id, recipient, data, nonce, gas_limit)
  SELECT $1, $2, $3, $4, $5::bigint, $6
  WHERE NOT EXISTS (SELECT FROM ${SCHEMA}.sends WHERE account = $1 AND id = $2 AND ended IS NULL)
  RETURNING key`;
const ADD_ATTEMPT = `
  INSERT INTO ${SCHEMA}.attempts (send, hash, raw, max_fee, max_priority_fee) VALUES ($1, $2, $3, $4, $5)`;

/**
 * A store in a database of PostgreSQL, which processes on several machines may use at once. What is added is committed, on disk, when
 * the promise is fulfilled; a nonce of an account is given once, and an intent is open once, whatever connections break. Locks are
 * those of the database, and end with the connection of who holds them.
 *
 * @param from the database's address, `postgres://user:password@host:port/database`, or a pool of the package `pg` that the caller
 * closes: of four connections or more, with a `query_timeout`
 * @throws {InputError} if the address or what is there cannot be used, or the package `pg` is missing
 * @throws {ChainError} of kind "unkept" if it is not reached; so do all of the store's functions
 * @example
 * const sender = createSender(chain, wallet, { store: await postgresStore("postgres://fund:password@db.example/fund") });
 */
export async function postgresStore(from: string | PostgresPool): Promise<OpenStore> {
  DATABASE(from, "from");
  return postgresStoreIn(await openPostgres(from));
}

/**
 * A store in a database that is open; it is closed with the store.
 *
 * @param termOf gives the leader's term that this process is in: nothing is written in it once a later one has begun
 */
export function postgresStoreIn(postgres: Postgres, termOf: () => Term | undefined = () => undefined): OpenStore {
  const { place, query } = postgres;
  const atOnce = inTerm(postgres, termOf);
  const inProcess = turnsByName();
  /** The turns that this process has, by account. */
  const turns = new Map<string, OwnConnection>();
  const many = async (sql: string, ...values: unknown[]) => (await query(sql, values)).map(sendOf);

  /** A turn that was lost may be another's by now, and what was looked up in it no longer true. */
  async function assertTurn(account: string): Promise<void> {
    const turn = turns.get(account);
    if (turn === undefined) return;
    await turn.query("SELECT 1").catch(() => {
      throw failed(DATABASES, "turnLost", { place }, { kind: "unkept" });
    });
  }

  return {
    exclusively(account, task) {
      const options = { patience: NONCE_PATIENCE, overdue: () => locked(place) };
      return inProcess(account, () => inTurnOf(postgres, `${SCHEMA} nonce ${account}`, options, task));
    },
    inTurn(account, wait, task) {
      const options = { ...wait, overdue };
      return inTurnOf(postgres, `${SCHEMA} turn ${account}`, options, async (turn) => {
        turns.set(account, turn);
        try {
          return await task();
        } finally {
          turns.delete(account);
        }
      });
    },
    open: (account) => many(`${SENDS} AND ended IS NULL ORDER BY nonce`, account),
    async nonces(account, from) {
      const sql = `SELECT nonce FROM ${SCHEMA}.sends WHERE account = $1 AND ended IS DISTINCT FROM 'dropped' AND nonce >= $2`;
      return new Set((await query(sql, [account, from])).map(({ nonce }) => Number(nonce)));
    },
    async lastNonce(account) {
      const sql = `SELECT max(nonce) AS nonce FROM ${SCHEMA}.sends WHERE account = $1 AND ended IS DISTINCT FROM 'dropped'`;
      const nonce = (await query(sql, [account]))[0]?.nonce;
      return nonce == null ? undefined : Number(nonce);
    },
    async lastMined(account) {
      return (await many(`${SENDS} AND ended = 'mined' ORDER BY nonce DESC, key DESC LIMIT 1`, account))[0];
    },
    async mined(account, id) {
      return (await many(`${SENDS} AND id = $2 AND ended = 'mined' ORDER BY key DESC LIMIT 1`, account, id))[0];
    },
    async add(send) {
      const { account, id, to, data, nonce, gasLimit, attempts } = send;
      await assertTurn(account);
      try {
        const key = await atOnce(async (ask) => {
          // A lock of the transaction: who looks whether an intent is open sees what was added before.
          await ask("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", [`${SCHEMA} add ${account}`]);
          const [row] = await ask(ADD, [account, id, to, data, nonce, gasLimit.toString()]);
          if (row === undefined) throw new Conflict(id);
          const added = Number(row.key);
          for (const attempt of attempts) await keepAttempt(ask, added, attempt);
          return added;
        });
        return { ...send, key };
      } catch (error) {
        throw error instanceof Conflict ? failed(DATABASES, "storeOvertaken", { nonce }, { kind: "changed" }) : error;
      }
    },
    async addAttempt(send, attempt) {
      await atOnce(async (ask) => {
        const [row] = await ask(`SELECT key FROM ${SCHEMA}.sends WHERE account = $1 AND ${SAME}`, same(send));
        if (row === undefined) throw failed(DATABASES, "storeSetBack", { nonce: send.nonce }, { kind: "unkept" });
        await keepAttempt(ask, send.key, attempt);
      });
      return { ...send, attempts: [...send.attempts, attempt] };
    },
    current: async (send) => (await many(`${SENDS} AND ${SAME}`, ...same(send)))[0],
    end: (send, end) =>
      atOnce(async (ask) => {
        await ask(`UPDATE ${SCHEMA}.sends SET ended = $5 WHERE account = $1 AND ${SAME}`, [...same(send), end]);
      }),
    reopen: (account, from) =>
      atOnce(async (ask) => {
        const sql = `UPDATE ${SCHEMA}.sends SET ended = NULL WHERE account = $1 AND nonce >= $2 AND ended = 'mined'`;
        await ask(sql, [account, from]);
      }),
    close: postgres.close,
  };
}

async function keepAttempt(
  ask: Query,
  key: number,
  { hash, raw, maxFeePerGas, maxPriorityFeePerGas }: SignedTransaction,
): Promise<void> {
  await ask(ADD_ATTEMPT, [key, hash, raw, maxFeePerGas.toString(), maxPriorityFeePerGas.toString()]);
}

const locked = (file: string) => failed(SENDING, "storeLocked", { file }, { kind: "unkept" });

const overdue = () => failed(SENDING, "otherCommand", {}, { kind: "underway" });

function sendOf(row: Row): Send {
  const attempts = row.attempts as [hash: Hex, raw: Hex, maxFee: string, tip: string][];
  return {
    key: Number(row.key),
    account: String(row.account),
    id: String(row.id),
    to: row.recipient as Hex,
    data: row.data as Hex,
    nonce: Number(row.nonce),
    gasLimit: BigInt(String(row.gas_limit)),
    // At least one: a send is kept together with its first attempt.
    attempts: attempts.map(([hash, raw, maxFee, tip]) => ({
      ...{ hash, raw },
      maxFeePerGas: BigInt(maxFee),
      maxPriorityFeePerGas: BigInt(tip),
    })) as unknown as Send["attempts"],
  };
}
