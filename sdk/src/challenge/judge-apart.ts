import { totalmem } from "node:os";
import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import { BUNDLE_FILES } from "../bundle/bundle.ts";
import type { LeafPlace, ShownLeaf } from "../history/submissions.ts";
import { type Judged, type JudgeTerms, unjudged, type Verdict } from "./judge.ts";

/** What a thread is told of a bundle. */
export interface ApartTerms extends Omit<JudgeTerms, "signal"> {
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
  if (BYTES_PER_ROW * rowsOf(submission) > memory) {
    const verdict = unjudged(submission, "its lists take more memory than this machine has");
    return Promise.resolve({ verdict, answers: [] });
  }
  return askEach(submission, terms, (asked) => inThread({ submission, folder, terms: asked }, limit));
}

/**
 * Asks for all of a bundle at once; if that breaks the reader, for each list without the other: a file that breaks it hides nothing
 * of what the other shows.
 *
 * @param ask gives the reason if it comes to no end
 */
export async function askEach(
  submission: Judged,
  terms: ApartTerms,
  ask: (terms: ApartTerms) => Promise<Judgement | string>,
): Promise<Judgement> {
  const whole = await ask(terms);
  if (typeof whole !== "string") return whole;
  const answers: ShownLeaf[] = [];
  let best: Judgement | undefined;
  for (const file of [BUNDLE_FILES.positions, BUNDLE_FILES.liquidations]) {
    if (terms.absent?.has(file)) continue;
    const absent = new Map(terms.absent).set(file, `${file}, or the bundle: ${whole}`);
    const judgement = await ask({ ...terms, absent });
    if (typeof judgement === "string") continue;
    answers.push(...judgement.answers);
    best ??= judgement;
    if (judgement.verdict.kind === "fault") return { ...judgement, answers };
  }
  return { verdict: best?.verdict ?? unjudged(submission, whole), answers };
}

/** Judges in a thread; gives the reason if that fails for what the bundle is. */
function inThread(workerData: BundleToJudge, limit: number): Promise<Judgement | string> {
  return new Promise((resolve, reject) => {
    const resourceLimits = { maxOldGenerationSizeMb: HEAP_MEGABYTES };
    const worker = new Worker(THREAD, { workerData, resourceLimits, execArgv: [], env: {} });
    const timer = setTimeout(() => {
      resolve(`it could not be read within ${limit / 1000} s`);
      void worker.terminate();
    }, limit);
    worker.on("message", resolve);
    worker.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "ERR_WORKER_OUT_OF_MEMORY") {
        resolve("to read it takes more memory than its lists could");
      } else if (error.syscall !== undefined) reject(error);
      else resolve(`the reader failed on it (${error.message})`);
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
