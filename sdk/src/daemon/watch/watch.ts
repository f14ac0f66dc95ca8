import type { ChainPolicy } from "../../chain/types.ts";
import { unjudged, type Verdict } from "../../challenge/judge.ts";
import type { Move } from "../../challenge/moves.ts";
import { ChainError } from "../../errors.ts";
import { type Demand, openDemands, type ShownLeaf, type Submission } from "../../history/submissions.ts";
import { FOLLOWING } from "../../problems/english/following.ts";
import { refused } from "../../problems/problem.ts";
import type { Daemon } from "../daemon.ts";
import type { View } from "../look.ts";
import { DAY, type Limits, meansCheck } from "../means.ts";
import type { Metrics } from "../monitoring/metrics.ts";
import type { Role } from "../run.ts";
import { answersSince, limitedNotice, nearlySilent } from "./answers.ts";
import { leftToDemand, watchMoves } from "./decide.ts";
import { DAILY_BONDS } from "./defaults.ts";
import { makeDemands } from "./demands.ts";
import { createLookout, type LookoutOptions } from "./lookout.ts";
import { openMemory } from "./memory.ts";
import { endNotice, unprovenNotice, verdictNotices } from "./report.ts";

/** How a watcher watches. */
export interface WatchOptions extends LookoutOptions {
  /** How many pairs of neighbours of a withheld list are demanded at random; at least 1. */
  readonly random: number;
  readonly limits: Limits;
  /** The most that goes into bonds of demands within a day of the chain's time, in base units; `DAILY_BONDS` bonds unless given. */
  readonly bondsPerDay?: bigint | undefined;
  /** How many demands that others leave open are answered within a day of the chain's time; 0: none. */
  readonly answersPerDay: number;
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
  if (!(options.random >= 1)) throw refused(FOLLOWING, "noRandom", {}, RANDOM);
  const picks = () => ({ random: options.random, secret: memory.secret });
  const { chain, fund } = daemon;
  const identity = { chainId: chain.chainId, fund: fund.address };
  const lookout = createLookout(daemon, memory, options, metrics, identity);
  const measure = meters(metrics);
  const checkMeans = meansCheck(daemon, bondsFor(options.random), options.limits, metrics);
  let wrong = false;
  let bondsPerDay = options.bondsPerDay;

  /** What is known, or that nothing is though half of the time that there was is over: then entries are demanded. */
  function verdictAt(submission: Submission, now: bigint): Verdict | undefined {
    const known = lookout.verdictOf(submission);
    if (known !== undefined) return known;
    const seen = memory.sightingOf(submission);
    const isPending = submission.status === "pending";
    if (seen === undefined && isPending) memory.sight(submission, now);
    // What was never seen pending is the past, of which a new database has nothing to tell.
    if (seen === undefined || (isPending && 2n * now < seen + submission.terms.challengeEnd)) return undefined;
    const early = lookout.earlyVerdictOf(submission);
    return early ?? unjudged(submission, "it could not be had and judged in half of the time left");
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
    if (verdict.kind !== "withheld" || openDemands(submission).length > 0 || !lookout.isCurrent(submission)) return;
    if (leftToDemand(submission, verdict, picks(), sender?.address).length === 0)
      notices.add(unprovenNotice(submission));
  }

  /** The demands that nobody else seems to answer, unless the settlement is to be voided anyway. */
  function wantedOf(submission: Submission, now: bigint): Demand[] {
    if (options.answersPerDay === 0 || lookout.earlyVerdictOf(submission)?.kind === "fault") return [];
    return nearlySilent(submission, now, memory.secret).slice(0, MOST_WANTED);
  }

