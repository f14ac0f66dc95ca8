import type { Command } from "commander";
import type { SettlementDocument } from "../../bundle/document.ts";
import type { Settlement } from "../../commitment/header.ts";
import type { Fund, SettlementResult } from "../../entries/chain.ts";
import { STANDINGS } from "../../problems/english/checks.ts";
import { USAGE } from "../../problems/english/usage.ts";
import { failed, refused } from "../../problems/problem.ts";
import { addSenderOptions, KEY_HELP, type SenderOptions, withSender } from "../support/chain-options.ts";
import { integerOption } from "../support/options.ts";
import { printJson, printLines, tableLines } from "../support/output.ts";

interface FinalizeOptions extends SenderOptions {
  readonly period?: string;
  readonly bundle?: string;
  readonly json?: true;
}

const HELP = `
Anyone may finalize a settlement once its challenge window, all demands and the windows of all answers have passed. Its coverage is
then claimable by clearing, its bond by the operator. If it is too early, the command says from when on it can be done (exit
code 3). The header comes from the bundle, which must be of this fund, or from the fund's events if no bundle is given.
${KEY_HELP}

Example:
  $ zke-insurance-fund finalize --rpc http://127.0.0.1:8545 --fund 0x... --period 1 --bundle period-1`;

/** Adds `finalize`: a settlement whose windows have passed takes effect. */
export function addFinalizeCommand(program: Command): void {
  addSenderOptions(program.command("finalize").description("Finalize a settlement whose windows have passed."))
    .option("--period <number>", "the period (default: the bundle's)")
    .option("--bundle <folder>", "the settlement's bundle")
    .option("--json", "print one JSON value")
    .addHelpText("after", HELP)
    .action(finalizeCommand);
}

async function finalizeCommand(options: FinalizeOptions): Promise<void> {
  const asked = options.period === undefined ? undefined : integerOption(options.period, "--period", 64);
  const given = options.bundle === undefined ? undefined : await documentOf(options.bundle, asked);
  const period = asked ?? given?.settlement.period;
  if (period === undefined) throw refused(USAGE, "noSettlementNamed", {});
  const { finalize, requireThisFund } = await import("../../entries/chain.ts");
  const done = await withSender(options, async ({ fund, sender }) => {
    if (given !== undefined) await requireThisFund(fund, given);
    const settlement = given?.settlement ?? (await headerOnChain(fund, period));
    return { decimals: await fund.decimals(), result: await finalize(fund, sender, settlement) };
  });
  if (done === undefined) return;
  const { decimals, result } = done;
  const { sent, record, transaction } = result;
  if (options.json) {
    const { status, coverage, bond, operator, submission } = record;
    const figures = { period, decimals: String(decimals), status, submission, coverage, bond, operator };
    printJson({ sent, ...figures, transaction });
  } else printLines(...(await linesOf(period, result, decimals)));
}

async function documentOf(folder: string, period: bigint | undefined): Promise<SettlementDocument> {
  const { readDocument } = await import("../../entries/bundle.ts");
  const document = await readDocument(folder);
  const { settlement } = document;
  if (period === undefined || settlement.period === period) return document;
  const facts = { got: settlement.period.toString(), expected: period.toString() };
  throw refused(USAGE, "bundleOfOtherPeriod", {}, { file: folder, ...facts });
}

async function headerOnChain(fund: Fund, period: bigint): Promise<Settlement> {
  const { findSubmission } = await import("../../entries/chain.ts");
  const submitted = await findSubmission(fund, period);
  if (submitted !== undefined) return submitted.args.settlement;
  throw failed(STANDINGS, "noSettlement", { period });
}

async function linesOf(
  period: bigint,
  { sent, record, transaction }: SettlementResult,
  decimals: number,
): Promise<string[]> {
  const { formatAmount } = await import("../../rule/amount.ts");
  return [
    sent ? `Period ${period} is final.` : `Nothing was sent: period ${period} had been finalized before.`,
    ...tableLines([
      ["coverage", `${formatAmount(record.coverage, decimals)}, claimable by clearing`],
      ["bond", `${formatAmount(record.bond, decimals)}, claimable by the operator ${record.operator}`],
      ...(transaction === undefined ? [] : [["transaction", transaction] as const]),
    ]),
  ];
}
