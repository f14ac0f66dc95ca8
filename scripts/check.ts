// Everything that can be judged without running the product: formatting, lint, types, the package's surface, and whether generated
// files are what their generators write. Run by `npm run check`; `npm run fix` mends what can be mended by a tool.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

const SOLIDITY = ["contracts/**/*.sol", "examples/*.sol", "test/**/*.sol"];
const GENERATED = [
  "sdk/src/chain/abi.ts",
  "sdk/src/deployment/codes.ts",
  "sdk/src/engine/module.ts",
  "snapshots/gas.json",
];

function run(label: string, command: string, ...args: string[]): boolean {
  const result = spawnSync(command, args, { encoding: "utf8", env: { ...process.env, FORCE_COLOR: "0" } });
  const passed = result.status === 0;
  console.log(`${passed ? "ok  " : "FAIL"}  ${label}`);
  if (!passed) console.log(`${result.stdout ?? ""}${result.stderr ?? ""}${result.error?.message ?? ""}`);
  return passed;
}

const contents = () => GENERATED.map((file) => readFileSync(file, "utf8"));
// Before the build, which writes one of them.
const before = contents();

function fresh(): boolean {
  if (!run("generate", "npm", "run", "-s", "generate")) return false;
  const after = contents();
  const stale = GENERATED.filter((_, index) => before[index] !== after[index]);
  console.log(
    stale.length === 0 ? "ok    generated files" : `FAIL  generated files: ${stale.join(", ")} changed; commit them`,
  );
  return stale.length === 0;
}

const results = [
  run("format and lint, TypeScript", "biome", "check", "--error-on-warnings", "."),
  run("format, Solidity", "prettier", "--check", ...SOLIDITY),
  run("lint, Solidity", "solhint", "--max-warnings", "0", "contracts/**/*.sol", "examples/*.sol"),
  run("build", "npm", "run", "-s", "build"),
  fresh(),
  run("types", "tsc", "--noEmit"),
  run("types, page", "tsc", "--noEmit", "-p", "web"),
  run("folders, and the map of them", "node", "scripts/check-map.ts"),
  run("unused files, exports, dependencies", "knip"),
  run("package, publint", "publint", "--strict", "sdk"),
  run("package, types as consumers see them", "attw", "--pack", "sdk", "--profile", "esm-only"),
];
process.exitCode = results.every(Boolean) ? 0 : 1;
