import { type EngineFunction, type Kernel, runBlock, type Step, type Steps } from "./kernel.ts";
import type { BackgroundOptions, EnginePath } from "./options.ts";
import { startThreads, type Threads } from "./threads.ts";

/** Permutations a row, of what takes long. */
const WEIGHTS: Partial<Record<EngineFunction, number>> = { positionLeaves: 2, nodes: 1, idKeys: 2 };
const PROGRESS_MS = 100;
/** A page stays alive if nothing holds it longer than this. */
const LONGEST_HOLD_MS = 30;

/**
 * Does all steps without holding up this thread: on other threads, or, where there are none, here with pauses.
 *
 * @param permutations how many there will be in all, for the progress
 * @throws what the signal was aborted with
 */
export async function runInBackground<T>(
  kernel: Kernel,
  steps: Steps<T>,
  permutations: number,
  { path, onProgress, signal }: BackgroundOptions & { readonly path: EnginePath },
): Promise<T> {
  signal?.throwIfAborted();
  const threads = await threadsFor(kernel, path);
  let before = 0;
  let current: Step | undefined;
  const report = (row: number) => {
    if (current === undefined) return;
    const rows = Math.min(row, current.to) - current.from;
    onProgress?.((before + (WEIGHTS[current.run] ?? 0) * rows) / permutations);
  };
  const run = threads === undefined ? pausingRunner(kernel, report, signal) : threads.run;
  const timer = threads && onProgress && setInterval(() => report(threads.drawn()), PROGRESS_MS);
  const stop = stopping(signal);
  try {
    for (;;) {
      const { done, value } = steps.next();
      if (done) {
        onProgress?.(1);
        return value;
      }
      current = value;
      await Promise.race([Promise.all([run(value), doMeanwhile(value)]), ...stop.promises]);
      before += (WEIGHTS[value.run] ?? 0) * (value.to - value.from);
    }
  } finally {
    clearInterval(timer);
    stop.end();
    await threads?.stop();
  }
}

/** A promise that fails when the signal is aborted, if there is one. */
function stopping(signal: AbortSignal | undefined): { readonly promises: Promise<never>[]; end(): void } {
  if (signal === undefined) return { promises: [], end() {} };
  let onAbort = () => {};
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason);
    signal.addEventListener("abort", onAbort);
    // It may have been aborted while the threads were started.
    if (signal.aborted) onAbort();
  });
  // Nobody may be waiting when it fails.
  aborted.catch(() => {});
  return { promises: [aborted], end: () => signal.removeEventListener("abort", onAbort) };
}

/** At once; as a promise, so that what it throws is no more in the way than what a thread throws. */
async function doMeanwhile({ meanwhile }: Step): Promise<void> {
  meanwhile?.();
}

async function threadsFor(kernel: Kernel, { shared, threads }: EnginePath): Promise<Threads | undefined> {
  if (!shared || kernel.memory.buffer instanceof ArrayBuffer) return undefined;
  try {
    return await startThreads(kernel, threads);
  } catch {
    // A page may forbid threads by its policy; then it is this one.
    return undefined;
  }
}

/** Does a step here, and lets others run now and then. */
function pausingRunner(
  kernel: Kernel,
  report: (row: number) => void,
  signal: AbortSignal | undefined,
): (step: Step) => Promise<void> {
  let since = performance.now();
  return async (step) => {
    for (let start = step.from; start < step.to; start += step.block) {
      runBlock(kernel, step, start);
      if (performance.now() - since < LONGEST_HOLD_MS) continue;
      report(start + step.block);
      await new Promise((resolve) => setTimeout(resolve, 0));
      signal?.throwIfAborted();
      since = performance.now();
    }
  };
}
