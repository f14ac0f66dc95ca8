// The package as a stranger has it: packed, installed into an empty folder by npm, and used there. What it has for those who build on
// chain must be what is compiled and deployed here.
import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { Interface } from "ethers";
import { INSURANCE_FUND_ABI } from "zke-insurance-fund/chain";
import { HAS_ANVIL, startAnvil } from "../../../scripts/support/anvil.ts";
import { startNpmRegistry } from "../../support/npm-registry.ts";

const ROOT = join(import.meta.dirname, "../../..");
const TSC = join(ROOT, "node_modules/typescript/bin/tsc");
const SOURCES = [
  ...["InsuranceFund", "base/Books", "base/Policies", "base/Settlements", "interfaces/IInsuranceFund"],
  ...["interfaces/Types", "libraries/Apportionment", "libraries/Commitment", "libraries/Faults"],
].map((name) => `contracts/${name}.sol`);
const README = readFileSync(join(ROOT, "sdk/README.md"), "utf8");
const blocks = [...README.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code = ""]) => code);

/** The README's programs, each with what it takes for given, and one that has an own part of each entry. */
const PROGRAMS: Record<string, string> = {
  "rows.ts": blocks.find((block) => block.includes("settleTables(")) ?? "",
  "chain.ts": `import type { Wallet } from "ethers";
import type { Bundle } from "zke-insurance-fund/bundle";
declare const address: string, wallet: Wallet, bundle: Bundle, signal: AbortSignal;
${blocks.find((block) => block.includes("createSender(")) ?? ""}`,
  "signers.ts": `import { type Interface, type Signer, Wallet } from "ethers";
import { type Chain, createSender, ethersSigner, FUND_INTERFACE, viemSigner } from "zke-insurance-fund/chain";
type Hex = \`0x\${string}\`;
declare const chain: Chain, signer: Signer;
declare const account: { address: Hex; signTransaction(transaction: object): Promise<Hex> };
export const senders = [Wallet.createRandom(), await ethersSigner(signer), viemSigner(account)].map((one) => createSender(chain, one));
export const abi: Interface = FUND_INTERFACE;`,
  "entries.ts": `${blocks.find((block) => block.includes("createLedger")) ?? ""}
console.log(DEFAULT_RULE, commitPositions, settle, checkStatement, createProver, connectChain, openFund, sqliteStore, createLedger, checkPrices);`,
};

const COMPILER = {
  ...{ target: "es2023", strict: true, noEmit: true, exactOptionalPropertyTypes: true },
  ...{ noUncheckedIndexedAccess: true, verbatimModuleSyntax: true, types: ["node"] },
};
const RESOLUTIONS = {
  nodenext: { ...COMPILER, module: "nodenext", moduleResolution: "nodenext" },
  bundler: { ...COMPILER, module: "preserve", moduleResolution: "bundler", skipLibCheck: true },
};

