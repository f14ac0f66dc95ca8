import { spawn } from "node:child_process";
import { join } from "node:path";
import type { Run } from "./cli.ts";

const ROOT = new URL("../../", import.meta.url).pathname;
const LIMIT = 280_000;

/**
 * Runs a program at the repository's root, as a pipeline would: without a terminal. Not synchronously, because anvil's output must
 * be read meanwhile, or it stops.
 */
function run(command: string, args: readonly string[], env: Record<string, string> = {}): Promise<Run> {
  const { HARDHAT_IGNITION_CONFIRM_DEPLOYMENT, ...surroundings } = process.env;
  const child = spawn(command, args, {
    cwd: ROOT,
    env: { ...surroundings, FORCE_COLOR: "0", ...env },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: LIMIT,
    killSignal: "SIGKILL",
  });
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

/** Runs one of scripts/. */
export const script = (name: string, args: readonly string[], env?: Record<string, string>) =>
  run(process.execPath, [join(ROOT, "scripts", `${name}.ts`), ...args], env);

/** Runs one of Hardhat's tasks. */
export const hardhat = (args: readonly string[], env?: Record<string, string>) =>
  run(join(ROOT, "node_modules/.bin/hardhat"), args, env);
