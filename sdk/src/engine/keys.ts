import type { KeyJob, PackedIds } from "../columns/packed-ids.ts";
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
  readonly salts: number;
  readonly keys: number;
  readonly offsets: number;
  readonly ids: number;
}

/** Two blocks of so many ids in a memory: while one is hashed, the other is emptied and filled. */
interface IdBlocks {
  readonly kernel: Kernel;
  readonly rows: number;
  readonly secret: number;
  readonly blocks: readonly [IdBlock, IdBlock];
}

/**
 * Hashes ids to salts and keys in WebAssembly, on this thread.
 *
 * @returns false if the engine cannot
 */
export function keysHere(job: KeyJob, path: EnginePath | undefined = detectPath()): boolean {
  const blocks = path && idBlocks(job, HASH_BLOCK, (bytes) => pooledKernel(path, bytes));
  if (blocks === undefined) return false;
  runHere(blocks.kernel, keySteps(job, blocks));
  return true;
}

/**
 * Hashes ids to salts and keys in WebAssembly without holding up this thread, on as many threads as there are.
 *
 * @returns false if the engine cannot
 */
export async function keysInBackground(
  job: KeyJob,
  { path = detectPath(), onProgress, signal }: BackgroundOptions = {},
): Promise<boolean> {
  const { length } = job.rows;
  if (length < LONG_LIST) return keysHere(job, path);
  const blocks = path && idBlocks(job, BACKGROUND_ROWS, (bytes) => createKernel(path, bytes));
  if (path === undefined || blocks === undefined) return false;
  await runInBackground(blocks.kernel, keySteps(job, blocks), 2 * length, { path, onProgress, signal });
  return true;
}

/** Room for two blocks of at most so many ids, in a memory that `kernelOf` gives. */
function idBlocks(
  job: KeyJob,
  mostRows: number,
  kernelOf: (bytes: number) => Kernel | undefined,
): IdBlocks | undefined {
  const rows = Math.min(job.rows.length, mostRows);
  const idBytes = longestBlock(job, rows);
  const secret = FIXED.end;
  let end = secret + WORD;
  const place = (bytes: number) => {
    const at = end;
    end += Math.ceil(bytes / WORD) * WORD;
    return at;
  };
  // The last bytes of an id are read eight at a time.
  const block = (): IdBlock => ({
    salts: place(WORD * rows),
    keys: place(WORD * rows),
    offsets: place(4 * (rows + 1)),
    ids: place(idBytes + 8),
  });
  const blocks = [block(), block()] as const;
  const kernel = kernelOf(end);
  return kernel && { kernel, rows, secret, blocks };
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
function* keySteps(job: KeyJob, { kernel, rows: most, secret, blocks }: IdBlocks): Steps<void> {
  const { ids, rows, salts, keys } = job;
  const { buffer } = kernel.memory;
  const memory = new Uint8Array(buffer);
  memory.set(job.secret, secret);
  const countFrom = (from: number) => Math.min(most, rows.length - from);
  const fill = (block: IdBlock, from: number) => {
    if (from >= rows.length) return;
    packIds(ids, rows, from, memory.subarray(block.ids), new Uint32Array(buffer, block.offsets, countFrom(from) + 1));
  };
  const empty = (block: IdBlock, from: number) => {
    if (from < 0) return;
    const bytes = WORD * countFrom(from);
    salts?.set(memory.subarray(block.salts, block.salts + bytes), WORD * from);
    keys?.set(memory.subarray(block.keys, block.keys + bytes), WORD * from);
  };
  let [block, other] = blocks;
  fill(block, 0);
  let from = 0;
  for (; from < rows.length; from += most) {
    const args = [secret, block.ids, block.offsets, block.salts, keys === undefined ? 0 : block.keys];
    const [idle, before, after] = [other, from - most, from + most];
    const meanwhile = () => {
      empty(idle, before);
      fill(idle, after);
    };
    yield { run: "idKeys", args, from: 0, to: countFrom(from), block: HASH_BLOCK, inOrder: false, meanwhile };
    [block, other] = [other, block];
  }
  empty(other, from - most);
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
