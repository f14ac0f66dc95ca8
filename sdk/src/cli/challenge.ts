import type { Command } from "commander";
import { addSenderOptions, KEY_HELP, type SenderOptions, withSender } from "./chain-options.ts";
import { makeMoves, moveLines, pendingSubmission } from "./game.ts";
import { integerOption } from "./options.ts";
import { EXIT, endWith, printJson, printLines } from "./output.ts";

interface ChallengeOptions extends SenderOptions {
  readonly bundle: string;
  readonly period: string;
  readonly json?: true;
}

const HELP = `
The bundle's lists are compared with what is committed on chain, and judged as the contract judges. If one or two entries break the
rule, they are sent with their proofs, and the contract voids the settlement; half of its bond is then claimable by you. If
there is no fault, nothing is sent (exit code 1).
${KEY_HELP}

Example:
  $ zke-insurance-fund challenge --rpc http://127.0.0.1:8545 --fund 0x... --bundle period-1 --period 1`;

/** Adds `challenge`: a settlement that breaks the rule is voided. */
export function addChallengeCommand(program: Command): void {
  addSenderOptions(
    program.command("challenge").description("Find a settlement's fault, and have the contract void it."),
  )
    .requiredOption("--bundle <folder>", "the settlement's bundle, as it was published")
    .requiredOption("--period <number>", "the period")
    .option("--json", "print one JSON value")
    .addHelpText("after", HELP)
    .action(challengeCommand);
}

async function challengeCommand(options: ChallengeOptions): Promise<void> {
  const { bundle: folder, json } = options;
  const period = integerOption(options.period, "--period", 64);
  await withSender(options, async ({ fund, sender }) => {
    const { describeFault } = await import("../faults/fault.ts");
    const { challenge } = await import("../game/moves.ts");
    const { judgeBundle } = await import("../watch/judge.ts");
    await sender.recover();
    const submission = await pendingSubmission(fund, period);
    const verdict = await judgeBundle(submission, folder);
    if (verdict.kind !== "fault") {
      const reasons = verdict.kind === "right" ? verdict.remarks : verdict.reasons;
      if (json) printJson({ sent: false, period, verdict: verdict.kind, reasons });
      else printLines(...innocentLines(period, verdict.kind, reasons));
      endWith(EXIT.no);
      return;
    }
    const results = await makeMoves(fund, sender, [challenge(submission, verdict.fault, verdict.challenge)]);
    const transaction = results[0]?.transaction;
    if (json) printJson({ sent: true, period, submission: submission.serial, fault: verdict.fault, transaction });
    else
      printLines(
        `The settlement of period ${period} is voided. ${describeFault(verdict.fault)}`,
        ...moveLines(results),
      );
  });
}

function innocentLines(period: bigint, kind: "right" | "withheld", reasons: readonly string[]): string[] {
  if (kind === "right") {
    return [
      `Nothing was sent: the settlement of period ${period} follows the rule.`,
      ...(reasons.length > 0 ? ["Beside what is committed, the bundle is wrong:", ...reasons.map(indented)] : []),
    ];
  }
  return [
    "Nothing was sent: this bundle is not, or not all, of what is committed, and the rest shows no fault:",
    ...reasons.map(indented),
    'If no other bundle can be had, "demand" asks for entries; what is not shown in time voids the settlement.',
  ];
}

const indented = (line: string) => `  ${line}`;
