import type { Command } from "commander";
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
import { EXIT, endWith, formatTime, printJson, printLines } from "../support/output.ts";

interface ExpireOptions extends SenderOptions, PlaceOptions {
  readonly period: string;
  readonly json?: true;
}

const HELP = `
A demand that was not answered by its deadline voids the settlement. Anyone may call it; whoever demanded can then claim the demand's
bond, and half of the settlement's bond, or of the policy's least bond where that is smaller. Without --tree and --index, the first
such demand is taken. If there is none, nothing is sent (exit code 1). Time is the chain's.
${KEY_HELP}

Example:
  $ zke-insurance-fund expire --rpc http://127.0.0.1:8545 --fund 0x... --period 1`;

/** Adds `expire`: silence voids. */
export function addExpireCommand(program: Command): void {
  addPlaceOptions(
    addSenderOptions(program.command("expire").description("Void a settlement for a demand that nobody answered.")),
    "the first that is overdue",
  )
    .requiredOption("--period <number>", "the period")
    .option("--json", "print one JSON value")
    .addHelpText("after", HELP)
    .action(expireCommand);
}

async function expireCommand(options: ExpireOptions): Promise<void> {
  const period = integerOption(options.period, "--period", 64);
  const named = placeOf(options);
  await withSender(options, async ({ fund, sender }) => {
    const { expire } = await import("../../challenge/moves.ts");
    const { openDemands } = await import("../../history/submissions.ts");
    await sender.recover();
    const submission = await pendingSubmission(fund, period);
    const { time } = await fund.overview();
    const open = openDemands(submission).sort((a, b) => Number(a.deadline - b.deadline));
    const place = named ?? open.find(({ deadline }) => time > deadline);
    if (place === undefined) {
      const next = open[0] === undefined ? "no demand is open" : `the first is due by ${formatTime(open[0].deadline)}`;
      if (options.json) printJson({ sent: false, period, nextDeadline: open[0]?.deadline });
      else printLines(`Nothing was sent: no demand is overdue; ${next}.`);
      endWith(EXIT.no);
      return;
    }
    const results = await makeMoves(fund, sender, [expire(submission, place)]);
    const { tree, index } = place;
    if (options.json) printJson({ sent: true, period, submission: submission.serial, tree, index, ...results[0] });
    else printLines(`The settlement of period ${period} is voided.`, ...moveLines(results));
  });
}
