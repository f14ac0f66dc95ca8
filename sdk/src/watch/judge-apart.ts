import { totalmem } from "node:os";
import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import type { Submission } from "../game/state.ts";
import { unjudged, type Verdict } from "./judge.ts";

/** A bundle, as it is handed to the thread that judges it. */
export interface BundleToJudge {
  readonly submission: Submission;
  readonly folder: string;
  readonly absent: ReadonlyMap<string, string>;
}

const LEAST_TIME = 120_000;
// Ten times what reading and hashing a row takes on a slow machine.
const TIME_PER_ROW = 0.05;
const MOST_TIME = 3_600_000;
const HEAP_MEGABYTES = 2_048;
// What an entry takes while it is read, hashed and judged, columns and tree together.
const BYTES_PER_ROW = 256;
const THREAD = new URL(`./judge-thread${extname(import.meta.url)}`, import.meta.url);

/**
 * Judges a bundle as `judgeBundle` does, in a thread of its own: whoever publishes a file that a reader never comes to the end
 * of, that fills its memory or breaks it, does not stop the watcher. Such a bundle counts as withheld.
 *
 * @param limit how long it may take, in milliseconds; by the length of the lists unless given
 * @param memory how many bytes there are for the lists; those of the machine unless given
 * @throws {Error} if the machine fails: that tells nothing of the bundle
 */
export function judgeApart(
  submission: Submission,
  folder: string,
  absent: ReadonlyMap<string, string>,
  limit = timeFor(submission),
  memory = totalmem(),
): Promise<Verdict> {
  if (BYTES_PER_ROW * rowsOf(submission) > memory) {
    return Promise.resolve(unjudged(submission, "its lists take more memory than this machine has"));
  }
  return new Promise((resolve, reject) => {
    const workerData: BundleToJudge = { submission, folder, absent };
    const resourceLimits = { maxOldGenerationSizeMb: HEAP_MEGABYTES };
    const worker = new Worker(THREAD, { workerData, resourceLimits, execArgv: [], env: {} });
    const timer = setTimeout(() => {
      resolve(unjudged(submission, `it could not be read within ${limit / 1000} s`));
      void worker.terminate();
    }, limit);
    worker.on("message", resolve);
    worker.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "ERR_WORKER_OUT_OF_MEMORY") {
        resolve(unjudged(submission, "to read it takes more memory than its lists could"));
      } else if (error.syscall !== undefined) reject(error);
      else resolve(unjudged(submission, `the reader failed on it (${error.message})`));
    });
    worker.on("exit", () => {
      clearTimeout(timer);
      reject(new Error("the thread that judges ended before its work"));
    });
  });
}

function timeFor(submission: Submission): number {
  return Math.min(LEAST_TIME + TIME_PER_ROW * rowsOf(submission), MOST_TIME);
}

function rowsOf({ settlement: { positionCount, liquidationCount } }: Submission): number {
  return Number(positionCount + liquidationCount);
}
