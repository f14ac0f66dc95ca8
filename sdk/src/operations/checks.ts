import { CHAINS } from "#words";
import type { Fund } from "../chain/fund.ts";
import { CLAIM, OF_FUND } from "../chain/given.ts";
import type { SettlementStatus } from "../chain/names.ts";
import { refusalOf } from "../chain/reverts.ts";
import { type PeriodRecord, readyAt, sameRule } from "../chain/types.ts";
import { COUNT, ifGiven, partsOf, requireGiven, TEXT, withFunctions } from "../columns/given.ts";
import type { Hex } from "../columns/hex.ts";
import { checksumAddress, domainOf, type FundIdentity } from "../commitment/domain.ts";
import { hashSettlement, type Settlement } from "../commitment/header.ts";
import type { Position } from "../commitment/leaves.ts";
import { ChainError, type ProblemData } from "../errors.ts";
import { type Newest, STANDINGS, type STRANGERS } from "../problems/english/checks.ts";
import { failed, type ProblemIn, refused } from "../problems/problem.ts";
import type { RulePolicy } from "../rule/policy.ts";
import { SHARE, SHARE_OF } from "./given.ts";

/** Why a settlement, or a share, is not what stands on chain. */
export type ChainProblem = StrangerProblem | ProblemIn<typeof STANDINGS>;
/** Why a settlement is not of the fund that was asked. */
export type StrangerProblem = ProblemIn<typeof STRANGERS>;

/** What is asked of a fund about a settlement. */
export type AskedFund = Pick<Fund, "address" | "chainId" | "domain" | "decimals" | "record"> &
  Partial<Pick<Fund, "provider">>;

/** What the chain says of a settlement; there is no problem if it stands there as given. */
export interface ChainCheck {
  readonly ok: boolean;
  readonly status: SettlementStatus;
  /** When a pending settlement can be finalized at the earliest, in Unix seconds. */
  readonly readyAt: bigint;
  /** What the fund pays for it, in base units. */
  readonly coverage: bigint;
  readonly problems: readonly ChainProblem[];
}

/** One position of a settlement, and what it is said to pay. */
export interface ShareClaim extends Position {
  /** Base units. */
  readonly share: bigint;
  readonly proof: readonly Hex[];
}

/** A settlement as a bundle or a statement has it: of which fund, in what amounts, by which rule. */
export interface SettlementClaim {
  readonly identity?: FundIdentity | undefined;
  /** Decimal places of the token. */
  readonly decimals: number;
  readonly settlement: Settlement;
  readonly policy: RulePolicy;
}

const NAMED = withFunctions(["chainId", "domain"], "a fund, of openFund");
const ASKED = withFunctions(["chainId", "domain", "decimals", "record"], "a fund, of openFund");
const SHARER = withFunctions(["shareOf"], "a fund, of openFund");

/**
 * Compares a settlement with the chain: that it names this fund on this chain and its token's decimals, that this header stands
 * there, pending or final, and was judged by this rule. Of what is not this fund's, nothing more is asked.
 *
 * @param at the block of which its record is asked; the newest unless given
 * @throws {ChainError} if the chain is not reached
 * @example
 * const { ok, problems } = await checkSettlement(fund, bundle.document);
 */
export async function checkSettlement(fund: AskedFund, claim: SettlementClaim, at?: number): Promise<ChainCheck> {
  requireGiven({ fund, claim, at }, { fund: ASKED, claim: partsOf(CLAIM), at: ifGiven(COUNT) });
  const { settlement, policy } = claim;
  const { period } = settlement;
  const stranger = await identityProblem(fund, claim);
  if (stranger !== undefined) return { ok: false, status: "none", readyAt: 0n, coverage: 0n, problems: [stranger] };
  const { record, newest } = await recordOf(fund, period, at);
  const { status, settlementHash, coverage, rule } = record;
  const hash = hashSettlement(settlement, await fund.domain());
  const problems: ChainProblem[] = [];
  if (status === "none") problems.push({ code: "noSettlement", args: { period, newest } });
  else if (settlementHash !== hash) {
    problems.push({ code: "otherSettlement", args: { period, got: hash, expected: settlementHash } });
  } else if (status === "voided") problems.push({ code: "voided", args: { period } });
  if (status !== "none" && !sameRule(rule, policy)) {
    problems.push({ code: "otherRule", args: { period, got: policy, expected: rule } });
  }
  return { ok: problems.length === 0, status, readyAt: readyAt(record), coverage, problems };
}

/** A period's record; that there is none is asked again at a block, the newest unless one is given, since one of several nodes may be behind. */
async function recordOf(
  fund: AskedFund,
  period: bigint,
  at?: number,
): Promise<{ record: PeriodRecord; newest?: Newest }> {
  const record = await fund.record(period, at);
  const newest = record.status === "none" ? await fund.provider?.getBlock(at ?? "latest") : undefined;
  if (newest == null) return { record };
  const { number: block, timestamp } = newest;
  return { record: await fund.record(period, block), newest: { block, time: BigInt(timestamp) } };
}

