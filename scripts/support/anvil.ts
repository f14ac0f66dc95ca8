import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { createInterface } from "node:readline";

const ANVIL = new URL("../../node_modules/.bin/anvil", import.meta.url).pathname;
/** npm brings anvil for Linux on x64 only. */
export const HAS_ANVIL = existsSync(ANVIL);

const START_LIMIT = 60_000;

/** The key of anvil's first account, which is known to everybody. */
export const ANVIL_KEY = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";

export interface Anvil {
  readonly rpc: string;
  stop(): Promise<void>;
}

/** Starts anvil, a second JSON-RPC node, on a free port; it must be stopped. */
export async function startAnvil(...args: string[]): Promise<Anvil> {
  // A group of its own, so that whatever it starts ends with it.
  const child = spawn(ANVIL, ["--port", "0", ...args], { stdio: ["ignore", "pipe", "pipe"], detached: true });
  const closed = once(child, "close");
  const stop = async () => {
    const running = child.exitCode === null && child.signalCode === null;
    if (running && child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
    await closed;
  };
  try {
    const rpc = await Promise.race([addressOf(child.stdout), closed.then(() => undefined)]);
    if (rpc === undefined) throw new Error("anvil ended at once");
    child.stdout.resume();
    return { rpc, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function addressOf(output: NodeJS.ReadableStream): Promise<string> {
  const lines = createInterface({ input: output });
  const timer = setTimeout(() => lines.close(), START_LIMIT);
  try {
    for await (const line of lines) {
      const [, address] = /^Listening on (\S+)/.exec(line) ?? [];
      if (address !== undefined) return `http://${address}`;
    }
  } finally {
    clearTimeout(timer);
  }
  throw new Error("anvil did not say where it listens");
}
