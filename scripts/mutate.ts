// Breaks the contracts on purpose, one small change at a time, and tells which changes no Solidity test notices. Run it after a change of
// the contracts or their tests, on a machine with time: a mutant takes about five seconds a core.
//
//     npm test -- contracts && node scripts/mutate.ts                 everything
//     node scripts/mutate.ts --kinds check,modifier                    every require and every modifier
//     node scripts/mutate.ts contracts/libraries/Faults.sol            one file
//     node scripts/mutate.ts --workers 1                               on one core
//
// Exit code 0 if every mutant was noticed, or stands below with the reason why none can notice it; 1 if not.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const FILES = [
  "contracts/libraries/Apportionment.sol",
  "contracts/libraries/Commitment.sol",
  "contracts/libraries/Faults.sol",
  "contracts/base/Books.sol",
  "contracts/base/Policies.sol",
  "contracts/base/Settlements.sol",
  "contracts/InsuranceFund.sol",
];
const COPIED = [
  ...["artifacts", "cache", "contracts", "test/contracts", "test/vectors"],
  ...["hardhat.config.ts", "package.json", "tsconfig.json"],
];

/** What most mutants die of is found with few draws; only those that live through them meet the whole suite. */
const QUICK_CONFIG = "quick.config.ts";
const QUICK = `
import config from "./hardhat.config.ts";
const few = { ...config.test.solidity.profiles.default, fuzz: { runs: 16 }, invariant: { runs: 4, depth: 50, failOnRevert: true } };
export default { ...config, test: { ...config.test, solidity: { profiles: { default: few } } } };
`;

const LONGEST_RUN = 180_000;

interface Compiled {
  readonly errors?: readonly { readonly severity: string }[];
  readonly contracts: Readonly<Record<string, Readonly<Record<string, { evm: { bytecode: { object: string } } }>>>>;
}

const solc: { compile(input: string, callbacks: object): string } = createRequire(import.meta.url)("solc");

interface Mutant {
  readonly file: string;
  readonly line: number;
  readonly kind: string;
  /** The line as it was, and what was done to it. */
  readonly change: string;
  readonly source: string;
}

type Verdict = "killed" | "survived" | "invalid";

/** Mutants that behave like the original, by file and change, each with the reason. */
const EQUIVALENT: Record<string, string> = {};

const OPERATORS: readonly (readonly [string, string])[] = [
  [" == ", " != "],
  [" != ", " == "],
  [" < ", " <= "],
  [" <= ", " < "],
  [" > ", " >= "],
  [" >= ", " > "],
  [" && ", " || "],
  [" || ", " && "],
  [" + ", " - "],
  [" - ", " + "],
  [" * ", " / "],
  [" / ", " * "],
  [" += ", " -= "],
  [" -= ", " += "],
  ["++", "--"],
  ["--", "++"],
];

/** Where a parenthesis that opens at `open` closes. */
function closing(source: string, open: number): number {
  let depth = 0;
  for (let i = open; i < source.length; i++) {
    if (source[i] === "(") depth++;
    if (source[i] === ")" && --depth === 0) return i;
  }
  throw new Error(`a parenthesis at ${open} does not close`);
}

