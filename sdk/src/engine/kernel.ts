import type { EnginePath } from "./options.ts";
import { moduleFor } from "./path.ts";

/** What the WebAssembly module does to rows, see sdk/assembly; the last two arguments are always the rows `from` up to `to`. */
export type EngineFunction =
  | "amountWords"
  | "countDigits"
  | "cumulate"
  | "gather8"
  | "gather32"
  | "idKeys"
  | "keyWords"
  | "nodes"
  | "orderEqualWords"
  | "positionLeaves"
  | "rowLeaves"
  | "scatter"
  | "shares";

type EngineFunctions = Record<EngineFunction | "snappyCompress", (...args: (number | bigint)[]) => void>;

/** A memory, and the engine's functions over it. */
export interface Kernel {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly functions: EngineFunctions;
}

/** One function over a range of rows, in blocks. */
export interface Step {
  readonly run: EngineFunction;
  /** All arguments but the range. */
  readonly args: readonly (number | bigint)[];
  readonly from: number;
  readonly to: number;
  /** Rows in one call: V8 replaces its quickly made code by its fast one only between calls. */
  readonly block: number;
  /** Whether each block needs the one before. */
  readonly inOrder: boolean;
  /** What this thread does while others do the step; it must not touch what they work on. */
  readonly meanwhile?: () => void;
}

/** Work that is done in steps, here or on other threads. */
export type Steps<T> = Generator<Step, T, void>;

/** Rows of one hashing call. */
export const HASH_BLOCK = 4096;
/** Rows of one call of anything that takes a few nanoseconds a row. */
export const SCAN_BLOCK = 65_536;

const PAGE = 65_536;

/** The first page of a memory, which the columns come after: see `--memoryBase` in scripts/build-engine.ts for its start. */
export const FIXED = {
  /** Counter that threads draw their next block from. */
  next: 4096,
  /** Set when a total does not fit. */
  overflow: 4100,
  /** Two rows with the same key. */
  sameKey: 4104,
  /** What a function gives beside what it writes. */
  result: 4112,
  /** 8 tables of 256 counts. */
  counts: 8192,
  /** 1 KiB a thread. */
  scratch: 16_384,
  scratchBytes: 1024,
  end: PAGE,
} as const;

const SMALLEST_POOL = 1 << 21;
const LARGEST_MEMORY = 65_536 * PAGE;

/**
 * A kernel over a new memory of some size.
 *
 * @returns undefined if the memory is larger than WebAssembly has, or not to be had
 */
export function createKernel(path: EnginePath, bytes: number): Kernel | undefined {
  const module = moduleFor(path);
  if (module === undefined || bytes > LARGEST_MEMORY) return undefined;
  const pages = Math.ceil(bytes / PAGE);
  try {
    const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: path.shared });
    return { module, memory, functions: instantiate(module, memory) };
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

const pool = new Map<boolean, Kernel>();

/** A kernel that all short work shares: whatever stands in its memory is gone with the next use. */
export function pooledKernel({ simd }: EnginePath, bytes: number): Kernel | undefined {
  const pooled = pool.get(simd);
  if (pooled !== undefined && pooled.memory.buffer.byteLength >= bytes) return pooled;
  const kernel = createKernel({ simd, shared: false, threads: 1 }, Math.max(bytes, SMALLEST_POOL));
  if (kernel !== undefined) pool.set(simd, kernel);
  return kernel;
}

function instantiate(module: WebAssembly.Module, memory: WebAssembly.Memory): EngineFunctions {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  (exports.setScratch as (address: number) => void)(FIXED.scratch);
  return exports as EngineFunctions;
}

/** Does all steps on this thread. */
export function runHere<T>(kernel: Kernel, steps: Steps<T>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
    for (let start = value.from; start < value.to; start += value.block) runBlock(kernel, value, start);
    value.meanwhile?.();
  }
}

/** Does one block of a step. */
export function runBlock({ functions }: Kernel, { run, args, to, block }: Step, start: number): void {
  functions[run](...args, start, Math.min(start + block, to));
}
