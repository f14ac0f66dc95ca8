import type { Fund } from "../chain/fund.ts";
import type { SettlementStatus } from "../chain/names.ts";
import { revertOf, sentenceOf } from "../chain/reverts.ts";
import { readyAt, ruleText, sameRule } from "../chain/types.ts";
import type { Hex } from "../columns/hex.ts";
import { checksumAddress, domainOf, type FundIdentity, identityText } from "../commitment/domain.ts";
import { hashSettlement, type Settlement } from "../commitment/header.ts";
import type { Position } from "../commitment/leaves.ts";
import { ChainError, InputError } from "../errors.ts";
import { formatAmount } from "../rule/amount.ts";
import type { RulePolicy } from "../rule/policy.ts";

/** What the chain says of a settlement; there is no problem if it stands there as given. */
export interface ChainCheck {
  readonly ok: boolean;
  readonly status: SettlementStatus;
  /** When a pending settlement can be finalized at the earliest. */
  readonly readyAt: bigint;
  /** What the fund pays for it, in base units. */
  readonly coverage: bigint;
  readonly problems: readonly string[];
}

/** One position of a settlement, and what it is said to pay. */
export interface ShareClaim extends Position {
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

/**
 * Compares a settlement with the chain: that it names this fund on this chain and its token's decimals, that this header stands
 * there, pending or final, and was judged by this rule.
 *
 * @throws {ChainError} if the chain is not reached
 */
export async function checkSettlement(fund: Fund, claim: SettlementClaim): Promise<ChainCheck> {
  const { settlement, policy } = claim;
  const foreign = await identityProblem(fund, claim);
  if (foreign !== undefined) return { ok: false, status: "none", readyAt: 0n, coverage: 0n, problems: [foreign] };
  const record = await fund.record(settlement.period);
  const { status, settlementHash, coverage } = record;
  const hash = hashSettlement(settlement, await fund.domain());
  const problems: string[] = [];
  if (status === "none") problems.push(`The chain has no settlement of period ${settlement.period}.`);
  else if (settlementHash !== hash) {
    problems.push(`The header is not the one on chain: its hash is ${hash}, and the chain has ${settlementHash}.`);
  }
  if (status === "voided")
    problems.push(`The settlement of period ${settlement.period} was voided on chain: it counts for nothing.`);
  if (status !== "none" && !sameRule(record.rule, policy)) {
    problems.push(
      `The rule is not the one on chain: it is ${ruleText(policy)}, and the chain has ${ruleText(record.rule)}.`,
    );
  }
  return { ok: problems.length === 0, status, readyAt: readyAt(record), coverage, problems };
}

/**
 * Why a settlement cannot be this fund's, as a sentence: it names no fund, another one, another chain, or other decimals than the
 * token's; undefined if it names this one.
 *
 * @throws {ChainError} if the chain is not reached
 */
export async function identityProblem(
  fund: Fund,
  { identity, decimals }: Pick<SettlementClaim, "identity" | "decimals">,
): Promise<string | undefined> {
  if (identity === undefined || domainOf(identity) !== (await fund.domain())) {
    return `It is of ${identityText(identity)}, and asked was ${identityText(await identityOf(fund))}.`;
  }
  const expected = await fund.decimals();
  if (decimals === expected) return undefined;
  return `Its amounts have ${decimals} decimals, and the fund's token has ${expected}.`;
}

/**
 * Refuses to do anything with a settlement that is not this fund's.
 *
 * @throws {InputError} naming what the settlement is of, and what was asked
 * @throws {ChainError} if the chain is not reached
 */
export async function requireThisFund(
  fund: Fund,
  claim: Pick<SettlementClaim, "identity" | "decimals">,
): Promise<void> {
  const problem = await identityProblem(fund, claim);
  if (problem !== undefined) throw new InputError(`the bundle is not this fund's, and nothing was sent: ${problem}`);
}

/**
 * Which fund on which chain this is.
 *
 * @throws {ChainError} if the chain is not reached, or the fund was deployed under another chain id than its chain has now
 */
export async function identityOf(fund: Fund): Promise<FundIdentity> {
  const chainId = await fund.chainId();
  const identity = { chainId, fund: checksumAddress(fund.address) };
  if (domainOf(identity) === (await fund.domain())) return identity;
  throw new ChainError(
    `The fund at ${fund.address} does not hash headers under chain ${chainId}, the chain that was asked: ` +
      `the chain has another id than when the fund was deployed, or this is no fund of this version.`,
  );
}

/**
 * Compares a position's share with what the contract itself computes, after its settlement.
 *
 * @throws {ChainError} if the chain is not reached
 */
export async function checkShare(fund: Fund, claim: SettlementClaim & ShareClaim): Promise<ChainCheck> {
  const { settlement, share, proof, index, key, profit, cumulativeProfit } = claim;
  const check = await checkSettlement(fund, claim);
  if (!check.ok) return check;
  const ask = () => fund.shareOf(settlement, { index, key, profit, cumulativeProfit }, proof);
  const problem = await shareProblem(ask, share, claim.decimals);
  return problem === undefined ? check : { ...check, ok: false, problems: [problem] };
}

async function shareProblem(ask: () => Promise<bigint>, share: bigint, decimals: number): Promise<string | undefined> {
  try {
    const expected = await ask();
    if (expected === share) return undefined;
    const [said, right] = [share, expected].map((amount) => formatAmount(amount, decimals));
    return `The share is not the contract's: it is ${said}, and the contract says ${right}.`;
  } catch (error) {
    const revert = error instanceof ChainError ? revertOf(error.cause) : undefined;
    if (revert === undefined) throw error;
    return `The contract does not accept the entry: ${sentenceOf(revert)}`;
  }
}
