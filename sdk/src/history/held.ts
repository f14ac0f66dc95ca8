import type { FundEvent } from "../chain/events.ts";
import { eventOf, eventTopics } from "../chain/events.ts";
import { answered } from "../chain/failures.ts";
import type { Fund, FundOverview, PeriodCredits } from "../chain/fund.ts";
import type { PeriodRecord, Totals } from "../chain/types.ts";
import { BIGINT, COUNT, ifGiven, partsOf, requireGiven, withFunctions } from "../columns/given.ts";
import type { Hex } from "../columns/hex.ts";
import { HISTORIES } from "../problems/english/histories.ts";
import { refused } from "../problems/problem.ts";
import type { FundHistory, HistoryPayment, HistorySubmission } from "./file.ts";
import { HISTORY, TOTALS } from "./given.ts";
import type { LifeEvent } from "./life.ts";
import { MOVEMENTS, movementsOf, type WayOfMoney } from "./movements.ts";
import { gapInSubmission } from "./on-record.ts";
import { NOT_READ, submissionsOf } from "./submissions.ts";

/** What is held against a file: the contract's own counts, at one block. */
export interface HeldAt extends Pick<FundOverview, "block" | "submissions" | "nextPeriod" | "totals"> {
  /** The fund's first block, or one before it: a file that tells of an earlier one is of something else. */
  readonly firstBlock?: number | undefined;
}

/** What of a file the contract itself confirms. */
export interface HeldHistory {
  /**
   * The lives that a record proves as a whole: of periods that were submitted once, and finalized without an answer to any demand. Their
   * events' places, and what no record holds, are left out: transaction and block hash are "0x", the operator's words "".
   */
  readonly lives: ReadonlyMap<bigint, readonly LifeEvent[]>;
  /** What was credited to these periods. */
  readonly credits: ReadonlyMap<bigint, PeriodCredits>;
  /** The payments that no view tells of, as the node's own logs have them: donations, migrations and write-offs. */
  readonly payments: readonly FundEvent[];
}

const AT = partsOf({
  ...{ block: BIGINT, submissions: BIGINT, nextPeriod: BIGINT, totals: TOTALS, firstBlock: ifGiven(COUNT) },
});
const HOLDER = withFunctions(["chainId", "domain", "record", "credited"], "a fund, of openFund");
const PAID = ["Donated", "Synced", "Migrated", "WrittenOff"] as const;
// Whoever pays dust makes logs without end: these many are read at the most, the largest sums.
const MOST_PAYMENT_BLOCKS = 400;

/**
 * Holds a file's history against a fund, and believes it for nothing: headers, ends, sums and times against the records of the contract at one
 * block, credits against its views, and payments against the logs of the blocks that the file names. Two questions a period, and
 * one for each block with payments.
 *
 * @returns what of it is proven; whoever wants the rest reads it from the chain
 * @throws {InputError} naming the first thing that the contract, or the chain that is read, contradicts: nothing of the file is of use then
 * @throws {ChainError} if the chain is not reached: then nothing is known of the file
 * @example
 * const { lives } = await holdHistory(fund, parseHistory(text), await fund.overview());
 */
export async function holdHistory(fund: Fund, history: FundHistory, at: HeldAt): Promise<HeldHistory> {
  requireGiven({ fund, history, at }, { fund: HOLDER, history: HISTORY, at: AT });
  const { submissions } = history;
  const block = Number(at.block);
  await requireThisFund(fund, history);
  requireWithin(history, at);
  const [there, domain] = await Promise.all([answered(fund.provider.getBlock(history.block.number)), fund.domain()]);
  if (there?.hash !== history.block.hash || BigInt(there.timestamp) !== history.block.time)
    throw refused(HISTORIES, "historyOtherBlock", { block: history.block.number });

  const credits = new Map(history.credits.map((each) => [each.period, each]));
  const held = await Promise.all(
    onlyOnes(submissions).map(async (submission) => {
      const { period } = submission;
      const told = credits.get(period) ?? NO_CREDITS;
      const [record, credited] = await Promise.all([fund.record(period, block), fund.credited(period, block)]);
      const events = provenBy(submission, record, domain);
      if (!sameCredits(told, credited)) throw refused(HISTORIES, "historyNotCredited", { period });
      return [period, events, credited] as const;
    }),
  );
  const proven = held.filter(([, events]) => events !== undefined);
  return {
    lives: new Map(proven.map(([period, events]) => [period, events as readonly LifeEvent[]])),
    credits: new Map(proven.map(([period, , credited]) => [period, credited])),
    payments: await heldPayments(fund, history.payments),
  };
}

async function requireThisFund({ address, chainId }: Fund, told: FundHistory): Promise<void> {
  const chain = await chainId();
  const other = (name: "chainId" | "fund", got: string, wanted: string) =>
    refused(HISTORIES, "historyOfOther", { name, got, wanted });
  if (told.chainId !== chain) throw other("chainId", String(told.chainId), String(chain));
  if (told.fund.toLowerCase() !== address.toLowerCase()) throw other("fund", told.fund, address);
}

