import type { Command } from "commander";
import type { Audit, AuditStep } from "../../audit/audit.ts";
import type { Outputs } from "../../audit/report/outputs.ts";
import type { FetchOptions } from "../../download/bundle.ts";
import type { HistoryRecorder } from "../../history/recorder.ts";
import type { PriceTable } from "../../prices/index.ts";
import { addFundOptions, type FundOptions, type OpenFund, withFund } from "../support/chain-options.ts";
import { secondsOption, urlOption } from "../support/daemon.ts";
import { integerOption } from "../support/options.ts";
import { EXIT, endWith, note, printJson, printLines, tableLines } from "../support/output.ts";
import { PRICES_HELP, readPrices } from "../support/prices-option.ts";
import type { Update } from "../support/progress.ts";

interface AuditFlags extends FundOptions {
  readonly block?: string;
  readonly state?: string;
  readonly bundles?: string;
  readonly prices?: string;
  readonly fetch: boolean;
  readonly allowPrivate?: true;
  readonly ipfsGateway?: string;
  readonly maxBytes: string;
  readonly fetchTimeout: string;
  readonly csv?: string;
  readonly html?: string;
  readonly history?: string;
  readonly json?: true;
}

const HELP = `
Believes nobody. The fund's books are rebuilt from the chain's logs alone: every credit, donation, settlement, voiding, demand, reward,
withdrawal and policy. For each settlement, coverage, shares, deficit and bond are computed anew by the rule. What comes out is compared
with what the contract and its token say at one block, and the bundle of every settlement is verified.

With --prices, each liquidation's close and takeover price, value / quantity, is held against the market's of the minute in which it was
closed: ${PRICES_HELP}
It says how many are outside, by how much, what that cost the winners by the rule, and how many could not be judged.

Exit code 0: the books agree. 1: they do not; it says what, where, and by how much. With --prices also if a close is outside the market's,
or none could be judged. 3: the chain could not be read, changed meanwhile, or logs were left out. A bundle that cannot be fetched is
reported, but does not count as a disagreement. The same block gives the same bytes.

Logs are read a range of blocks at a time. With --state they are kept in a file: an audit that was stopped goes on where it was, and
the next one reads only what is new. Comparing at an old block takes a node that still knows it.

Files are written beside their places, and take their names when all are complete:
  --csv DIR    ledger.csv: each movement of money, with what lies in the vault after it. periods.csv: each settlement's figures.
               liquidations.csv: each liquidation with quantity, time and prices.
  --html FILE  the report with charts, as one file to be filed or printed
  --history FILE  the fund's whole past for the public's page, which holds it against the contract: only with exit code 0. It takes the place of
               the one before.

Examples:
  $ zke-insurance-fund audit --rpc http://127.0.0.1:8545 --fund 0x...
  $ zke-insurance-fund audit --rpc http://127.0.0.1:8545 --fund 0x... --block 21000000 --from-block 20000000 \\
      --state audit.sqlite --bundles ./bundles --prices klines.csv --csv audit --html audit.html`;

/** Adds `audit`: the books, rebuilt from the logs, against what the contract says. */
export function addAuditCommand(program: Command): void {
  addFundOptions(
    program
      .command("audit")
      .description("Rebuild the fund's books from the chain's logs, and compare them with the contract."),
  )
    .option("--block <number>", "the block at which everything is compared (default: the newest)")
    .option("--state <file>", "where the logs are kept, so that the next audit reads only what is new")
    .option(
      "--bundles <folder>",
      "bundles that you have: one, or a folder of them, in whatever order and by whatever names",
    )
    .option("--prices <file>", "the markets' prices: market,time,low,high, one row a minute")
    .option("--no-fetch", "verify only the bundles that are given")
    .option("--allow-private", "fetch bundles from private addresses, too")
    .option("--ipfs-gateway <url>", "where ipfs: addresses are fetched from, such as http://127.0.0.1:8080")
    .option("--max-bytes <number>", "the largest file that is fetched", String(4 * 2 ** 30))
    .option("--fetch-timeout <seconds>", "the longest time for a file", "900")
    .option(
      "--csv <folder>",
      "write ledger.csv, liquidations.csv and periods.csv there; the folder must be new or empty",
    )
    .option("--html <file>", "write the report with charts there; must not exist")
    .option("--history <file>", "write the fund's past there, for the page (history.json), if the books agree")
    .option("--json", "print one JSON value")
    .addHelpText("after", HELP)
    .action(auditCommand);
}

