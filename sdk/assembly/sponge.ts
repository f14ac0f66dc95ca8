// Messages into the two states, hashes out of them. A lane takes 8 bytes of each of two messages.
import { LANE, permute, states } from "./keccak";

/** Lanes absorbed between two permutations: 136 bytes. */
const RATE: u32 = 17;
const LANES: u32 = 25;

/** Lanes of a 32-byte word. */
export const WORD_LANES: u32 = 4;
/** Bytes of a hash, a key, a word of an ABI encoding. */
export const WORD: usize = 32;

/** Sets a lane of each state. */
export function setLanes(lane: u32, first: u64, second: u64): void {
  const at = states + LANE * lane;
  if (ASC_FEATURE_SIMD) {
    // One store: a load of 16 bytes right after two stores of 8 would stall.
    v128.store(at, i64x2.replace_lane(i64x2.splat(first), 1, second));
  } else {
    store<u64>(at, first);
    store<u64>(at, second, 8);
  }
}

/** Sets the lanes from `lane` on to a word of each of two messages. */
export function setWords(lane: u32, first: usize, second: usize): void {
  for (let i: u32 = 0; i < WORD_LANES; i++) {
    setLanes(lane + i, load<u64>(first + 8 * i), load<u64>(second + 8 * i));
  }
}

/** Sets the lanes from `lane` on to zero. */
export function clearFrom(lane: u32): void {
  for (; lane < LANES; lane++) setLanes(lane, 0, 0);
}

/** Ends messages of `lanes` whole lanes, less than a block, and permutes. */
export function finish(lanes: u32): void {
  clearFrom(lanes);
  setLanes(lanes, 0x01, 0x01);
  setLanes(RATE - 1, 0x80 << 56, 0x80 << 56);
  permute();
}

/** Hashes the hash in each state once more. */
export function hashAgain(): void {
  finish(WORD_LANES);
}

/** How many blocks a message fills, of which the states hold `lanes` lanes already. */
export function fullBlocks(lanes: u32, length: u32): u32 {
  return (8 * lanes + length) / (8 * RATE);
}

/**
 * Absorbs the rest of two messages that fill the same number of blocks, and ends them.
 *
 * @param lanes how many lanes of them the states hold already, less than a block; the others are zero
 */
export function absorb(lanes: u32, first: usize, firstLength: u32, second: usize, secondLength: u32): void {
  const firstEnd = first + firstLength;
  const secondEnd = second + secondLength;
  let lane = lanes;
  for (let blocks = fullBlocks(lanes, firstLength); blocks > 0; blocks--) {
    for (; lane < RATE; lane++) {
      xorLane(lane, 0, load<u64>(first));
      xorLane(lane, 1, load<u64>(second));
      first += 8;
      second += 8;
    }
    permute();
    lane = 0;
  }
  xorTail(lane, 0, first, firstEnd);
  xorTail(lane, 1, second, secondEnd);
  permute();
}

function xorLane(lane: u32, state: usize, value: u64): void {
  const at = states + LANE * lane + 8 * state;
  store<u64>(at, load<u64>(at) ^ value);
}

/** The last bytes of a message and its padding; up to 7 bytes behind the message are read and masked. */
function xorTail(lane: u32, state: usize, from: usize, to: usize): void {
  for (; from + 8 <= to; from += 8) {
    xorLane(lane, state, load<u64>(from));
    lane++;
  }
  const end: u64 = 1 << (8 * <u64>(to - from));
  xorLane(lane, state, (load<u64>(from) & (end - 1)) | end);
  xorLane(RATE - 1, state, 0x80 << 56);
}

/** Writes the hash in each state. */
export function squeeze(first: usize, second: usize): void {
  for (let lane: u32 = 0; lane < WORD_LANES; lane++) {
    const at = states + LANE * lane;
    store<u64>(first + 8 * lane, load<u64>(at));
    store<u64>(second + 8 * lane, load<u64>(at, 8));
  }
}
