import type { KeyJob, PackedIds } from "../commitment/keys.ts";
import { LONG_LIST } from "./arena.ts";
import { runInBackground } from "./background.ts";
import { createKernel, FIXED, HASH_BLOCK, type Kernel, pooledKernel, runHere, type Steps } from "./kernel.ts";
import type { BackgroundOptions, EnginePath } from "./options.ts";
import { detectPath } from "./path.ts";

const WORD = 32;
/** Below, copying byte by byte is faster than a call. */
const SHORT_ID = 64;
/** Ids that are copied in at once when several threads hash them: enough for each thread to draw some blocks. */
const BACKGROUND_ROWS = 1 << 18;

/** Where a block of ids stands in a memory. */
interface IdBlock {
  readonly kernel: Kernel;
  readonly rows: number;
  readonly secret: number;
  readonly salts: number;
  readonly keys: number;
  readonly offsets: number;
  readonly ids: number;
}

/**
 * Hashes ids to salts and keys in WebAssembly, on this thread.
 *
 * @returns false if the engine cannot
 */
export function keysHere(job: KeyJob, path: EnginePath | undefined = detectPath()): boolean {
  const block = path && idBlock(longestBlock(job, HASH_BLOCK), HASH_BLOCK, (bytes) => pooledKernel(path, bytes));
  if (block === undefined) return false;
  runHere(block.kernel, keySteps(job, block));
  return true;
}

/**
 * Hashes ids to salts and keys in WebAssembly without holding up this thread, on as many threads as there are.
 *
 * @returns false if the engine cannot
 */
export async function keysInBackground(
  job: KeyJob,
  { path = detectPath(), onProgress }: BackgroundOptions = {},
): Promise<boolean> {
  const { length } = job.rows;
  if (length < LONG_LIST) return keysHere(job, path);
  const rows = Math.min(length, BACKGROUND_ROWS);
  const block = path && idBlock(longestBlock(job, rows), rows, (bytes) => createKernel(path, bytes));
  if (path === undefined || block === undefined) return false;
  await runInBackground(block.kernel, keySteps(job, block), 2 * length, { path, onProgress });
  return true;
}

/** Room for blocks of so many ids, in a memory that `kernelOf` gives. */
function idBlock(idBytes: number, rows: number, kernelOf: (bytes: number) => Kernel | undefined): IdBlock | undefined {
  const secret = FIXED.end;
  const salts = secret + WORD;
  const keys = salts + WORD * rows;
  const offsets = keys + WORD * rows;
  const ids = offsets + 4 * (rows + 1);
  // The last bytes of an id are read eight at a time.
  const kernel = kernelOf(ids + idBytes + 8);
  return kernel && { kernel, rows, secret, salts, keys, offsets, ids };
}

/** The bytes of the largest block of ids. */
function longestBlock({ ids: { ends }, rows }: KeyJob, blockRows: number): number {
  let longest = 0;
  for (let from = 0; from < rows.length; from += blockRows) {
    let bytes = 0;
    const to = Math.min(from + blockRows, rows.length);
    for (let i = from; i < to; i++) {
      const id = rows[i] as number;
      bytes += (ends[id] as number) - startOf(ends, id);
    }
    longest = Math.max(longest, bytes);
  }
  return longest;
}

/** Copies ids in, hashes them, copies the results out, block by block. */
function* keySteps({ secret, ids, rows, salts, keys }: KeyJob, block: IdBlock): Steps<void> {
  const { buffer } = block.kernel.memory;
  const memory = new Uint8Array(buffer);
  memory.set(secret, block.secret);
  for (let from = 0; from < rows.length; from += block.rows) {
    const count = Math.min(block.rows, rows.length - from);
    packIds(ids, rows, from, memory.subarray(block.ids), new Uint32Array(buffer, block.offsets, count + 1));
    const args = [block.secret, block.ids, block.offsets, block.salts, block.keys];
    yield { run: "idKeys", args, from: 0, to: count, block: HASH_BLOCK, inOrder: false };
    salts?.set(memory.subarray(block.salts, block.salts + WORD * count), WORD * from);
    keys?.set(memory.subarray(block.keys, block.keys + WORD * count), WORD * from);
  }
}

/** Copies ids one behind the other, however they are spread in their own memory. */
function packIds(
  { bytes, ends }: PackedIds,
  rows: Uint32Array,
  from: number,
  target: Uint8Array,
  offsets: Uint32Array,
): void {
  let length = 0;
  offsets[0] = 0;
  for (let i = 1; i < offsets.length; i++) {
    const id = rows[from + i - 1] as number;
    const start = startOf(ends, id);
    const end = ends[id] as number;
    if (end - start < SHORT_ID) for (let at = start; at < end; at++) target[length++] = bytes[at] as number;
    else {
      target.set(bytes.subarray(start, end), length);
      length += end - start;
    }
    offsets[i] = length;
  }
}

function startOf(ends: ArrayLike<number>, id: number): number {
  return id === 0 ? 0 : (ends[id - 1] as number);
}
