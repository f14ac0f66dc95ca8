// An audit's result for people at a terminal, and for programs.
import type { Audit } from "./audit.ts";
import { liabilitiesOf } from "./books.ts";
import { formatFinding } from "./finding.ts";
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
export function bookRows({ ledger, answers, logCount, compared }: Audit, summary: Summary): [string, string][] {
  const { balances, totals, pendingCount } = ledger.books;
  const { submissions, final, bundles } = summary;
  const { balance } = answers;
  return [
    ["assets", sumText(balances.assets)],
    ["reserved", `${sumText(balances.reserved)} for ${pendingCount} pending settlements`],
    [
      "owed to others",
      `${sumText(liabilitiesOf(balances))}: ${sumText(balances.bonds)} of bonds, ${sumText(balances.claims)} claimable`,
    ],
    ["the vault holds", typeof balance === "bigint" ? sumText(balance) : "the token does not say"],
    [
      "came in",
      `${sumText(totals.credited)} credited, ${sumText(totals.donated)} donated, ${sumText(totals.forfeited)} of bonds`,
    ],
    [
      "went out",
      `${sumText(totals.covered)} covered, ${sumText(totals.migrated)} migrated, ${sumText(totals.writtenOff)} written off`,
    ],
    [
      "settlements",
      `${submissions.finalized} final, ${submissions.pending} pending, ${submissions.voided} voided, ${submissions.cancelled} cancelled; ` +
        `${summary.periods} periods, ${summary.openAgain} of them open again`,
    ],
    [
      "final losses",
      `${sumText(final.loss)}: ${sumText(final.coverage)} covered, ${sumText(final.shared)} shared, ${sumText(final.deficit)} deficit`,
    ],
    ["demands", `${summary.demands}`],
    ["bundles", `${bundles.right} right, ${bundles.wrong} wrong, ${bundles.unavailable} could not be had`],
    ["checked", `${logCount} logs, ${compared} figures`],
  ];
}

/** The report for a terminal. */
export function reportLines(audit: Audit, table: (rows: readonly (readonly [string, string])[]) => string[]): string[] {
  const summary = summaryOf(audit);
  const { block, fund, chainId, findings, bundles } = audit;
  const found = findings.kept.map((finding) => `  ${plainText(formatFinding(finding))}`);
  const lost = bundles
    .filter(({ result }) => result === "unavailable")
    .map(({ period, serial, reasons }) => `  period ${period}, submission ${serial}: ${plainText(reasons.join("; "))}`);
  return [
    `Audit of the fund ${fund} on chain ${chainId} at block ${block.number}, ${timeText(block.time)}`,
    `(block hash ${block.hash})`,
    "",
    verdictOf(audit),
    ...shortened(found),
    "",
    ...table(bookRows(audit, summary)),
    ...(lost.length === 0 ? [] : ["", "Not verified, since their bundles could not be had:", ...shortened(lost)]),
    ...(summary.remarks.length === 0 ? [] : ["", ...summary.remarks.map(plainText)]),
  ];
}

function shortened(lines: readonly string[]): readonly string[] {
  if (lines.length <= MOST_LINES) return lines;
  return [...lines.slice(0, MOST_LINES), `  and ${lines.length - MOST_LINES} more; --json and --html have them`];
}

/** The report as one JSON value; every integer is a decimal string. */
export function reportJson(audit: Audit): unknown {
  const { chainId, fund, token, block, fromBlock, logCount, compared, answers, ledger, findings, bundles } = audit;
  const { agrees, remarks, ...summary } = summaryOf(audit);
  const { balances, totals, claimable, pendingCount } = ledger.books;
  return withTextNumbers({
    format: "zke-audit-v1",
    agrees,
    chainId,
    fund,
    token,
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
    periods: [...ledger.periods.values()].map(({ period, credited, count }) => ({ period, credited, count })),
    submissions: ledger.submissions,
    bundles,
  });
}

function withTextNumbers(value: unknown): unknown {
  if (typeof value === "bigint" || typeof value === "number") return value.toString();
  if (Array.isArray(value)) return value.map(withTextNumbers);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, withTextNumbers(part)]));
}
