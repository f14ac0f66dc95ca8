/// <reference lib="dom" />
import { SCALAR_MODULE, SIMD_MODULE } from "./module.ts";
import type { EnginePath } from "./options.ts";

/** What a memory's import says of it: a maximum, not shared or shared. */
const MEMORY_KIND = { plain: 1, shared: 3 } as const;
const MOST_THREADS = 16;

const modules = new Map<string, WebAssembly.Module | undefined>();
let detected: EnginePath | undefined | null = null;

/** The fastest path that is open here, found out once; undefined where WebAssembly is missing or forbidden. */
export function detectPath(): EnginePath | undefined {
  if (detected !== null) return detected;
  const simd = moduleFor({ simd: true, shared: false }) !== undefined;
  if (!simd && moduleFor({ simd: false, shared: false }) === undefined) {
    detected = undefined;
    return detected;
  }
  const shared = allowsSharedMemory() && moduleFor({ simd, shared: true }) !== undefined;
  const cores = globalThis.navigator?.hardwareConcurrency ?? 1;
  detected = { simd, shared, threads: shared ? Math.min(cores, MOST_THREADS) : 1 };
  return detected;
}

/** The module for a path, compiled once; undefined if this place does not run it. */
export function moduleFor({ simd, shared }: Pick<EnginePath, "simd" | "shared">): WebAssembly.Module | undefined {
  const name = `${simd} ${shared}`;
  if (!modules.has(name)) modules.set(name, compile(simd, shared));
  return modules.get(name);
}

function compile(simd: boolean, shared: boolean): WebAssembly.Module | undefined {
  const { base64, memoryKindAt } = simd ? SIMD_MODULE : SCALAR_MODULE;
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  // No instruction of the engine minds whether its memory is shared, so one build serves both kinds.
  bytes[memoryKindAt] = shared ? MEMORY_KIND.shared : MEMORY_KIND.plain;
  try {
    return new WebAssembly.Module(bytes);
  } catch {
    return undefined;
  }
}

/** Some browsers make shared memories on pages that may not pass them on; only an isolated page may. */
function allowsSharedMemory(): boolean {
  if (typeof SharedArrayBuffer === "undefined" || globalThis.crossOriginIsolated === false) return false;
  try {
    return new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true }).buffer instanceof SharedArrayBuffer;
  } catch {
    return false;
  }
}
