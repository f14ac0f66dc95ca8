// Runs every test suite, or those that are named (`npm test -- sdk contracts`), and closes with the number of tests. Run by `npm test`.
import { spawn } from "node:child_process";

// The audit's files share one history, and so a process.
const AUDIT = "test/e2e/audit*.test.ts";
// Hundreds of demands and their answers take the whole machine for a while.
const FLOOD = "test/e2e/flood.test.ts";
const mocha = (files: string, ...more: string[]) => ["mocha", files, ...more, "--timeout", "180000"];

/** Files go to two processes of a suite, as each has time. */
const TWO = ["--parallel", "--jobs", "2"];

const SUITES: Record<string, string[]> = {
  contracts: ["hardhat", "test", "solidity"],
  integration: ["hardhat", "test", "mocha"],
  sdk: mocha("test/{sdk,ops}/**/*.test.ts"),
  web: mocha("test/web/**/*.test.ts"),
  proofs: ["mocha", "test/proofs/**/*.test.ts", ...TWO, "--timeout", "900000"],
  e2e: mocha("test/e2e/*.test.ts", "--ignore", AUDIT, "--ignore", FLOOD, ...TWO),
  audit: mocha(AUDIT),
  page: mocha("test/e2e/page/**/*.test.ts"),
  flood: mocha(FLOOD),
};

/**
 * What runs side by side, the suites of a lane one after the other. Hardhat's own suites share a cache. End to end, commands wait for
 * blocks more than they compute, so that three processes keep two cores busy.
 */
const STAGES = [[["contracts", "integration", "web"], ["sdk"]], [["e2e"], ["audit", "page", "proofs"]], [["flood"]]];

interface Ran {
  readonly code: number;
  readonly output: string;
}

/** Runs a command, and returns what it printed. */
function run([command = "", ...args]: string[], isLive: boolean): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, FORCE_COLOR: "0" },
    });
    let output = "";
    const take = (chunk: Buffer) => {
      output += chunk;
      if (isLive) process.stdout.write(chunk);
    };
    child.stdout.on("data", take);
    child.stderr.on("data", take);
    child.on("error", reject);
    child.on("close", (code) => resolve({ code: code ?? 1, output }));
  });
}

const count = (output: string, word: string) =>
  [...output.matchAll(new RegExp(`^\\s*(\\d+) (?:${word})`, "gm"))].reduce((sum, match) => sum + Number(match[1]), 0);

const names = process.argv.slice(2);
const unknown = names.filter((name) => !(name in SUITES));
if (unknown.length > 0) {
  console.error(`no suite is called ${unknown.join(", ")}; there are ${Object.keys(SUITES).join(", ")}`);
  process.exit(2);
}
const total = { passed: 0, failed: 0, skipped: 0 };
const broken: string[] = [];
function tally(name: string, { code, output }: Ran): void {
  const passed = count(output, "passing");
  total.passed += passed;
  total.failed += count(output, "failing");
  total.skipped += count(output, "pending|skipped");
  // A suite that ran nothing proves nothing.
  if (code !== 0 || passed === 0) broken.push(name);
}

/** Runs a suite; one that runs beside others is printed when it is over. */
async function runSuite(name: string, isLive: boolean): Promise<void> {
  const begun = performance.now();
  console.log(`\n=== ${name}${isLive ? "" : " begins"}`);
  const ran = await run(SUITES[name] as string[], isLive);
  const seconds = Math.round((performance.now() - begun) / 1000);
  if (!isLive) console.log(`\n=== ${name}\n${ran.output}`);
  console.log(`=== ${name}: ${seconds} s`);
  tally(name, ran);
}

const isChosen = (name: string) => names.length === 0 || names.includes(name);
for (const stage of STAGES) {
  const lanes = stage.map((lane) => lane.filter(isChosen)).filter((lane) => lane.length > 0);
  await Promise.all(
    lanes.map(async (lane) => {
      for (const name of lane) await runSuite(name, lanes.length === 1);
    }),
  );
}
if (broken.length > 0) console.log(`\nnot passed: ${broken.join(", ")}`);
console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = broken.length > 0 ? 1 : 0;
