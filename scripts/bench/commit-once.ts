// One commitment in a process of its own, so that its memory can be told from Node's: prints its time and what it took beyond
// an idle process, as JSON. Run by scripts/bench/commit.ts:
//
//     node scripts/bench/commit-once.ts 1000000 2
import {
  allocatePositions,
  commitPositions,
  commitPositionsAsync,
  DEFAULT_RULE,
  type PositionColumns,
  sharesOf,
} from "zke-insurance-fund";
import { randomOf } from "../support/random.ts";
import { TAIL_INDEX } from "./positions.ts";

const WARM_UP = 50_000;

const [count = 0, threads = 1] = process.argv.slice(2).map(Number);

/** Random keys, and profits with a Pareto tail; typed arrays only, so that nothing but the columns takes memory. */
function fill({ keys, profits }: PositionColumns): PositionColumns {
  const random = randomOf(count);
  const words = new Uint32Array(keys.buffer, keys.byteOffset, keys.byteLength / 4);
  for (let word = 0; word < words.length; word++) words[word] = random() * 2 ** 32;
  const limbs = new Uint32Array(profits.low.buffer, profits.low.byteOffset, 2 * profits.low.length);
  for (let row = 0; row < profits.low.length; row++) {
    const profit = Math.ceil(1e6 * (1 - random()) ** (-1 / TAIL_INDEX));
    limbs[2 * row] = profit % 2 ** 32;
    limbs[2 * row + 1] = profit / 2 ** 32;
  }
  return { count: profits.low.length, keys, profits };
}

const peakBytes = () => process.resourceUsage().maxRSS * 1024;

commitPositions(fill(allocatePositions(WARM_UP)), DEFAULT_RULE);
const before = peakBytes();
const columns = fill(allocatePositions(count));
const start = performance.now();
const committed =
  threads === 1 ? commitPositions(columns, DEFAULT_RULE) : await commitPositionsAsync(columns, DEFAULT_RULE);
const seconds = (performance.now() - start) / 1000;
sharesOf(committed, { ...committed, loss: committed.totalProfit / 3n }, DEFAULT_RULE);
console.log(JSON.stringify({ seconds, bytes: peakBytes() - before, root: committed.root }));
