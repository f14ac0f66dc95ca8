// Debian's Firefox, driven by WebDriver BiDi itself: playwright-core asks it for media features that it does not have.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** Where Debian's package `firefox-esr` puts the browser. */
const FIREFOX = "/usr/bin/firefox-esr";
const FLAGS = ["--headless", "--no-remote", "--remote-debugging-port=0"];

export const hasFirefox = () => existsSync(FIREFOX);

/** A tab of a Firefox of its own. */
export interface FirefoxTab {
  /** What it complained about so far. */
  readonly complaints: readonly string[];
  goTo(address: string): Promise<void>;
  /** The value of an expression in the page: text, a number or a truth. */
  evaluate(expression: string): Promise<unknown>;
  /** Gives a file to the first field for files. */
  chooseFile(path: string): Promise<void>;
  close(): Promise<void>;
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: { readonly level?: string; readonly text?: string };
  readonly result?: never;
  readonly message?: string;
}

type Ask = (method: string, params?: object) => Promise<never>;

/** Starts Firefox with an empty profile and one tab; it must be closed. */
export async function openFirefox(): Promise<FirefoxTab> {
  const profile = await mkdtemp(join(tmpdir(), "zke-firefox-"));
  const browser = spawn(FIREFOX, [...FLAGS, "--profile", profile], {
    stdio: ["ignore", "ignore", "pipe"],
    env: { ...process.env, HOME: profile, MOZ_CRASHREPORTER_DISABLE: "1" },
  });
  const ended = new Promise<void>((resolve) => browser.once("exit", () => resolve()));
  const complaints: string[] = [];
  const { ask, socket } = await connect(await endpointOf(browser.stderr), complaints);
  await ask("session.new", { capabilities: {} });
  await ask("session.subscribe", { events: ["log.entryAdded"] });
  const { context } = (await ask("browsingContext.create", { type: "tab" })) as { context: string };
  const run = async (expression: string): Promise<{ value?: unknown; sharedId?: string }> => {
    const answer = await ask("script.evaluate", { expression, target: { context }, awaitPromise: true });
    return (answer as { result: object }).result;
  };
  return {
    complaints,
    goTo: async (url) => void (await ask("browsingContext.navigate", { context, url, wait: "complete" })),
    evaluate: async (expression) => (await run(expression)).value,
    async chooseFile(path) {
      const { sharedId } = await run('document.querySelector("input[type=file]")');
      await ask("input.setFiles", { context, element: { sharedId }, files: [path] });
    },
    async close() {
      await ask("browser.close").catch(() => undefined);
      socket.close();
      browser.kill();
      await ended;
      await rm(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    },
  };
}

async function endpointOf(stderr: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({ input: stderr })) {
    const found = /WebDriver BiDi listening on (ws:\/\/\S+)/.exec(line)?.[1];
    if (found === undefined) continue;
    // What it says from now on is read, and thrown away.
    stderr.resume();
    return `${found}/session`;
  }
  throw new Error("Firefox ended before it listened");
}

async function connect(endpoint: string, complaints: string[]): Promise<{ ask: Ask; socket: WebSocket }> {
  const socket = new WebSocket(endpoint);
  const waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>();
  let last = 0;
  socket.addEventListener("message", ({ data }) => {
    const { id, method, params, result, message } = JSON.parse(String(data)) as Message;
    if (method === "log.entryAdded" && params?.level === "error") complaints.push(params.text ?? "");
    const asked = id === undefined ? undefined : waiting.get(id);
    if (result === undefined) asked?.reject(new Error(message));
    else asked?.resolve(result);
  });
  socket.addEventListener("close", () => {
    for (const { reject } of waiting.values()) reject(new Error("Firefox is gone"));
  });
  await new Promise((resolve, reject) => {
    socket.addEventListener("open", resolve);
    socket.addEventListener("error", reject);
  });
  const ask: Ask = (method, params = {}) =>
    new Promise((resolve, reject) => {
      waiting.set(++last, { resolve, reject });
      socket.send(JSON.stringify({ id: last, method, params }));
    });
  return { ask, socket };
}
