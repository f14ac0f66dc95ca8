import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Where Debian's package `chromium` puts the browser. */
export const CHROMIUM = "/usr/bin/chromium";
const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const SDK = new URL("../../sdk/dist/", import.meta.url);

/** The headers that make a page an isolated one, which may share memory among threads. */
export const ISOLATED = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
} as const;

/** A page to open: a module that may import the built SDK by "/index.js", and what it returns by `send(value)`. */
export interface PageToRun {
  readonly script: string;
  /** What the page may fetch, by path. */
  readonly files?: Readonly<Record<string, Uint8Array>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Whether there is a browser on this machine. */
export function hasChromium(): boolean {
  return existsSync(CHROMIUM);
}

/** What the browser calls itself. */
export function chromiumVersion(): string {
  const version = execFileSync(CHROMIUM, ["--version"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  return version.split(" ").slice(0, 2).join(" ");
}

/** Opens a page in a browser of its own and waits for the value that it sends. */
export async function runInChromium(page: PageToRun): Promise<unknown> {
  const profile = mkdtempSync(join(tmpdir(), "zke-chromium-"));
  const { server, sent } = await serve(page);
  const { port } = server.address() as AddressInfo;
  const browser = spawn(CHROMIUM, [...FLAGS, `--user-data-dir=${profile}`, `http://127.0.0.1:${port}/`], {
    stdio: "ignore",
  });
  const ended = new Promise<never>((_, reject) => {
    browser.once("exit", () => reject(new Error("the browser ended before the page was done")));
    browser.once("error", reject);
  });
  try {
    return await Promise.race([sent, ended]);
  } finally {
    browser.kill();
    await ended.catch(() => undefined);
    server.closeAllConnections();
    server.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}

async function serve({
  script,
  files = {},
  headers = {},
}: PageToRun): Promise<{ server: Server; sent: Promise<unknown> }> {
  const html = '<!doctype html><script type="module" src="/page.js"></script>';
  const own: Record<string, string | Uint8Array> = { ...files, "/": html, "/page.js": moduleOf(script) };
  let server: Server | undefined;
  const sent = new Promise<unknown>((resolve, reject) => {
    const answer: RequestListener = async (request, response) => {
      const path = request.url ?? "/";
      if (request.method === "POST") {
        response.end();
        const { value, error } = JSON.parse(Buffer.concat(await request.toArray()).toString());
        if (error === undefined) resolve(value);
        else reject(new Error(error));
        return;
      }
      const file = new URL(`.${path}`, SDK);
      const body = own[path] ?? (existsSync(file) ? readFileSync(file) : undefined);
      response.writeHead(body === undefined ? 404 : 200, { ...headers, "Content-Type": typeOf(path) });
      response.end(body);
    };
    server = createServer(answer);
  });
  await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
  return { server: server as Server, sent };
}

function moduleOf(script: string): string {
  return `const post = (message) => fetch("/sent", { method: "POST", body: JSON.stringify(message) });
const send = (value) => post({ value });
try {
${script}
} catch (error) {
  await post({ error: String(error?.stack ?? error) });
}
`;
}

function typeOf(path: string): string {
  if (path.endsWith(".js")) return "text/javascript";
  return path === "/" ? "text/html" : "application/octet-stream";
}