/**
 * Why a settlement cannot be this fund's: it names no fund, another one, another chain, or other decimals than the token's;
 * undefined if it names this one.
 *
 * @throws {ChainError} if the chain is not reached
 * @example
 * const problem = await identityProblem(fund, bundle.document);
 * if (problem !== undefined) console.log("it is of another fund");
 */
export async function identityProblem(
  fund: AskedFund,
  claim: Pick<SettlementClaim, "identity" | "decimals">,
): Promise<StrangerProblem | undefined> {
  requireGiven({ fund, claim }, { fund: ASKED, claim: partsOf(OF_FUND) });
  const { identity, decimals } = claim;
  if (identity === undefined) return { code: "unnamed", args: { expected: await identityOf(fund) } };
  if (domainOf(identity) !== (await fund.domain())) {
    return { code: "otherFund", args: { got: identity, expected: await identityOf(fund) } };
  }
  const expected = await fund.decimals();
  return decimals === expected ? undefined : { code: "otherDecimals", args: { got: decimals, expected } };
}

/**
 * Refuses to do anything with a settlement that is not this fund's.
 *
 * @throws {InputError} naming what the settlement is of, and what was asked
 * @throws {ChainError} if the chain is not reached
 * @example
 * await requireThisFund(fund, bundle.document);
 */
export async function requireThisFund(
  fund: AskedFund,
  claim: Pick<SettlementClaim, "identity" | "decimals">,
): Promise<void> {
  const problem = await identityProblem(fund, claim);
  if (problem !== undefined) throw refused(STANDINGS, "nothingSent", { problem });
}

/**
 * Which fund on which chain this is.
 *
 * @throws {ChainError} if the chain is not reached, or the fund was deployed under another chain id than its chain has now
 * @example
 * await identityOf(fund) // { chainId: 1n, fund: "0x..." }
 */
export async function identityOf(fund: Pick<Fund, "address" | "chainId" | "domain">): Promise<FundIdentity> {
  requireGiven({ fund }, { fund: NAMED });
  const chainId = await fund.chainId();
  const identity = { chainId, fund: checksumAddress(fund.address) };
  if (domainOf(identity) === (await fund.domain())) return identity;
  throw failed(CHAINS, "otherDomain", { fund: fund.address, chainId }, { kind: "foreign" });
}

/**
 * Compares a position's share with what the contract itself computes, after its settlement.
 *
 * @throws {ChainError} if the chain is not reached
 * @example
 * const { ok, status } = await checkShare(fund, parseStatement(text));
 */
export async function checkShare(fund: Fund, claim: SettlementClaim & ShareClaim): Promise<ChainCheck> {
  requireGiven({ fund, claim }, { fund: SHARER, claim: SHARE });
  const check = await checkSettlement(fund, claim);
  if (!check.ok) return check;
  const problem = await shareProblem(fund, claim);
  return problem === undefined ? check : { ...check, ok: false, problems: [problem] };
}

/**
 * Asks the contract itself for a position's share. The node learns the entry, so which position is asked about.
 *
 * @returns why the contract does not agree; undefined if it does
 * @throws {ChainError} if the node gives no answer: only a refusal of the contract says something of the share
 * @example
 * const problem = await shareProblem(fund, statement);
 * console.log(problem === undefined ? "the contract says the same" : problem.code);
 */
export async function shareProblem(
  fund: Pick<Fund, "shareOf">,
  claim: ShareClaim & Pick<SettlementClaim, "settlement">,
): Promise<ProblemIn<typeof STANDINGS, "contractShare" | "contractRefuses"> | undefined> {
  requireGiven({ fund, claim }, { fund: SHARER, claim: SHARE_OF });
  const { settlement, share, proof, index, key, profit, cumulativeProfit } = claim;
  try {
    const expected = await fund.shareOf(settlement, { index, key, profit, cumulativeProfit }, proof);
    return share === expected ? undefined : { code: "contractShare", args: { got: share, expected } };
  } catch (error) {
    if (!(error instanceof ChainError) || error.kind !== "reverted" || error.revert === undefined) throw error;
    return { code: "contractRefuses", args: { refusal: refusalOf(error.revert) } };
  }
}

const STRANGER_CODES: Readonly<Record<StrangerProblem["code"], true>> = {
  unnamed: true,
  otherFund: true,
  otherDecimals: true,
};

/**
 * Whether a problem says that something is not of the fund that was asked.
 *
 * @example
 * const { problems } = await checkSettlement(fund, bundle.document);
 * if (problems.some(isStranger)) console.log("it is of another fund");
 */
export function isStranger(problem: ProblemData): problem is StrangerProblem {
  requireGiven({ problem }, { problem: partsOf({ code: TEXT }) });
  return Object.hasOwn(STRANGER_CODES, problem.code);
}
