import { Interrupted } from "./output.ts";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Runs what must not stop half-way with a signal to look at: Ctrl-C aborts it, and it can take back what it began.
 *
 * @throws {Interrupted} if it was aborted
 */
export async function interruptible<T>(run: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const abort = () => controller.abort();
  for (const signal of SIGNALS) process.on(signal, abort);
  try {
    return await run(controller.signal);
  } catch (error) {
    throw controller.signal.aborted ? new Interrupted("Interrupted: nothing was written.") : error;
  } finally {
    for (const signal of SIGNALS) process.off(signal, abort);
  }
}
