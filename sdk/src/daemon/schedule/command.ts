// A command of the exchange's own, run by the shell: what it needs to know is in its environment.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { setTimeout as wait } from "node:timers/promises";
import type { InputError } from "../../errors.ts";
import { SCHEDULING } from "../../problems/english/scheduling.ts";
import { refused } from "../../problems/problem.ts";
import type { Log } from "../monitoring/log.ts";

/** How a command is run. */
export interface CommandOptions {
  /** What it is for, as a noun: "tables". */
  readonly what: string;
  readonly variables: Readonly<Record<string, string>>;
  /** Told each of its lines. */
  readonly log: Log;
  /** Milliseconds after which it is ended. */
  readonly timeout: number;
  /** Ends it. */
  readonly signal?: AbortSignal | undefined;
}

// A line that is longer is cut: it may be a whole table.
const LONGEST_LINE = 1_000;
// In milliseconds.
const LONGEST_END = 1_000;
// Keys and passwords of this program's are none of a command's business.
const OWN = /^FUND_/;

/**
 * Runs a command by the shell until it ends, with all that it has started.
 *
 * @throws {InputError} if it fails, or takes too long
 * @throws what the signal was aborted with
 */
export async function runCommand(command: string, options: CommandOptions): Promise<void> {
  const { what, variables, log, timeout, signal } = options;
  signal?.throwIfAborted();
  const surroundings = Object.fromEntries(Object.entries(process.env).filter(([name]) => !OWN.test(name)));
  // In a group of its own, which ends as a whole.
  const child = spawn("/bin/sh", ["-c", command], {
    env: { ...surroundings, ...variables },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const end = () => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
    } catch {
      // All of it has ended.
    }
  };
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    end();
  }, timeout);
  signal?.addEventListener("abort", end, { once: true });
  const closed = once(child, "close").catch(() => undefined);
  for (const stream of [child.stdout, child.stderr]) tellLines(stream, what, log);
  try {
    const how = await new Promise<string | undefined>((resolve, reject) => {
      child.once("error", ({ message }) => reject(failure(what, `could not be started: ${message}`)));
      child.once("exit", (code, killer) =>
        resolve(code === 0 ? undefined : `ended with ${killer ?? `exit code ${code}`}`),
      );
    });
    // What it left behind ends with it, and what it said last is heard; unless somebody else holds on to its output.
    end();
    await Promise.race([closed, wait(LONGEST_END, undefined, { ref: false })]);
    signal?.throwIfAborted();
    if (isLate) throw failure(what, `did not end within ${timeout / 1_000} s, and was ended`);
    if (how !== undefined) throw failure(what, `${how}; what it said is in the log`);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", end);
  }
}

function failure(what: string, how: string): InputError {
  return refused(SCHEDULING, "commandFailed", { what, how });
}

function tellLines(stream: Readable, what: string, log: Log): void {
  createInterface({ input: stream }).on("line", (line) =>
    log("info", "command", line.slice(0, LONGEST_LINE), { what }),
  );
}
