import { messageOf } from "../chain/failures.ts";
import type { Daemon } from "../daemon/daemon.ts";
import { type FetchOptions, fetchBundle } from "../fetch/bundle.ts";
import { nameOf } from "../game/moves.ts";
import type { Submission } from "../game/state.ts";
import type { Metrics } from "../signals/metrics.ts";
import type { Verdict } from "./judge.ts";
import { judgeApart } from "./judge-apart.ts";
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
  /** Starts on one of these that is due, the least looked at first, unless it is at one. */
  lookAt(pending: readonly Submission[]): void;
  /** What is known of a bundle; undefined as long as it may still come. */
  verdictOf(submission: Submission): Verdict | undefined;
  busy(): boolean;
}

const LONGEST_PAUSE = 3_600_000;

/** Makes a lookout, which keeps what it finds in the memory. */
export function createLookout(daemon: Daemon, memory: Memory, options: LookoutOptions, metrics: Metrics): Lookout {
  const judged = metrics.counter("bundles_judged_total", "Bundles that were fetched and judged, by verdict.");
  const failures = new Map<string, { readonly count: number; readonly again: number }>();
  let busy = false;

  async function look(submission: Submission): Promise<void> {
    const fetching = { ...options.fetch, into: daemon.scratch };
    const bundle = await fetchBundle(submission.dataURI, submission.settlement, fetching);
    try {
      const verdict = await judgeApart(submission, bundle.folder, bundle.absent);
      const tries = (memory.findingOf(submission)?.tries ?? 0) + 1;
      memory.keep(submission, { verdict, tries, again: pausedUntil(tries) });
      failures.delete(nameOf(submission));
      judged.add(1, { verdict: verdict.kind });
    } finally {
      await bundle.dispose();
    }
  }

  const pausedUntil = (times: number) => Date.now() + Math.min(options.interval * 2 ** times, LONGEST_PAUSE);

  function isDue(submission: Submission): boolean {
    if ((failures.get(nameOf(submission))?.again ?? 0) > Date.now()) return false;
    const finding = memory.findingOf(submission);
    if (finding === undefined) return true;
    const left = finding.again - Date.now();
    // No pause is so long: the machine's clock was put back since.
    return finding.verdict.kind === "withheld" && (left <= 0 || left > LONGEST_PAUSE);
  }

  /** Whose bundle is slow or broken waits behind those that were not looked at so often. */
  function nextOf(pending: readonly Submission[]): Submission | undefined {
    const looks = (submission: Submission) =>
      (memory.findingOf(submission)?.tries ?? 0) + (failures.get(nameOf(submission))?.count ?? 0);
    return pending.filter(isDue).sort((a, b) => looks(a) - looks(b))[0];
  }

  function fail(submission: Submission, error: unknown): void {
    const count = (failures.get(nameOf(submission))?.count ?? 0) + 1;
    failures.set(nameOf(submission), { count, again: pausedUntil(count) });
    const { period, serial } = submission;
    const message = `The bundle of period ${period} (submission ${serial}) was not judged: ${messageOf(error)}`;
    const notice = {
      id: `look-failed:${nameOf(submission)}:${messageOf(error)}`,
      fields: { period, submission: serial },
    };
    try {
      daemon.notices.add({ ...notice, level: "error", event: "look-failed", message });
    } catch {
      // What cannot be kept, on a full disk, can still be said.
      daemon.log("error", "look-failed", message);
    }
  }

  return {
    lookAt(pending) {
      const due = busy ? undefined : nextOf(pending);
      if (due === undefined) return;
      busy = true;
      look(due)
        .catch((error: unknown) => fail(due, error))
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
