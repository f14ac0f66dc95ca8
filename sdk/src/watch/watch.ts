import type { ChainPolicy } from "../chain/types.ts";
import type { Daemon, View } from "../daemon/daemon.ts";
import { type Limits, meansCheck } from "../daemon/means.ts";
import type { Role } from "../daemon/run.ts";
import type { Move } from "../game/moves.ts";
import { openDemands, type Submission } from "../game/state.ts";
import type { Metrics } from "../signals/metrics.ts";
import { leftToDemand, watchMoves } from "./decide.ts";
import { makeDemands } from "./demands.ts";
import { unjudged, type Verdict } from "./judge.ts";
import { createLookout, type LookoutOptions } from "./lookout.ts";
import { openMemory } from "./memory.ts";
import { endNotice, unprovenNotice, verdictNotices } from "./report.ts";

/** How a watcher watches. */
export interface WatchOptions extends LookoutOptions {
  /** How many pairs of neighbours of a withheld list are demanded at random. */
  readonly random: number;
  readonly limits: Limits;
  /** The most that goes into bonds of demands within a day of the chain's time, in base units; no limit unless given. */
  readonly bondsPerDay?: bigint | undefined;
}

/** A watcher. */
export interface Watch extends Role {
  /** Whether anything was wrong with what it saw. */
  foundWrong(): boolean;
}

/** Makes a watcher: it verifies every pending settlement, and has the contract void what is wrong or kept secret. */
export function createWatch(daemon: Daemon, options: WatchOptions, metrics: Metrics): Watch {
  const { dispatcher, notices, sender } = daemon;
  const memory = openMemory(daemon.database);
  const picks = { random: options.random, secret: memory.secret };
  const lookout = createLookout(daemon, memory, options, metrics);
  const measure = meters(metrics);
  const checkMeans = meansCheck(daemon, bondsFor(options.random), options.limits, metrics);
  let wrong = false;

  /** What is known, or that nothing is though half of the time that there was is over: then entries are demanded. */
  function verdictAt(submission: Submission, now: bigint): Verdict | undefined {
    const known = lookout.verdictOf(submission);
    if (known !== undefined) return known;
    const seen = memory.sightingOf(submission);
    const isPending = submission.status === "pending";
    if (seen === undefined && isPending) memory.sight(submission, now);
    // What was never seen pending is the past, of which a new database has nothing to tell.
    if (seen === undefined || (isPending && 2n * now < seen + submission.challengeEnd)) return undefined;
    return unjudged(submission, "it could not be had and judged in half of the time left");
  }

  function report(submission: Submission, verdict: Verdict | undefined): void {
    if (verdict === undefined) return;
    const end = endNotice(submission, verdict);
    if (end !== undefined) {
      notices.add(end);
      return;
    }
    wrong ||= verdict.kind !== "right" || verdict.remarks.length > 0;
    for (const notice of verdictNotices(submission, verdict)) notices.add(notice);
    if (verdict.kind !== "withheld" || openDemands(submission).length > 0) return;
    if (leftToDemand(submission, verdict, picks).length === 0) notices.add(unprovenNotice(submission));
  }

  async function make(moves: readonly Move[], view: View): Promise<void> {
    const demands = moves.filter(({ kind }) => kind === "demand");
    const others = moves.filter(({ kind }) => kind !== "demand");
    daemon.make(others, view.cursor);
    if (demands.length > 0) await makeDemands(daemon, demands, view, options.bondsPerDay);
  }

  return {
    async act(view) {
      const { submissions, head } = view;
      const pending = pendingOf(view);
      const verdictOf = (submission: Submission) => verdictAt(submission, head.time);
      lookout.lookAt(pending);
      for (const submission of submissions.values()) report(submission, verdictOf(submission));
      measure(pending, verdictOf);
      const moves = watchMoves({ submissions, now: head.time, self: sender?.address, verdictOf, picks });
      wrong ||= moves.some(({ kind }) => kind !== "reclaim");
      await make(moves, view);
      await checkMeans(head.time);
    },
    idle(view) {
      const known = pendingOf(view).every((submission) => lookout.verdictOf(submission) !== undefined);
      return known && !lookout.busy() && !dispatcher.busy(view.cursor);
    },
    foundWrong: () => wrong,
  };
}

/** The account should have the bonds for one withheld settlement: two pairs of liquidations, three of positions, and more. */
function bondsFor(random: number) {
  return { of: ({ demandBond }: ChainPolicy) => demandBond, wanted: BigInt(2 * (2 + 3 + 2 * random)) };
}

function pendingOf({ submissions }: View): Submission[] {
  return [...submissions.values()].filter(({ status }) => status === "pending");
}

function meters(metrics: Metrics) {
  const pendings = metrics.gauge("pending_settlements", "Pending settlements, by what is known of their bundles.");
  const demands = metrics.gauge("open_demands", "Demands that nobody has answered yet.");
  return (pending: readonly Submission[], verdictOf: (submission: Submission) => Verdict | undefined) => {
    for (const verdict of ["right", "fault", "withheld", "unknown"]) {
      const of = pending.filter((submission) => (verdictOf(submission)?.kind ?? "unknown") === verdict);
      pendings.set(of.length, { verdict });
    }
    demands.set(pending.reduce((count, submission) => count + openDemands(submission).length, 0));
  };
}
