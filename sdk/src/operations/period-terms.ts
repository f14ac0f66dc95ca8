import type { Fund } from "../chain/fund.ts";
import { FUND } from "../chain/given.ts";
import { ifGiven, requireGiven, UINT64 } from "../columns/given.ts";
import type { FundIdentity } from "../commitment/domain.ts";
import { SUBMISSIONS } from "../problems/english/submissions.ts";
import { refused } from "../problems/problem.ts";
import type { RulePolicy } from "../rule/policy.ts";
import { identityOf } from "./checks.ts";

/** What a fund says of a period that is to be settled. Times in Unix seconds. */
export interface PeriodTerms {
  readonly identity: FundIdentity;
  /** Decimal places of the token. */
  readonly decimals: number;
  readonly period: bigint;
  readonly startTime: bigint;
  /** Undefined if the fund leaves it to the operator. */
  readonly endTime: bigint | undefined;
  readonly rule: RulePolicy;
}

const HOUR = 3_600n;

/**
 * Reads what a fund says of the next period, or of a voided one that is to be settled again.
 *
 * @param asked the period's number; the next one unless given
 * @throws {InputError} if the period asked for is neither the next one nor voided
 * @throws {ChainError} if the chain is not reached
 * @example
 * const terms = await readPeriodTerms(fund); // of the next period to be submitted
 * const bundle = settleTables({ ...terms, secret, positions, liquidations });
 */
export async function readPeriodTerms(fund: Fund, asked?: bigint): Promise<PeriodTerms> {
  requireGiven({ fund, period: asked }, { fund: FUND, period: ifGiven(UINT64) });
  const identity = await identityOf(fund);
  const decimals = await fund.decimals();
  const { period, startTime, endedAt } = await placeOf(fund, asked);
  const { coverBps, headBps, basis, periodHours } = await fund.policyAt(startTime);
  const gridEnd = periodHours === 0 ? undefined : startTime + HOUR * BigInt(periodHours);
  return { identity, decimals, period, startTime, endTime: endedAt ?? gridEnd, rule: { coverBps, headBps, basis } };
}

/** Where a period starts; and where it has to end again, if others have come after it. */
async function placeOf(fund: Fund, asked: bigint | undefined) {
  // All of one block, so that no submission comes between.
  const at = await fund.provider.getBlockNumber();
  const view = async (name: string): Promise<bigint> => (await fund.read(name, [], at))[0];
  const next = await view("nextPeriod");
  const period = asked ?? next;
  if (period === next) return { period, startTime: await view("lastEndTime") };
  if (period > next || period === 0n) {
    throw refused(SUBMISSIONS, "periodNotNext", { next }, { got: String(period) });
  }
  const { status, endTime, rule } = await fund.record(period, at);
  const { endTime: startTime } = await fund.record(period - 1n, at);
  if (status !== "voided") {
    throw refused(SUBMISSIONS, "periodStands", { period, status, next, startTime, endTime, rule });
  }
  return { period, startTime, ...(period + 1n < next && { endedAt: endTime }) };
}
