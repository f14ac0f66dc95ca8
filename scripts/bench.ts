// Measures the SDK against what one would use instead, on seeded data and without a network. Run it after a change to the
// commitment, on a machine that does nothing else:
//
//     npm run build && npm run bench             all parts
//     npm run bench -- commit                    one part
//
// Ratios hold within one run; times depend on the machine.
import { arch, cpus, platform } from "node:os";
import { benchBrowser } from "./bench/browser.ts";
import { benchCommit } from "./bench/commit.ts";
import { benchEngine } from "./bench/engine.ts";
import { type Measurement, tableOf } from "./bench/report.ts";

const PARTS: Record<string, () => Measurement[] | Promise<Measurement[]>> = {
  commit: benchCommit,
  engine: benchEngine,
  browser: benchBrowser,
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((part) => !Object.hasOwn(PARTS, part));
if (unknown.length > 0) {
  console.error(`Unknown part ${unknown.join(", ")}; there are: ${Object.keys(PARTS).join(", ")}`);
  process.exit(2);
}
console.log(`Node ${process.version}, ${platform()} ${arch()}, ${cpus()[0]?.model ?? "unknown processor"}\n`);
for (const [part, run] of Object.entries(PARTS)) {
  if (wanted.length === 0 || wanted.includes(part)) console.log(`${tableOf(part, await run())}\n`);
}
