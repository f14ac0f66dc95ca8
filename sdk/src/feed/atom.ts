import { formatAmount } from "../rule/amount.ts";
import { formatTime } from "../rule/time.ts";
import type { FeedData, FeedSubmission } from "./read.ts";
import { element, xmlText } from "./xml.ts";

/** What a host says about itself in what it publishes. */
export interface Publisher {
  /** The exchange's name; "" if it gives none. */
  readonly name: string;
  /** The address of the fund's page, where each entry leads; undefined if there is none. */
  readonly page: string | undefined;
}

interface Entry {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly time: bigint;
  readonly period: bigint;
}

const MOST_ENTRIES = 100;

const WORDS = {
  pending: "submitted",
  finalized: "final",
  voided: "voided: a fault was shown",
  cancelled: "taken back by the guardian",
} as const;

/**
 * The submissions and their ends as an Atom feed (RFC 4287), the newest first, a hundred at most. An entry never changes: its name is
 * made of the chain, the fund, the submission and what became of it. The same settlements give the same bytes.
 */
export function atomFeed(data: FeedData, publisher: Publisher): string {
  const entries = entriesOf(data);
  const updated = entries[0]?.time ?? data.overview.lastEndTime;
  const { name, page } = publisher;
  const lines = [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">',
    `  ${element("id", {}, xmlText(nameOf(data)))}`,
    `  ${element("title", {}, xmlText(`Settlements of the insurance fund${name === "" ? "" : ` of ${name}`}`))}`,
    `  ${element("updated", {}, formatTime(updated))}`,
    `  ${element("author", {}, element("name", {}, xmlText(name === "" ? `Fund ${data.fund}` : name)))}`,
    ...(page === undefined ? [] : [`  ${element("link", { rel: "alternate", type: "text/html", href: page })}`]),
    ...entries.map((entry) => entryLines(entry, page)),
    "</feed>",
  ];
  return `${lines.join("\n")}\n`;
}

function entryLines({ id, title, text, time, period }: Entry, page: string | undefined): string {
  const lines = [
    "  <entry>",
    `    ${element("id", {}, xmlText(id))}`,
    `    ${element("title", {}, xmlText(title))}`,
    `    ${element("updated", {}, formatTime(time))}`,
    ...(page === undefined
      ? []
      : [`    ${element("link", { rel: "alternate", type: "text/html", href: `${page}#/settlements/${period}` })}`]),
    `    ${element("content", { type: "text" }, xmlText(text))}`,
    "  </entry>",
  ];
  return lines.join("\n");
}

function entriesOf(data: FeedData): Entry[] {
  const entries = data.submissions.flatMap((submission) => [
    ...(submission.endedAt === undefined ? [] : [entryOf(data, submission, submission.status, submission.endedAt)]),
    entryOf(data, submission, "pending", submission.submittedAt),
  ]);
  // Of one second, the later submission and the later event first, as they stand.
  return entries.sort((a, b) => (a.time === b.time ? 0 : a.time < b.time ? 1 : -1)).slice(0, MOST_ENTRIES);
}

function entryOf(data: FeedData, submission: FeedSubmission, state: keyof typeof WORDS, time: bigint): Entry {
  const { serial, period, settlement, terms } = submission;
  const amount = (units: bigint) =>
    `${formatAmount(units, data.decimals)}${data.symbol === "" ? "" : ` ${data.symbol}`}`;
  const parts = [
    `Loss ${amount(settlement.loss)}`,
    `the fund's part ${amount(terms.coverage)}`,
    `the winners' part ${amount(terms.shared)}`,
    `left open ${amount(terms.deficit)}`,
  ];
  const open = state === "pending" ? ` Open to challenge until ${formatTime(terms.challengeEnd)}.` : "";
  return {
    id: `${nameOf(data)}:submission:${serial}:${state}`,
    title: `Period ${period} ${WORDS[state]}`,
    text: `${parts.join(", ")}.${open} Submission ${serial}.`,
    time,
    period,
  };
}

const nameOf = ({ chainId, fund }: FeedData) => `urn:zke-insurance-fund:${chainId}:${fund.toLowerCase()}`;
