import type { Command } from "commander";
import { addSenderOptions, KEY_HELP, type SenderOptions, withSender } from "../support/chain-options.ts";
import { addPlaceOptions, anySubmission, makeMoves, moveLines, type PlaceOptions, placeOf } from "../support/game.ts";
import { integerOption } from "../support/options.ts";
import { EXIT, endWith, printJson, printLines } from "../support/output.ts";

interface ReclaimOptions extends SenderOptions, PlaceOptions {
  readonly submission: string;
  readonly json?: true;
}

const HELP = `
A demand that was open when its submission was voided or cancelled stays unanswered; its bond becomes claimable by whoever demanded.
Without --tree and --index, the bonds of all your demands of that submission are taken back. If there is none, nothing is sent
(exit code 1).
${KEY_HELP}

Example:
  $ zke-insurance-fund reclaim --rpc http://127.0.0.1:8545 --fund 0x... --submission 3`;

/** Adds `reclaim`: bonds of demands that a void left open. */
export function addReclaimCommand(program: Command): void {
  addPlaceOptions(
    addSenderOptions(program.command("reclaim").description("Take back the bonds of demands that a void left open.")),
    "all of your demands",
  )
    .requiredOption("--submission <number>", "the submission's serial number")
    .option("--json", "print one JSON value")
    .addHelpText("after", HELP)
    .action(reclaimCommand);
}

async function reclaimCommand(options: ReclaimOptions): Promise<void> {
  const serial = integerOption(options.submission, "--submission", 64);
  const named = placeOf(options);
  await withSender(options, async ({ fund, sender, fromBlock }) => {
    const { reclaim } = await import("../../challenge/moves.ts");
    const { openDemands } = await import("../../history/submissions.ts");
    await sender.recover();
    const submission = await anySubmission(fund, serial, fromBlock);
    const isOwn = ({ demander }: { demander: string }) => demander.toLowerCase() === sender.address.toLowerCase();
    const places = named === undefined ? openDemands(submission).filter(isOwn) : [named];
    const results = await makeMoves(
      fund,
      sender,
      places.map((place) => reclaim(submission, place)),
    );
    if (options.json) printJson({ submission: serial, reclaimed: results });
    else if (results.length > 0) printLines(...moveLines(results));
    else printLines(`Nothing was sent: submission ${serial} has no open demand of ${sender.address}.`);
    endWith(results.length > 0 ? EXIT.done : EXIT.no);
  });
}
