import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { NAME } from "../../columns/given.ts";
import type { Hex } from "../../columns/hex.ts";
import { atOnce, isDatabaseError } from "../../disk/database.ts";
import { inTurnOfFile } from "../../disk/turn.ts";
import { SENDING } from "../../problems/english/sending.ts";
import { failed, refused } from "../../problems/problem.ts";
import { type OpenStore, type Send, type SignedTransaction, turnsByName } from "./store.ts";

// Another process writes for a moment at a time. A signal is heeded only after that, so it must not be long.
const WRITE_PATIENCE = 5_000;
// Handing in one transaction takes a few questions to the node.
const NONCE_PATIENCE = 120_000;
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
 * Opens a store in a file, which is made if it is not there. Beside it lie `<path>-lock`, whose holder gives out a nonce, and a file
 * `<path>-turn-<address>` for each account, whose holder looks up and sends; the system takes them back from a process that is killed.
 *
 * @throws {InputError} if the file cannot be used
 * @throws {ChainError} of kind "unkept" if it is locked, or the disk is full
 * @example
 * const sender = createSender(chain, wallet, { store: sqliteStore("transactions.sqlite") });
 */
export function sqliteStore(path: string): OpenStore {
  NAME(path, "path");
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const database = new DatabaseSync(path, { timeout: WRITE_PATIENCE });
    database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; ${SCHEMA}`);
    return keeping(path, storeIn(database, path));
  } catch (error) {
    const known = unkept(path, error);
    if (known !== error) throw known;
    const reason = error instanceof Error ? error.message : String(error);
    throw refused(SENDING, "storeUnusable", { said: reason }, { file: path });
  }
}

const SENDS = "SELECT * FROM sends WHERE account = ?";

function storeIn(database: DatabaseSync, path: string): OpenStore {
  const inTurn = turnsByName();
  const attemptsOf = database.prepare("SELECT * FROM attempts WHERE send = ? ORDER BY rowid");
  const openSends = database.prepare(`${SENDS} AND ended IS NULL ORDER BY nonce`);
  const lastMined = database.prepare(`${SENDS} AND ended = 'mined' ORDER BY nonce DESC, key DESC LIMIT 1`);
  const minedById = database.prepare(`${SENDS} AND id = ? AND ended = 'mined' ORDER BY key DESC LIMIT 1`);
  const kept = "account = ? AND (ended IS NULL OR ended = 'mined')";
  const keptNonces = database.prepare(`SELECT nonce FROM sends WHERE ${kept} AND nonce >= ?`);
  const lastNonce = database.prepare(`SELECT max(nonce) AS nonce FROM sends WHERE ${kept}`);
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
  const keepAttempt = (key: number, { hash, raw, maxFeePerGas, maxPriorityFeePerGas }: SignedTransaction) =>
    insertAttempt.run(key, hash, raw, maxFeePerGas.toString(), maxPriorityFeePerGas.toString());
  const whole = (row: Row) => sendOf(row, attemptsOf.all(Number(row.key)));
  const maybe = (row: Row | undefined) => row && whole(row);

  return {
    exclusively: (_, task) =>
      // One file for all accounts: a turn of each would leave a file of each behind.
      inTurn("", () => inTurnOfFile(`${path}-lock`, { patience: NONCE_PATIENCE, overdue: () => locked(path) }, task)),
    inTurn: (account, wait, task) => inTurnOfFile(`${path}-turn-${addressOf(account)}`, { ...wait, overdue }, task),
    async open(account) {
      return openSends.all(account).map(whole);
    },
    async nonces(account, from) {
      return new Set(keptNonces.all(account, from).map(({ nonce }) => Number(nonce)));
    },
    async lastNonce(account) {
      const last = lastNonce.get(account)?.nonce;
      return last == null ? undefined : Number(last);
    },
    lastMined: async (account) => maybe(lastMined.get(account)),
    mined: async (account, id) => maybe(minedById.get(account, id)),
    async add(send) {
      const { account, id, to, data, nonce, gasLimit, attempts } = send;
      return atOnce(database, () => {
        const { lastInsertRowid } = insertSend.run(account, id, to, data, nonce, gasLimit.toString());
        const key = Number(lastInsertRowid);
        for (const attempt of attempts) keepAttempt(key, attempt);
        return { ...send, key };
      });
    },
    async addAttempt(send, attempt) {
      keepAttempt(send.key, attempt);
      return { ...send, attempts: [...send.attempts, attempt] };
    },
    async current(send) {
      const attempts = attemptsOf.all(send.key);
      return attempts.length === 0 ? undefined : { ...send, attempts: attemptsFrom(attempts) };
    },
    end: async ({ key }, end) => void endSend.run(end, key),
    reopen: async (account, from) => void reopenSends.run(account, from),
    close: async () => database.close(),
  };
}

/** The same store, which says in a sentence what the disk refuses. */
function keeping(path: string, store: OpenStore): OpenStore {
  const told =
    (run: (...args: unknown[]) => Promise<unknown>) =>
    async (...args: unknown[]): Promise<unknown> => {
      try {
        return await run(...args);
      } catch (error) {
        throw unkept(path, error);
      }
    };
  return Object.fromEntries(Object.entries(store).map(([name, run]) => [name, told(run)])) as unknown as OpenStore;
}

/** What the database refuses for now, as a sentence; other errors as they are. */
function unkept(path: string, error: unknown): unknown {
  if (!isDatabaseError(error)) return error;
  if (/locked|busy/i.test(error.message)) return locked(path);
  if (!/full|I\/O|readonly|read-only/i.test(error.message)) return error;
  return failed(SENDING, "storeUnwritable", { file: path, said: error.message }, { kind: "unkept", cause: error });
}

const locked = (path: string) => failed(SENDING, "storeLocked", { file: path }, { kind: "unkept" });

const addressOf = (account: string) => account.slice(account.lastIndexOf(":") + 1).toLowerCase();

const overdue = () => failed(SENDING, "otherCommand", {}, { kind: "underway" });

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
