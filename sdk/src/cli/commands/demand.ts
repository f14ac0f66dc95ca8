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
import { formatTime, printJson, printLines } from "../support/output.ts";

interface DemandOptions extends SenderOptions, PlaceOptions {
  readonly period: string;
  readonly json?: true;
}

const HELP = `
Whoever demands an entry puts up a bond. If the entry is shown in time, the bond is the fund's; if not, "expire" voids the settlement:
the bond comes back, and with it half of the settlement's bond, or of the policy's least bond where that is smaller.
${KEY_HELP}

Example:
  $ zke-insurance-fund demand --rpc http://127.0.0.1:8545 --fund 0x... --period 1 --tree positions --index 0`;

/** Adds `demand`: an entry that is kept secret is asked for. */
export function addDemandCommand(program: Command): void {
  addPlaceOptions(
    addSenderOptions(program.command("demand").description("Demand to see an entry of a settlement's lists.")),
    "none; must be given",
  )
    .requiredOption("--period <number>", "the period")
    .option("--json", "print one JSON value")
    .addHelpText("after", HELP)
    .action(demandCommand);
}

async function demandCommand(options: DemandOptions): Promise<void> {
  const period = integerOption(options.period, "--period", 64);
  const place = placeOf(options);
  if (place === undefined)
    throw new InputError("--tree and --index are missing", { expected: "the entry to be shown" });
  await withSender(options, async ({ chain, fund, sender }) => {
    const { allow } = await import("../../chain/sending/allowance.ts");
    const { demand } = await import("../../challenge/moves.ts");
    const { placeName } = await import("../../history/submissions.ts");
    await sender.recover();
    const submission = await pendingSubmission(fund, period);
    const claimable = await fund.claimable(sender.address);
    const missing = submission.policy.demandBond - claimable;
    const amount = missing > 0n ? missing : 0n;
    if (!submission.demands.has(placeName(place))) {
      await allow(chain.provider, sender, { token: await fund.token(), spender: fund.address, amount });
    }
    const results = await makeMoves(fund, sender, [demand(submission, place)]);
    const { deadline = 0n } = (await pendingSubmission(fund, period)).demands.get(placeName(place)) ?? {};
    const { serial } = submission;
    if (options.json) printJson({ period, submission: serial, ...place, deadline, ...results[0] });
    else printLines(...moveLines(results), `It can be answered until ${formatTime(deadline)}.`);
  });
}
