import { DatabaseSync } from "node:sqlite";
import { ChainError } from "../../errors.ts";
import { note } from "./output.ts";

const PAUSE = 200;
const BUSY = /locked|busy/i;

/**
 * Runs commands of one account one after another: what one looks up on chain must still hold when it sends. A lock that the
 * system takes back from a process that is killed.
 *
 * @param path the lock's file
 * @param patience in milliseconds
 * @throws {ChainError} if the turn does not come in time
 */
export async function inTurn<T>(path: string, patience: number, run: () => Promise<T>): Promise<T> {
  const lock = new DatabaseSync(path, { timeout: 0 });
  const deadline = Date.now() + patience;
  try {
    for (let waited = false; !taken(lock); waited = true) {
      if (Date.now() >= deadline) {
        throw new ChainError(
          "Another command of the same account is still running; wait for its end, and run this one again.",
        );
      }
      if (!waited) note("Another command of the same account is running; waiting for its end.");
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
    return await run();
  } finally {
    lock.close();
  }
}

function taken(lock: DatabaseSync): boolean {
  try {
    lock.exec("BEGIN EXCLUSIVE");
    return true;
  } catch (error) {
    if (error instanceof Error && BUSY.test(error.message)) return false;
    throw error;
  }
}
