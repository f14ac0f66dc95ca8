// Snappy, the compression that every reader of Parquet knows. What `snappyCompress` writes is, byte for byte, what
// hyparquet-writer writes, so that a file is the same wherever it is made.

const MOST_TABLE_BITS: u32 = 14;
const FARTHEST: u32 = 0xffff;
/** So close to the end no match is looked for. */
const MARGIN: u32 = 15;
const MULTIPLIER: u32 = 0x1e35a7bd;

let output: usize = 0;

/**
 * Compresses `length` bytes.
 *
 * @param table 64 KiB that it may write to
 * @param target room for 32 bytes and 7/6 of the length
 * @param size where the length of the result goes, 4 bytes
 */
export function snappyCompress(input: usize, length: u32, table: usize, target: usize, size: usize): void {
  output = target;
  writeLength(length);
  const rest: u32 = length < MARGIN ? 0 : writeMatches(input, length, table);
  if (rest < length) writeLiteral(input + rest, length - rest);
  store<u32>(size, u32(output - target));
}

/** Writes all but the last literal; gives where that one begins. */
function writeMatches(input: usize, length: u32, table: usize): u32 {
  const shift = hashShift(length);
  memory.fill(table, 0, 4 << (32 - shift));
  const limit = length - MARGIN;
  let literal: u32 = 0;
  let at: u32 = 1;
  let hash = hashAt(input + at, shift);
  while (at <= limit) {
    // The longer nothing matches, the wider the steps.
    let candidate: u32;
    let next = at;
    let skip: u32 = 32;
    do {
      at = next;
      next = at + (skip++ >> 5);
      if (at > limit) return literal;
      candidate = swapEntry(table, hash, at);
      hash = hashAt(input + next, shift);
    } while (at - candidate > FARTHEST || load<u32>(input + at) !== load<u32>(input + candidate));

    writeLiteral(input + literal, at - literal);
    do {
      const matched = matchLength(input, candidate, at, length);
      writeCopy(at - candidate, matched);
      at += matched;
      literal = at;
      if (at >= limit) return literal;
      swapEntry(table, hashAt(input + at - 1, shift), at - 1);
      candidate = swapEntry(table, hashAt(input + at, shift), at);
    } while (at - candidate <= FARTHEST && load<u32>(input + at) === load<u32>(input + candidate));
    at++;
    hash = hashAt(input + at, shift);
  }
  return literal;
}

function hashShift(length: u32): u32 {
  let bits: u32 = 1;
  while ((<u32>1) << bits <= length && bits <= MOST_TABLE_BITS) bits++;
  return 32 - (bits - 1);
}

function hashAt(at: usize, shift: u32): u32 {
  return (load<u32>(at) * MULTIPLIER) >> shift;
}

/** Sets an entry of the table and gives what stood there. */
function swapEntry(table: usize, hash: u32, value: u32): u32 {
  const at = table + 4 * <usize>hash;
  const before = load<u32>(at);
  store<u32>(at, value);
  return before;
}

/** How many bytes are the same, of which four are known to be. */
function matchLength(input: usize, candidate: u32, at: u32, length: u32): u32 {
  let matched: u32 = 4;
  for (; at + matched + 8 <= length; matched += 8) {
    const difference = load<u64>(input + at + matched) ^ load<u64>(input + candidate + matched);
    if (difference !== 0) return matched + (u32(ctz(difference)) >> 3);
  }
  while (at + matched < length && load<u8>(input + at + matched) === load<u8>(input + candidate + matched)) matched++;
  return matched;
}

function write(byte: u32): void {
  store<u8>(output++, byte);
}

function writeLength(length: u32): void {
  for (; length >= 0x80; length >>= 7) write((length & 0x7f) | 0x80);
  write(length);
}

function writeLiteral(from: usize, length: u32): void {
  const value = length - 1;
  if (length <= 60) {
    write(value << 2);
  } else {
    const bytes: u32 = value < 0x100 ? 1 : value < 0x10000 ? 2 : value < 0x1000000 ? 3 : 4;
    write((59 + bytes) << 2);
    for (let i: u32 = 0; i < bytes; i++) write(value >> (8 * i));
  }
  memory.copy(output, from, length);
  output += length;
}

function writeCopy(offset: u32, length: u32): void {
  for (; length >= 68; length -= 64) writeShortCopy(offset, 64);
  if (length > 64) {
    writeShortCopy(offset, 60);
    length -= 60;
  }
  writeShortCopy(offset, length);
}

function writeShortCopy(offset: u32, length: u32): void {
  if (length < 12 && offset < 2048) {
    write(1 | ((length - 4) << 2) | ((offset >> 8) << 5));
    write(offset);
  } else {
    write(2 | ((length - 1) << 2));
    write(offset);
    write(offset >> 8);
  }
}
