import { hasChromium, ISOLATED, runInChromium } from "../support/chromium.ts";
import type { Measurement } from "./report.ts";

const COUNT = 1_000_000;

/** Commits a million positions in the page; every page makes the same ones, so that every root must be the same. */
const SCRIPT = `
const { allocatePositions, commitPositionsAsync, DEFAULT_RULE } = await import("/index.js");
const columns = allocatePositions(${COUNT});
const words = new Uint32Array(columns.keys.buffer, columns.keys.byteOffset, columns.keys.byteLength / 4);
let state = 1;
for (let word = 0; word < words.length; word++) words[word] = state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
for (let row = 0; row < ${COUNT}; row++) columns.profits.low[row] = BigInt(1 + (words[8 * row] >>> 8));
const start = performance.now();
const { root } = await commitPositionsAsync(columns, DEFAULT_RULE);
await send({ seconds: (performance.now() - start) / 1000, root });
`;

/** The engine in headless Chromium: on a page that may use threads, and on one that may not. */
export async function benchBrowser(): Promise<Measurement[]> {
  if (!hasChromium()) return [];
  const pages = [
    { what: "commit 1,000,000 in Chromium, an isolated page", headers: ISOLATED },
    { what: "commit 1,000,000 in Chromium, a plain page: one thread", headers: {} },
  ];
  const measurements: Measurement[] = [];
  const roots = new Set<string>();
  for (const { what, headers } of pages) {
    const { seconds, root } = (await runInChromium({ script: SCRIPT, headers })) as { seconds: number; root: string };
    roots.add(root);
    measurements.push({ what, seconds, rows: COUNT });
  }
  if (roots.size !== 1) throw new Error("the pages' roots differ");
  return measurements;
}
