import type { Command } from "commander";
import type { SettlementDocument } from "../bundle/document.ts";
import type { SettlementResult } from "../chain/index.ts";
import { readyAt } from "../chain/types.ts";
import { addSenderOptions, KEY_HELP, type SenderOptions, withSender } from "./chain-options.ts";
import { EXIT, endWith, formatTime, note, printJson, printLines, tableLines } from "./output.ts";

interface SubmitOptions extends SenderOptions {
  readonly bundle: string;
  readonly dataUri?: string;
  readonly json?: true;
}

const HELP = `
The bundle is recomputed first; a wrong one is not sent (exit code 1). Then period, start, rule and balance are compared with the
chain, the fund is approved exactly what it takes (the profit that was not credited yet, and the bond), and the settlement is
submitted. The same command again finds the settlement on chain, and sends nothing.
${KEY_HELP}

Example:
  $ zke-insurance-fund submit --rpc http://127.0.0.1:8545 --fund 0x... --bundle period-1 \\
      --data-uri https://example.org/settlements/period-1/`;

/** Adds `submit`: a settlement goes on chain. */
export function addSubmitCommand(program: Command): void {
  addSenderOptions(program.command("submit").description("Submit a settlement to the fund, from its bundle."))
    .requiredOption("--bundle <folder>", "the settlement's bundle")
    .option("--data-uri <uri>", "where the public finds the bundle (without private/)")
    .option("--json", "print one JSON value")
    .addHelpText("after", HELP)
    .action(submitCommand);
}

async function submitCommand(options: SubmitOptions): Promise<void> {
  const document = await rightDocument(options);
  if (document === undefined) return;
  const { submit } = await import("../chain/index.ts");
  if (options.dataUri === undefined) {
    note(
      "No --data-uri was given: the chain will not say where the bundle is, and the public cannot recompute the period.",
    );
  }
  const order = { ...document, dataURI: options.dataUri };
  const result = await withSender(options, ({ fund, sender }) => submit(fund, sender, order));
  if (options.json) printJson(jsonOf(document, result));
  else printLines(...(await linesOf(document, result)));
}

/** The document of a bundle that is right; else says what is wrong with it. */
async function rightDocument({ bundle: folder, json }: SubmitOptions): Promise<SettlementDocument | undefined> {
  const { formatFinding, readBundle, verifyBundle } = await import("../bundle/index.ts");
  const bundle = await readBundle(folder);
  const { ok, findings } = verifyBundle(bundle);
  if (ok) return bundle.document;
  const lines = findings.map((finding) => formatFinding(finding));
  if (json) printJson({ sent: false, period: bundle.document.settlement.period, problems: lines });
  else printLines(`The bundle in ${folder} is wrong, and nothing was sent:`, ...lines.map((line) => `  ${line}`));
  endWith(EXIT.no);
  return undefined;
}

function jsonOf(
  { settlement, outcome }: SettlementDocument,
  { sent, record, transaction, approvals }: SettlementResult,
) {
  const { status, submission, settlementHash, coverage, bond } = record;
  return {
    sent,
    period: settlement.period,
    status,
    submission,
    settlementHash,
    coverage,
    shared: outcome.shared,
    deficit: settlement.loss - outcome.shared - coverage,
    bond,
    readyAt: readyAt(record),
    transaction,
    approvals,
  };
}

async function linesOf(document: SettlementDocument, result: SettlementResult): Promise<string[]> {
  const { formatAmount } = await import("../rule/amount.ts");
  const { period, status, coverage, shared, deficit, bond, submission, settlementHash, ...rest } = jsonOf(
    document,
    result,
  );
  const done = result.sent
    ? `The settlement of period ${period} is submitted.`
    : `Nothing was sent: this settlement of period ${period} is on chain already, and ${status}.`;
  const due = status === "pending" ? [["due", `${formatTime(rest.readyAt)}, if nobody shows a fault`] as const] : [];
  return [
    done,
    ...tableLines([
      ["losses", formatAmount(document.settlement.loss)],
      ["covered", `${formatAmount(coverage)} by the fund`],
      ["shared", `${formatAmount(shared)} by ${document.settlement.headCount} positions`],
      ["deficit", formatAmount(deficit)],
      ["bond", formatAmount(bond)],
      ...due,
      ["submission", submission.toString()],
      ["settlement hash", settlementHash],
      ...(rest.transaction === undefined ? [] : [["transaction", rest.transaction] as const]),
      ...rest.approvals.map((hash) => ["approval", hash] as const),
    ]),
  ];
}
