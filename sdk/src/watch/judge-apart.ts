import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import type { Submission } from "../game/state.ts";
import type { Verdict } from "./judge.ts";

/** A bundle, as it is handed to the thread that judges it. */
export interface BundleToJudge {
  readonly submission: Submission;
  readonly folder: string;
  readonly absent: ReadonlyMap<string, string>;
}

const LEAST_TIME = 120_000;
// Ten times what reading and hashing a row takes on a slow machine.
const TIME_PER_ROW = 0.05;
const HEAP_MEGABYTES = 2_048;
const THREAD = new URL(`./judge-thread${extname(import.meta.url)}`, import.meta.url);

/**
 * Judges a bundle as `judgeBundle` does, in a thread of its own: whoever publishes a file that a reader never comes to the end
 * of, or that fills its memory, does not stop the watcher. Such a bundle counts as withheld.
 *
 * @param limit how long it may take, in milliseconds; by the length of the lists unless given
 */
export function judgeApart(
  submission: Submission,
  folder: string,
  absent: ReadonlyMap<string, string>,
  limit = timeFor(submission),
): Promise<Verdict> {
  return new Promise((resolve, reject) => {
    const workerData: BundleToJudge = { submission, folder, absent };
    const resourceLimits = { maxOldGenerationSizeMb: HEAP_MEGABYTES };
    const worker = new Worker(THREAD, { workerData, resourceLimits, execArgv: [], env: {} });
    const timer = setTimeout(() => {
      resolve(unreadable(submission, `it could not be read within ${limit / 1000} s`));
      void worker.terminate();
    }, limit);
    worker.on("message", resolve);
    worker.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "ERR_WORKER_OUT_OF_MEMORY") reject(error);
      else resolve(unreadable(submission, "to read it takes more memory than its lists could"));
    });
    worker.on("exit", () => {
      clearTimeout(timer);
      reject(new Error("the thread that judges ended before its work"));
    });
  });
}

function timeFor({ settlement: { positionCount, liquidationCount } }: Submission): number {
  return LEAST_TIME + TIME_PER_ROW * Number(positionCount + liquidationCount);
}

function unreadable({ settlement }: Submission, reason: string): Verdict {
  const trees = [
    ...(settlement.positionCount > 0n ? (["positions"] as const) : []),
    ...(settlement.liquidationCount > 0n ? (["liquidations"] as const) : []),
  ];
  return { kind: "withheld", trees, reasons: [`the bundle: ${reason}`] };
}
