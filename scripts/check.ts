// Everything that can be judged without running the product: formatting, lint, types, the package's surface, and whether generated
// files are what their generators write. Run by `npm run check`; `npm run fix` mends what can be mended by a tool.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";

const SOLIDITY = ["contracts/**/*.sol", "examples/*.sol", "test/**/*.sol"];
const GENERATED = [
  "sdk/src/chain/abi.ts",
  "sdk/src/deployment/codes.ts",
  "sdk/src/engine/module.ts",
  "snapshots/gas.json",
];

/** A check, and whether it passed; it is printed whole when it is over, since others run beside it. */
type Check = () => Promise<boolean>;

const check =
  (label: string, command: string, ...args: string[]): Check =>
  () =>
    new Promise((resolve) => {
      const begun = performance.now();
      const child = spawn(command, args, { env: { ...process.env, FORCE_COLOR: "0" } });
      let output = "";
      for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (output += chunk));
      const end = (passed: boolean) => {
        const seconds = Math.round((performance.now() - begun) / 1000);
        console.log(`${passed ? "ok  " : "FAIL"}  ${label} (${seconds} s)`);
        if (!passed) console.log(output);
        resolve(passed);
      };
      child.on("error", ({ message }) => {
        output += message;
        end(false);
      });
      child.on("close", (code) => end(code === 0));
    });

const contents = () => GENERATED.map((file) => readFileSync(file, "utf8"));
// Before the build, which writes one of them.
const before = contents();

const fresh: Check = async () => {
  if (!(await check("build and generate", "npm", "run", "-s", "generate")())) return false;
  const after = contents();
  const stale = GENERATED.filter((_, index) => before[index] !== after[index]);
  console.log(
    stale.length === 0 ? "ok    generated files" : `FAIL  generated files: ${stale.join(", ")} changed; commit them`,
  );
  return stale.length === 0;
};

/** What runs side by side, the checks of a lane one after the other. What is built and generated is looked at by those after it. */
const STAGES: readonly (readonly Check[])[][] = [
  [
    [fresh],
    [
      check("format, Solidity", "prettier", "--check", ...SOLIDITY),
      check("lint, Solidity", "solhint", "--max-warnings", "0", "contracts/**/*.sol", "examples/*.sol"),
    ],
  ],
  [
    [
      check("types", "tsc", "--noEmit"),
      check("types, page", "tsc", "--noEmit", "-p", "web"),
      check("package, types as consumers see them", "attw", "--pack", "sdk", "--profile", "esm-only"),
    ],
    [
      check("folders, and the map of them", "node", "scripts/check-map.ts"),
      check("what the API says of itself", "node", "scripts/check-api.ts"),
      check("format and lint, TypeScript", "biome", "check", "--error-on-warnings", "."),
      check("unused files, exports, dependencies", "knip"),
      check("reference of the API", "typedoc", "--emit", "none", "--treatWarningsAsErrors"),
      check("package, publint", "publint", "--strict", "sdk"),
    ],
  ],
];

let passed = true;
for (const lanes of STAGES)
  await Promise.all(
    lanes.map(async (lane) => {
      for (const each of lane) passed = (await each()) && passed;
    }),
  );
process.exitCode = passed ? 0 : 1;
