import type { ChainPolicy } from "../../chain/types.ts";
import type { FetchOptions } from "../../download/bundle.ts";
import type { Submission, Submissions } from "../../history/submissions.ts";
import { readPeriodTerms } from "../../operations/period-terms.ts";
import { submit } from "../../operations/settlements.ts";
import { SCHEDULING } from "../../problems/english/scheduling.ts";
import { refused } from "../../problems/problem.ts";
import type { Daemon } from "../daemon.ts";
import type { View } from "../look.ts";
import { type Limits, meansCheck } from "../means.ts";
import type { Metrics } from "../monitoring/metrics.ts";
import { createDataWatch } from "../operate/data-watch.ts";
import { openLibrary } from "../operate/library.ts";
import { lookOutside } from "../operate/outside.ts";
import { ownershipCheck } from "../operate/own.ts";
import type { Role } from "../run.ts";
import { type EndedPeriod, type Publish, placeOf, requirePlace, type TablesOf } from "./period.ts";
import { dueNotice, failedNotice, isPassing, type Stopped, stoppedNotice, submittedNotice } from "./report.ts";
import { carryOut, type Settled, STEPS, type Step } from "./steps.ts";
import { createWork } from "./work.ts";

/** How periods are settled by themselves. */
export interface ScheduleOptions {
  /** The folder of bundles, in which each period gets one: period-1, period-2, ... */
  readonly bundles: string;
  readonly tables: TablesOf;
  readonly publish: Publish;
  /** The address at which strangers find a bundle, with `{period}` where the number goes. */
  readonly dataUri: string;
  /** How long after a period's end it is begun with, in seconds of the chain's time. */
  readonly delay: bigint;
  /** What the fund must at least be able to cover of a quota that is larger, in base units; the whole quota unless given. */
  readonly leastCoverage?: bigint | undefined;
  /** What is approved if the fund may take less than a submission can, in base units; just that unless given, and never less. */
  readonly allowance?: bigint | undefined;
  readonly limits: Limits;
  /** How addresses are looked at as a stranger would. */
  readonly fetch: FetchOptions;
  /** Milliseconds between two looks, and until what failed is tried again, at first. */
  readonly interval: number;
  readonly once: boolean;
}

/** What settles the periods that are over. */
export interface Scheduler extends Role {
  /** Whether a step failed to the end, or what is on chain is not what the bundles and their addresses have. */
  foundWrong(): boolean;
}

// The next settlement's bond, and once more while the one before is still held.
const BONDS = { of: ({ settlementBond }: ChainPolicy) => settlementBond, wanted: 2n };
const LONGEST_PAUSE = 600_000;
/** Who waits for the end of a single run is not kept waiting. */
const SHORT_PAUSE = 500;
const MOST_FAILURES_ONCE = 3;

/**
 * Makes what settles, publishes and submits each period of the fund's grid that is over, the oldest first, and looks afterwards at what
 * strangers get at the address that is on chain.
 *
 * @param send brings a settlement onto the chain
 * @throws {InputError} if there is no such folder of bundles, or the data address is the same for each period
 */
