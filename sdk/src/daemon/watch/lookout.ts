import { messageOf } from "../../chain/failures.ts";
import type { SearchPicks, Verdict } from "../../challenge/judge.ts";
import { askApart } from "../../challenge/judge-apart.ts";
import { nameOf } from "../../challenge/moves.ts";
import type { FundIdentity } from "../../commitment/domain.ts";
import { type FetchedBundle, type FetchOptions, fetchBundle } from "../../download/bundle.ts";
import { NetworkError } from "../../download/errors.ts";
import { type LeafPlace, placeName, type ShownLeaf, type Submission } from "../../history/submissions.ts";
import type { Daemon } from "../daemon.ts";
import type { Metrics } from "../monitoring/metrics.ts";
import { UNREACHED_PATIENCE } from "./defaults.ts";
import type { Finding, Memory } from "./memory.ts";

/** How bundles are looked for. */
export interface LookoutOptions {
  /** How often a bundle is looked for before it counts as withheld; for longer where its host does not answer at all. */
  readonly tries: number;
  /** Milliseconds until a withheld bundle is looked for again, at first; twice as long each time. */
  readonly interval: number;
  readonly fetch: FetchOptions;
}

/** What is asked of a bundle beside whether it is right. */
interface Questions {
  /** How rows are chosen that are to be demanded. */
  readonly picks?: SearchPicks;
  /** The entries that are to be shown, if they can be. */
  readonly wanted: readonly LeafPlace[];
}

/** Fetches and judges bundles in the background, one at a time. */
export interface Lookout {
  /**
   * Starts on one of these that is due, the least looked at first, unless it is at one.
   *
   * @param now the chain's time
   */
  lookAt(pending: readonly Submission[], questionsOf?: (submission: Submission) => Questions, now?: bigint): void;
  /** What is known of a bundle; undefined as long as it may still come. */
  verdictOf(submission: Submission): Verdict | undefined;
  /** The same, though it was not looked for often enough yet. */
  earlyVerdictOf(submission: Submission): Verdict | undefined;
  /** Whether the verdict is on all that answers have shown. */
  isCurrent(submission: Submission): boolean;
  /** An entry that was asked for; undefined if it cannot be shown. */
  answerTo(submission: Submission, place: LeafPlace): ShownLeaf | undefined;
  /** Why a bundle was not judged in several looks, for trouble of this machine's own. */
  troubleWith(submission: Submission): string | undefined;
  busy(): boolean;
}

const LONGEST_PAUSE = 3_600_000;
const NO_QUESTIONS: Questions = { wanted: [] };

/** Makes a lookout, which keeps what it finds in the memory. */
export function createLookout(
  daemon: Daemon,
  memory: Memory,
  options: LookoutOptions,
  metrics: Metrics,
  identity?: FundIdentity,
): Lookout {
  const judged = metrics.counter("bundles_judged_total", "Bundles that were fetched and judged, by verdict.", {
    verdict: ["right", "fault", "withheld"],
  });
  const failed = metrics.counter(
    "failed_judgements_total",
    "Bundles that could not be judged for trouble of our own.",
    {},
  );
  const failures = new Map<string, { readonly count: number; readonly again: number; readonly message: string }>();
  /** The bundles that are searched: what answers show is compared with the same files, which are not fetched each time. */
  const kept = new Map<string, FetchedBundle>();
  const asked = asking(options.interval);
  let busy = false;
  let time = 0n;

  async function look(submission: Submission, { picks, wanted }: Questions, others: readonly string[]): Promise<void> {
    const name = nameOf(submission);
    const answers = answersIn(submission);
    const now = time;
    const bundle = await bundleFor(submission, others);
    kept.delete(name);
    let isSearched = false;
    try {
      const before = memory.findingOf(submission);
      const terms = { absent: bundle.absent, identity, picks: picks && { ...picks, ...rightRoots(before) }, wanted };
      const judgement = await askApart(submission, bundle.folder, terms);
      const { verdict } = judgement;
      asked.keep(submission, wanted, judgement.answers);
      const isUnknown = verdict.kind === "withheld";
      isSearched = isUnknown && verdict.searches !== undefined && bundle.unreached !== "network";
      const isJudged = before !== undefined && before.verdict.kind !== "withheld";
      if (isUnknown && !isJudged && bundle.unreached === "network") throw new NetworkError(networkTrouble(bundle));
      failures.delete(name);
      // What was judged once is judged: its host may be away when it is asked for entries later.
      if (isJudged) return;
      memory.unreached(submission, bundle.unreached === "host" ? now : undefined);
      const tries = (before?.tries ?? 0) + 1;
      memory.keep(submission, { verdict, tries, again: pausedUntil(tries), answers });
      judged.add(1, { verdict: verdict.kind });
    } finally {
      if (isSearched) kept.set(name, bundle);
      else await bundle.dispose();
    }
  }

  async function bundleFor(submission: Submission, others: readonly string[]): Promise<FetchedBundle> {
    const searched = kept.get(nameOf(submission));
    const finding = memory.findingOf(submission);
    if (searched !== undefined && finding !== undefined && !isPauseOver(finding)) return searched;
    await searched?.dispose();
    const witnesses = [...(options.fetch.witnesses ?? []), ...others];
    const terms = { ...options.fetch, witnesses, into: daemon.scratch };
    return fetchBundle(submission.dataURI, submission.settlement, terms);
  }

  const pausedUntil = (times: number) => Date.now() + Math.min(options.interval * 2 ** times, LONGEST_PAUSE);

  function isDue(submission: Submission, { wanted }: Questions): boolean {
    if ((failures.get(nameOf(submission))?.again ?? 0) > Date.now()) return false;
    const finding = memory.findingOf(submission);
    if (finding === undefined || asked.isNew(submission, wanted)) return true;
    if (finding.verdict.kind !== "withheld") return false;
    return isPauseOver(finding) || (finding.verdict.searches !== undefined && !isOf(submission, finding));
  }

  /** Whose bundle is slow or broken waits behind those that were not looked at so often. */
  function nextOf(pending: readonly Submission[], questionsOf: (submission: Submission) => Questions) {
    const looks = (submission: Submission) =>
      (memory.findingOf(submission)?.tries ?? 0) + (failures.get(nameOf(submission))?.count ?? 0);
    const due = pending
      .map((submission) => ({ submission, questions: questionsOf(submission) }))
      .filter(({ submission, questions }) => isDue(submission, questions));
    return due.sort((a, b) => looks(a.submission) - looks(b.submission))[0];
  }

  /** Lets go of what is kept of submissions that have come to an end. */
  function tidy(pending: readonly Submission[]): void {
    const names = new Set(pending.map(nameOf));
    asked.keepOnly(names);
    for (const [name, bundle] of kept) {
      if (names.has(name)) continue;
      kept.delete(name);
      // What cannot be removed now is removed when the program is started again.
      bundle.dispose().catch(() => undefined);
    }
  }

  function fail(submission: Submission, error: unknown): void {
    const count = (failures.get(nameOf(submission))?.count ?? 0) + 1;
    failed.add();
    const { period, serial } = submission;
    const message = `The bundle of period ${period} (submission ${serial}) was not judged: ${messageOf(error)}`;
    failures.set(nameOf(submission), { count, again: pausedUntil(count), message });
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
    lookAt(pending, questionsOf = () => NO_QUESTIONS, now = time) {
      time = now;
      if (busy) return;
      tidy(pending);
      const due = nextOf(pending, questionsOf);
      if (due === undefined) return;
      busy = true;
      const others = pending.map(({ dataURI }) => dataURI);
      look(due.submission, due.questions, others)
        .catch((error: unknown) => fail(due.submission, error))
        .finally(() => {
          busy = false;
        });
    },
    verdictOf(submission) {
      const finding = memory.findingOf(submission);
      if (finding?.verdict.kind !== "withheld") return finding?.verdict;
      const since = memory.unreachedSince(submission);
      const isEarly = finding.tries < options.tries || (since !== undefined && time < since + UNREACHED_PATIENCE);
      return isEarly ? undefined : finding.verdict;
    },
    earlyVerdictOf: (submission) => memory.findingOf(submission)?.verdict,
    isCurrent(submission) {
      const finding = memory.findingOf(submission);
      return finding === undefined || isOf(submission, finding);
    },
    answerTo: asked.answerTo,
    troubleWith(submission) {
      const { count = 0, message } = failures.get(nameOf(submission)) ?? {};
      return count >= options.tries ? message : undefined;
    },
    busy: () => busy,
  };
}

