import type { Fund } from "../chain/fund.ts";
import { TREES } from "../chain/names.ts";
import type { BlockTag } from "../chain/reader.ts";
import { type PeriodRecord, sameRule } from "../chain/types.ts";
import { hashSettlement } from "../commitment/header.ts";
import { ChainError } from "../errors.ts";
import { SUBMISSIONS } from "../problems/english/submissions.ts";
import { failed, PLAIN, refused, say } from "../problems/problem.ts";
import { formatAmount } from "../rule/amount.ts";
import { BPS, type RulePolicy } from "../rule/policy.ts";
import type { SettlementClaim } from "./checks.ts";
import type { SubmissionPreview } from "./preview.ts";

const HOUR = 3_600n;
const REFUSED = { kind: "refused" } as const;

/**
 * Refuses a settlement that the contract would refuse, or hold to another rule, in words that know the bundle. What is not looked
 * at here, the contract is asked about before anything is approved or sent.
 *
 * @param before what is on record of its period
 * @param at the block that is asked about; the newest unless given
 * @throws {ChainError} if the period is taken, or rule, end or lists are not what the fund's policy says
 */
export async function requireFit(
  fund: Fund,
  order: SettlementClaim,
  before: PeriodRecord,
  at?: BlockTag,
): Promise<void> {
  const { period } = order.settlement;
  if (before.status === "pending" || before.status === "finalized") {
    const hash = hashSettlement(order.settlement, await fund.domain());
    const args = { period, status: before.status, got: hash, expected: before.settlementHash };
    throw failed(SUBMISSIONS, "periodTaken", args, REFUSED);
  }
  await requireRule(fund, order, at);
  await requireLength(fund, order, at);
}

/** The rule, and where it says how long periods are, the end. */
async function requireRule(fund: Fund, { settlement, policy }: SettlementClaim, at?: BlockTag): Promise<void> {
  const { period, startTime, endTime } = settlement;
  const rule = await fund.policyAt(startTime, at);
  if (!sameRule(rule, policy)) {
    throw failed(SUBMISSIONS, "ruleOfFund", { period, got: ruleOf(policy), expected: ruleOf(rule) }, REFUSED);
  }
  const [nextPeriod] = await fund.read("nextPeriod", [], at);
  // A voided period that others have followed ends where it did.
  const endIsOpen = period + 1n >= nextPeriod;
  const expected = startTime + HOUR * BigInt(rule.periodHours);
  if (rule.periodHours === 0 || !endIsOpen || endTime === expected) return;
  throw failed(SUBMISSIONS, "endOfPeriod", { period, hours: rule.periodHours, got: endTime, expected }, REFUSED);
}

async function requireLength(fund: Fund, { settlement }: SettlementClaim, at?: BlockTag): Promise<void> {
  const { maxLevels } = await fund.policy(at);
  const most = 1n << BigInt(maxLevels);
  const counts = { liquidations: settlement.liquidationCount, positions: settlement.positionCount };
  const long = TREES.find((tree) => counts[tree] > most);
  if (long === undefined) return;
  throw failed(SUBMISSIONS, "listTooLong", { tree: long, count: counts[long], levels: maxLevels }, REFUSED);
}

/**
 * Refuses a settlement of which the fund can cover less than it must at the least.
 *
 * @throws {InputError} if that is more than its quota: the fund never covers more
 * @throws {ChainError} with the figures, and what can be done
 */
export function requireCoverage(
  preview: SubmissionPreview,
  least: bigint,
  { settlement, decimals }: Pick<SettlementClaim, "settlement" | "decimals">,
): void {
  const { quota, coverage, assets, reserved, limit, maxCoverageBps } = preview;
  const amount = (units: bigint) => formatAmount(units, decimals);
  if (least > quota) {
    const facts = { got: amount(least), expected: `at most ${amount(quota)}` };
    throw refused(SUBMISSIONS, "leastAboveQuota", {}, facts);
  }
  if (coverage >= least) return;
  const limits = { assets, reserved, limit, brakeBps: maxCoverageBps === BPS ? undefined : Number(maxCoverageBps) };
  const problem = { code: "coverageShort", args: { ...limits, period: settlement.period, coverage, least, quota } };
  const { reason } = say(SUBMISSIONS, problem, { ...PLAIN, amount });
  throw new ChainError(reason, { ...REFUSED, problem });
}

const ruleOf = ({ coverBps, headBps, basis }: RulePolicy) => ({ coverBps, headBps, basis });
