import { spawnSync } from "node:child_process";
import { availableParallelism } from "node:os";
import { SimpleMerkleTree } from "@openzeppelin/merkle-tree";
import { concat, keccak256 } from "ethers";
import { commitPositions, DEFAULT_RULE, type Hex, keysOf, proofOf, rootOf, toHex } from "zke-insurance-fund";
import { heavyTailedPositions } from "./positions.ts";
import { type Measurement, measure } from "./report.ts";

const COUNTS = [10_000, 100_000, 1_000_000, 10_000_000];
const LEAVES = 100_000;
const SECRET: Hex = `0x${"11".repeat(32)}`;
const OPENSSL = ["speed", "-seconds", "2", "-bytes", "136", "-evp", "sha3-256"];

/** How the engine grows with the list, alone and with a second thread, and how it stands beside what others hash with. */
export function benchEngine(counts: readonly number[] = COUNTS): Measurement[] {
  return [...counts.flatMap(benchCount), benchProofs(), benchKeys(), ...benchNodes(), ...benchPermutations()];
}

function benchCount(count: number): Measurement[] {
  const threads = availableParallelism() > 1 ? [1, 2] : [1];
  return threads.map((number) => commitOnce(count, number));
}

/** In a process of its own, where its memory can be told from Node's. */
function commitOnce(count: number, threads: number): Measurement {
  const script = new URL("commit-once.ts", import.meta.url).pathname;
  const { stdout, stderr, status } = spawnSync(process.execPath, [script, String(count), String(threads)], {
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`commit-once.ts failed:\n${stderr}`);
  const { seconds, bytes } = JSON.parse(stdout) as { seconds: number; bytes: number };
  const size = count.toLocaleString("en");
  const memory = `${Math.round(bytes / count)} bytes a position`;
  return { what: `commit ${size}, ${threads} thread${threads > 1 ? "s" : ""}: ${memory}`, seconds, rows: count };
}

function benchProofs(): Measurement {
  const { tree, count } = commitPositions(heavyTailedPositions(LEAVES), DEFAULT_RULE);
  const { seconds } = measure(() => {
    for (let index = 0; index < count; index++) proofOf(tree, count, index);
  });
  return { what: `proofOf in a tree of ${count.toLocaleString("en")}`, seconds, rows: count };
}

function benchKeys(): Measurement {
  const ids = Array.from({ length: LEAVES }, (_, row) => `account-${row}\0BTCUSDT`);
  const { seconds } = measure(() => keysOf(SECRET, ids), { best: 3 });
  return { what: "keysOf, from text to salts to keys", seconds, rows: LEAVES };
}

/** The same root over the same leaf hashes, ours and by the library that one would pick. */
function benchNodes(): Measurement[] {
  const hashes = heavyTailedPositions(LEAVES).keys;
  const leaves = Array.from({ length: LEAVES }, (_, index) => toHex(hashes.subarray(32 * index, 32 * (index + 1))));
  const nodeHash = (left: string, right: string) => keccak256(concat([left, right])) as Hex;
  const ours = measure(() => rootOf(hashes), { best: 3 });
  const theirs = measure(() => SimpleMerkleTree.of(leaves, { sortLeaves: false, nodeHash: nodeHash as never }).root);
  if (ours.result !== theirs.result) throw new Error("the roots differ");
  return [
    { what: "rootOf leaf hashes", seconds: ours.seconds, rows: LEAVES },
    {
      what: "OpenZeppelin SimpleMerkleTree with our nodeHash, same root",
      seconds: theirs.seconds,
      rows: LEAVES,
      ratio: theirs.seconds / ours.seconds,
    },
  ];
}

/** Permutations a second of one core; two a block of 136 bytes in OpenSSL's, one a node in ours. */
function benchPermutations(): Measurement[] {
  const nodes = 1_000_000;
  const { seconds } = measure(() => rootOf(new Uint8Array(32 * (nodes + 1))), { best: 3 });
  const ours = { what: "permutations, by rootOf", seconds, rows: nodes };
  const { stdout } = spawnSync("openssl", OPENSSL, { encoding: "utf8" });
  const thousandBytes = Number(/^sha3-256\s+([\d.]+)k/m.exec(stdout ?? "")?.[1]);
  if (!thousandBytes) return [ours];
  const theirs = nodes / ((thousandBytes * 1000 * 2) / 136);
  return [
    ours,
    { what: "permutations, by openssl speed -evp sha3-256", seconds: theirs, rows: nodes, ratio: theirs / seconds },
  ];
}
