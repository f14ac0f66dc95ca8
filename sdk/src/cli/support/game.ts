import type { Command } from "commander";
import type { Move } from "../../challenge/moves.ts";
import type { ChainReceipt, Fund, FundEvent, Sender, TreeName } from "../../entries/chain.ts";
import type { LeafPlace, Submission } from "../../history/submissions.ts";
import { STANDINGS } from "../../problems/english/checks.ts";
import { SUBMISSIONS } from "../../problems/english/submissions.ts";
import { USAGE } from "../../problems/english/usage.ts";
import { failed, refused } from "../../problems/problem.ts";
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
    const name = tree === undefined ? "--tree" : "--index";
    throw refused(USAGE, "optionMissing", { name, expected: "--tree and --index together" });
  }
  return { tree: choiceOption(tree, "--tree", TREES), index: integerOption(index, "--index", 64) };
}

/**
 * A period's latest submission with its demands and answers, whole or not at all.
 *
 * @throws {ChainError} if there is none, it is not pending, or the node left out logs of it
 */
export async function pendingSubmission(fund: Fund, period: bigint): Promise<Submission> {
  const { readLife } = await import("../../entries/chain.ts");
  const { submissionsOf } = await import("../../history/submissions.ts");
  const submission = [...submissionsOf(await readLife(fund, period)).values()].at(-1);
  if (submission === undefined) throw failed(STANDINGS, "noSettlement", { period }, ABSENT);
  if (submission.status === "pending") return submission;
  throw failed(SUBMISSIONS, "nothingPending", { period, status: submission.status });
}

/**
 * A submission with its demands and answers, whole or not at all.
 *
 * @param serial its serial number
 * @throws {ChainError} if there is none, or the node left out logs of it
 */
export async function anySubmission(fund: Fund, serial: bigint, fromBlock?: number): Promise<Submission> {
  const { readEvents, readLife } = await import("../../entries/chain.ts");
  const { submissionsOf } = await import("../../history/submissions.ts");
  const from = fromBlock === undefined ? {} : { fromBlock };
  for await (const submitted of readEvents(fund, { name: "SettlementSubmitted", topics: [null, serial], ...from })) {
    const life = await readLife(fund, submitted.args.period);
    const events: FundEvent[] = life;
    const since = { topics: [serial], fromBlock: submitted.blockNumber };
    for await (const event of readEvents(fund, { name: "DemandReclaimed", ...since })) events.push(event);
    const found = submissionsOf(events).get(serial);
    if (found !== undefined) return found;
  }
  throw failed(SUBMISSIONS, "noSubmission", { serial }, ABSENT);
}

const ABSENT = { kind: "absent" } as const;

/** What a move came to. */
export interface MoveResult {
  readonly what: string;
  readonly transaction: string;
}

/** Makes moves one after another; what they came to, and the receipts of their transactions. */
export async function makeMoves(fund: Fund, sender: Sender, moves: readonly Move[]) {
  const results: MoveResult[] = [];
  const receipts: ChainReceipt[] = [];
  const intentOf = ({ id, data }: Move) => ({ id, to: fund.address, data });
  if (moves.length > 0) sender.announce?.(moves.map(intentOf));
  for (const move of moves) {
    const { what } = move;
    const receipt = await sender.send(intentOf(move));
    results.push({ what, transaction: receipt.hash });
    receipts.push(receipt);
  }
  return { results, receipts };
}

/** What moves came to, as lines for a person. */
export function moveLines(results: readonly MoveResult[]): string[] {
  return results.map(({ what, transaction }) => `Done: ${what}. Transaction ${transaction}.`);
}
