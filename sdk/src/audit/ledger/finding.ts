import { BIGINT, type Check, COUNT, ifGiven, partsOf, requireGiven, TEXT } from "../../columns/given.ts";
import type { Hex } from "../../columns/hex.ts";
import { formatAmount } from "../../rule/amount.ts";

/**
 * What an audit checks, each by its id. Those that the contract promises have the ids of docs/invariants.md; the others are of
 * the logs and of what stands beside the chain.
 */
export const CHECKS = {
  "LOGS-1": "The logs stand in the order of the chain, each once",
  "LOGS-2": "The logs begin with the fund's deployment",
  "LOGS-3": "Every log is one of the fund's events",
  "LOGS-4": "No log is missing: numbers follow each other, and a log names the time of the one before it",
  "MONEY-1": "The vault holds at least assets and liabilities, and its solvency is what is over",
  "MONEY-2": "Assets are at least what is reserved",
  "MONEY-3": "Liabilities are the bonds held and the claimable sums, to the unit",
  "MONEY-4": "What is reserved is the coverage of the pending settlements, to the unit",
  "MONEY-5": "Nobody can claim or withdraw more or less than was promised to him",
  "BOOKS-1": "assets = credited + donated + forfeited - covered - migrated - written off",
  "BOOKS-2": "Each running total is the sum of its events",
  "BOOKS-3": "What is credited to a period is the sum of its credits and pulls, numbered without a gap",
  "LIFE-1": "Periods follow each other without gap or overlap",
  "LIFE-2": "A settlement's status changes only along the arrows of its life, and not before its time",
  "LIFE-3": "The count of pending settlements is the number of them",
  "LIFE-4": "Serial numbers grow by one with each submission",
  "JUDGE-4": "Coverage, shared and deficit of a loss are the rule's, under the brake",
  "SHOWN-1": "No entry that was shown breaks the rule in a settlement that is final",
  "POLICY-1": "A period is judged by the rule of its start, and pays and waits by the policy of its submission",
  "BOND-1":
    "Bonds are as large as the policy says; lost, they are split as it says, and else given back or forfeited whole",
  "STATE-1": "The contract's settings are those of its events",
  "BUNDLE-1": "A bundle gives the header on chain, and every share in it",
  "BUNDLE-2": "A bundle names this fund, its chain, and its token's decimals",
} as const satisfies Record<string, string>;

/** The id of something that is checked. */
export type CheckId = keyof typeof CHECKS;

/** Where a log stands in the chain. */
export interface Place {
  readonly block: number;
  readonly transaction: Hex;
  readonly logIndex: number;
}

/** A figure or a word that two sides see differently. */
type Value = bigint | string | number | boolean;

/** What two sides say of the same thing. */
export interface Disagreement {
  readonly expected: Value;
  readonly got: Value;
  /** What a figure counts; that of the check unless given. */
  readonly unit?: Unit;
}

/** Base units of the token, or anything else: a number, seconds, an address. */
type Unit = "amount" | "number";

/** Something that is not as it must be. */
export interface Finding {
  readonly id: CheckId;
  /** What is wrong, as a sentence. */
  readonly what: string;
  /** The log that shows it, or what was asked, such as a view of the contract. */
  readonly where: Place | string;
  /** The figures, in what `unit` says. */
  readonly expected?: Value;
  /** In the same. */
  readonly got?: Value;
  /** How much too much; negative if it is too little. Only of amounts and counts. */
  readonly by?: bigint;
  /** What the figures count. */
  readonly unit?: Unit;
}

/** The checks whose figures are base units, unless it is said otherwise. */
const OF_AMOUNTS: readonly CheckId[] = [
  ...(["MONEY-1", "MONEY-2", "MONEY-3", "MONEY-4", "MONEY-5"] as const),
  ...(["BOOKS-1", "BOOKS-2", "BOOKS-3", "JUDGE-4", "BOND-1"] as const),
];

/** Makes a finding. */
export function findingOf(id: CheckId, what: string, where: Place | string, seen?: Disagreement): Finding {
  if (seen === undefined) return { id, what, where };
  const { expected, got, unit = OF_AMOUNTS.includes(id) ? "amount" : "number" } = seen;
  const by = typeof expected === "bigint" && typeof got === "bigint" ? { by: got - expected } : {};
  return { id, what, where, expected, got, ...by, unit };
}

const LOG = partsOf({ block: COUNT, transaction: TEXT, logIndex: COUNT });
/** A log, or what was asked, in words. */
const WHERE: Check = (value, what) => (typeof value === "string" ? TEXT : LOG)(value, what);
const FINDING = partsOf({ id: TEXT, what: TEXT, where: WHERE, by: ifGiven(BIGINT) });

/**
 * A finding on one line, amounts in tokens.
 *
 * @param options decimal places of the token; unless given, amounts are in base units
 * @example
 * const finding = findingOf("BOOKS-1", "The assets are not what came in less what went out.", "assets()", { expected: 7n, got: 5n });
 * formatFinding(finding) // "BOOKS-1 at assets(): The assets are not what came in less what went out. Expected 7, got 5: 2 too little."
 * formatFinding(finding, { decimals: 6 }) // "... Expected 0.000007, got 0.000005: 0.000002 too little."
 */
export function formatFinding(finding: Finding, options: { readonly decimals?: number } = {}): string {
  requireGiven({ finding, options }, { finding: FINDING, options: partsOf({ decimals: ifGiven(COUNT) }) });
  const { id, what, where, expected, got, by, unit } = finding;
  const { decimals = 0 } = options;
  const shown = (value: Value | undefined) =>
    unit === "amount" && typeof value === "bigint" ? formatAmount(value, decimals) : String(value);
  const gap = by === undefined ? "" : `: ${shown(by < 0n ? -by : by)} too ${by < 0n ? "little" : "much"}`;
  const seen = expected === undefined ? "" : ` Expected ${shown(expected)}, got ${shown(got)}${gap}.`;
  return `${id} at ${formatPlace(where)}: ${what}${seen}`;
}

/** A place in a few words. */
function formatPlace(where: Place | string): string {
  if (typeof where === "string") return where;
  return `block ${where.block}, transaction ${where.transaction}, log ${where.logIndex}`;
}
