import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

const SCRIPT = new URL("../../scripts/devnet.ts", import.meta.url).pathname;
const START_LIMIT = 120_000;
const STOP_LIMIT = 10_000;

/** What the devnet prints. */
export interface Facts {
  readonly rpc: string;
  readonly chainId: number;
  readonly token: string;
  readonly fund: string;
  readonly accounts: Record<string, { readonly address: string; readonly privateKey: string }>;
}

export interface DevnetProcess extends Facts {
  /** All that it printed so far. */
  readonly output: () => string;
  /** Ends it by a signal; its exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/** Starts the devnet as a process of its own on a free port; it must be stopped. */
export async function startDevnetProcess(): Promise<DevnetProcess> {
  const child = spawn(process.execPath, [SCRIPT, "--port", "0"], { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  let errors = "";
  child.stdout.on("data", (text) => {
    output += text;
  });
  child.stderr.on("data", (text) => {
    errors += text;
  });
  const stop = (signal: NodeJS.Signals = "SIGTERM") => end(child, signal);
  try {
    const facts = JSON.parse(await firstLine(child)) as Facts;
    return { ...facts, output: () => output, stop };
  } catch (error) {
    await stop("SIGKILL");
    throw new Error(`the devnet did not start: ${error instanceof Error ? error.message : error}; ${errors}`);
  }
}

async function firstLine(child: ChildProcess): Promise<string> {
  const signal = AbortSignal.timeout(START_LIMIT);
  const lines = createInterface({ input: child.stdout! });
  const [line] = await Promise.race([
    once(lines, "line", { signal }),
    once(child, "close", { signal }).then(() => [""]),
  ]);
  return line as string;
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const closed = once(child, "close");
  const reaper = setTimeout(() => child.kill("SIGKILL"), STOP_LIMIT);
  child.kill(signal);
  const [code] = await closed;
  clearTimeout(reaper);
  return code as number | null;
}

/** Asks a node by JSON-RPC. */
export async function rpc<T = unknown>(url: string, method: string, ...params: unknown[]): Promise<T> {
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
  const headers = { "content-type": "application/json" };
  const response = await fetch(url, { method: "POST", headers, body, signal: AbortSignal.timeout(20_000) });
  const answer = (await response.json()) as { result?: T; error?: { message: string } };
  if (answer.error !== undefined) throw new Error(answer.error.message);
  return answer.result as T;
}
