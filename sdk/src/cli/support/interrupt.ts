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

const UNKNOWN =
  "what is on its way cannot be looked up now. It is kept, and the same command again waits for it first.";

/**
 * Runs what a signal may stop at any point, since it goes on from there when it is run again.
 *
 * @param left what is left behind, for the sentence
 * @throws {Interrupted} if a signal comes: as soon as it is known what is left, and at once at the next signal
 */
export async function stoppable<T>(run: () => Promise<T>, left: () => Promise<string>): Promise<T> {
  let stop: (signal: NodeJS.Signals) => void = () => {};
  const stopped = new Promise<never>((_, reject) => {
    let signals = 0;
    stop = (signal) => {
      const say = (text: string) => reject(new Interrupted(`Interrupted: ${text}`, signal));
      if (++signals > 1) say(UNKNOWN);
      else left().then(say, () => say(UNKNOWN));
    };
  });
  for (const signal of SIGNALS) process.on(signal, stop);
  try {
    return await Promise.race([run(), stopped]);
  } finally {
    for (const signal of SIGNALS) process.off(signal, stop);
  }
}
