import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { commitPositions, DEFAULT_RULE } from "zke-insurance-fund";
import { seededPositions } from "../support/engine.ts";

const CHROMIUM = "/usr/bin/chromium";
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
const DIST = new URL("../../../sdk/dist/", import.meta.url);

/** Long enough for threads, odd everywhere. */
const COUNT = 200_003;

const ISOLATED = { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" };
const policy = (rules: string) => ({ "Content-Security-Policy": rules });

/** Commits a list in the page, on its main thread, and sends what came out of it to the server. */
const PAGE_SCRIPT = `
import { commitPositionsAsync, DEFAULT_RULE } from "/index.js";
import { detectPath } from "/engine/path.js";
const send = (result) => fetch("/result", { method: "POST", body: JSON.stringify(result) });
try {
  const [count, keys, low] = await Promise.all(
    ["/count", "/keys", "/profits"].map(async (name) => (await fetch(name)).arrayBuffer()),
  );
  const columns = {
    count: new Float64Array(count)[0],
    keys: new Uint8Array(keys),
    profits: { low: new BigUint64Array(low) },
  };
  let turns = 0;
  setInterval(() => turns++, 1);
  const { root, headCount } = await commitPositionsAsync(columns, DEFAULT_RULE);
  await send({ path: detectPath() ?? null, root, headCount, stayedAlive: turns > 1 });
} catch (error) {
  await send({ error: String(error?.stack ?? error) });
}
`;

interface PageResult {
  readonly path: unknown;
  readonly root: string;
  readonly headCount: number;
  readonly stayedAlive: boolean;
}

describe("the engine in a browser", function () {
  this.timeout(120_000);
  const open: { server?: Server; browser?: ChildProcess; profile?: string } = {};

  before(function () {
    if (!existsSync(CHROMIUM)) {
      console.log(`      skipped: there is no ${CHROMIUM} (Debian's package chromium)`);
      this.skip();
    }
  });

  afterEach(async () => {
    open.server?.closeAllConnections();
    open.server?.close();
    if (open.browser?.exitCode === null) {
      const ended = new Promise((resolve) => open.browser?.once("exit", resolve));
      open.browser.kill();
      await ended;
    }
    if (open.profile) rmSync(open.profile, { recursive: true, force: true, maxRetries: 5 });
  });

  /** Serves a page with some headers and the list to it, opens it, and waits for what it sends. */
  function commitInPage(count: number, headers: Record<string, string>): Promise<PageResult> {
    const { keys, profits } = seededPositions(count);
    const bodies: Record<string, string | Uint8Array> = {
      "/": '<!doctype html><script type="module" src="/page.js"></script>',
      "/page.js": PAGE_SCRIPT,
      "/count": new Uint8Array(Float64Array.of(count).buffer),
      "/keys": keys,
      "/profits": new Uint8Array(profits.low.buffer),
    };
    return new Promise((resolve, reject) => {
      const server = createServer((request, response) => {
        const url = request.url ?? "/";
        if (request.method === "POST") {
          let text = "";
          request.on("data", (chunk) => {
            text += chunk;
          });
          request.on("end", () => {
            response.end();
            const result = JSON.parse(text);
            if (result.error) reject(new Error(result.error));
            else resolve(result);
          });
          return;
        }
        const file = new URL(`.${url}`, DIST);
        const body = bodies[url] ?? (existsSync(file) ? readFileSync(file) : undefined);
        const type = url.endsWith(".js") ? "text/javascript" : url === "/" ? "text/html" : "application/octet-stream";
        response.writeHead(body === undefined ? 404 : 200, { ...headers, "Content-Type": type });
        response.end(body);
      });
      open.server = server;
      server.listen(0, "127.0.0.1", () => {
        const { port } = server.address() as AddressInfo;
        open.profile = mkdtempSync(join(tmpdir(), "zke-chromium-"));
        const flags = [...FLAGS, `--user-data-dir=${open.profile}`, `http://127.0.0.1:${port}/`];
        open.browser = spawn(CHROMIUM, flags, { stdio: "ignore" });
        open.browser.on("error", reject);
      });
    });
  }

  for (const [name, count, headers, path] of [
    ["on an isolated page, with threads", COUNT, ISOLATED, { simd: true, shared: true }],
    ["on a plain page, without", COUNT, {}, { simd: true, shared: false, threads: 1 }],
    [
      "on an isolated page whose policy forbids threads",
      COUNT,
      { ...ISOLATED, ...policy("script-src 'self' 'wasm-unsafe-eval'; worker-src 'none'") },
      { simd: true, shared: true },
    ],
    ["on a page whose policy forbids WebAssembly", 5000, policy("script-src 'self'"), null],
  ] as const) {
    it(`gives the same root ${name}`, async () => {
      const { root, headCount } = commitPositions(seededPositions(count), DEFAULT_RULE);
      const found = await commitInPage(count, headers);
      expect({ root: found.root, headCount: found.headCount }).to.deep.equal({ root, headCount });
      if (path === null) expect(found.path).to.equal(null);
      else expect(found.path).to.include(path);
      if (count === COUNT) expect(found.stayedAlive, "the page stayed alive meanwhile").to.equal(true);
    });
  }
});
