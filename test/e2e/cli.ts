import { type ChildProcessByStdio, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";

export const MAIN = new URL("../../sdk/dist/cli/main.js", import.meta.url).pathname;

/** What a command left behind. */
export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How a command is run. */
export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** After how many milliseconds it is killed. */
  readonly limit?: number;
  /** What it reads. */
  readonly input?: string;
}

/** Starts the command line as a process of its own, as a shell would, without the surroundings' keys. */
export function startFund(args: readonly string[], { cwd, env, limit, input = "" }: RunOptions = {}) {
  const { FUND_PRIVATE_KEY, FUND_KEYSTORE_PASSWORD, ...surroundings } = process.env;
  const child = spawn(process.execPath, [MAIN, ...args], {
    cwd,
    env: { ...surroundings, ...env },
    stdio: ["pipe", "pipe", "pipe"],
    timeout: limit,
    killSignal: "SIGKILL",
  });
  // Who does not read it may be gone before it is written.
  child.stdin.on("error", () => {});
  child.stdin.end(input);
  return { child, done: endOf(child) };
}

/** Runs the command line to its end. */
export const fund = (args: readonly string[], options?: RunOptions): Promise<Run> => startFund(args, options).done;

function endOf(child: ChildProcessByStdio<Writable, Readable, Readable>): Promise<Run> {
  return new Promise((resolve, reject) => {
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text) => {
      stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text) => {
      stderr += text;
    });
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, stdout, stderr }));
  });
}

/** Runs something with a folder of its own, which goes away again. */
export async function withFolder<T>(run: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "fund-"));
  try {
    return await run(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
