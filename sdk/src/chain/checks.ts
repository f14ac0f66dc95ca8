import { hashSettlement, type Settlement } from "../commitment/header.ts";
import type { Hex } from "../commitment/hex.ts";
import type { Position } from "../commitment/leaves.ts";
import { ChainError } from "../errors.ts";
import type { RulePolicy } from "../rule/policy.ts";
import type { Fund } from "./fund.ts";
import type { SettlementStatus } from "./names.ts";
import { revertOf, sentenceOf } from "./reverts.ts";
import { readyAt, ruleText, sameRule } from "./types.ts";

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

/**
 * Compares a settlement with the chain: that this header stands there, pending or final, and was judged by this rule.
 *
 * @throws {ChainError} if the chain is not reached
 */
export async function checkSettlement(fund: Fund, settlement: Settlement, policy: RulePolicy): Promise<ChainCheck> {
  const record = await fund.record(settlement.period);
  const { status, settlementHash, coverage } = record;
  const problems: string[] = [];
  if (status === "none") problems.push(`The chain has no settlement of period ${settlement.period}.`);
  else if (settlementHash !== hashSettlement(settlement)) {
    problems.push(
      `The header is not the one on chain: its hash is ${hashSettlement(settlement)}, and the chain has ${settlementHash}.`,
    );
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
 * Compares a position's share with what the contract itself computes, after its settlement.
 *
 * @throws {ChainError} if the chain is not reached
 */
export async function checkShare(
  fund: Fund,
  settlement: Settlement,
  policy: RulePolicy,
  { share, proof, index, key, profit, cumulativeProfit }: ShareClaim,
): Promise<ChainCheck> {
  const check = await checkSettlement(fund, settlement, policy);
  if (!check.ok) return check;
  const problem = await shareProblem(
    () => fund.shareOf(settlement, { index, key, profit, cumulativeProfit }, proof),
    share,
  );
  return problem === undefined ? check : { ...check, ok: false, problems: [problem] };
}

async function shareProblem(ask: () => Promise<bigint>, share: bigint): Promise<string | undefined> {
  try {
    const expected = await ask();
    if (expected === share) return undefined;
    return `The share is not the contract's: it is ${share}, and the contract says ${expected} base units.`;
  } catch (error) {
    const revert = error instanceof ChainError ? revertOf(error.cause) : undefined;
    if (revert === undefined) throw error;
    return `The contract does not accept the entry: ${sentenceOf(revert)}`;
  }
}
