import { GAPS } from "#words";
import type { EventName } from "../chain/events.ts";
import type { Fund, FundOverview } from "../chain/fund.ts";
import type { Totals } from "../chain/types.ts";
import { BIGINT, COUNT, listOf, partsOf, requireGiven, TEXT } from "../columns/given.ts";
import { ChainError } from "../errors.ts";
import { type ArgsOf, failed } from "../problems/problem.ts";
import { COUNTED, TOTALS } from "./given.ts";
import { LIFE_EVENTS, type LifeEvent, livesOf, missingLogs } from "./life.ts";
import { type Submission, submissionsOf, type TimedEvent } from "./submissions.ts";

/** Logs that the contract knows of, and the node left out. */
export interface Gap {
  /** Says what is missing, of kind "incomplete". */
  readonly error: ChainError;
  /** The period whose settlement it is of, where that is known. */
  readonly period?: bigint | undefined;
  /** The block from which on it is missing; undefined for the beginning. */
  readonly since?: number | undefined;
}

/** What a fund's events come to, and what the contract counts of the same. */
export type Counted = Pick<FundOverview, "submissions" | "pendingCount" | "nextPeriod">;

/**
 * Looks for what is missing in the events of all submissions up to a block, by what the contract itself counts there: serial numbers
 * without a gap, the next period, the count of pending settlements, the times by which a period's events name each other, and the
 * record of every pending one. Three calls, and one for each pending settlement; what has ended is proven by the links alone.
 *
 * Two kinds of log can be left out without a trace, and without harm: what happened to demands of a voided submission in one second
 * with something else, and DemandReclaimed, which nothing counts.
 *
 * @param events in the order of the chain, from the fund's first on
 * @param at the block up to which they are known; the caller makes sure that it is still the same afterwards
 * @throws {ChainError} if the chain is not reached
 */
export async function findGap(fund: Fund, events: readonly TimedEvent[], at: number): Promise<Gap | undefined> {
  const periods = new Map<bigint, LifeEvent[]>();
  for (const event of events) {
    if (!isOfLife(event)) continue;
    const known = periods.get(event.args.period);
    if (known === undefined) periods.set(event.args.period, [event]);
    else known.push(event);
  }
  for (const life of periods.values()) {
    const gap = gapInLinks(life);
    if (gap !== undefined) return gap;
  }
  const one = async (name: keyof Counted): Promise<bigint> => (await fund.read(name, [], at))[0];
  const [submissions, pendingCount, nextPeriod] = await Promise.all([
    one("submissions"),
    one("pendingCount"),
    one("nextPeriod"),
  ]);
  const submitted = events.filter((event) => event.name === "SettlementSubmitted");
  const numbers = submitted.map(({ args, blockNumber }) => ({ serial: args.submission, block: blockNumber }));
  return (
    gapInSerials(numbers, submissions) ??
    (await gapInPending(fund, periods, at)) ??
    gapInCounts({ pending: pendingOf(periods).length, periods: periods.keys() }, { pendingCount, nextPeriod })
  );
}

/** What is looked at of a submission there. */
const NUMBERED = partsOf({ serial: BIGINT, period: BIGINT, submitted: partsOf({ block: COUNT }), status: TEXT });

/**
 * The same without a question, for who knows what the contract counts, but not the events' times: coarser, since what happened within
 * a submission's life is not looked at.
 *
 * @param submissions in any order
 * @example
 * const gap = gapInSubmissions([...submissions.values()], await fund.overview());
 * if (gap !== undefined) throw gap;
 */
export function gapInSubmissions(submissions: readonly Submission[], counted: Counted): ChainError | undefined {
  requireGiven({ submissions, counted }, { submissions: listOf(NUMBERED), counted: COUNTED });
  const numbers = submissions
    .map(({ serial, submitted }) => ({ serial, block: submitted.block }))
    .sort((a, b) => Number(a.serial - b.serial));
  const pending = submissions.filter(({ status }) => status === "pending").length;
  const periods = submissions.map(({ period }) => period);
  return (gapInSerials(numbers, counted.submissions) ?? gapInCounts({ pending, periods }, counted))?.error;
}

/**
 * Looks for money that moved without a log, by the running totals of the contract.
 *
 * @example
 * const gap = gapInTotals(sums, (await fund.overview()).totals);
 * if (gap !== undefined) throw gap;
 */
export function gapInTotals(sums: Totals, totals: Totals): ChainError | undefined {
  requireGiven({ sums, totals }, { sums: TOTALS, totals: TOTALS });
  for (const [name, sum] of Object.entries(sums) as [keyof Totals, bigint][]) {
    if (sum !== totals[name]) return leftOut("leftOutMoney", { total: name, found: sum, counted: totals[name] });
  }
  return undefined;
}

