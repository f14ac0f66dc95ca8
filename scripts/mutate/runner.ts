// A process that runs the Solidity tests of the folder it stands in, again and again: Hardhat starts once. Forked by suite.ts.
import { readdirSync } from "node:fs";
import { pathToFileURL } from "node:url";
import type { HardhatUserConfig } from "hardhat/config";
import { createHardhatRuntimeEnvironment } from "hardhat/hre";

/** `nearest`: the folder of tests that are most likely to notice. All run if it is missing. */
export interface Order {
  readonly nearest?: string;
  readonly draws: "few" | "all";
}

interface Outcome {
  readonly value?: { readonly suiteResults: { readonly testResults: { readonly status: string }[] }[] };
  readonly error?: Outcome["value"];
}

const folder = process.cwd();
const CONFIG = "hardhat.config.ts";
const { default: config } = (await import(pathToFileURL(`${folder}/${CONFIG}`).href)) as { default: HardhatUserConfig };
const fewDraws = { fuzz: { runs: 16 }, invariant: { runs: 4, depth: 50, failOnRevert: true } };
const profile = { fsPermissions: { readFile: ["test/vectors/settlements.json"] }, ...fewDraws };
const few = { ...config, test: { ...config.test, solidity: { profiles: { default: profile } } } };

const environmentOf = (from: HardhatUserConfig) =>
  createHardhatRuntimeEnvironment(from, { config: `${folder}/${CONFIG}`, noTypechain: true }, folder);
const environments = { few: await environmentOf(few), all: await environmentOf(config) };

function testsIn(path: string): string[] {
  return readdirSync(path, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".t.sol"))
    .map((file) => `${path}/${file}`);
}

/** Whether all tests of an order pass. */
async function passes({ nearest, draws }: Order): Promise<boolean> {
  const testFiles = nearest === undefined ? [] : testsIn(nearest);
  const task = environments[draws].tasks.getTask(["test", "solidity"]);
  const { value, error } = (await task.run({ noCompile: true, testFiles })) as Outcome;
  process.exitCode = 0;
  const tests = (value ?? error)?.suiteResults.flatMap(({ testResults }) => testResults) ?? [];
  if (tests.length === 0) throw new Error("no test ran");
  return tests.every(({ status }) => status !== "Failure");
}

process.on("message", async (order: Order) => process.send?.(await passes(order).catch(String)));
process.on("disconnect", () => process.exit());
process.send?.("ready");
