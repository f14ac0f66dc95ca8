// The five moves by which a settlement is doubted and defended, each made by hand.
import type { Command } from "commander";
import { USAGE } from "../../problems/english/usage.ts";
import { refused } from "../../problems/problem.ts";
import { addSenderOptions, KEY_HELP, type SenderOptions, withSender } from "../support/chain-options.ts";
import { addPlaceOptions, makeMoves, type PlaceOptions, placeOf } from "../support/game.ts";
import { integerOption } from "../support/options.ts";
import { EXIT, endWith, printJson, printLines } from "../support/output.ts";

interface MoveOptions extends SenderOptions, PlaceOptions {
  readonly bundle: string;
  readonly period: string;
  readonly submission: string;
  readonly json?: true;
}

/** A move as a command. */
interface MoveCommand {
  readonly name: "challenge" | "demand" | "expire" | "reclaim" | "reveal";
  readonly about: string;
  readonly help: string;
  /** What an example has beside the options of every command. */
  readonly example: string;
  /** By what the submission is named: by the period, whose latest must be pending, or by its serial number. */
  readonly by: "period" | "submission";
  /** What is taken if no entry is named; left out if none can be. */
  readonly otherwise?: string;
  /** Whether an entry must be named. */
  readonly needsPlace?: true;
  /** What the bundle is; left out if it takes none. */
  readonly bundle?: string;
}

const MOVES: readonly MoveCommand[] = [
  {
    name: "challenge",
    about: "Find a settlement's fault, and have the contract void it.",
    help: `
The bundle's lists are compared with what is committed on chain, and judged as the contract judges. If one or two entries break the
rule, they are sent with their proofs, and the contract voids the settlement; half of its bond, or of the policy's least bond where
that is smaller, is then claimable by you. Entries that answers have shown count too: where a list differs from the committed one in
some entries only, what is shown is judged beside what is published. If there is no fault, nothing is sent (exit code 1).`,
    example: "--bundle period-1 --period 1",
    by: "period",
    bundle: "the settlement's bundle, as it was published",
  },
  {
    name: "demand",
    about: "Demand to see an entry of a settlement's lists.",
    help: `
Whoever demands an entry puts up a bond. If the entry is shown in time, the bond is the fund's; if not, "expire" voids the settlement:
the bond comes back, and with it half of the settlement's bond, or of the policy's least bond where that is smaller.`,
    example: "--period 1 --tree positions --index 0",
    by: "period",
    otherwise: "none; must be given",
    needsPlace: true,
  },
  {
    name: "reveal",
    about: "Answer demands for entries of a settlement's lists.",
    help: `
Anyone who has the entry may answer, up to the demand's deadline; it earns nothing, and keeps the settlement from being voided. Without
--tree and --index, all demands that are open are answered. If none is, nothing is sent (exit code 1). "operate" does this by itself.`,
    example: "--bundle period-1 --period 1",
    by: "period",
    otherwise: "all that is demanded",
    bundle: "the settlement's bundle",
  },
  {
    name: "expire",
    about: "Void a settlement for a demand that nobody answered.",
    help: `
A demand that was not answered by its deadline voids the settlement. Anyone may call it; whoever demanded can then claim the demand's
bond, and half of the settlement's bond, or of the policy's least bond where that is smaller. Without --tree and --index, the first
such demand is taken. If there is none, nothing is sent (exit code 1). Time is the chain's.`,
    example: "--period 1",
    by: "period",
    otherwise: "the first that is overdue",
  },
  {
    name: "reclaim",
    about: "Take back the bonds of demands that a void left open.",
    help: `
A demand that was open when its submission was voided or cancelled stays unanswered; its bond becomes claimable by whoever demanded.
Without --tree and --index, the bonds of all your demands of that submission are taken back. If there is none, nothing is sent
(exit code 1).`,
    example: "--submission 3",
    by: "submission",
    otherwise: "all of your demands",
  },
];

/** Adds `challenge`, `demand`, `reveal`, `expire` and `reclaim`. */
export function addMoveCommands(program: Command): void {
  for (const move of MOVES) {
    const { name, about, help, example, by, otherwise, bundle } = move;
    const command = addSenderOptions(program.command(name).description(about));
    if (otherwise !== undefined) addPlaceOptions(command, otherwise);
    if (bundle !== undefined) command.requiredOption("--bundle <folder>", bundle);
    const named = by === "period" ? "the period" : "the submission's serial number";
    command
      .requiredOption(`--${by} <number>`, named)
      .option("--json", "print one JSON value")
      .addHelpText(
        "after",
        `${help}\n${KEY_HELP}\n\nExample:\n  $ zke-insurance-fund ${name} --rpc http://127.0.0.1:8545 --fund 0x... ${example}`,
      )
      .action((options: MoveOptions) => runMove(move, options));
  }
}

async function runMove({ name, by, needsPlace }: MoveCommand, options: MoveOptions): Promise<void> {
  const number = integerOption(options[by], `--${by}`, 64);
  const place = placeOf(options);
  if (needsPlace && place === undefined) {
    throw refused(USAGE, "optionMissing", { name: "--tree and --index", expected: "the entry to be shown" });
  }
  await withSender(options, async (open) => {
    const { anySubmission, pendingSubmission } = await import("../../challenge/asked.ts");
    const { DECIDE } = await import("../support/decide-move.ts");
    const { fund, sender, fromBlock } = open;
    await sender.recover();
    const submission =
      by === "period" ? await pendingSubmission(fund, number) : await anySubmission(fund, number, fromBlock);
    const { moves, told } = await DECIDE[name]({ ...open, submission, place, bundle: options.bundle });
    const { results, receipts } = await makeMoves(fund, sender, moves);
    const { json, lines } = told(results, receipts);
    if (options.json) printJson(json);
    else printLines(...lines);
    endWith(moves.length > 0 ? EXIT.done : EXIT.no);
  });
}
