// An audit's result as one page that needs nothing else: to be filed, sent, or printed.
import { requireGiven } from "../../columns/given.ts";
import type { Audit } from "../audit.ts";
import { AUDIT } from "../given.ts";
import { CHECKS, formatFinding } from "../ledger/finding.ts";
import type { AuditedSubmission } from "../ledger/state.ts";
import { assetsChart, type Bar, barChart, legend, type Series } from "./charts.ts";
import { governanceHtml } from "./governance.ts";
import { largestHtml, pricesHtml } from "./html-liquidations.ts";
import { STYLE } from "./html-style.ts";
import { rowsTable } from "./html-table.ts";
import { pricesAgree, priceVerdict } from "./price-text.ts";
import { bookRows, verdictOf } from "./report.ts";
import { summaryOf } from "./summary.ts";
import { type PeriodRow, periodRows } from "./tables.ts";
import { htmlText, timeText } from "./text.ts";

const FLOWS: readonly Series[] = [
  { name: "credited", style: "one" },
  { name: "covered", style: "two" },
];
const LOSSES: readonly Series[] = [
  { name: "coverage", style: "one" },
  { name: "shared", style: "two" },
  { name: "deficit", style: "three" },
];
const VAULT: readonly Series[] = [
  { name: "assets", style: "one" },
  { name: "of them reserved", style: "two" },
];
const SHOWN_COLUMNS = [
  "period",
  "submission",
  "status",
  "end",
  "profit",
  "loss",
  "coverage",
  "shared",
  "deficit",
  "bundle",
] as const;

/**
 * The report as one HTML file, without a script and without anything from elsewhere.
 *
 * @example
 * await writeFile("audit.html", reportHtml(audit));
 */
export function reportHtml(audit: Audit): string {
  requireGiven({ audit }, { audit: AUDIT });
  const { fund, chainId, block } = audit;
  const title = `Audit of the fund ${fund} at block ${block.number}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="color-scheme" content="light dark">
<title>${htmlText(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<header>
<h1>Audit of the insurance fund</h1>
<dl class="place">
${term("Fund", fund)}${term("Chain", `${chainId}`)}${term("Token", audit.token)}
${term("Block", `${block.number}, ${timeText(block.time)}`)}${term("Block hash", block.hash)}
</dl>
${verdict(audit)}
</header>
${sections(audit).join("\n")}
</main>
</body>
</html>
`;
}

const term = (name: string, value: string) => `<div><dt>${htmlText(name)}</dt><dd>${htmlText(value)}</dd></div>`;

function verdict(audit: Audit): string {
  return `${booksVerdict(audit)}${audit.prices === undefined ? "" : verdictText(pricesAgree(audit.prices), priceVerdict(audit.prices))}`;
}

const verdictText = (agrees: boolean, said: string) =>
  `<p class="verdict ${agrees ? "yes" : "no"}">${htmlText(said)}</p>`;

function booksVerdict(audit: Audit): string {
  const { findings, decimals } = audit;
  const said = verdictText(findings.count === 0, verdictOf(audit));
  if (findings.count === 0) return said;
  const items = findings.kept.map((finding) => `<li>${htmlText(formatFinding(finding, { decimals }))}</li>`);
  return `${said}<ol class="findings">${items.join("")}</ol>`;
}

function sections(audit: Audit): string[] {
  const { decimals } = audit;
  const summary = summaryOf(audit);
  const { submissions } = audit.ledger;
  const rows = periodRows(audit);
  const books = bookRows(audit, summary).map(
    ([name, value]) => `<tr><th scope="row">${htmlText(name)}</th><td>${htmlText(value)}</td></tr>`,
  );
  return [
    section("The books", `<table class="books"><tbody>${books.join("")}</tbody></table>${remarks(summary.remarks)}`),
    section("What lay in the vault", legend(VAULT) + assetsChart(audit.timeline.points, decimals)),
    section(
      "What came in and went out, by period",
      legend(FLOWS) +
        barChart("Credited and covered, by period", FLOWS, flowBars(audit), { layout: "grouped", decimals }),
    ),
    section(
      "Who bore the losses that are final",
      legend(LOSSES) +
        barChart("Coverage, shares and deficit of losses, by period", LOSSES, lossBars(submissions), {
          layout: "stacked",
          decimals,
        }),
    ),
    section("Settlements", settlementTable(rows)),
    ...(audit.prices === undefined ? [] : [section("Prices", pricesHtml(audit.prices, decimals))]),
    section("The liquidations with the largest results", largestHtml(audit.largest, decimals)),
    section("Who may do what, what is announced, and what was changed", governanceHtml(audit)),
    section("Bundles that were not verified", bundleList(audit)),
    section(
      "What was checked",
      `<dl class="checks">${Object.entries(CHECKS)
        .map(([id, sentence]) => term(id, sentence))
        .join("")}</dl>`,
    ),
  ];
}

function section(title: string, body: string): string {
  return `<section><h2>${htmlText(title)}</h2>${body === "" ? "<p>None.</p>" : body}</section>`;
}

function remarks(said: readonly string[]): string {
  if (said.length === 0) return "";
  return `<ul>${said.map((sentence) => `<li>${htmlText(sentence)}</li>`).join("")}</ul>`;
}

/** What each period brought and took, in the order of the periods. */
function flowBars({ ledger }: Audit): Bar[] {
  const periods = [...ledger.periods.values()].sort((a, b) => (a.period < b.period ? -1 : 1));
  return periods.map(({ period, credited, latest }) => ({
    label: `${period}`,
    values: [credited, latest?.status === "finalized" ? latest.coverage : 0n],
  }));
}

function lossBars(submissions: readonly AuditedSubmission[]): Bar[] {
  const final = submissions.filter(({ status }) => status === "finalized");
  final.sort((a, b) => (a.period < b.period ? -1 : 1));
  return final.map(({ period, coverage, shared, deficit }) => ({
    label: `${period}`,
    values: [coverage, shared, deficit],
  }));
}

function settlementTable(rows: readonly PeriodRow[]): string {
  return rowsTable(SHOWN_COLUMNS, rows, (row) => row.status);
}

function bundleList({ bundles }: Audit): string {
  const bad = bundles.filter(({ result }) => result !== "right");
  if (bad.length === 0) return "";
  const items = bad.map(({ period, serial, from, result, reasons }) => {
    const said = `Period ${period}, submission ${serial}: ${result === "wrong" ? "wrong" : "unavailable"}. ${reasons.join("; ")}`;
    return `<li>${htmlText(said)}<br><span class="uri">${htmlText(from)}</span></li>`;
  });
  return `<ul>${items.join("")}</ul>`;
}
