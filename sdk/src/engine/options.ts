/** How the engine runs. Every path gives the same bits; they differ in speed and in what they ask of their surroundings. */
export interface EnginePath {
  /** Two hashes at a time. */
  readonly simd: boolean;
  /** A memory that other threads see; most web pages are not allowed one. */
  readonly shared: boolean;
  /** How many threads work on a long list; one without a shared memory. */
  readonly threads: number;
}

/** How work is done in the background. */
export interface BackgroundOptions {
  /** Called now and then with the part that is done, from 0 to 1. */
  readonly onProgress?: ((done: number) => void) | undefined;
  /** Stops the work. */
  readonly signal?: AbortSignal | undefined;
  /** The engine's path; left out, the fastest one that is open. */
  readonly path?: EnginePath | undefined;
}
