import {
  checksumAddress,
  domainOf,
  type FundIdentity,
  type Hex,
  hashSettlement,
  headerHash,
  type Settlement,
} from "zke-insurance-fund";
import {
  type Fund,
  type PeriodRecord,
  readyAt,
  type SettlementClaim,
  type SettlementStatus,
  sameRule,
} from "zke-insurance-fund/chain";
import { type PeriodHistory, type SubmissionStatus, stateOf } from "./submissions.ts";

/** Why a settlement cannot be compared with a fund: it names none, another one, or other decimals than the token's. */
export type ForeignProblem =
  | { readonly is: "unnamed" }
  | { readonly is: "otherFund"; readonly got: FundIdentity; readonly expected: FundIdentity }
  | { readonly is: "otherDecimals"; readonly got: number; readonly expected: number };

/** Why a settlement is not the one that stands on chain. */
export type StandingProblem =
  | ForeignProblem
  | { readonly is: "noSettlement"; readonly period: bigint }
  | { readonly is: "otherSettlement"; readonly period: bigint }
  | { readonly is: "voided"; readonly period: bigint }
  | { readonly is: "otherRule"; readonly period: bigint };

/** What the chain says of a settlement; it stands there as given if there is no problem. */
export interface Standing {
  readonly status: SettlementStatus;
  /** When a pending one can be finalized at the earliest, in seconds. */
  readonly readyAt: bigint;
  readonly problems: readonly StandingProblem[];
}

/** What of a fund is asked about a settlement. */
export type AskedFund = Pick<Fund, "address" | "chainId" | "domain" | "decimals" | "record">;

/**
 * Compares a settlement with what the contract stores of its period. Of what is not this fund's, nothing is asked.
 *
 * @throws {ChainError} if the chain is not reached
 */
export async function readStanding(fund: AskedFund, claim: SettlementClaim): Promise<Standing> {
  const foreign = await foreignProblem(fund, claim);
  if (foreign !== undefined) return { status: "none", readyAt: 0n, problems: [foreign] };
  return standingOf(await fund.record(claim.settlement.period), claim, await fund.domain());
}

/** Whether a problem says that a settlement is not of the fund that was asked. */
export function isForeign(problem: { readonly is: string }): problem is ForeignProblem {
  return ["unnamed", "otherFund", "otherDecimals"].includes(problem.is);
}

async function foreignProblem(
  fund: AskedFund,
  { identity, decimals }: Pick<SettlementClaim, "identity" | "decimals">,
): Promise<ForeignProblem | undefined> {
  if (identity === undefined) return { is: "unnamed" };
  if (domainOf(identity) !== (await fund.domain())) {
    const expected = { chainId: await fund.chainId(), fund: checksumAddress(fund.address) };
    return { is: "otherFund", got: identity, expected };
  }
  const expected = await fund.decimals();
  return decimals === expected ? undefined : { is: "otherDecimals", got: decimals, expected };
}

function standingOf(record: PeriodRecord, { settlement, policy }: SettlementClaim, domain: Hex): Standing {
  const { period } = settlement;
  const { status } = record;
  const problems: StandingProblem[] = [];
  if (status === "none") problems.push({ is: "noSettlement", period });
  else {
    if (record.settlementHash !== hashSettlement(settlement, domain)) problems.push({ is: "otherSettlement", period });
    else if (status === "voided") problems.push({ is: "voided", period });
    if (!sameRule(record.rule, policy)) problems.push({ is: "otherRule", period });
  }
  return { status, readyAt: readyAt(record), problems };
}

/** Which of a period's submissions a settlement is, and what became of it; undefined if it was never submitted. */
export function submissionOf(
  settlement: Settlement,
  periods: readonly PeriodHistory[],
): { readonly serial: bigint; readonly state: SubmissionStatus } | undefined {
  const found = periods.find(({ period }) => period === settlement.period);
  if (found === undefined) return undefined;
  const hash = headerHash(settlement);
  const submission = [found.latest, ...found.earlier].find((known) => headerHash(known.settlement) === hash);
  return submission && { serial: submission.serial, state: stateOf(submission) };
}
