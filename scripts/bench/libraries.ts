import { readFileSync } from "node:fs";
import { SimpleMerkleTree, StandardMerkleTree } from "@openzeppelin/merkle-tree";
import { concat, keccak256 } from "ethers";
import { commitPositions, DEFAULT_RULE, type Hex, positionAt, rootOf, toHex } from "zke-insurance-fund";
import { heavyTailedPositions } from "./positions.ts";
import { type Measurement, measure, ratioGoal } from "./report.ts";

const MANIFEST = new URL("../../node_modules/@openzeppelin/merkle-tree/package.json", import.meta.url);
const VERSION: string = JSON.parse(readFileSync(MANIFEST, "utf8")).version;
const COUNT = 100_000;
const LEAF_TYPES = ["bytes32", "uint256", "uint256"];
/** How many times as fast as the library, by its limit of stack frames in an error: it makes two errors a value. */
const GOALS = [
  { stackTraceLimit: Error.stackTraceLimit, least: 150 },
  { stackTraceLimit: 0, least: 65 },
];

/** Ours against the library that one would pick, over the same positions in one run. */
export function benchLibraries(): Measurement[] {
  return [...benchStandardTree(), ...benchSimpleTree()];
}

/** The library sorts and hashes leaves, and sums up and cuts nothing. */
function benchStandardTree(): Measurement[] {
  const columns = heavyTailedPositions(COUNT);
  const { seconds, result: committed } = measure(() => commitPositions(columns, DEFAULT_RULE), { best: 5 });
  const leaves = Array.from({ length: COUNT }, (_, index) => {
    const { key, profit, cumulativeProfit } = positionAt(committed, index);
    return [key, profit, cumulativeProfit];
  });
  const libraries = GOALS.map(({ stackTraceLimit, least }) => {
    const theirs = withStackTraceLimit(stackTraceLimit, () => measure(() => StandardMerkleTree.of(leaves, LEAF_TYPES)));
    const ratio = theirs.seconds / seconds;
    const what = `StandardMerkleTree ${VERSION}, Error.stackTraceLimit = ${stackTraceLimit}`;
    return { what, seconds: theirs.seconds, rows: COUNT, ratio, goals: [ratioGoal(least, ratio)] };
  });
  return [{ what: "commitPositions, one thread", seconds, rows: COUNT }, ...libraries];
}

/** The same root over the same leaf hashes. */
function benchSimpleTree(): Measurement[] {
  const hashes = heavyTailedPositions(COUNT).keys;
  const leaves = Array.from({ length: COUNT }, (_, index) => toHex(hashes.subarray(32 * index, 32 * (index + 1))));
  const nodeHash = (left: string, right: string) => keccak256(concat([left, right])) as Hex;
  const ours = measure(() => rootOf(hashes), { best: 5 });
  const theirs = measure(() => SimpleMerkleTree.of(leaves, { sortLeaves: false, nodeHash: nodeHash as never }).root);
  if (ours.result !== theirs.result) throw new Error("the roots differ");
  const ratio = theirs.seconds / ours.seconds;
  return [
    { what: "rootOf, over ready leaf hashes", seconds: ours.seconds, rows: COUNT },
    { what: `SimpleMerkleTree ${VERSION} with our nodeHash, same root`, seconds: theirs.seconds, rows: COUNT, ratio },
  ];
}

function withStackTraceLimit<T>(limit: number, run: () => T): T {
  const before = Error.stackTraceLimit;
  Error.stackTraceLimit = limit;
  try {
    return run();
  } finally {
    Error.stackTraceLimit = before;
  }
}