function mutantsOf(file: string, source: string): Mutant[] {
  // Same length, so that places stay: comments become blanks.
  const code = source.replace(/\/\/[^\n]*|\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, " "));
  const found: Mutant[] = [];
  const add = (kind: string, from: number, to: number, by: string) => {
    const line = source.slice(0, from).split("\n").length;
    const was = source.slice(from, to).replace(/\s+/g, " ").trim();
    const context = (source.split("\n")[line - 1] ?? "").trim();
    const change = `${context} [${was} -> ${by.trim() || "nothing"}]`;
    found.push({ file, line, kind, change, source: source.slice(0, from) + by + source.slice(to) });
  };
  for (const { index } of code.matchAll(/\brequire\(/g)) {
    add("check", index, closing(code, index + "require".length) + 2, "");
  }
  for (const { 0: text, index } of code.matchAll(/ (restricted|whenNotPaused|nonReentrant)\b/g)) {
    add("modifier", index, index + text.length, "");
  }
  for (const [from, to] of OPERATORS) {
    for (let at = code.indexOf(from); at >= 0; at = code.indexOf(from, at + 1))
      add("operator", at, at + from.length, to);
  }
  const statement =
    /^ +(?!return|require|using|import|emit IIns|[a-z0-9]+ (private|internal|public))[^\n{}]*[^\n{};]+;$/gm;
  for (const { 0: text, index } of code.matchAll(statement)) {
    const declares = /^ +(\(?(u?int|bytes|address|bool)\d*|[A-Z]\w+ (storage|memory))\b/.test(text);
    const balanced = text.split("(").length === text.split(")").length;
    if (!declares && balanced && /[=(+-]/.test(text)) add("statement", index, index + text.length, "");
  }
  return found;
}

/** Compiles fast rather than small, in this process, where the compiler stays warm; undefined if there are errors. */
function compile(sources: Record<string, { content: string }>): Compiled | undefined {
  const outputSelection = { "*": { "*": ["evm.bytecode.object"] } };
  const input = { language: "Solidity", sources, settings: { evmVersion: "cancun", outputSelection } };
  const found = (path: string) => ({ contents: readFileSync(join(ROOT, "node_modules", path), "utf8") });
  const output = JSON.parse(solc.compile(JSON.stringify(input), { import: found })) as Compiled;
  return output.errors?.some(({ severity }) => severity === "error") ? undefined : output;
}

/** Puts code into the artifacts, which is where all tests take the contracts' code from. */
async function install(folder: string, { contracts }: Compiled): Promise<void> {
  for (const [file, byName] of Object.entries(contracts)) {
    if (!file.startsWith("contracts/")) continue;
    for (const [name, { evm }] of Object.entries(byName)) {
      const path = join(folder, "artifacts", file, `${name}.json`);
      const artifact = JSON.parse(await readFile(path, "utf8"));
      await writeFile(path, JSON.stringify({ ...artifact, bytecode: `0x${evm.bytecode.object}` }));
    }
  }
}

/** Whether the tests pass, with few draws and then with all. */
async function passes(folder: string): Promise<boolean> {
  return (await run(folder, QUICK_CONFIG)) && (await run(folder, "hardhat.config.ts"));
}

function run(folder: string, config: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const args = ["--config", config, "--no-typechain", "test", "solidity", "--no-compile"];
    const env = { ...process.env, FORCE_COLOR: "0" };
    const child = spawn("hardhat", args, { cwd: folder, env, timeout: LONGEST_RUN });
    let output = "";
    const keep = (chunk: Buffer) => {
      output += chunk;
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.on("error", reject);
    child.on("close", (code, signal) => {
      // A test that never ends notices a change, too.
      const told = code === 0 ? / passing/ : /\d+ failing/;
      if (signal !== null) resolve(false);
      else if (told.test(output)) resolve(code === 0);
      else reject(new Error(`the tests did not run:\n${output}`));
    });
  });
}

/** A copy of what the tests need, with the tests compiled. */
async function copyOfTree(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "mutants-"));
  await mkdir(join(folder, "test"));
  for (const path of COPIED) await cp(join(ROOT, path), join(folder, path), { recursive: true });
  await writeFile(join(folder, QUICK_CONFIG), QUICK);
  await symlink(join(ROOT, "node_modules"), join(folder, "node_modules"));
  const original = compile(originals);
  if (original === undefined) throw new Error("the contracts do not compile");
  await install(folder, original);
  if (!(await passes(folder))) throw new Error("the tests fail without any change; mend that first");
  return folder;
}

async function judge({ file, source }: Mutant, folder: string): Promise<Verdict> {
  const compiled = compile({ ...originals, [file]: { content: source } });
  if (compiled === undefined) return "invalid";
  await install(folder, compiled);
  return (await passes(folder)) ? "survived" : "killed";
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { kinds: { type: "string" }, workers: { type: "string", default: "2" } },
});
const kinds = values.kinds?.split(",");
const files = positionals.length > 0 ? positionals : FILES;
const originals = Object.fromEntries(
  (await readdir(join(ROOT, "contracts"), { recursive: true }))
    .filter((path) => path.endsWith(".sol"))
    .map((path) => [`contracts/${path}`, { content: readFileSync(join(ROOT, "contracts", path), "utf8") }]),
);
const mutants = files
  .flatMap((file) => mutantsOf(file, originals[file]?.content ?? ""))
  .filter(({ kind }) => kinds === undefined || kinds.includes(kind));
console.log(`${mutants.length} mutants of ${files.length} files`);

const verdicts: Record<Verdict, number> = { killed: 0, survived: 0, invalid: 0 };
let explained = 0;
const queue = mutants.values();
await Promise.all(
  Array.from({ length: Number(values.workers) }, async () => {
    const folder = await copyOfTree();
    for (const mutant of queue) {
      const { file, line, change } = mutant;
      const verdict = await judge(mutant, folder);
      verdicts[verdict]++;
      const reason = EQUIVALENT[`${file}: ${change}`];
      if (verdict === "survived" && reason !== undefined) explained++;
      if (verdict !== "killed") console.log(`${verdict}  ${file}:${line}  ${change}${reason ? `  (${reason})` : ""}`);
    }
    await rm(folder, { recursive: true, force: true });
  }),
);
const { killed, survived, invalid } = verdicts;
console.log(`${killed} killed, ${survived} survived (${explained} cannot be noticed), ${invalid} do not compile`);
process.exitCode = survived > explained ? 1 : 0;
