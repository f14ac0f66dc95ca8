import { EVENT } from "../chain/given.ts";
import { BIGINT, partsOf, requireGiven } from "../columns/given.ts";
import type { Hex } from "../columns/hex.ts";
import {
  type FundHistory,
  type HistoryCredits,
  type HistoryPayment,
  type HistorySubmission,
  PAYMENT_KINDS,
  totalsIn,
} from "./file.ts";
import { HISTORY_OF } from "./given.ts";
import { MOVEMENTS, movementsOf, type WayOfMoney } from "./movements.ts";
import { type Ending, eventName, isOfSubmission, submissionsOf, type TimedEvent } from "./submissions.ts";

/** Of what a history is, and up to where. */
export type HistoryOf = Pick<FundHistory, "chainId" | "fund" | "block">;

/** Takes a fund's events, and tells its history. Of a credit it holds nothing but its period's sums. */
export interface HistoryRecorder {
  /** Takes the next event, in the order of the chain, from the fund's first on; some nodes give one twice. */
  add(event: TimedEvent): void;
  /** Forgets all. */
  clear(): void;
  history(of: HistoryOf): FundHistory;
}

/**
 * Begins to record a fund's history.
 *
 * @example
 * const recorder = createHistoryRecorder();
 * for (const event of events) recorder.add({ ...event, time: 1_760_000_000n });
 */
export function createHistoryRecorder(): HistoryRecorder {
  const credits = new Map<bigint, HistoryCredits>();
  let events: TimedEvent[] = [];
  let payments: HistoryPayment[] = [];
  let last = "";
  const credited = (period: bigint, amount: bigint, more: { count: bigint; lastTime?: bigint }) => {
    const { amount: before, count, lastTime } = credits.get(period) ?? { amount: 0n, count: 0n, lastTime: 0n };
    credits.set(period, {
      ...{ period, amount: before + amount, count: count + more.count },
      lastTime: more.lastTime ?? lastTime,
    });
  };
  return {
    add(event) {
      requireGiven({ event, time: event?.time }, { event: EVENT, time: BIGINT });
      if (eventName(event) === last) return;
      last = eventName(event);
      if (isOfSubmission(event)) events.push(event);
      if (event.name === "Credited") {
        const { period, amount, credits: some } = event.args;
        credited(period, amount, { count: BigInt(some.length), lastTime: event.time });
      }
      if (event.name === "SettlementSubmitted" && event.args.terms.pulled > 0n)
        credited(event.args.period, event.args.terms.pulled, { count: 0n });
      payments.push(...paymentsOf(event));
    },
    clear() {
      credits.clear();
      events = [];
      payments = [];
      last = "";
    },
    history(of) {
      requireGiven({ of }, { of: partsOf(HISTORY_OF) });
      const told = {
        ...of,
        submissions: submissionsIn(events),
        credits: [...credits.values()].sort((a, b) => (a.period < b.period ? -1 : 1)),
        payments: [...payments],
      };
      return { ...told, totals: totalsIn(told) };
    },
  };
}

/** What an event paid, but for what a submission's end tells by itself. */
function paymentsOf(event: TimedEvent): HistoryPayment[] {
  if (/^Settlement/.test(event.name)) return [];
  const place = { block: event.blockNumber, time: event.time, transaction: event.transactionHash };
  return movementsOf(event).flatMap(({ kind, amount }) => {
    const { total }: WayOfMoney = MOVEMENTS[kind];
    const paid = PAYMENT_KINDS.find((name) => name === total);
    return paid === undefined || amount === 0n ? [] : [{ kind: paid, amount, ...place }];
  });
}

function submissionsIn(events: readonly TimedEvent[]): HistorySubmission[] {
  const endTimes = new Map<Hex, bigint>(events.map(({ transactionHash, time }) => [transactionHash, time]));
  return [...submissionsOf(events).values()].map((submission) => {
    const { serial, period, operator, settlement, policy, terms, dataURI, submitted, submittedAt, ending } = submission;
    return {
      ...{ serial, period, operator, settlement, policy, terms, dataURI },
      submitted: { ...submitted, time: submittedAt },
      ended: ending && { ...(ending as Ending), time: endTimes.get(ending.transaction) as bigint },
    };
  });
}
