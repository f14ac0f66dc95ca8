import { totalmem } from "node:os";
import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import type { LeafPlace, ShownLeaf } from "../history/submissions.ts";
import { type Judged, type JudgeTerms, unjudged, type Verdict } from "./judge.ts";

/** What a thread is told of a bundle. */
export interface ApartTerms extends JudgeTerms {
  /** Entries to be shown, if their lists are the committed ones. */
  readonly wanted?: readonly LeafPlace[] | undefined;
}

/** A bundle, as it is handed to the thread that judges it. */
export interface BundleToJudge {
  readonly submission: Judged;
  readonly folder: string;
  readonly terms: ApartTerms;
}

/** What comes of a bundle. */
export interface Judgement {
  readonly verdict: Verdict;
  /** Those of the wanted entries that can be shown, each with its proof. */
  readonly answers: readonly ShownLeaf[];
}

/** How much a bundle may take. */
export interface ApartLimits {
  /** Milliseconds; by the length of the lists unless given. */
  readonly time?: number;
  /** Bytes for the lists; those of the machine unless given. */
  readonly memory?: number;
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
 * Judges a bundle as `judgeBundle` does, in a thread of its own.
 *
 * @param absent why files could not be had, by their names
 * @throws {Error} if the machine fails: that tells nothing of the bundle
 */
export async function judgeApart(
  submission: Judged,
  folder: string,
  absent: ReadonlyMap<string, string>,
  limits: ApartLimits = {},
): Promise<Verdict> {
  return (await askApart(submission, folder, { absent }, limits)).verdict;
}

/**
 * Judges a bundle and asks it for entries, in a thread of its own: whoever publishes a file that a reader never comes to the end
 * of, that fills its memory or breaks it, does not stop the watcher. Such a bundle counts as withheld.
 *
 * @throws {Error} if the machine fails: that tells nothing of the bundle
 */
export function askApart(
  submission: Judged,
  folder: string,
  terms: ApartTerms,
  { time: limit = timeFor(submission), memory = totalmem() }: ApartLimits = {},
): Promise<Judgement> {
  const withheld = (reason: string): Judgement => ({ verdict: unjudged(submission, reason), answers: [] });
  if (BYTES_PER_ROW * rowsOf(submission) > memory) {
    return Promise.resolve(withheld("its lists take more memory than this machine has"));
  }
  return new Promise((resolve, reject) => {
    const workerData: BundleToJudge = { submission, folder, terms };
    const resourceLimits = { maxOldGenerationSizeMb: HEAP_MEGABYTES };
    const worker = new Worker(THREAD, { workerData, resourceLimits, execArgv: [], env: {} });
    const timer = setTimeout(() => {
      resolve(withheld(`it could not be read within ${limit / 1000} s`));
      void worker.terminate();
    }, limit);
    worker.on("message", resolve);
    worker.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "ERR_WORKER_OUT_OF_MEMORY") {
        resolve(withheld("to read it takes more memory than its lists could"));
      } else if (error.syscall !== undefined) reject(error);
      else resolve(withheld(`the reader failed on it (${error.message})`));
    });
    worker.on("exit", () => {
      clearTimeout(timer);
      reject(new Error("the thread that judges ended before its work"));
    });
  });
}

function timeFor(submission: Judged): number {
  return Math.min(LEAST_TIME + TIME_PER_ROW * rowsOf(submission), MOST_TIME);
}

function rowsOf({ settlement: { positionCount, liquidationCount } }: Judged): number {
  return Number(positionCount + liquidationCount);
}
