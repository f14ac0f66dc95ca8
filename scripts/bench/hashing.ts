import { spawnSync } from "node:child_process";
import { commitPositions, DEFAULT_RULE, type Hex, keysOf, proofOf } from "zke-insurance-fund";
import { hashNodes } from "../../sdk/src/commitment/tree.ts";
import { heavyTailedPositions } from "./positions.ts";
import { type Measurement, measure, mostGoal, ratioGoal } from "./report.ts";

const LEAVES = 100_000;
const NODES = 1_000_000;
const SECRET: Hex = `0x${"11".repeat(32)}`;
/** A block of 136 bytes takes two permutations. */
const OPENSSL = ["speed", "-seconds", "3", "-bytes", "136", "-evp", "sha3-256"];
const BLOCK = 136;
const LEAST_RATIO = 1.5;
const MOST_MICROSECONDS = 10;

/** What a core hashes, ours and OpenSSL's, and what is made of hashes one by one. */
export function benchHashing(): Measurement[] {
  return [...benchPermutations(), benchKeys(), benchProofs()];
}

/** Permutations a second of one core, by the time that it computed, as OpenSSL counts: one a node in ours. */
function benchPermutations(): Measurement[] {
  const tree = new Uint8Array(32 * (2 * NODES + 1));
  const runs = Array.from({ length: 5 }, () => computing(() => hashNodes(tree, NODES + 1)));
  const seconds = Math.min(...runs);
  const ours = { what: "permutations on one core, by the nodes of a tree", seconds, rows: NODES };
  const { stdout } = spawnSync("openssl", OPENSSL, { encoding: "utf8" });
  const thousandBytes = Number(/^sha3-256\s+([\d.]+)k/m.exec(stdout ?? "")?.[1]);
  if (!thousandBytes) return [{ ...ours, note: "there is no openssl to compare with" }];
  const theirs = NODES / ((thousandBytes * 1000 * 2) / BLOCK);
  const ratio = theirs / seconds;
  const what = `permutations, by openssl ${OPENSSL.join(" ")}`;
  const note = spawnSync("openssl", ["version"], { encoding: "utf8" }).stdout.split(" ").slice(0, 2).join(" ");
  return [ours, { what, note, seconds: theirs, rows: NODES, ratio, goals: [ratioGoal(LEAST_RATIO, ratio)] }];
}

/** Seconds of a core, which others may have taken from it now and then. */
function computing(run: () => void): number {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

function benchKeys(): Measurement {
  const ids = Array.from({ length: LEAVES }, (_, row) => `account-${row}\0BTCUSDT`);
  const { seconds } = measure(() => keysOf(SECRET, ids), { best: 3 });
  return { what: "keysOf, from text to salts to keys", seconds, rows: LEAVES };
}

function benchProofs(): Measurement {
  const { tree, count } = commitPositions(heavyTailedPositions(LEAVES), DEFAULT_RULE);
  const { seconds } = measure(
    () => {
      for (let index = 0; index < count; index++) proofOf(tree, count, index);
    },
    { best: 3 },
  );
  const each = seconds / count;
  const goals = [mostGoal(MOST_MICROSECONDS, "µs", each * 1e6)];
  return { what: `one proof from memory, of ${count.toLocaleString("en")} positions`, seconds: each, rows: 1, goals };
}
