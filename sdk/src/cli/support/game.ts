import type { Command } from "commander";
import type { Move } from "../../challenge/moves.ts";
import type { Fund, Sender, TreeName } from "../../entries/chain.ts";
import { ChainError, InputError } from "../../errors.ts";
import type { LeafPlace, Submission, TimedEvent } from "../../history/submissions.ts";
import { choiceOption, integerOption } from "./options.ts";

/** Names an entry of a list. */
export interface PlaceOptions {
  readonly tree?: string;
  readonly index?: string;
}

const TREES = ["positions", "liquidations"] as const satisfies readonly TreeName[];

/** Adds the options that name an entry of a list. */
export function addPlaceOptions(command: Command, otherwise: string): Command {
  return command
    .option("--tree <list>", `positions or liquidations (default: ${otherwise})`)
    .option("--index <number>", "the entry's index in that list, from 0");
}

/**
 * The entry that is named, if one is.
 *
 * @throws {InputError} if only half of its name is given, or not usable
 */
export function placeOf({ tree, index }: PlaceOptions): LeafPlace | undefined {
  if (tree === undefined && index === undefined) return undefined;
  if (tree === undefined || index === undefined) {
    throw new InputError(`${tree === undefined ? "--tree" : "--index"} is missing`, {
      expected: "--tree and --index together",
    });
  }
  return { tree: choiceOption(tree, "--tree", TREES), index: integerOption(index, "--index", 64) };
}

/**
 * A period's latest submission with its demands and answers, from the fund's events.
 *
 * @throws {ChainError} if there is none, or it is not pending
 */
export async function pendingSubmission(fund: Fund, period: bigint): Promise<Submission> {
  const { findSubmission } = await import("../../entries/chain.ts");
  const submitted = await findSubmission(fund, period);
  if (submitted === undefined) throw new ChainError(`The chain has no settlement of period ${period}.`);
  const submission = await submissionFrom(fund, submitted);
  if (submission.status === "pending") return submission;
  throw new ChainError(`The settlement of period ${period} is ${submission.status}: nothing can be done about it.`);
}

/**
 * A submission with its demands and answers, from the fund's events.
 *
 * @param serial its serial number
 * @throws {ChainError} if there is none
 */
export async function anySubmission(fund: Fund, serial: bigint, fromBlock?: number): Promise<Submission> {
  const { readEvents } = await import("../../entries/chain.ts");
  const topics = [null, serial];
  for await (const event of readEvents(fund, { name: "SettlementSubmitted", topics, ...from(fromBlock) })) {
    return submissionFrom(fund, event);
  }
  throw new ChainError(`The fund has no submission ${serial}.`);
}

const from = (fromBlock: number | undefined) => (fromBlock === undefined ? {} : { fromBlock });

async function submissionFrom(fund: Fund, submitted: Omit<TimedEvent, "time">): Promise<Submission> {
  const { readEvents } = await import("../../entries/chain.ts");
  const { GAME_EVENTS, submissionsOf } = await import("../../history/submissions.ts");
  const { submission } = submitted.args as { submission: bigint };
  const events: Omit<TimedEvent, "time">[] = [submitted];
  for (const name of GAME_EVENTS) {
    if (name === "SettlementSubmitted") continue;
    const topics = name === "DemandReclaimed" ? [submission] : [null, submission];
    for await (const event of readEvents(fund, { name, topics, fromBlock: submitted.blockNumber })) events.push(event);
  }
  events.sort((a, b) => a.blockNumber - b.blockNumber || a.logIndex - b.logIndex);
  const found = submissionsOf(events.map((event) => ({ ...event, time: 0n }) as TimedEvent)).get(submission);
  if (found === undefined) throw new ChainError(`The fund has no submission ${submission}.`);
  return found;
}

/** What a move came to. */
export interface MoveResult {
  readonly what: string;
  readonly transaction: string;
}

/** Makes moves one after another. */
export async function makeMoves(fund: Fund, sender: Sender, moves: readonly Move[]): Promise<MoveResult[]> {
  const results: MoveResult[] = [];
  for (const { id, data, what } of moves) {
    const { hash } = await sender.send({ id, to: fund.address, data });
    results.push({ what, transaction: hash });
  }
  return results;
}

/** What moves came to, as lines for a person. */
export function moveLines(results: readonly MoveResult[]): string[] {
  return results.map(({ what, transaction }) => `Done: ${what}. Transaction ${transaction}.`);
}
