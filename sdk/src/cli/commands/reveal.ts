import type { Command } from "commander";
import { InputError } from "../../errors.ts";
import { addSenderOptions, KEY_HELP, type SenderOptions, withSender } from "../support/chain-options.ts";
import {
  addPlaceOptions,
  makeMoves,
  moveLines,
  type PlaceOptions,
  pendingSubmission,
  placeOf,
} from "../support/game.ts";
import { integerOption } from "../support/options.ts";
import { EXIT, endWith, printJson, printLines } from "../support/output.ts";

interface RevealOptions extends SenderOptions, PlaceOptions {
  readonly bundle: string;
  readonly period: string;
  readonly json?: true;
}

const HELP = `
Anyone who has the entry may answer, up to the demand's deadline; it earns nothing, and keeps the settlement from being voided. Without
--tree and --index, all demands that are open are answered. If none is, nothing is sent (exit code 1). "operate" does this by itself.
${KEY_HELP}

Example:
  $ zke-insurance-fund reveal --rpc http://127.0.0.1:8545 --fund 0x... --bundle period-1 --period 1`;

/** Adds `reveal`: demands are answered. */
export function addRevealCommand(program: Command): void {
  addPlaceOptions(
    addSenderOptions(program.command("reveal").description("Answer demands for entries of a settlement's lists.")),
    "all that is demanded",
  )
    .requiredOption("--bundle <folder>", "the settlement's bundle")
    .requiredOption("--period <number>", "the period")
    .option("--json", "print one JSON value")
    .addHelpText("after", HELP)
    .action(revealCommand);
}

async function revealCommand(options: RevealOptions): Promise<void> {
  const period = integerOption(options.period, "--period", 64);
  const place = placeOf(options);
  await withSender(options, async ({ chain, fund, sender }) => {
    const { readCommittedLists, showLeaf } = await import("../../challenge/lists.ts");
    const { strangerIn } = await import("../../challenge/judge.ts");
    const { reveal } = await import("../../challenge/moves.ts");
    const { openDemands } = await import("../../history/submissions.ts");
    await sender.recover();
    const submission = await pendingSubmission(fund, period);
    const lists = await readCommittedLists(submission, options.bundle);
    const stranger = await strangerIn(options.bundle, { chainId: chain.chainId, fund: fund.address });
    const places = place === undefined ? openDemands(submission) : [place];
    const moves = places.map((wanted) => {
      const shown = showLeaf(lists, wanted);
      if (shown !== undefined) return reveal(submission, shown);
      const reason = lists[wanted.tree].missing ?? "the list is empty";
      throw new InputError(stranger ?? reason, { file: options.bundle });
    });
    const results = await makeMoves(fund, sender, moves);
    if (options.json) printJson({ period, submission: submission.serial, revealed: results });
    else if (results.length > 0) printLines(...moveLines(results));
    else printLines(`Nothing was sent: no demand for the settlement of period ${period} is open.`);
    endWith(results.length > 0 ? EXIT.done : EXIT.no);
  });
}
