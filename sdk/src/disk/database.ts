import { chmodSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import type { InputError } from "../errors.ts";
import { DISK } from "../problems/english/disk.ts";
import { refused } from "../problems/problem.ts";

/** A file that outlives the process: what was committed to it is there after a kill at any point. */
export type Database = DatabaseSync;

// A process that was just killed may hold the file for a moment longer.
const PATIENCE = 2_000;
const IN_MEMORY = ":memory:";
const OWNER_ONLY = 0o600;

/**
 * Opens a database for this process alone, and makes it if there is none.
 *
 * @param file its path; `:memory:` for one that lasts as long as the process
 * @throws {InputError} if it cannot be opened, is something else, or another process has it open
 */
export function openDatabase(file: string): Database {
  try {
    const database = new DatabaseSync(file, { timeout: PATIENCE });
    // Whoever holds the file alone cannot be overtaken: two processes with one memory would each act on half of it.
    database.exec("PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
    database.exec("BEGIN EXCLUSIVE; COMMIT;");
    if (file !== IN_MEMORY) chmodSync(file, OWNER_ONLY);
    return database;
  } catch (error) {
    throw unopened(error, file);
  }
}

function unopened(error: unknown, file: string): InputError {
  const said = error instanceof Error ? error.message : String(error);
  if (/locked|busy/.test(said)) return refused(DISK, "databaseInUse", {}, { file });
  if (/not a database/.test(said)) return refused(DISK, "notDatabase", {}, { file });
  if (/unable to open/.test(said)) return refused(DISK, "databaseUnopened", {}, { file });
  return refused(DISK, "databaseUnusable", { said }, { file });
}

/** Runs a task whose changes are kept all together, or not at all if it throws. */
export function atOnce<T>(database: Database, task: () => T): T {
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

/** Takes back what was begun; on a full disk, the database may have done so by itself. */
function rollBack(database: Database): void {
  try {
    database.exec("ROLLBACK");
  } catch {
    // No transaction is left.
  }
}

/** Whether a database could not be read or written. */
export function isDatabaseError(error: unknown): error is Error {
  return (error as { code?: unknown } | undefined)?.code === "ERR_SQLITE_ERROR";
}
