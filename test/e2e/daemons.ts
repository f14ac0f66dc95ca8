import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import type { Facts } from "./devnet.ts";

const MAIN = new URL("../../sdk/dist/cli/main.js", import.meta.url).pathname;
const LIMIT = 100_000;
// What a process is given by those who run it in a container: then it is killed.
const STOP_LIMIT = 10_000;

/** One line of a daemon's log. */
interface LogLine {
  readonly time: string;
  readonly level: string;
  readonly event: string;
  readonly message: string;
  readonly [field: string]: unknown;
}

/** A daemon as a process of its own, which can be killed and started again. It must be stopped. */
export interface DaemonProcess {
  start(): void;
  /** Waits until its present life is at work. */
  started(): Promise<void>;
  /** Ends it at once: it gets no chance to put anything in order. */
  kill(): Promise<void>;
  /** Asks it to end; its exit code. */
  stop(): Promise<number | null>;
  /** Waits until it ends by itself; its exit code. */
  ended(): Promise<number | null>;
  /** All that it logged in all its lives. */
  log(): LogLine[];
  /** The last line of its present life, whatever it is. */
  last(): string;
  /** Waits for a line, in any of its lives. */
  line(event: string, matches?: (line: LogLine) => boolean): Promise<LogLine>;
}

/**
 * A daemon for a fund, signing by one of the accounts.
 *
 * @param mostBytes how long its files may become, as on a disk that is full
 * @param env what its environment has more
 */
export function daemonProcess(
  facts: Facts,
  part: string | undefined,
  args: readonly string[],
  mostBytes?: number,
  env: Readonly<Record<string, string>> = {},
): DaemonProcess {
  const { FUND_PRIVATE_KEY, FUND_KEYSTORE_PASSWORD, FUND_WEBHOOK, FUND_STATE, ...surroundings } = process.env;
  const key = part === undefined ? {} : { FUND_PRIVATE_KEY: facts.accounts[part]!.privateKey };
  const where = ["--rpc", facts.rpc, "--fund", facts.fund, "--interval", "0.1"];
  let child: ChildProcess | undefined;
  const texts: string[] = [];
  async function end(signal: NodeJS.Signals | undefined): Promise<number | null> {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null;
    const closed = once(child, "close");
    if (signal !== undefined) child.kill(signal);
    const reaper = setTimeout(() => child?.kill("SIGKILL"), signal === "SIGTERM" ? STOP_LIMIT : LIMIT);
    const [code] = await closed;
    clearTimeout(reaper);
    return code as number | null;
  }
  // A line that a kill cut off is none.
  const log = () => texts.flatMap((text) => text.split("\n").slice(0, -1)).map((line) => JSON.parse(line) as LogLine);
  return {
    start() {
      const command = [process.execPath, MAIN, args[0] ?? "", ...where, ...args.slice(1)];
      // Blocks of 512 bytes.
      const limit = mostBytes === undefined ? "" : `ulimit -f ${Math.floor(mostBytes / 512)}; `;
      child = spawn("sh", ["-c", `${limit}exec "$@"`, "sh", ...command], {
        env: { ...surroundings, ...env, ...key },
        stdio: ["ignore", "ignore", "pipe"],
      });
      const life = texts.push("") - 1;
      child.stderr!.setEncoding("utf8").on("data", (text: string) => {
        texts[life] += text;
      });
    },
    started: async () => void (await until("a start", () => texts.at(-1)?.includes('"event":"started"'))),
    kill: async () => void (await end("SIGKILL")),
    stop: () => end("SIGTERM"),
    ended: () => end(undefined),
    log,
    last: () => texts.at(-1)?.trimEnd().split("\n").at(-1) ?? "",
    line: (event, matches = () => true) =>
      until(
        `a line "${event}"`,
        () => log().find((line) => line.event === event && matches(line)),
        () => texts.join("\n--\n"),
      ),
  };
}

/** Asks again and again until there is an answer. */
export async function until<T>(
  what: string,
  ask: () => T | undefined | false | Promise<T | undefined | false>,
  context: () => string = () => "",
): Promise<T> {
  const deadline = Date.now() + LIMIT;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() > deadline) throw new Error(`waited too long for ${what}\n${context()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