function networkTrouble({ absent }: FetchedBundle): string {
  const [reason = ""] = absent.values();
  return `this machine's network seems to fail, and it says nothing about who published it (${reason})`;
}

/** What need not be found out again of lists that are searched. */
function rightRoots(finding: Finding | undefined): Pick<SearchPicks, "rightRoots"> {
  const searches = (finding?.verdict.kind === "withheld" && finding.verdict.searches) || [];
  return { rightRoots: searches.flatMap(({ rightRoot }) => rightRoot ?? []) };
}

function isPauseOver({ again }: Finding): boolean {
  const left = again - Date.now();
  // No pause is so long: the machine's clock was put back since.
  return left <= 0 || left > LONGEST_PAUSE;
}

const isOf = (submission: Submission, { answers }: Finding) => answers === answersIn(submission);

/** Names what answers have shown of a submission: a root has one leaf in each place, so that the places say it all. */
function answersIn({ shown }: Submission): string {
  const last = shown.at(-1);
  return last === undefined ? "" : `${shown.length} to ${placeName({ tree: last.tree, index: last.leaf.index })}`;
}

/** Remembers which entries bundles were asked for, and what they showed. */
function asking(interval: number) {
  const known = new Map<string, Map<string, { readonly shown: ShownLeaf | undefined; readonly again: number }>>();
  const entry = (submission: Submission, place: LeafPlace) => known.get(nameOf(submission))?.get(placeName(place));
  return {
    /** Whether one of these was never asked for, or was not to be had and is asked for again. */
    isNew(submission: Submission, wanted: readonly LeafPlace[]): boolean {
      return wanted.some((place) => {
        const found = entry(submission, place);
        return found === undefined || (found.shown === undefined && performance.now() >= found.again);
      });
    },
    keep(submission: Submission, wanted: readonly LeafPlace[], answers: readonly ShownLeaf[]): void {
      const shown = new Map(answers.map((leaf) => [placeName({ tree: leaf.tree, index: leaf.leaf.index }), leaf]));
      const again = performance.now() + Math.max(LEAST_REST, interval);
      const entries = wanted.map((place) => [placeName(place), { shown: shown.get(placeName(place)), again }] as const);
      if (entries.length > 0) known.set(nameOf(submission), new Map(entries));
    },
    answerTo: (submission: Submission, place: LeafPlace) => entry(submission, place)?.shown,
    keepOnly(names: ReadonlySet<string>): void {
      for (const name of known.keys()) if (!names.has(name)) known.delete(name);
    },
  };
}

// What a bundle did not have may come, while it matters.
const LEAST_REST = 300_000;
