/** One line on the terminal that tells how far a command is. */
interface Progress {
  /** The number of rows so far. */
  update(rows: number): void;
  /** Takes the line away. */
  done(): void;
}

const SILENT: Progress = { update: () => {}, done: () => {} };
const PAUSE = 100;
const ERASE_LINE = "\r\u001b[2K";

/**
 * Starts a progress line on standard error, with the rate; silent unless that is a terminal.
 *
 * @param task what is done, such as "Reading positions.csv"
 */
function startProgress(task: string): Progress {
  if (!process.stderr.isTTY) return SILENT;
  const started = performance.now();
  let shown = 0;
  process.stderr.write(`${ERASE_LINE}${task} ...`);
  return {
    update(rows) {
      const now = performance.now();
      if (now - shown < PAUSE) return;
      shown = now;
      const rate = Math.round((1000 * rows) / Math.max(now - started, 1));
      process.stderr.write(`${ERASE_LINE}${task}: ${grouped(rows)} rows, ${grouped(rate)} rows/s`);
    },
    done() {
      process.stderr.write(ERASE_LINE);
    },
  };
}

/** Runs a task under a progress line. */
export async function withProgress<T>(
  task: string,
  run: (update: (rows: number) => void) => Promise<T> | T,
): Promise<T> {
  const progress = startProgress(task);
  try {
    return await run(progress.update);
  } finally {
    progress.done();
  }
}

const grouped = (count: number) => count.toString().replace(/\B(?=(\d{3})+$)/g, " ");
