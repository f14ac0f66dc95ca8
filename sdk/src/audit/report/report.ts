// An audit's result for people at a terminal, and for programs.

import { FUNCTION, requireGiven } from "../../columns/given.ts";
import { escaped } from "../../errors.ts";
import type { Audit } from "../audit.ts";
import { AUDIT } from "../given.ts";
import { liabilitiesOf } from "../ledger/books.ts";
import { formatFinding } from "../ledger/finding.ts";
import { governanceJson, governanceLines, governanceRows } from "./governance.ts";
import { outsideJson, pricesOf, withTextNumbers } from "./price-json.ts";
import { outsideText, priceSentences, pricesAgree, priceVerdict } from "./price-text.ts";
import { type Summary, summaryOf } from "./summary.ts";
import { plainText, sumText, timeText } from "./text.ts";

const MOST_LINES = 20;

/** The verdict in a sentence. */
export function verdictOf({ findings, logCount, compared }: Audit): string {
  if (findings.count === 0)
    return `The books agree: ${logCount} logs, and ${compared} figures of the contract and its token.`;
  const things = findings.count === 1 ? "one thing is" : `${findings.count} things are`;
  return `THE BOOKS DO NOT AGREE: ${things} not as they must be, in ${logCount} logs and ${compared} figures of the contract and its token.`;
}

/** Labels and values of the books, as the logs add up to them. */
export function bookRows(audit: Audit, summary: Summary): [string, string][] {
  const { ledger, answers, logCount, compared, decimals } = audit;
  const sum = (amount: bigint) => sumText(amount, decimals);
  const { balances, totals, pendingCount } = ledger.books;
  const { submissions, final, bundles } = summary;
  const { balance } = answers;
  return [
    ["assets", sum(balances.assets)],
    ["reserved", `${sum(balances.reserved)} for ${pendingCount} pending settlements`],
    [
      "owed to others",
      `${sum(liabilitiesOf(balances))}: ${sum(balances.bonds)} of bonds, ${sum(balances.claims)} claimable`,
    ],
    ["the vault holds", typeof balance === "bigint" ? sum(balance) : "the token does not say"],
    ["came in", `${sum(totals.credited)} credited, ${sum(totals.donated)} donated, ${sum(totals.forfeited)} of bonds`],
    [
      "went out",
      `${sum(totals.covered)} covered, ${sum(totals.migrated)} migrated, ${sum(totals.writtenOff)} written off`,
    ],
    [
      "settlements",
      `${submissions.finalized} final, ${submissions.pending} pending, ${submissions.voided} voided, ${submissions.cancelled} cancelled; ` +
        `${summary.periods} periods, ${summary.openAgain} of them open again`,
    ],
    [
      "final losses",
      `${sum(final.loss)}: ${sum(final.coverage)} covered, ${sum(final.shared)} shared, ${sum(final.deficit)} deficit`,
    ],
    ...governanceRows(audit),
    ["demands", `${summary.demands}`],
    ["bundles", `${bundles.right} right, ${bundles.wrong} wrong, ${bundles.unavailable} unavailable`],
    ["checked", `${logCount} logs, ${compared} figures`],
  ];
}

/**
 * The report for a terminal.
 *
 * @example
 * reportLines(audit, (rows) => rows.map(([name, value]) => `${name}: ${value}`)).join("\n")
 */
export function reportLines(audit: Audit, table: (rows: readonly (readonly [string, string])[]) => string[]): string[] {
  requireGiven({ audit, table }, { audit: AUDIT, table: FUNCTION });
  const summary = summaryOf(audit);
  const { block, fund, chainId, findings, bundles, decimals } = audit;
  const found = findings.kept.map((finding) => `  ${plainText(formatFinding(finding, { decimals }))}`);
  const lost = bundles
    .filter(({ result }) => result === "unavailable")
    .map(({ period, serial, reasons }) => `  period ${period}, submission ${serial}: ${plainText(reasons.join("; "))}`);
  return [
    `Audit of the fund ${fund} on chain ${chainId} at block ${block.number}, ${timeText(block.time)}`,
    `(block hash ${block.hash})`,
    "",
    verdictOf(audit),
    ...shortened(found),
    ...priceLines(audit),
    "",
    ...table(bookRows(audit, summary)),
    ...governanceLines(audit).map(escaped),
    ...(lost.length === 0 ? [] : ["", "Not verified, since their bundles are unavailable:", ...shortened(lost)]),
    ...(summary.remarks.length === 0 ? [] : ["", ...summary.remarks.map(plainText)]),
  ];
}

/** What came of the prices, if some were given. */
function priceLines({ prices, decimals }: Audit): string[] {
  if (prices === undefined) return [];
  const outside = prices.outside.filter(({ close }) => close.standing !== "within");
  const lines = outside.map((one) => `  period ${one.period}, ${plainText(outsideText(one, decimals))}`);
  return ["", priceVerdict(prices), ...shortened(lines), ...priceSentences(prices, decimals).map(plainText)];
}

function shortened(lines: readonly string[]): readonly string[] {
  if (lines.length <= MOST_LINES) return lines;
  return [...lines.slice(0, MOST_LINES), `  and ${lines.length - MOST_LINES} more; --json and --html have them`];
}

/**
 * The report as one JSON value; every integer is a decimal string.
 *
 * @example
 * JSON.stringify(reportJson(audit))
 */
export function reportJson(audit: Audit): unknown {
  requireGiven({ audit }, { audit: AUDIT });
  const { chainId, fund, token, decimals, block, fromBlock, logCount, compared, answers, ledger, findings, bundles } =
    audit;
  const { largest, prices } = audit;
  const { agrees, remarks, ...summary } = summaryOf(audit);
  const { balances, totals, claimable, pendingCount } = ledger.books;
  return withTextNumbers({
    format: "zke-audit-v2",
    agrees,
    ...(prices !== undefined && { pricesAgree: pricesAgree(prices) }),
    chainId,
    fund,
    token,
    decimals,
    block: { number: block.number, hash: block.hash, time: block.time },
    fromBlock,
    logs: logCount,
    compared,
    findingCount: findings.count,
    findings: findings.kept,
    remarks,
    books: { ...balances, liabilities: liabilitiesOf(balances), ...totals, pendingCount },
    contract: answers,
    summary,
    claimable: Object.fromEntries(claimable),
    openDemands: [...ledger.openDemands],
    periods: [...ledger.periods.values()].map(({ latest, ...period }) => period),
    submissions: ledger.submissions,
    bundles,
    largestLiquidations: largest.map((one) => ({ ...one, ...pricesOf(one, decimals) })),
    governance: governanceJson(audit),
    ...(prices !== undefined && {
      prices: { ...prices, outside: prices.outside.map((one) => outsideJson(one, decimals)) },
    }),
  });
}
