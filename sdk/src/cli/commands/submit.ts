import type { Command } from "commander";
import type { SettlementDocument } from "../../bundle/document.ts";
import { readyAt } from "../../chain/types.ts";
import type { Fund, SettlementResult, SubmissionPreview } from "../../entries/chain.ts";
import { ALLOWANCE_HELP, allowanceOption, INTO_FROZEN_HELP } from "../support/allowance-option.ts";
import { addSenderOptions, KEY_HELP, type SenderOptions, withSender } from "../support/chain-options.ts";
import { EXIT, endWith, formatTime, note, printJson, printLines, tableLines } from "../support/output.ts";

interface SubmitOptions extends SenderOptions {
  readonly bundle: string;
  readonly dataUri?: string;
  readonly checkUri: boolean;
  readonly leastCoverage?: string;
  readonly allowance?: string;
  readonly intoFrozen?: true;
  readonly json?: true;
}

const HELP = `
The bundle is recomputed first; a wrong one is not sent (exit code 1), nor one that names no fund or another one (exit code 2). Then
period, times, rule, lengths and balance are compared with the chain, and what the submission takes and promises is printed on standard
error. The same command again finds the settlement on chain, and sends nothing.

The fund must be able to cover the whole quota; what it cannot cover would be deficit, the exchange's to bear. If less is enough, say
so: --least-coverage 0 takes whatever there is. Otherwise wait until a pending settlement is final, or donate.

What is served at the data address is compared with the bundle; another settlement there is not sent (exit code 1), and an address at
which nothing can be had yet is told. A settlement that is on chain with another data address than --data-uri ends with exit code 1.

What is approved is the most that the submission can take, whatever others do to the fund meanwhile: the profit that was not credited
yet, and the bond of a settlement that is covered in full; or --allowance, if that is more. What is left of it stays approved, for the
next one: the fund takes from an account in its own calls alone.
${KEY_HELP}

Example:
  $ zke-insurance-fund submit --rpc http://127.0.0.1:8545 --fund 0x... --bundle period-1 \\
      --data-uri https://example.org/settlements/period-1/`;

/** Adds `submit`: a settlement goes on chain. */
export function addSubmitCommand(program: Command): void {
  addSenderOptions(program.command("submit").description("Submit a settlement to the fund, from its bundle."))
    .requiredOption("--bundle <folder>", "the settlement's bundle")
    .option("--data-uri <uri>", "where the public finds the bundle (without private/)")
    .option("--no-check-uri", "do not compare what is served at the data address with the bundle")
    .option("--least-coverage <amount>", "what the fund must at least be able to cover, in tokens (default: the quota)")
    .option("--allowance <amount>", ALLOWANCE_HELP)
    .option("--into-frozen", INTO_FROZEN_HELP)
    .option("--json", "print one JSON value")
    .addHelpText("after", HELP)
    .action(submitCommand);
}

async function submitCommand(options: SubmitOptions): Promise<void> {
  const document = await rightDocument(options);
  if (document === undefined) return;
  const { submit } = await import("../../entries/chain.ts");
  if (options.dataUri === undefined) {
    note(
      "No --data-uri was given: the chain will not say where the bundle is, and the public cannot recompute the period.",
    );
  }
  const { dataUri } = options;
  if (dataUri !== undefined && options.checkUri) {
    const { dataAddressProblem } = await import("../support/data-address.ts");
    const problem = await dataAddressProblem(dataUri, document);
    if (problem !== undefined) return sayNo(options, document, `Nothing was sent: ${problem}.`);
  }
  const amountOf = (text: string | undefined, name: string) => allowanceOption(text, document.decimals, name);
  const allowance = await amountOf(options.allowance, "--allowance");
  const order = {
    ...document,
    dataURI: options.dataUri,
    leastCoverage: await amountOf(options.leastCoverage, "--least-coverage"),
  };
  const tell = await previewTeller(document);
  const done = await withSender(options, async ({ fund, sender }) => {
    const result = await submit(fund, sender, order, { onPreview: tell, allowance, intoFrozen: options.intoFrozen });
    return { result, onChain: result.sent || dataUri === undefined ? dataUri : await dataAddressOf(fund, document) };
  });
  if (done === undefined) return;
  const { result, onChain } = done;
  if (options.json) printJson({ ...jsonOf(document, result), dataURI: onChain });
  else printLines(...(await linesOf(document, result)));
  if (onChain === undefined || dataUri === undefined || onChain === dataUri) return;
  note(`The data address on chain is ${JSON.stringify(onChain)}, not ${dataUri}, and cannot be changed.`);
  endWith(EXIT.no);
}

