import { spawn, spawnSync } from "node:child_process";
import { MAIN } from "./cli.ts";

/** By these, Hardhat takes its surroundings for a pipeline, and opens no keystore. */
const PIPELINE =
  /^(CI|CONTINUOUS_INTEGRATION|GITHUB_ACTIONS|BUILD_NUMBER|RUN_ID|NOW|DEPLOYMENT_ID|CODEBUILD_BUILD_NUMBER)$/;
const withoutPipeline = Object.fromEntries(Object.entries(process.env).filter(([name]) => !PIPELINE.test(name)));

const QUESTION = "(yes/no)";

/** What is typed once something is asked. */
export type Typed = readonly [asked: string, answer: string];

/** What a program ended with, and what stood on its terminal. */
interface TerminalRun {
  readonly code: number | null;
  readonly output: string;
}

/**
 * Runs the command line on a terminal, and types an answer when it asks: to a question of yes or no, or to some in turn.
 *
 * @returns undefined where nothing here makes terminals: `script` of util-linux
 */
export const onTerminal = (
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  answers: string | readonly Typed[],
) => typedTo([process.execPath, MAIN, ...args], env, answers);

/** `onTerminal` of any program. */
export function typedTo(
  words: readonly string[],
  env: Readonly<Record<string, string>>,
  answers: string | readonly Typed[],
): Promise<TerminalRun> | undefined {
  if (spawnSync("script", ["--version"]).status !== 0) return undefined;
  const command = words.map((word) => `'${word}'`).join(" ");
  const child = spawn("script", ["--quiet", "--return", "--command", command, "/dev/null"], {
    env: { ...withoutPipeline, ...env },
    stdio: ["pipe", "pipe", "inherit"],
  });
  return new Promise((resolve, reject) => {
    let output = "";
    const open: Typed[] = typeof answers === "string" ? [[QUESTION, answers]] : [...answers];
    child.stdout.setEncoding("utf8").on("data", (text) => {
      output += text;
      const [next] = open;
      if (next === undefined || !output.includes(next[0])) return;
      open.shift();
      child.stdin.write(next[1]);
    });
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, output }));
  });
}
