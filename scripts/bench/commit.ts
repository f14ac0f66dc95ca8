import { StandardMerkleTree } from "@openzeppelin/merkle-tree";
import { amountAt, commitPositions, DEFAULT_RULE, keysOf, positionAt, positionId, proofOf } from "zke-insurance-fund";
import { heavyTailedPositions } from "./positions.ts";
import { type Measurement, measure } from "./report.ts";

const COUNT = 100_000;
const SECRET = `0x${"11".repeat(32)}` as const;
const LEAF_TYPES = ["bytes32", "uint256", "uint256"];

/** Our commitment against the library that one would pick, over the same positions in one run. */
export function benchCommit(): Measurement[] {
  const columns = heavyTailedPositions(COUNT);
  const { seconds, result: committed } = measure(() => commitPositions(columns, DEFAULT_RULE), { best: 3 });
  const leaves = Array.from({ length: COUNT }, (_, index) => {
    const { key, profit, cumulativeProfit } = positionAt(committed, index);
    return [key, profit, cumulativeProfit];
  });
  const library = (stackTraceLimit: number) => ({
    what: `OpenZeppelin StandardMerkleTree, Error.stackTraceLimit = ${stackTraceLimit}`,
    seconds: withStackTraceLimit(
      stackTraceLimit,
      () => measure(() => StandardMerkleTree.of(leaves, LEAF_TYPES)).seconds,
    ),
    rows: COUNT,
  });
  const ours: Measurement = { what: "commitPositions: sort, sums, cut, tree", seconds, rows: COUNT };
  const libraries = [library(Error.stackTraceLimit), library(0)];
  return [ours, ...libraries.map((other) => ({ ...other, ratio: other.seconds / seconds })), keysToProofs()];
}

/** All that hashing does in a settlement: ids to keys, the commitment, and a proof for every position. */
function keysToProofs(): Measurement {
  const { profits } = heavyTailedPositions(COUNT);
  const ids = Array.from({ length: COUNT }, (_, row) => positionId(`account-${row}`, "BTCUSDT"));
  const { seconds } = measure(() => {
    const keys = keysOf(SECRET, ids);
    const { tree, count } = commitPositions({ count: COUNT, keys, profits }, DEFAULT_RULE);
    for (let index = 0; index < count; index++) proofOf(tree, count, index);
    return amountAt(profits, 0);
  });
  return { what: "keys from ids, commitPositions, every proof", seconds, rows: COUNT };
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
