import { DatabaseSync } from "node:sqlite";

/** How a turn is waited for. */
export interface TurnOptions {
  /** In milliseconds. */
  readonly patience: number;
  /** Told once, if it does not come at once. */
  readonly onWait?: (() => void) | undefined;
  /** What is thrown if it does not come in time. */
  readonly overdue: () => unknown;
}

const PAUSE = 100;
const BUSY = /locked|busy/i;

/**
 * Runs a task while no other process does that asks for the same file's turn. The system takes the turn back from a process that is
 * killed. While it waits, the process goes on with other things.
 *
 * @param path the file of the turn, which is made if it is not there; one for each task at once
 */
export async function inTurnOfFile<T>(path: string, options: TurnOptions, task: () => Promise<T>): Promise<T> {
  const { patience, onWait, overdue } = options;
  const lock = new DatabaseSync(path, { timeout: 0 });
  const deadline = performance.now() + patience;
  try {
    for (let waited = false; !taken(lock); waited = true) {
      if (performance.now() >= deadline) throw overdue();
      if (!waited) onWait?.();
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
    return await task();
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
