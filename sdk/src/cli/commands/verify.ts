import type { Command } from "commander";
import type { Bundle } from "../../bundle/bundle.ts";
import type { Verification } from "../../bundle/findings.ts";
import type { ReadableBundle } from "../../bundle/readable.ts";
import type { ChainCheck } from "../../entries/chain.ts";
import type { PriceTable } from "../../prices/index.ts";
import {
  addOptionalFundOptions,
  type FundOptions,
  fundOptionsOf,
  standingText,
  withFund,
} from "../support/chain-options.ts";
import { PRICES_HELP, readPrices } from "../support/prices-option.ts";
import type { HeldPrices } from "../support/verify-prices.ts";

interface VerifyOptions extends Partial<FundOptions> {
  readonly bundle: string;
  readonly prices?: string;
  readonly json?: true;
}

const HELP = `
Recomputed from the lists: order, sums, cut, shares, both roots, the header's totals and the outcome, and that each liquidation
was closed in the period; and where private/ is there, that the statements are those of the head. The period's number and
times stand in the header alone: the chain has them. With --rpc and --fund, the chain is asked whether the bundle is of this
fund on this chain and in its token's decimals, and whether this header stands there, pending or final, judged by this rule.

With --prices, each close and takeover price, value / quantity, is held against the market's of the minute in which the liquidation was
closed: ${PRICES_HELP}
A close that is outside makes the answer no, as it does if none could be judged. It says by how much, what that cost the winners by the rule, and what could not be judged.

Examples:
  $ zke-insurance-fund verify --bundle period-1
  $ zke-insurance-fund verify --bundle period-1 --prices klines.csv
  $ zke-insurance-fund verify --bundle period-1 --rpc http://127.0.0.1:8545 --fund 0x...`;

/** Adds `verify`: whether a bundle is right. */
export function addVerifyCommand(program: Command): void {
  const command = program
    .command("verify")
    .description("Recompute a settlement from its bundle, and say what is wrong with it.")
    .requiredOption("--bundle <folder>", "the settlement's bundle, with or without private/");
  addOptionalFundOptions(command)
    .option("--prices <file>", "the markets' prices: market,time,low,high, one row a minute")
    .option("--json", "print one JSON value")
    .addHelpText("after", HELP)
    .action(verifyCommand);
}

async function verifyCommand({ bundle: folder, json, ...options }: VerifyOptions): Promise<void> {
  const where = fundOptionsOf(options);
  const { readReadable, verifyReadableAsync } = await import("../../entries/bundle.ts");
  const { withProgress } = await import("../support/progress.ts");
  const bundle = await withProgress(`Reading ${folder}`, (onRows) => readReadable(folder, { onRows }));
  const prices = await readPrices(options.prices);
  const count = bundle.positions?.count ?? 0;
  const result = await withProgress(`Verifying ${count} positions`, (update) =>
    verifyReadableAsync(bundle, { onProgress: (done) => update(Math.round(done * count), done) }),
  );
  // A header that its files contradict may be another fund's: the chain says so by name.
  const isAsked = result.findings.every(({ code }) => code === "otherMetadata");
  const onChain = where !== undefined && isAsked ? await askChain(where, bundle) : undefined;
  const held = prices && result.ok && isWhole(bundle) ? await heldAgainst(prices, bundle, onChain) : undefined;
  const { printVerdict } = await import("../support/verdict.ts");
  const verdict = {
    ok: result.ok && onChain?.ok !== false && held?.ok !== false,
    json: async () => ({
      ...(await jsonOf(bundle, result, onChain)),
      ...(prices && { prices: held?.json ?? null }),
    }),
    lines: async () => [...(await linesOf(bundle, result, folder, onChain)), ...(held?.lines ?? [])],
  };
  await printVerdict(verdict, json === true);
}

async function heldAgainst(prices: PriceTable, bundle: Bundle, onChain: ChainCheck | undefined): Promise<HeldPrices> {
  const { holdBundle } = await import("../support/verify-prices.ts");
  return holdBundle(bundle, prices, onChain?.ok ? onChain.coverage : undefined);
}

// What is right was read as a whole.
const isWhole = (bundle: ReadableBundle): bundle is ReadableBundle & Bundle => bundle.unreadable.length === 0;

async function askChain(where: FundOptions, { document }: ReadableBundle): Promise<ChainCheck> {
  const { checkSettlement } = await import("../../entries/chain.ts");
  return withFund(where, ({ fund }) => checkSettlement(fund, document));
}

async function jsonOf(
  { document, private: secrets }: ReadableBundle,
  { ok, findings }: Verification,
  onChain: ChainCheck | undefined,
) {
  const { settlementHashOf } = await import("../../bundle/document.ts");
  const { identityToJson } = await import("../../bundle/json.ts");
  const { findingJson, problemsJson, standingJson } = await import("../support/verdict.ts");
  const { identity, decimals, settlement } = document;
  const bundle = {
    findings: findings.map(findingJson),
    ...identityToJson(identity),
    decimals,
    period: settlement.period,
    settlementHash: settlementHashOf(document) ?? null,
    privateVerified: secrets !== undefined,
  };
  if (onChain === undefined) return { ok, ...bundle };
  const { problems, coverage } = onChain;
  const chain = { ...standingJson(onChain), coverage, ...problemsJson(problems, decimals) };
  return { ok: ok && onChain.ok, ...bundle, chain };
}

async function linesOf(
  { document, private: secrets }: ReadableBundle,
  { ok, findings }: Verification,
  folder: string,
  onChain: ChainCheck | undefined,
): Promise<string[]> {
  const { bundleProblemText } = await import("../../bundle/findings.ts");
  const { problemLines } = await import("../support/verdict.ts");
  const { settlementHashOf } = await import("../../bundle/document.ts");
  const { identityText } = await import("../../commitment/domain.ts");
  const { identity, settlement } = document;
  const onChainLines = onChain === undefined ? [] : await chainLines(onChain, document.decimals);
  if (!ok)
    return [...problemLines(`The bundle in ${folder} is wrong:`, findings.map(bundleProblemText)), ...onChainLines];
  const statements = secrets === undefined ? "" : ` So are the ${secrets.statements.count} statements in private/.`;
  const hash = settlementHashOf(document);
  return [
    `The bundle of period ${settlement.period} of ${identityText(identity)} is right: ${settlement.positionCount} ` +
      `positions and ${settlement.liquidationCount} liquidations give the header, the outcome and every share.${statements}`,
    hash === undefined ? "It has no settlement hash, and cannot be submitted." : `Its settlement hash is ${hash}.`,
    ...onChainLines,
  ];
}

async function chainLines(onChain: ChainCheck, decimals: number): Promise<string[]> {
  const { formatAmount } = await import("../../rule/amount.ts");
  if (onChain.ok) return [standingText(onChain, (amount) => formatAmount(amount, decimals))];
  const { problemLines, problemTexts } = await import("../support/verdict.ts");
  return problemLines("The chain disagrees:", problemTexts(onChain.problems, decimals));
}
