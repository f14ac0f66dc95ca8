import type { Fund } from "../chain/fund.ts";
import { TREES } from "../chain/names.ts";
import type { BlockTag } from "../chain/reader.ts";
import { timeText } from "../chain/reverts.ts";
import { type PeriodRecord, ruleText, sameRule } from "../chain/types.ts";
import { hashSettlement } from "../commitment/header.ts";
import { ChainError, InputError } from "../errors.ts";
import { formatAmount } from "../rule/amount.ts";
import { BPS } from "../rule/policy.ts";
import type { SettlementClaim } from "./checks.ts";
import type { SubmissionPreview } from "./preview.ts";

const HOUR = 3_600n;

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
    throw new ChainError(
      `Period ${period} is ${before.status} with another settlement, ${before.settlementHash}; this one is ${hash}.`,
      { kind: "refused" },
    );
  }
  await requireRule(fund, order, at);
  await requireLength(fund, order, at);
}

/** The rule, and where it says how long periods are, the end. */
async function requireRule(fund: Fund, { settlement, policy }: SettlementClaim, at?: BlockTag): Promise<void> {
  const { period, startTime, endTime } = settlement;
  const rule = await fund.policyAt(startTime, at);
  if (!sameRule(rule, policy)) {
    throw new ChainError(
      `The bundle follows another rule than the fund had when period ${period} started: ${ruleText(policy)}, ` +
        `and the fund has ${ruleText(rule)}. Settle the period again by that rule.`,
      { kind: "refused" },
    );
  }
  const [nextPeriod] = await fund.read("nextPeriod", [], at);
  // A voided period that others have followed ends where it did.
  const endIsOpen = period + 1n >= nextPeriod;
  const expected = startTime + HOUR * BigInt(rule.periodHours);
  if (rule.periodHours === 0 || !endIsOpen || endTime === expected) return;
  throw new ChainError(
    `Period ${period} is ${rule.periodHours} h long by the fund's policy and ends at ${expected} (${timeText(expected)}); ` +
      `this settlement ends at ${endTime} (${timeText(endTime)}). Settle the period again up to that time.`,
    { kind: "refused" },
  );
}

async function requireLength(fund: Fund, { settlement }: SettlementClaim, at?: BlockTag): Promise<void> {
  const { maxLevels } = await fund.policy(at);
  const most = 1n << BigInt(maxLevels);
  const counts = { liquidations: settlement.liquidationCount, positions: settlement.positionCount };
  const long = TREES.find((tree) => counts[tree] > most);
  if (long === undefined) return;
  throw new ChainError(
    `The list of ${long} has ${counts[long]} entries, and the fund's policy allows ${most} (2^${maxLevels}).`,
    { kind: "refused" },
  );
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
  const { quota, coverage } = preview;
  const amount = (units: bigint) => formatAmount(units, decimals);
  if (least > quota) {
    throw new InputError("the least coverage is above the quota, and the fund never covers more", {
      got: amount(least),
      expected: `at most ${amount(quota)}`,
    });
  }
  if (coverage >= least) return;
  throw new ChainError(
    `The fund can cover ${amount(coverage)} of period ${settlement.period} now, and ${amount(least)} was asked for at the least` +
      `${least === quota ? ", its whole quota" : ""}; nothing was sent. ${limitText(preview, amount)} ` +
      `Or say that less is enough (--least-coverage ${amount(coverage)}).`,
    { kind: "refused" },
  );
}

/** What limits the coverage, and what would raise it. */
function limitText({ assets, reserved, maxCoverageBps, limit }: SubmissionPreview, amount: (units: bigint) => string) {
  if (reserved === 0n && maxCoverageBps === BPS) return `The fund has no more than ${amount(assets)}: donate to it.`;
  if (maxCoverageBps === BPS) {
    return (
      `The fund has ${amount(assets)}, and ${amount(reserved)} of it is reserved for pending settlements: ` +
      "donate to it, or wait whether one of them is voided."
    );
  }
  return (
    `By the fund's brake, ${maxCoverageBps} bps of ${amount(assets)}, all pending settlements together may reserve ` +
    `${amount(limit)}, and ${amount(reserved)} is reserved: ${reserved > 0n ? "wait until one of them is final, or " : ""}donate to it.`
  );
}
