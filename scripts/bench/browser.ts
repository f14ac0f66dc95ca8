import { allocatePositions, commitPositions, DEFAULT_RULE, type PositionColumns } from "zke-insurance-fund";
import { chromiumVersion, hasChromium, ISOLATED, runInChromium } from "../support/chromium.ts";
import { type Measurement, rateGoal } from "./report.ts";

const COUNT = 1_000_000;
const LEAST_RATE = 400_000;

/** Makes the same positions everywhere, so that every root must be the same. */
function fill({ count, keys, profits }: PositionColumns): void {
  const words = new Uint32Array(keys.buffer, keys.byteOffset, keys.byteLength / 4);
  let state = 1;
  for (let word = 0; word < words.length; word++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    words[word] = state;
  }
  for (let row = 0; row < count; row++) profits.low[row] = BigInt(1 + ((words[8 * row] as number) >>> 8));
}

/** Commits positions in the page. Node has taken the types out of the function's text. */
const SCRIPT = `
const { allocatePositions, commitPositionsAsync, DEFAULT_RULE } = await import("/index.js");
${fill.toString()}
const columns = allocatePositions(${COUNT});
fill(columns);
const start = performance.now();
const { root } = await commitPositionsAsync(columns, DEFAULT_RULE);
await send({ seconds: (performance.now() - start) / 1000, root });
`;

/** The engine in headless Chromium: on a page that may use threads, and on one that may not. */
export async function benchBrowser(): Promise<Measurement[]> {
  if (!hasChromium()) return [];
  const pages = [
    { what: "commit 1,000,000 in a headless browser, isolated page, all cores", headers: ISOLATED },
    { what: "commit 1,000,000 in a headless browser, plain page, one thread", headers: {} },
  ];
  const measurements: Measurement[] = [];
  const version = chromiumVersion();
  const columns = allocatePositions(COUNT);
  fill(columns);
  const { root: expected } = commitPositions(columns, DEFAULT_RULE);
  for (const { what, headers } of pages) {
    const { seconds, root } = (await runInChromium({ script: SCRIPT, headers })) as { seconds: number; root: string };
    if (root !== expected) throw new Error("the page's root is not Node's");
    const note = `${version}, same root as in Node`;
    measurements.push({ what, note, seconds, rows: COUNT, goals: [rateGoal(LEAST_RATE, { seconds, rows: COUNT })] });
  }
  return measurements;
}