  /** As many as are allowed within a day, the most urgent of all submissions first. */
  function answersFor({ submissions, head }: View): ReadonlyMap<bigint, ShownLeaf[]> {
    const wanted = [...submissions.values()]
      .filter(({ status }) => status === "pending")
      .flatMap((submission) => wantedOf(submission, head.time).map((place) => ({ submission, place })))
      .sort((a, b) => Number(a.place.deadline - b.place.deadline));
    const ready = wanted.flatMap(({ submission, place }) => {
      const leaf = lookout.answerTo(submission, place);
      return leaf === undefined ? [] : [{ serial: submission.serial, leaf }];
    });
    const made = sender === undefined ? 0 : answersSince(submissions, sender.address, head.time - DAY);
    const allowed = ready.slice(0, Math.max(options.answersPerDay - made, 0));
    if (allowed.length < ready.length) notices.add(limitedNotice(options.answersPerDay, head.time));
    const answers = new Map<bigint, ShownLeaf[]>();
    for (const { serial, leaf } of allowed) answers.set(serial, [...(answers.get(serial) ?? []), leaf]);
    return answers;
  }

  /** Bonds of the policy in force at the start: where a demand becomes dearer, a person is to say what a day may take. */
  async function mostBonds(): Promise<bigint> {
    bondsPerDay ??= DAILY_BONDS * (await fund.policy()).demandBond;
    return bondsPerDay;
  }

  async function make(moves: readonly Move[], view: View): Promise<void> {
    const demands = moves.filter(({ kind }) => kind === "demand");
    const others = moves.filter(({ kind }) => kind !== "demand");
    daemon.make(others, view.cursor);
    if (demands.length === 0) return;
    await makeDemands(daemon, demands, view, sender === undefined ? 0n : await mostBonds());
  }

  return {
    async act(view) {
      const { submissions, head } = view;
      const pending = pendingOf(view);
      const verdictOf = (submission: Submission) => verdictAt(submission, head.time);
      const questionsOf = (submission: Submission) => ({
        picks: { ...picks(), rounds: roundsLeft(submission, head.time) },
        wanted: wantedOf(submission, head.time),
      });
      lookout.lookAt(pending, questionsOf, head.time);
      for (const submission of submissions.values()) report(submission, verdictOf(submission));
      measure(pending, verdictOf);
      const answers = answersFor(view);
      const answersTo = ({ serial }: Submission) => answers.get(serial) ?? [];
      const moves = watchMoves({
        submissions,
        now: head.time,
        self: sender?.address,
        verdictOf,
        picks: picks(),
        answersTo,
      });
      wrong ||= moves.some(({ kind }) => kind !== "reclaim" && kind !== "reveal");
      await make(moves, view);
      await checkMeans(head.time);
    },
    idle(view) {
      const known = pendingOf(view).every((submission) => lookout.verdictOf(submission) !== undefined);
      return known && !lookout.busy() && !dispatcher.busy(view.cursor);
    },
    stuck(view) {
      const left = pendingOf(view).filter((submission) => lookout.verdictOf(submission) === undefined);
      const [trouble, ...others] = left.map(lookout.troubleWith);
      if (trouble === undefined || others.includes(undefined) || dispatcher.busy(view.cursor)) return undefined;
      return new ChainError(trouble);
    },
    foundWrong: () => wrong,
  };
}

const RANDOM = { expected: "1 or more: what stands in fixed places can be prepared" };
// More than are answered in a day; the rest is wanted when these are answered.
const MOST_WANTED = 256;
// Who answers at once is asked at once again; a look at the chain, a bundle and a block take their time.
const SHORTEST_ROUND = 12n;

/** How many times an answer can still be waited for, if it takes as long as the slowest so far. */
function roundsLeft({ demands, terms, policy: { revealWindow } }: Submission, now: bigint): number {
  let slowest = revealWindow / SHORTEST_ROUND;
  for (const { answer, deadline } of demands.values()) {
    const taken = answer?.time === undefined ? 0n : answer.time - (deadline - revealWindow);
    if (taken > slowest) slowest = taken;
  }
  const left = terms.challengeEnd - now;
  return left <= 0n || slowest === 0n ? 1 : Number(left / slowest) + 1;
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
