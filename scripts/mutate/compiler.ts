// The contracts' compiler, in this process, where it stays warm: half a second a mutant. It compiles fast rather than small.
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Node } from "./code.ts";

export type Sources = Readonly<Record<string, { readonly content: string }>>;

interface Compiled {
  /** Byte code by artifact path, `contracts/File.sol/Name.json`. */
  readonly codes: ReadonlyMap<string, string>;
  /** Syntax trees by file. */
  readonly trees: ReadonlyMap<string, Node>;
}

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

/** Compiles sources; undefined if they do not compile. */
export function compile(root: string, sources: Sources): Compiled | undefined {
  const outputSelection = {
    "*": { "": ["ast"] },
    ...Object.fromEntries(Object.entries(DEPLOYED).map(([file, name]) => [file, { [name]: ["evm.bytecode.object"] }])),
  };
  const input = { language: "Solidity", sources, settings: { evmVersion: "cancun", outputSelection } };
  const found = (path: string) => ({ contents: readFileSync(join(root, "node_modules", path), "utf8") });
  const output = JSON.parse(solc.compile(JSON.stringify(input), { import: found })) as Output;
  if (output.errors?.some(({ severity }) => severity === "error")) return undefined;
  const codes = Object.entries(DEPLOYED).map(
    ([file, name]) => [`${file}/${name}.json`, `0x${output.contracts[file]?.[name]?.evm.bytecode.object}`] as const,
  );
  return {
    codes: new Map(codes),
    trees: new Map(Object.entries(output.sources).map(([file, { ast }]) => [file, ast])),
  };
}