/**
 * A period whose latest submission is not among the events; undefined if there is none, or the node contradicts itself. Asks for each of which no submission is known
 * or the latest has been voided, the newest first.
 *
 * @throws {ChainError} if the chain is not reached
 */
export async function findPeriod(fund: Fund, events: readonly TimedEvent[], at: number): Promise<bigint | undefined> {
  const latest = new Map<bigint, Submission>();
  for (const submission of submissionsOf(events).values()) latest.set(submission.period, submission);
  const [next]: readonly bigint[] = await fund.read("nextPeriod", [], at);
  for (let period = (next ?? 1n) - 1n; period > 0n; period--) {
    const known = latest.get(period);
    if (known?.status === "pending" || known?.status === "finalized") continue;
    const { submission } = await fund.record(period, at);
    if (submission !== (known?.serial ?? 0n)) return period;
    // Every period below the next one has a submission: a number without one is made up, and so may be millions below it.
    if (known === undefined) return undefined;
  }
  return undefined;
}

const isOfLife = (event: TimedEvent): event is LifeEvent => (LIFE_EVENTS as readonly EventName[]).includes(event.name);

/** Every event names the time of the one before it, and the events of each submission go together. */
function gapInLinks(events: readonly LifeEvent[]): Gap | undefined {
  let before: LifeEvent | undefined;
  for (const event of events) {
    const { period, previousTime } = event.args;
    if (previousTime !== (before?.time ?? 0n)) {
      const named = { time: previousTime, log: event.logIndex, block: event.blockNumber };
      const error = missingLogs({ period, what: "settlement" }, { code: "linkNamed", args: named });
      return { error, period, since: before?.blockNumber };
    }
    before = event;
  }
  return gapOf(events, () => void livesOf(events));
}

/** What a check says is missing of a period. */
function gapOf(events: readonly LifeEvent[], check: () => void): Gap | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    if (!(error instanceof ChainError) || error.kind !== "incomplete") throw error;
    return { error, period: events[0]?.args.period, since: events[0]?.blockNumber };
  }
}

/** Serial numbers begin with 1 and grow by 1. */
function gapInSerials(submitted: readonly { serial: bigint; block: number }[], count: bigint): Gap | undefined {
  let last: { readonly serial: bigint; readonly block: number } = { serial: 0n, block: -1 };
  for (const next of submitted) {
    if (next.serial !== last.serial + 1n) break;
    last = next;
  }
  if (last.serial === count && submitted.length === Number(count)) return undefined;
  const error = leftOut("leftOutSubmission", { serial: last.serial + 1n, count });
  return { error, ...(last.block >= 0 && { since: last.block }) };
}

async function gapInPending(
  fund: Fund,
  periods: ReadonlyMap<bigint, readonly LifeEvent[]>,
  at: number,
): Promise<Gap | undefined> {
  const domain = await fund.domain();
  const found = pendingOf(periods).map(async (events) => {
    const [first] = events;
    if (first === undefined) return undefined;
    const record = await fund.record(first.args.period, at);
    return gapOf(events, () => livesOf(events).at(-1)?.requireRecord(record, domain));
  });
  return (await Promise.all(found)).find((each) => each !== undefined);
}

function pendingOf(periods: ReadonlyMap<bigint, readonly LifeEvent[]>): (readonly LifeEvent[])[] {
  const isEnd = (name: EventName) => /^Settlement(Finalized|Voided|Cancelled)$/.test(name);
  return [...periods.values()].filter((events) => !isEnd(events.at(-1)?.name ?? "Closed"));
}

function gapInCounts(
  { pending, periods }: { readonly pending: number; readonly periods: Iterable<bigint> },
  { pendingCount, nextPeriod }: Omit<Counted, "submissions">,
): Gap | undefined {
  let last = 0n;
  for (const period of periods) if (period > last) last = period;
  if (last + 1n !== nextPeriod) {
    return { error: leftOut("leftOutPeriods", { found: last, counted: nextPeriod - 1n }) };
  }
  if (BigInt(pending) === pendingCount) return undefined;
  return { error: leftOut("leftOutPending", { found: BigInt(pending), counted: pendingCount }) };
}

function leftOut<Code extends `leftOut${"Submission" | "Periods" | "Pending" | "Money"}`>(
  code: Code,
  args: ArgsOf<(typeof GAPS)[Code]>,
): ChainError {
  return failed(GAPS, code, args, { kind: "incomplete" });
}
