import { spawn, spawnSync } from "node:child_process";
import { MAIN } from "./cli.ts";

const QUESTION = "(yes/no)";

/**
 * Runs the command line on a terminal, and types an answer when it asks.
 *
 * @returns undefined where nothing here makes terminals: `script` of util-linux
 */
export function onTerminal(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  answer: string,
): Promise<{ readonly code: number | null; readonly output: string }> | undefined {
  if (spawnSync("script", ["--version"]).status !== 0) return undefined;
  const command = [process.execPath, MAIN, ...args].map((word) => `'${word}'`).join(" ");
  const child = spawn("script", ["--quiet", "--return", "--command", command, "/dev/null"], {
    env: { ...process.env, ...env },
    stdio: ["pipe", "pipe", "inherit"],
  });
  return new Promise((resolve, reject) => {
    let output = "";
    let isAnswered = false;
    child.stdout.setEncoding("utf8").on("data", (text) => {
      output += text;
      if (isAnswered || !output.includes(QUESTION)) return;
      isAnswered = true;
      child.stdin.write(answer);
    });
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, output }));
  });
}
