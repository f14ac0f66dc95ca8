// Runs every test suite, or those that are named (`npm test -- sdk contracts`), and closes with the number of tests. Run by `npm test`.
import { spawn } from "node:child_process";

const SUITES: Record<string, string[]> = {
  sdk: ["mocha", "test/sdk/**/*.test.ts", "--timeout", "120000"],
  web: ["mocha", "test/web/**/*.test.ts", "--timeout", "120000"],
  contracts: ["hardhat", "test", "solidity"],
  proofs: ["mocha", "test/proofs/**/*.test.ts", "--parallel", "--jobs", "2", "--timeout", "900000"],
  integration: ["hardhat", "test", "mocha"],
  e2e: ["mocha", "test/e2e/*.test.ts", "--timeout", "180000"],
  page: ["mocha", "test/e2e/page/**/*.test.ts", "--timeout", "180000"],
};

/** Runs beside another suite, which waits for chains and daemons most of the time; what it prints comes after that. */
const BESIDE: Record<string, string> = { page: "e2e" };

interface Ran {
  readonly code: number;
  readonly output: string;
}

/** Runs a command, and returns what it printed; that is passed on at once if it is live. */
function run([command = "", ...args]: string[], isLive: boolean): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, FORCE_COLOR: "0" },
    });
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => {
      output += chunk;
      if (isLive) process.stdout.write(chunk);
    });
    child.stderr.pipe(process.stderr);
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

const chosen = Object.keys(SUITES).filter((name) => names.length === 0 || names.includes(name));
const suite = (name: string, isLive: boolean) => run(SUITES[name] as string[], isLive);
for (const name of chosen.filter((each) => !chosen.includes(BESIDE[each] ?? ""))) {
  const besides = chosen.filter((each) => BESIDE[each] === name);
  console.log(`\n=== ${[name, ...besides].join(", and beside it ")}`);
  const running = besides.map((beside) => suite(beside, false));
  tally(name, await suite(name, true));
  for (const [at, ran] of running.entries()) {
    const { output } = await ran;
    console.log(`\n=== ${besides[at]}`);
    process.stdout.write(output);
    tally(besides[at] as string, await ran);
  }
}
if (broken.length > 0) console.log(`\nnot passed: ${broken.join(", ")}`);
console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = broken.length > 0 ? 1 : 0;
