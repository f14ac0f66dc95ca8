import { GAPS } from "#words";
import type { EventName, FundEvent } from "../chain/events.ts";
import type { Fund } from "../chain/fund.ts";
import { TREES } from "../chain/names.ts";
import type { BlockTag } from "../chain/reader.ts";
import type { PeriodRecord } from "../chain/types.ts";
import type { Hex } from "../columns/hex.ts";
import type { ChainError } from "../errors.ts";
import type { OfPeriod, PeriodGap } from "../problems/english/gaps.ts";
import { failed } from "../problems/problem.ts";
import { gapInRecord, gapInSubmission } from "./on-record.ts";
import { type LeafPlace, placeName, submissionsOf } from "./submissions.ts";

/** The events that a submission's life is made of; each names the time of the one before. */
export const LIFE_EVENTS = [
  "SettlementSubmitted",
  "Demanded",
  "LiquidationRevealed",
  "PositionRevealed",
  "DemandExpired",
  "SettlementVoided",
  "SettlementFinalized",
  "SettlementCancelled",
] as const satisfies readonly EventName[];

/** One of a fund's events, and the time of its block in seconds. */
export type Timed<N extends EventName> = FundEvent<N> & { readonly time: bigint };

/** An event of a submission's life. */
export type LifeEvent = Timed<(typeof LIFE_EVENTS)[number]>;

/** A history with a gap is no history: nothing may be concluded from it. */
export function missingLogs(of: OfPeriod, gap: PeriodGap): ChainError {
  return failed(GAPS, "missingLogsOf", { ...of, gap }, { kind: "incomplete" });
}

/**
 * Holds a period's events to each other, to its record and to its demands, all at one block: whether each submission begins, ends
 * and answers what was demanded, and comes to what the contract stores.
 *
 * One kind of log can be left out without a trace: a demand that nobody answered, of a submission that is voided, in a second
 * in which another event of the period came before it.
 *
 * @param events linked to each other already, the oldest first
 * @throws {ChainError} naming what is missing
 */
export async function requireWholeLife(
  fund: Fund,
  record: PeriodRecord,
  events: readonly LifeEvent[],
  at: BlockTag,
): Promise<void> {
  const lives = livesOf(events);
  for (const life of lives.slice(0, -1)) await requireUnanswered(fund, life, at);
  const domain = await fund.domain();
  lives.at(-1)?.requireRecord(record, domain);
  const latest = [...submissionsOf(events).values()].at(-1);
  const gap = latest && gapInSubmission(latest, record, domain);
  if (gap !== undefined) throw gap;
}

/** One submission, as its events tell it. */
export class Life {
  readonly serial: bigint;
  readonly header: Extract<LifeEvent, { name: "SettlementSubmitted" }>["args"]["settlement"];
  /** Demanded, and neither answered nor expired, by the leaf's place. */
  readonly open = new Map<string, LeafPlace>();
  status: PeriodRecord["status"] = "pending";
  /** When its latest event happened. */
  lastTime: bigint;
  end: LifeEvent | undefined;
  quietUntil = 0n;
  readonly #revealWindow: bigint;

  constructor({ args, time }: Extract<LifeEvent, { name: "SettlementSubmitted" }>) {
    this.lastTime = time;
    this.serial = args.submission;
    this.header = args.settlement;
    this.#revealWindow = args.policy.revealWindow;
  }

  /** @throws {ChainError} naming what is missing for it to be what the contract stores */
  requireRecord(record: PeriodRecord, domain: Hex): void {
    const { serial, header, status, open, quietUntil, lastTime } = this;
    const told = { period: header.period, serial, header, status, openDemands: open.size, quietUntil, lastTime };
    const gap = gapInRecord(told, record, domain);
    if (gap !== undefined) throw gap;
  }

  missing(gap: PeriodGap): ChainError {
    return missingLogs({ period: this.header.period, what: "submission", serial: this.serial }, gap);
  }

  take(event: LifeEvent, before: LifeEvent | undefined): void {
    const { submission } = event.args;
    if (submission !== this.serial) throw this.missing({ code: "submissionStart", args: { serial: submission } });
    if (this.end !== undefined) throw this.missing({ code: "submissionNext", args: {} });
    this.lastTime = event.time;
    switch (event.name) {
      case "Demanded":
        this.open.set(placeName(event.args), event.args);
        return;
      case "LiquidationRevealed":
      case "PositionRevealed": {
        const tree = event.name === "PositionRevealed" ? "positions" : "liquidations";
        this.#close({ tree, index: event.args.leaf.index });
        this.quietUntil = event.time + this.#revealWindow;
        return;
      }
      case "DemandExpired":
        this.#close(event.args);
        return;
      case "SettlementVoided":
        if (event.args.fault === "Silence" && before?.name !== "DemandExpired") {
          throw this.missing({ code: "silence", args: {} });
        }
        this.status = "voided";
        break;
      case "SettlementCancelled":
        this.status = "voided";
        break;
      case "SettlementFinalized":
        if (this.open.size > 0) throw this.missing({ code: "answers", args: { open: this.open.size } });
        this.status = "finalized";
    }
    this.end = event;
  }

  #close({ tree, index }: LeafPlace): void {
    if (this.open.delete(placeName({ tree, index }))) return;
    throw this.missing({ code: "demandFor", args: { tree, index } });
  }
}

/**
 * The submissions of a period that its events tell of.
 *
 * @throws {ChainError} if one does not begin, end or answer what was demanded
 */
export function livesOf(events: readonly LifeEvent[]): Life[] {
  const lives: Life[] = [];
  events.forEach((event, at) => {
    const life = lives.at(-1);
    if (event.name === "SettlementSubmitted") {
      if (life !== undefined && life.end === undefined) throw life.missing({ code: "submissionEnd", args: {} });
      lives.push(new Life(event));
    } else if (life === undefined) {
      throw missingLogs({ period: event.args.period, what: "settlement" }, { code: "firstSubmission", args: {} });
    } else life.take(event, events[at - 1]);
  });
  return lives;
}

/** What an ended submission left open was not answered: an answered demand keeps its demander and has no deadline. */
async function requireUnanswered(fund: Fund, life: Life, at: BlockTag): Promise<void> {
  for (const { tree, index } of life.open.values()) {
    const [demand] = await fund.read("demandOf", [life.serial, TREES.indexOf(tree), index], at);
    if (demand.deadline === 0n && BigInt(demand.demander) !== 0n) {
      throw life.missing({ code: "answerFor", args: { tree, index } });
    }
  }
}
