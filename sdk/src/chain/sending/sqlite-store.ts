import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Hex } from "../../columns/hex.ts";
import { rollBack } from "../../disk/database.ts";
import { InputError } from "../../errors.ts";
import { type Attempt, type Send, type SendStore, turns } from "./store.ts";

/** A store on disk, which several processes may use at once. */
export interface SqliteStore extends SendStore {
  close(): void;
}

const LOCK_PATIENCE = 60_000;
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS sends (
    key INTEGER PRIMARY KEY,
    account TEXT NOT NULL,
    id TEXT NOT NULL,
    recipient TEXT NOT NULL,
    data TEXT NOT NULL,
    nonce INTEGER NOT NULL,
    gas_limit TEXT NOT NULL,
    ended TEXT
  ) STRICT;
  CREATE INDEX IF NOT EXISTS sends_by_nonce ON sends (account, nonce);
  CREATE TABLE IF NOT EXISTS attempts (
    send INTEGER NOT NULL REFERENCES sends (key),
    hash TEXT NOT NULL,
    raw TEXT NOT NULL,
    max_fee TEXT NOT NULL,
    max_priority_fee TEXT NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS attempts_by_send ON attempts (send);`;

/**
 * Opens a store in a file, which is made if it is not there. Beside it lies a second one, `<path>-lock`: who holds its lock
 * gives out a nonce, and the system takes the lock back from a process that is killed.
 *
 * @throws {InputError} if the file cannot be used
 */
export function sqliteStore(path: string): SqliteStore {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const database = new DatabaseSync(path, { timeout: LOCK_PATIENCE });
    database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; ${SCHEMA}`);
    const lock = new DatabaseSync(`${path}-lock`, { timeout: LOCK_PATIENCE });
    return storeIn(database, lock);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InputError(`the store of sent transactions cannot be used: ${reason}`, { file: path });
  }
}

function storeIn(database: DatabaseSync, lock: DatabaseSync): SqliteStore {
  const inTurn = turns();
  const attemptsOf = database.prepare("SELECT * FROM attempts WHERE send = ? ORDER BY rowid");
  const openSends = database.prepare("SELECT * FROM sends WHERE account = ? AND ended IS NULL ORDER BY nonce");
  const keptNonces = database.prepare(
    "SELECT nonce FROM sends WHERE account = ? AND nonce >= ? AND (ended IS NULL OR ended = 'mined')",
  );
  const insertSend = database.prepare(
    "INSERT INTO sends (account, id, recipient, data, nonce, gas_limit) VALUES (?, ?, ?, ?, ?, ?)",
  );
  const insertAttempt = database.prepare(
    "INSERT INTO attempts (send, hash, raw, max_fee, max_priority_fee) VALUES (?, ?, ?, ?, ?)",
  );
  const endSend = database.prepare("UPDATE sends SET ended = ? WHERE key = ?");
  const reopenSends = database.prepare(
    "UPDATE sends SET ended = NULL WHERE account = ? AND nonce >= ? AND ended = 'mined'",
  );
  const keepAttempt = (key: number, { hash, raw, maxFeePerGas, maxPriorityFeePerGas }: Attempt) =>
    insertAttempt.run(key, hash, raw, maxFeePerGas.toString(), maxPriorityFeePerGas.toString());

  return {
    exclusively: (task) =>
      inTurn(async () => {
        lock.exec("BEGIN EXCLUSIVE");
        try {
          return await task();
        } finally {
          rollBack(lock);
        }
      }),
    open: (account) => openSends.all(account).map((row) => sendOf(row, attemptsOf.all(Number(row.key)))),
    nonces: (account, from) => new Set(keptNonces.all(account, from).map(({ nonce }) => Number(nonce))),
    add(send) {
      const { account, id, to, data, nonce, gasLimit, attempts } = send;
      return inTransaction(database, () => {
        const { lastInsertRowid } = insertSend.run(account, id, to, data, nonce, gasLimit.toString());
        const key = Number(lastInsertRowid);
        for (const attempt of attempts) keepAttempt(key, attempt);
        return { ...send, key };
      });
    },
    addAttempt(send, attempt) {
      keepAttempt(send.key, attempt);
      return { ...send, attempts: [...send.attempts, attempt] };
    },
    current: (send) => ({ ...send, attempts: attemptsFrom(attemptsOf.all(send.key)) }),
    end: ({ key }, end) => void endSend.run(end, key),
    reopen: (account, from) => void reopenSends.run(account, from),
    close() {
      database.close();
      lock.close();
    },
  };
}

function inTransaction<T>(database: DatabaseSync, task: () => T): T {
  database.exec("BEGIN IMMEDIATE");
  try {
    const result = task();
    database.exec("COMMIT");
    return result;
  } catch (error) {
    rollBack(database);
    throw error;
  }
}

type Row = Record<string, unknown>;

function sendOf(row: Row, attempts: readonly Row[]): Send {
  return {
    key: Number(row.key),
    account: String(row.account),
    id: String(row.id),
    to: row.recipient as Hex,
    data: row.data as Hex,
    nonce: Number(row.nonce),
    gasLimit: BigInt(String(row.gas_limit)),
    attempts: attemptsFrom(attempts),
  };
}

/** At least one: a send is kept together with its first attempt. */
function attemptsFrom(rows: readonly Row[]): Send["attempts"] {
  return rows.map((row) => ({
    hash: row.hash as Hex,
    raw: row.raw as Hex,
    maxFeePerGas: BigInt(String(row.max_fee)),
    maxPriorityFeePerGas: BigInt(String(row.max_priority_fee)),
  })) as unknown as Send["attempts"];
}
