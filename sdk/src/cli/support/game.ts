import type { Command } from "commander";
import type { Move } from "../../challenge/moves.ts";
import type { ChainReceipt, Fund, Sender, TreeName } from "../../entries/chain.ts";
import type { LeafPlace } from "../../history/submissions.ts";
import { USAGE } from "../../problems/english/usage.ts";
import { refused } from "../../problems/problem.ts";
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