/** Nothing of it is before the fund, after the block that is read, or more than the contract counts. */
function requireWithin({ submissions, payments, block, totals }: FundHistory, at: HeldAt): void {
  const { firstBlock: first = 0, nextPeriod } = at;
  if (block.number > Number(at.block))
    throw refused(HISTORIES, "historyTooNew", { block: block.number, newest: Number(at.block) });
  const early = [...payments, ...submissions.map(({ submitted }) => submitted)].find((place) => place.block < first);
  if (early !== undefined) throw refused(HISTORIES, "historyTooEarly", { block: early.block, first });
  const most = (what: keyof Totals | "submissions" | "periods", found: bigint, counted: bigint) => {
    if (found > counted) throw refused(HISTORIES, "historyBeyond", { what, found, counted });
  };
  most("submissions", BigInt(submissions.length), at.submissions);
  const last = submissions.reduce((latest, { period }) => (period > latest ? period : latest), 0n);
  most("periods", last, nextPeriod - 1n);
  for (const [name, sum] of Object.entries(totals) as [keyof Totals, bigint][]) most(name, sum, at.totals[name]);
}

/** Those that were final, and the only ones of their periods. */
function onlyOnes(submissions: readonly HistorySubmission[]): HistorySubmission[] {
  const counts = new Map<bigint, number>();
  for (const { period } of submissions) counts.set(period, (counts.get(period) ?? 0) + 1);
  return submissions.filter(({ period, ended }) => counts.get(period) === 1 && ended?.state === "finalized");
}

const NO_CREDITS: PeriodCredits = { amount: 0n, count: 0n, lastTime: 0n };

const sameCredits = (a: PeriodCredits, b: PeriodCredits) =>
  a.amount === b.amount && a.count === b.count && a.lastTime === b.lastTime;

/**
 * A final submission's whole life, by its record alone. Where nothing was answered, nothing was demanded: a demand that is open keeps a
 * settlement from being final, and one that expires voids it. Then its events are two, whose times the record has.
 *
 * @returns undefined if something was answered
 * @throws {InputError} if it is not what is on record
 */
function provenBy(told: HistorySubmission, record: PeriodRecord, domain: Hex): LifeEvent[] | undefined {
  const { period, serial, policy, terms, submitted, ended } = told;
  const { challengeWindow, revealWindow } = policy;
  const events = eventsOf(told, record);
  const [submission] = [...submissionsOf(events).values()];
  // An answer is in no event here, and what it changes is compared where its life is read.
  const gap = submission && gapInSubmission({ ...submission, quietUntil: undefined }, record, domain);
  const isRight =
    gap === undefined &&
    [challengeWindow, revealWindow, terms.bond].join() ===
      [record.challengeWindow, record.revealWindow, record.bond].join() &&
    told.operator.toLowerCase() === record.operator.toLowerCase() &&
    submitted.time === record.challengeEnd - record.challengeWindow &&
    ended?.time === record.lastTime &&
    ended.state === "finalized" &&
    ended.coverage === record.coverage;
  if (!isRight) throw refused(HISTORIES, "historyNotOnRecord", { period, serial });
  return record.quietUntil === 0n ? events : undefined;
}

function eventsOf(told: HistorySubmission, { coverage, bond }: PeriodRecord): LifeEvent[] {
  const { serial: submission, period, operator, settlement, policy, terms, submitted, ended } = told;
  const of = { period, submission, operator };
  // Names that differ, so that no two events of a history have one name.
  const place = { blockHash: `0x${submission.toString(16)}` as Hex, transactionHash: NOT_READ };
  const clearing = ended?.state === "finalized" ? ended.clearing : NOT_READ;
  return [
    {
      name: "SettlementSubmitted",
      args: { ...of, settlement, policy, terms, previousTime: 0n, dataURI: "" },
      ...{ ...place, blockNumber: submitted.block, logIndex: 0, time: submitted.time },
    },
    {
      name: "SettlementFinalized",
      args: { ...of, clearing, coverage, bond, previousTime: submitted.time },
      ...{ ...place, blockNumber: ended?.block ?? 0, logIndex: 1, time: ended?.time ?? 0n },
    },
  ];
}

/** The logs of the blocks that a file names, if their sums are those of the file. */
async function heldPayments({ provider, address }: Fund, payments: readonly HistoryPayment[]): Promise<FundEvent[]> {
  const told = new Map<number, HistoryPayment[]>();
  // An answered demand's bond is among what its settlement's life tells.
  for (const payment of payments.filter(({ kind }) => kind !== "forfeited"))
    told.set(payment.block, [...(told.get(payment.block) ?? []), payment]);
  const sumOf = (some: readonly HistoryPayment[]) => some.reduce((sum, { amount }) => sum + amount, 0n);
  const largest = [...told].sort(([, a], [, b]) => (sumOf(a) < sumOf(b) ? 1 : -1)).slice(0, MOST_PAYMENT_BLOCKS);
  const topics = [eventTopics(PAID)];
  const found = await Promise.all(
    largest.map(async ([block, some]) => {
      const logs = await answered(provider.getLogs({ address, topics, fromBlock: block, toBlock: block }));
      // Some nodes answer a log twice.
      const once = new Map(logs.filter((log) => log.blockNumber === block).map((log) => [log.index, log]));
      const events = [...once.values()].map(eventOf).filter((event) => event !== undefined);
      if (listed(some) !== listed(events.flatMap(paidBy))) throw refused(HISTORIES, "historyNotPaid", { block });
      return events;
    }),
  );
  return found.flat();
}

function paidBy(event: FundEvent): { kind: string; amount: bigint }[] {
  return movementsOf(event).flatMap(({ kind, amount }) => {
    const { total }: WayOfMoney = MOVEMENTS[kind];
    return total === undefined || amount === 0n ? [] : [{ kind: total, amount }];
  });
}

/** What was paid, in an order of its own. */
const listed = (some: readonly { readonly kind: string; readonly amount: bigint }[]) =>
  some
    .map(({ kind, amount }) => `${kind} ${amount}`)
    .sort()
    .join();
