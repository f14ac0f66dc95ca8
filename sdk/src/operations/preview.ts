import type { Fund } from "../chain/fund.ts";
import { ADDRESS, BLOCK, FUND, RULED } from "../chain/given.ts";
import type { BlockTag } from "../chain/reader.ts";
import { partsOf, requireGiven } from "../columns/given.ts";
import { outcomeOf } from "../rule/apportionment.ts";
import { BPS } from "../rule/policy.ts";
import type { SettlementClaim } from "./checks.ts";

/** What a submission takes from the operator and promises, in base units, if it is made now. */
export interface SubmissionPreview {
  /** What the credits lack of the period's profit. */
  readonly missing: bigint;
  /** What the fund should cover, and what it can. */
  readonly quota: bigint;
  readonly coverage: bigint;
  readonly shared: bigint;
  /** What neither fund nor head pays. */
  readonly deficit: bigint;
  readonly bond: bigint;
  /** The part of the bond that comes from the operator's claimable sum. */
  readonly fromClaimable: bigint;
  /** What is pulled from the operator: missing, and the rest of the bond. */
  readonly pulled: bigint;
  /**
   * What is approved: missing, and the bond of a settlement that is covered in full. Whatever others donate, free or claim between
   * preview and block, no more than that is pulled.
   */
  readonly approved: bigint;
  /** The fund's assets with what is missing, and what is reserved of them for pending settlements. */
  readonly assets: bigint;
  readonly reserved: bigint;
  /** The brake in basis points, and what all pending settlements may reserve together by it. */
  readonly maxCoverageBps: number;
  readonly limit: bigint;
}

/**
 * What a settlement would take and promise now. Only an estimate: the contract decides at the time of submission.
 *
 * @param operator who submits: what it can claim pays for the bond first
 * @param at the block that is asked about; the newest unless given
 * @throws {ChainError} if the chain is not reached
 * @example
 * const { quota, coverage, bond } = await previewSubmission(fund, bundle.document, sender.address);
 */
export async function previewSubmission(
  fund: Fund,
  claim: Pick<SettlementClaim, "settlement" | "policy">,
  operator: string,
  at?: BlockTag,
): Promise<SubmissionPreview> {
  requireGiven({ fund, claim, operator, at }, { fund: FUND, claim: partsOf(RULED), operator: ADDRESS, at: BLOCK });
  const { settlement, policy } = claim;
  const { quota, shared } = outcomeOf(settlement, policy);
  const { block, reserved, policy: today, ...books } = await fund.overview(at);
  const [credited, claimable] = await Promise.all([
    fund.credited(settlement.period, block),
    fund.claimable(operator, block),
  ]);
  const missing = atLeastZero(settlement.profit - credited.amount);
  const assets = books.assets + missing;
  const { maxCoverageBps } = today;
  const limit = (assets * BigInt(maxCoverageBps)) / BigInt(BPS);
  const coverage = lesser(quota, atLeastZero(limit - reserved));
  const bondOf = (covered: bigint) =>
    greater(today.settlementBond, ((covered + shared) * BigInt(today.bondBps)) / BigInt(BPS));
  const bond = bondOf(coverage);
  const fromClaimable = lesser(claimable, bond);
  return {
    ...{ missing, quota, coverage, shared, deficit: settlement.loss - shared - coverage, bond, fromClaimable },
    pulled: missing + bond - fromClaimable,
    approved: missing + bondOf(quota),
    ...{ assets, reserved, maxCoverageBps, limit },
  };
}

const atLeastZero = (amount: bigint) => greater(amount, 0n);
const lesser = (a: bigint, b: bigint) => (a < b ? a : b);
const greater = (a: bigint, b: bigint) => (a > b ? a : b);
