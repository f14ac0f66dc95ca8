import { expect } from "chai";
import { commitPositions, DEFAULT_RULE } from "zke-insurance-fund";
import { hasChromium, ISOLATED, runInChromium } from "../../../scripts/support/chromium.ts";
import { seededPositions } from "../support/engine.ts";

/** Long enough for threads, odd everywhere. */
const COUNT = 200_003;

const policy = (rules: string) => ({ "Content-Security-Policy": rules });

/** Commits a list in the page, on its main thread, and sends what came out of it to the server. */
const SCRIPT = `
const { commitPositionsAsync, DEFAULT_RULE } = await import("/index.js");
const { detectPath } = await import("/engine/path.js");
const fetched = async (name) => (await fetch(name)).arrayBuffer();
const keys = new Uint8Array(await fetched("/keys"));
const low = new BigUint64Array(await fetched("/profits"));
let turns = 0;
setInterval(() => turns++, 1);
const { root, headCount } = await commitPositionsAsync({ count: low.length, keys, profits: { low } }, DEFAULT_RULE);
await send({ path: detectPath() ?? null, root, headCount, stayedAlive: turns > 1 });
`;

interface PageResult {
  readonly path: unknown;
  readonly root: string;
  readonly headCount: number;
  readonly stayedAlive: boolean;
}

describe("the engine in a browser", function () {
  this.timeout(120_000);

  before(function () {
    if (hasChromium()) return;
    console.log("      skipped: there is no Chromium here (Debian's package chromium)");
    this.skip();
  });

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
      const { keys, profits } = seededPositions(count);
      const files = { "/keys": keys, "/profits": new Uint8Array(profits.low.buffer) };
      const found = (await runInChromium({ script: SCRIPT, files, headers })) as PageResult;
      expect({ root: found.root, headCount: found.headCount }).to.deep.equal({ root, headCount });
      if (path === null) expect(found.path).to.equal(null);
      else expect(found.path).to.include(path);
      if (count === COUNT) expect(found.stayedAlive, "the page stayed alive meanwhile").to.equal(true);
    });
  }
});
