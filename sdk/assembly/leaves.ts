// Leaves and nodes, two at a time. An odd last one is hashed in both states.
import { absorb, clearFrom, finish, hashAgain, setLanes, setWords, squeeze, WORD, WORD_LANES } from "./sponge";

/**
 * Hashes the leaves of positions.
 *
 * @param profitsHigh the upper halves of the profits, or 0 if all are below 2^64; likewise `cumulativeHigh`
 * @param hashes where the hash of row 0 goes; the others go before it, as leaves stand in the tree
 */
export function positionLeaves(
  keys: usize,
  profits: usize,
  profitsHigh: usize,
  cumulative: usize,
  cumulativeHigh: usize,
  hashes: usize,
  from: u32,
  to: u32,
): void {
  for (let i = from; i < to; i += 2) {
    const j = min(i + 1, to - 1);
    setWords(0, keys + WORD * i, keys + WORD * j);
    setAmounts(WORD_LANES, profits, profitsHigh, i, j);
    setAmounts(2 * WORD_LANES, cumulative, cumulativeHigh, i, j);
    finish(3 * WORD_LANES);
    hashAgain();
    squeeze(hashes - WORD * i, hashes - WORD * j);
  }
}

/**
 * Hashes rows of `length` bytes, twice each: the leaves of a list whose rows are encoded already.
 *
 * @param hashes as for positions
 */
export function rowLeaves(rows: usize, length: u32, hashes: usize, from: u32, to: u32): void {
  for (let i = from; i < to; i += 2) {
    const j = min(i + 1, to - 1);
    clearFrom(0);
    absorb(0, rows + <usize>length * i, length, rows + <usize>length * j, length);
    hashAgain();
    squeeze(hashes - WORD * i, hashes - WORD * j);
  }
}

/**
 * Hashes the nodes `from` up to `to`, the last first.
 *
 * @param children where the children of node 0 stand, left and right; those of the next node follow
 * @param parents where node 0 goes
 */
export function nodes(children: usize, parents: usize, from: u32, to: u32): void {
  for (let end = to; end > from; ) {
    const i = end - 1;
    // In the tree, node 1 is a child of node 0: these two do not go together.
    const j = i > from && i > 1 ? i - 1 : i;
    const first = children + 2 * WORD * i;
    const second = children + 2 * WORD * j;
    setWords(0, first, second);
    setWords(WORD_LANES, first + WORD, second + WORD);
    finish(2 * WORD_LANES);
    squeeze(parents + WORD * i, parents + WORD * j);
    end = j;
  }
}

/** An amount as a word of an ABI encoding: big-endian, 128 bits in its lower half. */
function setAmounts(lane: u32, low: usize, high: usize, i: u32, j: u32): void {
  setLanes(lane, 0, 0);
  setLanes(lane + 1, 0, 0);
  setLanes(lane + 2, swappedAt(high, i), swappedAt(high, j));
  setLanes(lane + 3, swappedAt(low, i), swappedAt(low, j));
}

function swappedAt(column: usize, row: u32): u64 {
  return column === 0 ? 0 : bswap<u64>(load<u64>(column + 8 * <usize>row));
}
