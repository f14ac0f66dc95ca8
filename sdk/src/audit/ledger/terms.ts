import type { ChainPolicy } from "../../chain/types.ts";
import type { Settlement } from "../../commitment/header.ts";
import { coverageOf, deficitOf, outcomeOf } from "../../rule/apportionment.ts";
import { BPS } from "../../rule/policy.ts";
import type { Balances } from "./books.ts";

/** What a submission must fix by rule and policy, in base units. */
export interface ExpectedTerms {
  readonly pulled: bigint;
  readonly coverage: bigint;
  readonly shared: bigint;
  readonly deficit: bigint;
  /** What is asked for as a bond: less arrives if the token takes a fee. */
  readonly bond: bigint;
}

const WHOLE = BigInt(BPS);

/**
 * The figures that a submission must have.
 *
 * @param credited what the period was credited before
 * @param before what lay in the vault before
 * @throws {InputError} if the policy's rule is out of bounds
 * @example
 * termsOf({ settlement: { profit: 30n, loss: 1000n, totalProfit: 100n, headProfit: 90n, ...rest }, policy }, 10n, { assets: 500n, ...none })
 * // { pulled: 20n, coverage: 200n, shared: 90n, deficit: 710n, bond: policy.settlementBond }
 */
export function termsOf(
  { settlement, policy }: { readonly settlement: Settlement; readonly policy: ChainPolicy },
  credited: bigint,
  before: Balances,
): ExpectedTerms {
  const { profit, loss } = settlement;
  const pulled = profit > credited ? profit - credited : 0n;
  const { quota, shared } = outcomeOf(settlement, policy);
  const braked = ((before.assets + pulled) * BigInt(policy.maxCoverageBps)) / WHOLE;
  const coverage = coverageOf(quota, braked - before.reserved);
  const part = ((coverage + shared) * BigInt(policy.bondBps)) / WHOLE;
  const bond = part > policy.settlementBond ? part : policy.settlementBond;
  return { pulled, coverage, shared, deficit: deficitOf(loss, shared, coverage), bond };
}
