import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const CLI = new URL("../../sdk/dist/cli/main.js", import.meta.url).pathname;

/** A process writes what it used, memory in KiB and seconds of processors, where the environment says, before it ends. */
const TELL_USAGE = `data:text/javascript,${encodeURIComponent(`
import { writeFileSync } from "node:fs";
process.on("exit", () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  const usage = { bytes: 1024 * maxRSS, cpuSeconds: (userCPUTime + systemCPUTime) / 1e6 };
  writeFileSync(process.env.BENCH_USAGE, JSON.stringify(usage));
});
`)}`;

/** A gigabyte. */
export const GB = 1e9;

/** What a command took. */
export interface Run {
  readonly seconds: number;
  /** Of all processors together, which others may have taken from it now and then. */
  readonly cpuSeconds: number;
  readonly rows: number;
  readonly bytes: number;
  readonly note: string;
}

/** Runs a command of the fund over so many rows as a process of its own. */
export function runCommand(folder: string, rows: number, args: readonly string[]): Run {
  const usageFile = join(folder, "usage");
  const env = { ...process.env, BENCH_USAGE: usageFile };
  const start = performance.now();
  const { status, stderr } = spawnSync(process.execPath, ["--import", TELL_USAGE, CLI, ...args], {
    encoding: "utf8",
    env,
  });
  const seconds = (performance.now() - start) / 1000;
  if (status !== 0) throw new Error(`${args[0]} failed:\n${stderr}`);
  const { bytes, cpuSeconds } = JSON.parse(readFileSync(usageFile, "utf8"));
  return { seconds, cpuSeconds, rows, bytes, note: `${(bytes / GB).toFixed(2)} GB of memory` };
}
