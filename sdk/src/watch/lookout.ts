import type { Daemon } from "../daemon/daemon.ts";
import { messageOf } from "../daemon/daemon.ts";
import { type FetchOptions, fetchBundle } from "../fetch/bundle.ts";
import type { Submission } from "../game/state.ts";
import type { Metrics } from "../signals/metrics.ts";
import { judgeBundle, type Verdict } from "./judge.ts";
import type { Memory } from "./memory.ts";

/** How bundles are looked for. */
export interface LookoutOptions {
  /** How often a bundle is looked for before it counts as withheld. */
  readonly tries: number;
  /** Milliseconds until a withheld bundle is looked for again, at first; twice as long each time. */
  readonly interval: number;
  readonly fetch: FetchOptions;
}

/** Fetches and judges bundles in the background, one at a time. */
export interface Lookout {
  /** Starts on the first of these that is due, unless it is at one. */
  lookAt(pending: readonly Submission[]): void;
  /** What is known of a bundle; undefined as long as it may still come. */
  verdictOf(submission: Submission): Verdict | undefined;
  busy(): boolean;
}

const LONGEST_PAUSE = 3_600_000;

/** Makes a lookout, which keeps what it finds in the memory. */
export function createLookout(daemon: Daemon, memory: Memory, options: LookoutOptions, metrics: Metrics): Lookout {
  const judged = metrics.counter("bundles_judged_total", "Bundles that were fetched and judged, by verdict.");
  let busy = false;

  async function look(submission: Submission): Promise<void> {
    const fetching = { ...options.fetch, into: daemon.scratch };
    const bundle = await fetchBundle(submission.dataURI, submission.settlement, fetching);
    try {
      const verdict = await judgeBundle(submission, bundle.folder, bundle.absent);
      const tries = (memory.findingOf(submission)?.tries ?? 0) + 1;
      const again = Date.now() + Math.min(options.interval * 2 ** tries, LONGEST_PAUSE);
      memory.keep(submission, { verdict, tries, again });
      judged.add(1, { verdict: verdict.kind });
    } finally {
      await bundle.dispose();
    }
  }

  function isDue(submission: Submission): boolean {
    const finding = memory.findingOf(submission);
    return finding === undefined || (finding.verdict.kind === "withheld" && finding.again <= Date.now());
  }

  return {
    lookAt(pending) {
      const due = busy ? undefined : pending.find(isDue);
      if (due === undefined) return;
      busy = true;
      look(due)
        .catch((error: unknown) => daemon.log("error", "look-failed", `A bundle was not judged: ${messageOf(error)}`))
        .finally(() => {
          busy = false;
        });
    },
    verdictOf(submission) {
      const finding = memory.findingOf(submission);
      const early = finding?.verdict.kind === "withheld" && finding.tries < options.tries;
      return early ? undefined : finding?.verdict;
    },
    busy: () => busy,
  };
}
