import { FIXED, pooledKernel } from "./kernel.ts";
import { detectPath } from "./path.ts";

const TABLE = 65_536;
/** What is larger takes no memory here. */
const LARGEST = 1 << 24;

/**
 * Compresses bytes by Snappy in WebAssembly, to what hyparquet-writer makes of them.
 *
 * @returns undefined if the engine cannot
 * @example
 * compressHere(new Uint8Array(1000))?.length // 50
 */
export function compressHere(bytes: Uint8Array, path = detectPath()): Uint8Array | undefined {
  if (path === undefined || bytes.length > LARGEST) return undefined;
  const input = FIXED.end + TABLE;
  // The last bytes are read eight at a time.
  const target = input + bytes.length + 8;
  const kernel = pooledKernel(path, target + Math.ceil((7 * bytes.length) / 6) + 32);
  if (kernel === undefined) return undefined;
  const memory = new Uint8Array(kernel.memory.buffer);
  memory.set(bytes, input);
  kernel.functions.snappyCompress(input, bytes.length, FIXED.end, target, FIXED.result);
  return memory.slice(target, target + resultOf(kernel.memory));
}

function resultOf({ buffer }: WebAssembly.Memory): number {
  return new Uint32Array(buffer, FIXED.result, 1)[0] as number;
}
