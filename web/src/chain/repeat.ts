/** A pause that can be cut short. */
export interface Alarm {
  /** Ends after the time, when the alarm rings, or when the signal stops it. */
  wait(milliseconds: number, signal: AbortSignal): Promise<void>;
  ring(): void;
}

/** Ends after a time in milliseconds, or when the signal stops it. */
export async function pauseOf(milliseconds: number, signal: AbortSignal): Promise<undefined> {
  await createAlarm().wait(milliseconds, signal);
  return undefined;
}

export function createAlarm(): Alarm {
  let wake: (() => void) | undefined;
  return {
    ring: () => wake?.(),
    wait: (milliseconds, signal) =>
      new Promise((resolve) => {
        const timer = setTimeout(done, milliseconds);
        function done() {
          clearTimeout(timer);
          signal.removeEventListener("abort", done);
          resolve();
        }
        wake = done;
        signal.addEventListener("abort", done);
        if (signal.aborted) done();
      }),
  };
}

/** How something is repeated. Times in milliseconds. */
export interface Repetition {
  /** From the end of one step to the start of the next. */
  readonly interval: () => number;
  readonly signal: AbortSignal;
  readonly alarm: Alarm;
  /** What went wrong, and in how long it is tried again. */
  onFailure(error: unknown, pause: number): void;
}

const LONGEST_PAUSE = 60_000;

/** The pause after a number of failures in a row: twice as long each time, to a minute. */
export function pauseAfter(failures: number, interval: number): number {
  return Math.max(interval, Math.min(interval * 2 ** (failures - 1), LONGEST_PAUSE));
}

/** Does a step again and again, less and less often while it fails, until the signal stops it. */
export async function repeat(step: () => Promise<void>, { interval, signal, alarm, onFailure }: Repetition) {
  let failures = 0;
  while (!signal.aborted) {
    let pause = interval();
    try {
      await step();
      failures = 0;
    } catch (error) {
      if (signal.aborted) return;
      failures++;
      pause = pauseAfter(failures, pause);
      onFailure(error, pause);
    }
    await alarm.wait(pause, signal);
  }
}