describe("the package", function () {
  this.timeout(120_000);
  const folder = mkdtempSync(join(tmpdir(), "zke-package-"));
  const app = join(folder, "app");
  const installed = join(app, "node_modules/zke-insurance-fund");
  const require = createRequire(join(app, "app.js"));
  // Nothing of this repository's settings: neither npm's nor the condition by which the tests import the source.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_|^NODE_OPTIONS$/i.test(name)));
  const run = async (command: string, args: readonly string[], cwd = app) => {
    const failed = (error: { stdout: string; stderr: string }) =>
      expect.fail(`${command} ${args.join(" ")}: ${error.stdout}${error.stderr}`);
    const { stdout } = await promisify(execFile)(command, args, { cwd, env }).catch(failed);
    return stdout;
  };
  const manifestOf = (name: string) =>
    JSON.parse(readFileSync(join(app, "node_modules", name, "package.json"), "utf8"));
  const fund = (...args: string[]) => run(join(app, "node_modules/.bin/zke-insurance-fund"), args);
  const textOf = (path: string) => readFileSync(join(installed, path), "utf8");
  let paths: readonly string[];

  before(async () => {
    const args = ["pack", "--json", "--ignore-scripts", "-w", "sdk", "--pack-destination", folder];
    const [{ filename, files }] = JSON.parse(await run("npm", args, ROOT));
    paths = files.map(({ path }: { path: string }) => path);
    mkdirSync(app);
    writeFileSync(join(app, "package.json"), JSON.stringify({ private: true, type: "module" }));
    const registry = await startNpmRegistry();
    const quiet = ["--no-audit", "--no-fund", "--no-update-notifier", "--cache", join(folder, "cache")];
    await run("npm", ["install", "--registry", registry.url, ...quiet, join(folder, filename), "@types/node"]).finally(
      registry.close,
    );
    for (const [name, program] of Object.entries(PROGRAMS)) writeFileSync(join(app, name), program);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("has what it runs and what others build on, and no secrets of ours", () => {
    expect(paths).to.include.members([...SOURCES, "artifacts/InsuranceFund.json", "artifacts/AccessManager.json"]);
    expect(paths).to.include.members(["README.md", "LICENSE", "package.json", "dist/index.js", "dist/cli/main.js"]);
    const folders = new Set(paths.map((path) => path.split("/")[0]));
    expect([...folders].toSorted()).to.deep.equal(
      ["LICENSE", "README.md", "artifacts", "contracts", "dist", "package.json", "src"].toSorted(),
    );
  });

  it("has the sources of the contract, as they are", () => {
    for (const source of SOURCES) {
      const packed = readFileSync(require.resolve(`zke-insurance-fund/${source}`), "utf8");
      expect(packed, source).to.equal(readFileSync(join(ROOT, source), "utf8"));
    }
  });

  it("has the ABI and the bytecode of fund and manager", () => {
    const fund = require("zke-insurance-fund/artifacts/InsuranceFund.json");
    expect(new Interface(fund.abi).format()).to.deep.equal(new Interface(INSURANCE_FUND_ABI).format());
    const built = require(join(ROOT, "artifacts/contracts/InsuranceFund.sol/InsuranceFund.json"));
    const { bytecode, deployedBytecode, immutableReferences } = built;
    expect(fund).to.deep.include({ bytecode, deployedBytecode, immutableReferences });
    const manager = require("zke-insurance-fund/artifacts/AccessManager.json");
    expect(new Interface(manager.abi).getFunction("schedule")).not.to.equal(null);
    expect(manager.bytecode).to.match(/^0x[0-9a-f]{1000,}$/);
  });

  it("has maps that name their sources, which are there, and do not hold them once more", () => {
    const packed = new Set(paths);
    const maps = paths.filter((path) => path.endsWith(".map"));
    expect(maps.length).to.be.greaterThan(100);
    for (const path of maps) {
      const { sources, sourcesContent } = JSON.parse(textOf(path));
      expect(sourcesContent, path).to.equal(undefined);
      // Where one is missing, the built files are older than the sources: `npm run build` clears them.
      for (const source of sources)
        expect(packed.has(join(dirname(path), source)), `${source} of ${path}`).to.equal(true);
    }
  });

  it("is installed with all that it needs to run", async () => {
    const { dependencies } = manifestOf("zke-insurance-fund");
    for (const name of [...Object.keys(dependencies), "ethers"]) expect(manifestOf(name).name).to.equal(name);
    await run("npm", ["ls", "--all"]);
    // The project's copy of ethers is the one that is used: two would not take each other's objects.
    expect(existsSync(join(installed, "node_modules/ethers"))).to.equal(false);
    const named = paths.filter((path) => path.endsWith(".d.ts") && /from "ethers"/.test(textOf(path)));
    expect(named).to.deep.equal(["dist/chain/fund.d.ts", "dist/chain/roles/manager.d.ts", "dist/chain/token.d.ts"]);
  });

  it("runs each of its entries, by import and by require", async () => {
    const { exports } = manifestOf("zke-insurance-fund");
    const entries = Object.keys(exports).filter((entry) => !/[*]|json$/.test(entry));
    expect(entries.length).to.equal(6);
    const names = entries.map((entry) => join("zke-insurance-fund", entry));
    const program = `import { createRequire } from "node:module";
const require = createRequire(import.meta.url);
for (const name of ${JSON.stringify(names)}) {
  const [imported, required] = [await import(name), require(name)];
  console.log(Object.keys(imported).length > 0 && Object.keys(imported).every((key) => imported[key] === required[key]));
}`;
    expect(await run(process.execPath, ["--input-type=module", "-e", program])).to.equal("true\n".repeat(6));
    expect(await run(process.execPath, ["rows.ts"])).to.equal("true true 50\n");
  });

  for (const [name, compilerOptions] of Object.entries(RESOLUTIONS)) {
    it(`has types that hold for a program of its user, as ${name} finds them`, async () => {
      const project = `tsconfig.${name}.json`;
      writeFileSync(join(app, project), JSON.stringify({ compilerOptions, files: Object.keys(PROGRAMS) }));
      await run(process.execPath, [TSC, "-p", project]);
    });
  }

  it("has the command line", async () => {
    expect(await fund("--version")).to.equal(`${manifestOf("zke-insurance-fund").version}\n`);
    const [, rows = ""] =
      /printf '%s\\n' (account.*?) > positions.csv/.exec(readFileSync(join(ROOT, "README.md"), "utf8")) ?? [];
    writeFileSync(join(app, "positions.csv"), `${rows.split(" ").join("\n")}\n`);
    writeFileSync(
      join(app, "liquidations.csv"),
      "liquidation,market,side,quantity,takeover_price,close_price,time\nliq-1,BTCUSDT,long,0.01,110000,100000,2025-10-10T21:00:00Z\n",
    );
    await fund(
      ...["settle", "--positions", "positions.csv", "--liquidations", "liquidations.csv", "--period", "1"],
      ...["--start", "1760129700", "--end", "1760130420", "--out", "period-1"],
    );
    const statement = await fund("prove", "--bundle", "period-1", "--account", "alice", "--position", "BTCUSDT");
    writeFileSync(join(app, "statement.json"), statement);
    expect(await fund("check", "--statement", "statement.json")).to.include("42.105263");
  });

  it("deploys a fund on a local node, to test against", async function () {
    if (!HAS_ANVIL) return this.skip();
    const anvil = await startAnvil();
    try {
      const line = await fund("devnet", "--rpc", anvil.rpc);
      expect(line).to.match(/^\{[^\n]*\}\n$/);
      const facts = JSON.parse(line);
      expect(Object.keys(facts)).to.deep.equal(["rpc", "chainId", "token", "fund", "accounts"]);
      const status = JSON.parse(await fund("status", "--rpc", anvil.rpc, "--fund", facts.fund, "--json"));
      expect(status).to.include({ token: facts.token, clearing: facts.accounts.clearing.address, nextPeriod: "1" });
    } finally {
      await anvil.stop();
    }
  });
});