async function auditCommand(flags: AuditFlags): Promise<void> {
  const block = flags.block === undefined ? undefined : Number(integerOption(flags.block, "--block", 48));
  const fetch = fetchOptionsOf(flags);
  const { openOutputs } = await import("../../audit/report/outputs.ts");
  const { interruptible } = await import("../support/interrupt.ts");
  const prices = await readPrices(flags.prices);
  const outputs = await openOutputs(flags);
  try {
    const { createHistoryRecorder } = await import("../../history/recorder.ts");
    const recorder = flags.history === undefined ? undefined : createHistoryRecorder();
    const asked = { block, fetch, prices, recorder };
    const audit = await interruptible((signal) => runAudit(flags, { ...asked, signal }, outputs));
    outputs.finish(audit);
    const isWritten = recorder !== undefined && (await keepHistory(audit, recorder, flags.history as string));
    await printAudit(audit, flags, isWritten);
  } catch (error) {
    outputs.discard();
    throw error;
  }
}

function fetchOptionsOf({
  fetch,
  allowPrivate,
  ipfsGateway,
  maxBytes,
  fetchTimeout,
}: AuditFlags): FetchOptions | undefined {
  const options = {
    allowPrivate,
    ipfsGateway: ipfsGateway === undefined ? undefined : urlOption(ipfsGateway, "--ipfs-gateway"),
    mostBytes: Number(integerOption(maxBytes, "--max-bytes", 48)),
    timeout: secondsOption(fetchTimeout, "--fetch-timeout"),
  };
  return fetch ? options : undefined;
}

interface Asked {
  readonly block: number | undefined;
  readonly fetch: FetchOptions | undefined;
  readonly prices: PriceTable | undefined;
  readonly signal: AbortSignal;
  readonly recorder: HistoryRecorder | undefined;
}

const STEPS: Readonly<Record<AuditStep, readonly [task: string, unit: string]>> = {
  read: ["Reading logs", "blocks"],
  replay: ["Rebuilding the books", "logs"],
  compare: ["Comparing with the contract", "questions"],
  bundles: ["Verifying bundles", "bundles"],
};

async function runAudit(flags: AuditFlags, asked: Asked, outputs: Outputs): Promise<Audit> {
  const { block, fetch, prices, signal, recorder } = asked;
  const { auditFund } = await import("../../audit/audit.ts");
  const { startProgress } = await import("../support/progress.ts");
  let shown: { readonly step: AuditStep; readonly update: Update; done(): void } | undefined;
  const progress = (step: AuditStep, done: number, part?: number) => {
    if (shown?.step !== step) {
      shown?.done();
      shown = { step, ...startProgress(...STEPS[step]) };
    }
    shown.update(done, part);
  };
  try {
    const run = ({ chain, fund, fromBlock }: OpenFund) =>
      auditFund(chain, fund, {
        ...{ block, fromBlock, state: flags.state, bundles: { given: flags.bundles, fetch } },
        ...{ prices, signal, progress, note },
        onEntry(entry, decimals) {
          outputs.add(entry, decimals);
          recorder?.add(entry.event);
        },
        onAgain() {
          outputs.again();
          recorder?.clear();
        },
        onLiquidations: (submission, list, decimals) => outputs.addLiquidations(submission, list, decimals, prices),
      });
    return await withFund(flags, run, true);
  } finally {
    shown?.done();
  }
}

/** Writes the fund's past, if the audit's answer is yes. */
async function keepHistory(audit: Audit, recorder: HistoryRecorder, file: string): Promise<boolean> {
  const { auditedHistory, writeHistory } = await import("../../audit/report/history.ts");
  const history = (await isAgreed(audit)) ? auditedHistory(audit, recorder) : undefined;
  if (history === undefined) note(`${file} was not written: it is for a fund whose books agree.`);
  else await writeHistory(file, history);
  return history !== undefined;
}

async function isAgreed({ findings, prices }: Audit): Promise<boolean> {
  const { pricesAgree } = await import("../../audit/report/price-text.ts");
  return findings.count === 0 && (prices === undefined || pricesAgree(prices));
}

async function printAudit(audit: Audit, { json, csv, html, history }: AuditFlags, hasHistory: boolean): Promise<void> {
  const { reportJson, reportLines } = await import("../../audit/report/report.ts");
  if (json) printJson(reportJson(audit));
  else printLines(...reportLines(audit, tableLines));
  const written = [csv, html, hasHistory ? history : undefined].filter((place) => place !== undefined);
  if (written.length > 0) note(`Written: ${written.join(" and ")}.`);
  endWith((await isAgreed(audit)) ? EXIT.done : EXIT.no);
}