export async function createScheduler(
  daemon: Daemon,
  options: ScheduleOptions,
  metrics: Metrics,
  signal: AbortSignal,
  send: typeof submit = submit,
): Promise<Scheduler> {
  const { chain, fund, sender, notices, scratch, log } = daemon;
  const { bundles, once, interval, delay } = options;
  const fetch = { ...options.fetch, signal };
  requireDataUri(options.dataUri, fetch);
  const identity = { chainId: chain.chainId, fund: fund.address };
  const checkOwn = ownershipCheck(await openLibrary(bundles, identity), notices, metrics);
  const pause = once ? Math.min(interval, SHORT_PAUSE) : interval;
  const data = createDataWatch(daemon, identity, { interval: pause, fetch }, metrics);
  const checkMeans = meansCheck(daemon, BONDS, options.limits, metrics);
  const meters = metersOf(metrics);
  let step: Step = "submit";
  let current: EndedPeriod | undefined;
  const work = createWork({
    ...{ pause, longestPause: LONGEST_PAUSE },
    onFailed(error) {
      if (current === undefined || signal.aborted) return;
      meters.failed.add(1, { step });
      const notice = failedNotice(current, step, error);
      if (isPassing(error)) log(notice.level, notice.event, notice.message, notice.fields);
      else notices.add(notice);
    },
  });

  async function submitSettled(settled: Settled, uri: string): Promise<void> {
    if (sender === undefined) return;
    const { document } = settled;
    const { quota } = document.outcome;
    const { leastCoverage = quota, allowance } = options;
    const order = { ...document, dataURI: uri, leastCoverage: leastCoverage < quota ? leastCoverage : quota };
    const { record, transaction } = await send(fund, sender, order, { allowance });
    notices.add(submittedNotice(settled, uri, record.coverage, transaction));
  }

  async function settle(period: EndedPeriod): Promise<void> {
    if (sender === undefined) return;
    [current, step] = [period, "submit"];
    // What an earlier life has sent comes to its end first: it may be of this very period, by another machine's bundle.
    await sender.inTurn(() => sender.recover());
    const [next] = await fund.read("nextPeriod");
    if (next !== period.period) return;
    await carryOut(period, {
      ...{ bundles, scratch, signal, interval: pause, tables: options.tables, publish: options.publish },
      uriOf: (of) => placeOf(options.dataUri, of),
      look: (uri, { document, folder }) =>
        lookOutside(uri, document.settlement, folder, { ...fetch, files: undefined, into: scratch }),
      submit: submitSettled,
      onStep(now, isDone) {
        step = now;
        if (isDone) meters.done.add(1, { step });
        else log("info", `${now}-begun`, `Begins to ${now} period ${period.period}.`, { period: period.period });
      },
    });
  }

  let due: EndedPeriod | undefined;
  let folders: ReadonlyMap<string, string> = new Map();
  let wrong = false;
  const isGivenUp = () => once && work.failures() >= MOST_FAILURES_ONCE;
  return {
    async act({ submissions, head }) {
      const next = await nextPeriod(daemon);
      const stopped = next === undefined ? [] : stoppedOf(submissions);
      for (const submission of stopped) notices.add(stoppedNotice(submission));
      meters.show(next, head.time, stopped.length);
      const own = await checkOwn(pendingOf(submissions));
      folders = own.folders;
      wrong ||= !own.isWhole || stopped.length > 0;
      data.lookAt(pendingOf(submissions), folders);
      due = next !== undefined && head.time >= next.endTime + delay ? next : undefined;
      if (due !== undefined && sender === undefined) notices.add(dueNotice(due));
      else if (due !== undefined && !isGivenUp()) work.start(settle.bind(undefined, due));
      await checkMeans(head.time);
    },
    idle({ submissions }: View) {
      if (work.isUnderWay() || data.busy(pendingOf(submissions), folders)) return false;
      return due === undefined || sender === undefined || (isGivenUp() && !isPassing(work.failure()));
    },
    stuck() {
      const failure = work.failure();
      return isGivenUp() && isPassing(failure) ? failure : undefined;
    },
    foundWrong: () => wrong || work.failures() > 0 || data.foundWrong(),
  };
}

/** The period that is to be submitted next; none of a fund that is closed. @throws {InputError} if there is no grid */
async function nextPeriod({ fund }: Daemon): Promise<EndedPeriod | undefined> {
  const { closed } = await fund.overview();
  if (closed) return undefined;
  const terms = await readPeriodTerms(fund);
  if (terms.endTime === undefined) throw refused(SCHEDULING, "noGrid", {});
  return { ...terms, endTime: terms.endTime };
}

function requireDataUri(uri: string, { allowPrivate }: FetchOptions): void {
  requirePlace(uri, "--data-uri");
  const { protocol } = URL.parse(placeOf(uri, { period: 1n })) ?? {};
  if (protocol === "http:" || protocol === "https:" || (protocol === "file:" && allowPrivate)) return;
  throw refused(SCHEDULING, "notDataAddress", {}, { got: uri });
}

const pendingOf = (submissions: Submissions) => [...submissions.values()].filter(({ status }) => status === "pending");

const isStopped = (submission: Submission): submission is Stopped =>
  submission.status === "voided" || submission.status === "cancelled";

/** The periods whose latest settlement came to nothing. */
function stoppedOf(submissions: Submissions): Stopped[] {
  const latest = new Map<bigint, Submission>();
  for (const submission of submissions.values()) {
    const before = latest.get(submission.period);
    if (before === undefined || before.serial < submission.serial) latest.set(submission.period, submission);
  }
  return [...latest.values()].filter(isStopped);
}

function metersOf(metrics: Metrics) {
  const next = metrics.gauge("next_period", "The period that is to be submitted next.");
  const overdue = metrics.gauge("period_overdue_seconds", "Chain time since that period's end; 0 until then.");
  const stopped = metrics.gauge(
    "stopped_periods",
    "Periods whose settlement was voided or cancelled, which wait for a person.",
  );
  const steps = { step: STEPS };
  return {
    done: metrics.counter("steps_total", "Steps of periods that were done, by kind.", steps),
    failed: metrics.counter("failed_steps_total", "Steps of periods that failed, by kind.", steps),
    show(period: EndedPeriod | undefined, now: bigint, count: number): void {
      stopped.set(count);
      if (period !== undefined) next.set(period.period);
      overdue.set(period !== undefined && now > period.endTime ? now - period.endTime : 0n);
    },
  };
}
