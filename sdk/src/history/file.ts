import type { Totals } from "../chain/types.ts";
import { requireGiven } from "../columns/given.ts";
import type { Hex } from "../columns/hex.ts";
import { checksumAddress } from "../commitment/domain.ts";
import { SETTLEMENT_FIELDS } from "../commitment/header.ts";
import { HISTORY } from "./given.ts";
import type { Ending, EventPlace, Submission } from "./submissions.ts";

/** The name of the format that a history.json says it has. */
export const HISTORY_FORMAT = "zke-fund-history-v1";

/** Where and when something was done; the time in seconds. */
export interface HistoryPlace extends EventPlace {
  readonly time: bigint;
}

/** A submission, and how it ended: what its events say, but for what was demanded and shown. */
export interface HistorySubmission
  extends Pick<Submission, "serial" | "period" | "operator" | "settlement" | "policy" | "terms" | "dataURI"> {
  readonly submitted: HistoryPlace;
  /** Undefined while it was pending. */
  readonly ended?: (Ending & HistoryPlace) | undefined;
}

/** What was credited to a period, what its submissions pulled included: as the contract's view `credited` has it. */
export interface HistoryCredits {
  readonly period: bigint;
  /** In base units. */
  readonly amount: bigint;
  /** How many credits, without what was pulled. */
  readonly count: bigint;
  /** When the latest of them was made, in seconds; 0 if there was none. */
  readonly lastTime: bigint;
}

/** The kinds of payments that no settlement and no period tells of: an answered demand's bond is forfeited, a sync counts as donated. */
export const PAYMENT_KINDS = ["donated", "forfeited", "migrated", "writtenOff"] as const satisfies (keyof Totals)[];

/** Money of the fund's own that came or went otherwise than by credits, coverage, or a submission's lost bond. */
export interface HistoryPayment extends HistoryPlace {
  readonly kind: (typeof PAYMENT_KINDS)[number];
  /** In base units; above zero. */
  readonly amount: bigint;
}

/** A fund's whole past up to a block. Sums in base units, times in seconds. */
export interface FundHistory {
  readonly chainId: bigint;
  readonly fund: Hex;
  /** Up to which block, this one included. */
  readonly block: { readonly number: number; readonly hash: Hex; readonly time: bigint };
  /** The fund's running totals there: what all below adds up to. */
  readonly totals: Totals;
  /** By their serial numbers: 1, 2, and so on. */
  readonly submissions: readonly HistorySubmission[];
  /** By period; of those to which something was credited. */
  readonly credits: readonly HistoryCredits[];
  /** In the order of the chain. */
  readonly payments: readonly HistoryPayment[];
}

/**
 * Adds up what a history tells of.
 *
 * @returns sums in base units by the names of the fund's running totals
 */
export function totalsIn({ submissions, credits, payments }: Omit<FundHistory, "totals">): Totals {
  const sums = { credited: 0n, donated: 0n, forfeited: 0n, covered: 0n, migrated: 0n, writtenOff: 0n };
  for (const { amount } of credits) sums.credited += amount;
  for (const { kind, amount } of payments) sums[kind] += amount;
  for (const { ended } of submissions) {
    if (ended?.state === "finalized") sums.covered += ended.coverage;
    else if (ended !== undefined) sums.forfeited += ended.forfeited;
  }
  return sums;
}

/** The fields of what stands in the file, in their order there. */
export const HISTORY_FIELDS = {
  policy: [
    ...["coverBps", "headBps", "basis", "periodHours", "maxCoverageBps", "challengeWindow", "revealWindow"],
    ...["maxLevels", "settlementBond", "bondBps", "demandBond"],
  ],
  terms: ["pulled", "coverage", "shared", "deficit", "bond", "bondFromClaimable", "challengeEnd"],
  place: ["block", "time", "transaction"],
  /** What each way to end tells beside its place. */
  ended: {
    finalized: ["clearing", "coverage"],
    voided: ["fault", "challenger", "reward", "forfeited"],
    cancelled: ["returned", "forfeited"],
  },
  credits: ["period", "amount", "count", "lastTime"],
  totals: ["credited", "donated", "forfeited", "covered", "migrated", "writtenOff"],
} as const;

/**
 * A history as the text of a file: a line for each submission, period and payment. The same history gives the same bytes. Every integer is
 * a decimal text; a policy stands once, and is named by its place.
 *
 * @example
 * await writeFile("history.json", historyToJson(history));
 */
export function historyToJson(history: FundHistory): string {
  requireGiven({ history }, { history: HISTORY });
  const { chainId, fund, block, totals, credits, payments } = history;
  const { number, hash, time } = block;
  const policies = new Map<string, number>();
  const submissions = history.submissions.map((submission) => {
    const policy = JSON.stringify(picked(submission.policy, HISTORY_FIELDS.policy));
    if (!policies.has(policy)) policies.set(policy, policies.size);
    return JSON.stringify(submissionToJson(submission, policies.get(policy) as number));
  });
  const lines = [
    ...Object.entries({ format: HISTORY_FORMAT, chainId: String(chainId), fund: checksumAddress(fund) }),
    ["block", textsOf({ number, hash, time })] as const,
    ["totals", picked(totals, HISTORY_FIELDS.totals)] as const,
  ].map(([name, value]) => `"${name}": ${JSON.stringify(value)}`);
  const rows = {
    policies: [...policies.keys()],
    submissions,
    credits: credits.map((each) => JSON.stringify(picked(each, HISTORY_FIELDS.credits))),
    payments: payments.map((each) => JSON.stringify(picked(each, ["kind", "amount", ...HISTORY_FIELDS.place]))),
  };
  for (const [name, list] of Object.entries(rows)) lines.push(`"${name}": [${list.map((row) => `\n${row}`).join()}]`);
  return `{\n${lines.join(",\n")}\n}\n`;
}

function submissionToJson(submission: HistorySubmission, policy: number): object {
  const { serial, operator, settlement, terms, dataURI, submitted, ended } = submission;
  const { place, ended: ends } = HISTORY_FIELDS;
  return {
    ...textsOf({ submission: serial, operator }),
    settlement: picked(settlement, Object.keys(SETTLEMENT_FIELDS)),
    policy: String(policy),
    terms: picked(terms, HISTORY_FIELDS.terms),
    dataURI,
    submitted: picked(submitted, place),
    ended: ended === undefined ? null : picked(ended, ["state", ...place, ...ends[ended.state]]),
  };
}

/** Fields of an object, in an order of our own: whoever made the object may have another. */
function picked(of: object, names: readonly string[]): object {
  const fields = of as Readonly<Record<string, unknown>>;
  return textsOf(Object.fromEntries(names.map((name) => [name, fields[name]])));
}

/** The same for JSON: integers as decimal texts, and null for what is not there. */
function textsOf(of: object): object {
  const text = (value: unknown) =>
    typeof value === "bigint" || typeof value === "number" ? String(value) : (value ?? null);
  return Object.fromEntries(Object.entries(of).map(([name, value]) => [name, text(value)]));
}
