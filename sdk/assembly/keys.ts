// Keys from ids, two at a time: salt = keccak256(secret ++ id), key = keccak256(salt ++ id).
import { absorb, clearFrom, fullBlocks, setWords, squeeze, WORD, WORD_LANES } from "./sponge";

/**
 * The salts and keys of ids `from` up to `to`.
 *
 * @param offsets where each id starts in `ids`, 4 bytes each, and where the last one ends
 * @param keys 0 if only the salts are wanted
 */
export function idKeys(secret: usize, ids: usize, offsets: usize, salts: usize, keys: usize, from: u32, to: u32): void {
  for (let i = from; i < to; ) {
    const j = i + 1 < to && blocksOf(offsets, i) === blocksOf(offsets, i + 1) ? i + 1 : i;
    setWords(0, secret, secret);
    absorbIds(ids, offsets, i, j);
    squeeze(salts + WORD * i, salts + WORD * j);
    if (keys !== 0) {
      absorbIds(ids, offsets, i, j);
      squeeze(keys + WORD * i, keys + WORD * j);
    }
    i = j + 1;
  }
}

/** Hashes ids behind the words that the states begin with. */
function absorbIds(ids: usize, offsets: usize, i: u32, j: u32): void {
  clearFrom(WORD_LANES);
  absorb(
    WORD_LANES,
    ids + offsetOf(offsets, i),
    lengthOf(offsets, i),
    ids + offsetOf(offsets, j),
    lengthOf(offsets, j),
  );
}

function blocksOf(offsets: usize, id: u32): u32 {
  return fullBlocks(WORD_LANES, lengthOf(offsets, id));
}

function lengthOf(offsets: usize, id: u32): u32 {
  return offsetOf(offsets, id + 1) - offsetOf(offsets, id);
}

function offsetOf(offsets: usize, id: u32): u32 {
  return load<u32>(offsets + 4 * <usize>id);
}
