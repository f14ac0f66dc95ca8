import type { Command } from "commander";
import type { Verdict } from "../../challenge/judge.ts";
import type { TreeName } from "../../entries/chain.ts";
import { addSenderOptions, KEY_HELP, type SenderOptions, withSender } from "../support/chain-options.ts";
import { makeMoves, moveLines, pendingSubmission } from "../support/game.ts";
import { integerOption } from "../support/options.ts";
import { EXIT, endWith, printJson, printLines } from "../support/output.ts";

interface ChallengeOptions extends SenderOptions {
  readonly bundle: string;
  readonly period: string;
  readonly json?: true;
}

const HELP = `
The bundle's lists are compared with what is committed on chain, and judged as the contract judges. If one or two entries break the
rule, they are sent with their proofs, and the contract voids the settlement; half of its bond, or of the policy's least bond where
that is smaller, is then claimable by you. Entries that answers have shown count too: where a list differs from the committed one in
some entries only, what is shown is judged beside what is published. If there is no fault, nothing is sent (exit code 1).
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
  await withSender(options, async ({ chain, fund, sender }) => {
    const { describeFault } = await import("../../faults/fault.ts");
    const { challenge } = await import("../../challenge/moves.ts");
    const { judgeBundle } = await import("../../challenge/judge.ts");
    await sender.recover();
    const submission = await pendingSubmission(fund, period);
    const identity = { chainId: chain.chainId, fund: fund.address };
    const verdict = await judgeBundle(submission, folder, { identity });
    if (verdict.kind !== "fault") {
      const reasons = verdict.kind === "right" ? verdict.remarks : verdict.reasons;
      const next = nextToDemand(verdict);
      if (json) printJson({ sent: false, period, verdict: verdict.kind, reasons, ...(next.length > 0 && { next }) });
      else printLines(...innocentLines(period, verdict.kind, reasons, next));
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

/** The entries that lead to where a list is not the committed one. */
function nextToDemand(verdict: Verdict): { readonly tree: TreeName; readonly index: string }[] {
  if (verdict.kind !== "withheld") return [];
  return (verdict.searches ?? []).flatMap(({ tree, next }) => next.map((row) => ({ tree, index: String(row) })));
}

function innocentLines(
  period: bigint,
  kind: "right" | "withheld",
  reasons: readonly string[],
  next: ReturnType<typeof nextToDemand>,
): string[] {
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
    ...next.map(({ tree, index }) => `Entry ${index} of the ${tree} leads on to what differs from the committed list.`),
  ];
}

const indented = (line: string) => `  ${line}`;
