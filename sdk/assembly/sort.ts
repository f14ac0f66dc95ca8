// A stable radix sort of row numbers by 64-bit words, a byte at a time, and what it needs around it.
import { WORD } from "./sponge";

const DIGITS: u32 = 8;
const RADIX: u32 = 256;
const LONGEST_INSERTION: u32 = 16;

/** Makes the rows `from` up to `to` in input order, with the leading 64 bits of their keys. */
export function keyWords(keys: usize, words: usize, rows: usize, from: u32, to: u32): void {
  for (let i: usize = from; i < to; i++) {
    store<u64>(words + 8 * i, leadingWord(keys + WORD * i));
    store<u32>(rows + 4 * i, i);
  }
}

/** The complement of each row's amount, so that ascending words are descending amounts. */
export function amountWords(amounts: usize, rows: usize, words: usize, from: u32, to: u32): void {
  for (let i: usize = from; i < to; i++) {
    store<u64>(words + 8 * i, ~load<u64>(amounts + 8 * rowAt(rows, i)));
  }
}

/** Counts how often each value of each of the 8 bytes comes up: 8 tables of 256, 4 bytes each. */
export function countDigits(words: usize, counts: usize, from: u32, to: u32): void {
  for (let i: usize = from; i < to; i++) {
    let word = load<u64>(words + 8 * i);
    let table = counts;
    for (let digit: u32 = 0; digit < DIGITS; digit++) {
      const at = table + 4 * <usize>(word & (RADIX - 1));
      store<u32>(at, load<u32>(at) + 1);
      word >>= 8;
      table += 4 * RADIX;
    }
  }
}

/**
 * Moves words and rows to their places by one byte of the word.
 *
 * @param places 256 numbers: where the next word with that byte goes
 */
export function scatter(
  words: usize,
  rows: usize,
  toWords: usize,
  toRows: usize,
  places: usize,
  shift: u32,
  from: u32,
  to: u32,
): void {
  for (let i: usize = from; i < to; i++) {
    const word = load<u64>(words + 8 * i);
    const at = places + 4 * <usize>((word >> shift) & (RADIX - 1));
    const place: usize = load<u32>(at);
    store<u32>(at, place + 1);
    store<u64>(toWords + 8 * place, word);
    store<u32>(toRows + 4 * place, rowAt(rows, i));
  }
}

/**
 * Orders rows by their whole keys where the leading 32 bits are equal, for the runs that start at `from` up to `to`.
 *
 * @param count the number of rows; a run may reach beyond `to`
 * @param same where to write two rows with the same key, if there are any
 */
export function orderEqualWords(
  keys: usize,
  words: usize,
  rows: usize,
  same: usize,
  count: u32,
  from: u32,
  to: u32,
): void {
  let start = from;
  while (start > 0 && start < to && leadAt(words, start) === leadAt(words, start - 1)) start++;
  while (start < to) {
    let end = start + 1;
    while (end < count && leadAt(words, end) === leadAt(words, start)) end++;
    if (end - start > 1) orderByKey(keys, rows, same, start, end);
    start = end;
  }
}

/** Copies the 32 bytes of each row. */
export function gather32(source: usize, rows: usize, target: usize, from: u32, to: u32): void {
  for (let i: usize = from; i < to; i++) {
    const row = source + WORD * rowAt(rows, i);
    const place = target + WORD * i;
    store<u64>(place, load<u64>(row));
    store<u64>(place, load<u64>(row, 8), 8);
    store<u64>(place, load<u64>(row, 16), 16);
    store<u64>(place, load<u64>(row, 24), 24);
  }
}

/** Copies the 8 bytes of each row. */
export function gather8(source: usize, rows: usize, target: usize, from: u32, to: u32): void {
  for (let i: usize = from; i < to; i++) {
    store<u64>(target + 8 * i, load<u64>(source + 8 * rowAt(rows, i)));
  }
}

function rowAt(rows: usize, index: usize): usize {
  return load<u32>(rows + 4 * index);
}

function leadAt(words: usize, index: usize): u32 {
  return <u32>(load<u64>(words + 8 * index) >> 32);
}

function leadingWord(key: usize): u64 {
  return bswap<u64>(load<u64>(key));
}

/** Keys are hashes, so a run is short; one made to be long is sorted in n log n time all the same. */
function orderByKey(keys: usize, rows: usize, same: usize, start: u32, end: u32): void {
  const run = rows + 4 * <usize>start;
  const length = end - start;
  if (length <= LONGEST_INSERTION) insertionSort(keys, run, length);
  else heapSort(keys, run, length);
  for (let i: u32 = 1; i < length; i++) {
    if (compareKeys(keys, rowAt(run, i - 1), rowAt(run, i)) !== 0) continue;
    store<u32>(same, load<u32>(run + 4 * (i - 1)));
    store<u32>(same, load<u32>(run + 4 * i), 4);
  }
}

function insertionSort(keys: usize, run: usize, length: u32): void {
  for (let i: u32 = 1; i < length; i++) {
    const row = rowAt(run, i);
    let place = i;
    for (; place > 0 && compareKeys(keys, rowAt(run, place - 1), row) > 0; place--) {
      store<u32>(run + 4 * place, rowAt(run, place - 1));
    }
    store<u32>(run + 4 * place, row);
  }
}

function heapSort(keys: usize, run: usize, length: u32): void {
  for (let root = length / 2; root > 0; root--) siftDown(keys, run, root - 1, length);
  for (let end = length - 1; end > 0; end--) {
    const largest = rowAt(run, 0);
    store<u32>(run, rowAt(run, end));
    store<u32>(run + 4 * end, largest);
    siftDown(keys, run, 0, end);
  }
}

function siftDown(keys: usize, run: usize, root: u32, length: u32): void {
  const row = rowAt(run, root);
  for (let child: u32 = 2 * root + 1; child < length; child = 2 * root + 1) {
    if (child + 1 < length && compareKeys(keys, rowAt(run, child + 1), rowAt(run, child)) > 0) child++;
    if (compareKeys(keys, rowAt(run, child), row) <= 0) break;
    store<u32>(run + 4 * root, rowAt(run, child));
    root = child;
  }
  store<u32>(run + 4 * root, row);
}

/** Compares the keys of two rows as unsigned integers. */
function compareKeys(keys: usize, a: usize, b: usize): i32 {
  for (let offset: usize = 0; offset < WORD; offset += 8) {
    const x = leadingWord(keys + WORD * a + offset);
    const y = leadingWord(keys + WORD * b + offset);
    if (x !== y) return x < y ? -1 : 1;
  }
  return 0;
}
