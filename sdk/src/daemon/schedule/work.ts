// One task at a time in the background, tried again after ever longer pauses while it fails.

/** A task that is tried until it is done. */
export interface Work {
  /** Begins it, unless it is under way, or rests after a failure. */
  start(task: () => Promise<void>): void;
  isUnderWay(): boolean;
  /** How often in a row it failed; 0 once it is done. */
  failures(): number;
  /** Why it failed last; undefined once it is done. */
  failure(): unknown;
}

/** How it is tried. */
export interface WorkOptions {
  /** Milliseconds until it is tried again, at first; twice as long each time. */
  readonly pause: number;
  readonly longestPause: number;
  readonly onFailed: (error: unknown) => void;
  /** Milliseconds that only go up. */
  readonly clock?: () => number;
}

/** Makes what does one task at a time. */
export function createWork(options: WorkOptions): Work {
  const { pause, longestPause, onFailed, clock = () => performance.now() } = options;
  let isUnderWay = false;
  let failures = 0;
  let failure: unknown;
  let again = 0;
  function fail(error: unknown): void {
    failures++;
    failure = error;
    again = clock() + Math.min(pause * 2 ** (failures - 1), longestPause);
    onFailed(error);
  }
  return {
    start(task) {
      if (isUnderWay || clock() < again) return;
      isUnderWay = true;
      task()
        .then(() => {
          failures = 0;
          failure = undefined;
        }, fail)
        // On a full disk nothing can be kept; the loop says so.
        .catch(() => undefined)
        .finally(() => {
          isUnderWay = false;
        });
    },
    isUnderWay: () => isUnderWay,
    failures: () => failures,
    failure: () => failure,
  };
}
