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

/**
 * Runs what a signal may stop at any point, since it goes on from there when it is run again.
 *
 * @param left what is left behind, for the sentence
 * @throws {Interrupted} at once, if a signal comes
 */
export async function stoppable<T>(run: () => Promise<T>, left: () => string): Promise<T> {
  let stop: (signal: NodeJS.Signals) => void = () => {};
  const stopped = new Promise<never>((_, reject) => {
    stop = (signal) => reject(new Interrupted(`Interrupted: ${left()}`, signal));
  });
  for (const signal of SIGNALS) process.on(signal, stop);
  try {
    return await Promise.race([run(), stopped]);
  } finally {
    for (const signal of SIGNALS) process.off(signal, stop);
  }
}
