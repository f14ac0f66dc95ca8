/** Called with how much is done, in rows or bytes, and the part of all that this is, from 0 to 1, if it is known. */
export type Update = (amount: number, done?: number) => void;

/** One line on the terminal that tells how far a command is. */
export interface Progress {
  readonly update: Update;
  /** Takes the line away. */
  done(): void;
}

const SILENT: Progress = { update: () => {}, done: () => {} };
const PAUSE = 100;
const ERASE_LINE = "\r\u001b[2K";
// Before that, it is too early to estimate the time left.
const SETTLED = 1_000;

/**
 * Starts a progress line on standard error, with the rate and the remaining time; silent unless that is a terminal.
 *
 * @param task what is done, such as "Reading positions.csv"
 */
export function startProgress(task: string, unit: string): Progress {
  if (!process.stderr.isTTY) return SILENT;
  const started = performance.now();
  let shown = 0;
  process.stderr.write(`${ERASE_LINE}${task} ...`);
  return {
    update(amount, done) {
      const now = performance.now();
      if (now - shown < PAUSE) return;
      shown = now;
      process.stderr.write(`${ERASE_LINE}${task}: ${progressText(amount, done, now - started, unit)}`);
    },
    done() {
      process.stderr.write(ERASE_LINE);
    },
  };
}

/**
 * How far something is, in words.
 *
 * @param elapsed in milliseconds
 * @example
 * progressText(500_000, 0.25, 2_000, "rows") // "500 000 rows, 250 000 rows/s, 6 s left"
 */
export function progressText(amount: number, done: number | undefined, elapsed: number, unit: string): string {
  const rate = Math.round((1000 * amount) / Math.max(elapsed, 1));
  const left =
    done === undefined || done <= 0 || elapsed < SETTLED
      ? ""
      : `, ${Math.ceil((elapsed * (1 - done)) / done / 1000)} s left`;
  return `${grouped(amount)} ${unit}, ${grouped(rate)} ${unit}/s${left}`;
}

/** Runs a task under a progress line. */
export async function withProgress<T>(
  task: string,
  run: (update: Update) => Promise<T> | T,
  unit = "rows",
): Promise<T> {
  const progress = startProgress(task, unit);
  try {
    return await run(progress.update);
  } finally {
    progress.done();
  }
}

const grouped = (count: number) => count.toString().replace(/\B(?=(\d{3})+$)/g, " ");
