// The contracts' compiler, in this process, where it stays warm: half a second a mutant. It compiles fast rather than small.
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Node } from "./code.ts";

export type Sources = Readonly<Record<string, { readonly content: string }>>;

interface Output {
  readonly errors?: readonly { readonly severity: string }[];
  readonly contracts: Readonly<Record<string, Readonly<Record<string, { evm: { bytecode: { object: string } } }>>>>;
  readonly sources: Readonly<Record<string, { readonly ast: Node }>>;
}

const solc: { compile(input: string, callbacks: object): string } = createRequire(import.meta.url)("solc");

/** What is deployed by the tests and contains the code that is broken here. */
const DEPLOYED = {
  "contracts/InsuranceFund.sol": "InsuranceFund",
  "contracts/mocks/LibraryHarness.sol": "LibraryHarness",
};

/** The contracts' sources, the tokens apart, by path. */
export function readSources(root: string): Sources {
  const paths = readdirSync(join(root, "contracts"), { recursive: true, encoding: "utf8" })
    .map((path) => `contracts/${path}`)
    .filter((path) => path.endsWith(".sol") && (!path.startsWith("contracts/mocks/") || path in DEPLOYED));
  return Object.fromEntries(paths.map((path) => [path, { content: readFileSync(join(root, path), "utf8") }]));
}

/** The byte code of what is deployed, by artifact path (`contracts/File.sol/Name.json`); undefined if the sources do not compile. */
export function codesOf(root: string, sources: Sources): ReadonlyMap<string, string> | undefined {
  const wanted = Object.entries(DEPLOYED).map(([file, name]) => [file, { [name]: ["evm.bytecode.object"] }] as const);
  const { errors, contracts } = compile(root, sources, Object.fromEntries(wanted));
  if (errors?.some(({ severity }) => severity === "error")) return undefined;
  return new Map(
    Object.entries(DEPLOYED).map(([file, name]) => [
      `${file}/${name}.json`,
      `0x${contracts[file]?.[name]?.evm.bytecode.object}`,
    ]),
  );
}

/** The syntax trees, by file. */
export function treesOf(root: string, sources: Sources): ReadonlyMap<string, Node> {
  const output = compile(root, sources, { "*": { "": ["ast"] } });
  return new Map(Object.entries(output.sources).map(([file, { ast }]) => [file, ast]));
}

function compile(root: string, sources: Sources, outputSelection: object): Output {
  const input = { language: "Solidity", sources, settings: { evmVersion: "cancun", outputSelection } };
  const found = (path: string) => ({ contents: readFileSync(join(root, "node_modules", path), "utf8") });
  return JSON.parse(solc.compile(JSON.stringify(input), { import: found })) as Output;
}
