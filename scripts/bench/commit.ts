import { spawnSync } from "node:child_process";
import { availableParallelism } from "node:os";
import { type Goal, type Measurement, mostGoal, rateGoal } from "./report.ts";

const COUNTS = [10_000, 100_000, 1_000_000, 10_000_000];
const LARGE = 30_000_000;
const MILLION = 1_000_000;
/** The rate to reach from a million positions on, by the number of threads. */
const RATES: Record<number, number> = { 1: 1_000_000, 2: 1_800_000 };
const MOST_BYTES = 140;
/** From here on, memory is held to its goal. */
const LONG = 10_000_000;
/** Of several runs, the best: other guests of a machine's host take cores away unseen. */
const RUNS = 3;
/** Shorter lists stay on one thread. */
const THREADED = 200_000;

/** How the commitment grows with the list, in time and in memory, on one thread and on two. */
export function benchCommit(): Measurement[] {
  return COUNTS.flatMap(benchCount);
}

/** Three times as many as any goal asks for. */
export function benchLargeCommit(): Measurement[] {
  return benchCount(LARGE);
}

function benchCount(count: number): Measurement[] {
  const threads = availableParallelism() > 1 && count >= THREADED ? [1, 2] : [1];
  return threads.map((number) => {
    const runs = Array.from({ length: RUNS }, () => commitOnce(count, number));
    const seconds = Math.min(...runs.map((run) => run.seconds));
    const bytes = Math.round(Math.min(...runs.map((run) => run.bytes)) / count);
    const what = `${count.toLocaleString("en")} positions, ${number} thread${number > 1 ? "s" : ""}`;
    const note = `${bytes} bytes a position beyond Node's own`;
    return { what, note, seconds, rows: count, goals: goalsOf(count, number, seconds, bytes) };
  });
}

function goalsOf(count: number, threads: number, seconds: number, bytes: number): Goal[] {
  if (count < MILLION) return [];
  const rate = rateGoal(RATES[threads] as number, { seconds, rows: count });
  return count < LONG ? [rate] : [rate, mostGoal(MOST_BYTES, "bytes", bytes)];
}

/** In a process of its own, where its memory can be told from Node's. */
function commitOnce(count: number, threads: number): { seconds: number; bytes: number } {
  const script = new URL("commit-once.ts", import.meta.url).pathname;
  const args = [script, String(count), String(threads)];
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`commit-once.ts failed:\n${stderr}`);
  return JSON.parse(stdout);
}