/** The data address that a settlement was submitted with; undefined if that cannot be read, which is noted. */
async function dataAddressOf(fund: Fund, { settlement }: SettlementDocument): Promise<string | undefined> {
  const { findSubmission } = await import("../../entries/chain.ts");
  try {
    return (await findSubmission(fund, settlement.period))?.args.dataURI;
  } catch (error) {
    note(`warning: which data address it was submitted with could not be read: ${error}`);
    return undefined;
  }
}

function sayNo({ json }: SubmitOptions, { settlement }: SettlementDocument, line: string): void {
  if (json) printJson({ sent: false, period: settlement.period, problems: [line] });
  else printLines(line);
  endWith(EXIT.no);
}

/** Says what a submission takes and promises, before it is sent. */
async function previewTeller({ settlement, decimals }: SettlementDocument) {
  const { formatAmount } = await import("../../rule/amount.ts");
  const amount = (units: bigint) => formatAmount(units, decimals);
  return ({ missing, quota, coverage, deficit, bond, fromClaimable, pulled }: SubmissionPreview) =>
    note(
      `Submitting period ${settlement.period}: covers ${amount(coverage)} of its quota ${amount(quota)}, deficit ${amount(deficit)}; ` +
        `takes ${amount(pulled)} (${amount(missing)} of profit not credited yet, a bond of ${amount(bond)}` +
        `${fromClaimable > 0n ? `, of which ${amount(fromClaimable)} was claimable` : ""}).`,
    );
}

/** The document of a bundle that is right; else says what is wrong with it. */
async function rightDocument({ bundle: folder, json }: SubmitOptions): Promise<SettlementDocument | undefined> {
  const { bundleProblemText, readBundle, verifyBundle } = await import("../../entries/bundle.ts");
  const bundle = await readBundle(folder);
  const { ok, findings } = verifyBundle(bundle);
  if (ok) return bundle.document;
  const lines = findings.map(bundleProblemText);
  if (json) printJson({ sent: false, period: bundle.document.settlement.period, problems: lines });
  else printLines(`The bundle in ${folder} is wrong, and nothing was sent:`, ...lines.map((line) => `  ${line}`));
  endWith(EXIT.no);
  return undefined;
}

function jsonOf(
  { settlement, outcome, decimals }: SettlementDocument,
  { sent, record, transaction, approvals }: SettlementResult,
) {
  const { status, submission, settlementHash, coverage, bond } = record;
  return {
    sent,
    period: settlement.period,
    decimals: String(decimals),
    status,
    submission,
    settlementHash,
    quota: outcome.quota,
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
  const { formatAmount } = await import("../../rule/amount.ts");
  const amount = (units: bigint) => formatAmount(units, document.decimals);
  const { period, status, quota, coverage, shared, deficit, bond, submission, settlementHash, ...rest } = jsonOf(
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
      ["losses", amount(document.settlement.loss)],
      ["covered", `${amount(coverage)} by the fund, of its quota ${amount(quota)}`],
      ["shared", `${amount(shared)} by ${document.settlement.headCount} positions`],
      ["deficit", amount(deficit)],
      ["bond", amount(bond)],
      ...due,
      ["submission", submission.toString()],
      ["settlement hash", settlementHash],
      ...(rest.transaction === undefined ? [] : [["transaction", rest.transaction] as const]),
      ...rest.approvals.map((hash) => ["approval", hash] as const),
    ]),
  ];
}
