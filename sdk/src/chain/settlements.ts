import { hashSettlement, type Settlement } from "../commitment/header.ts";
import type { Hex } from "../commitment/hex.ts";
import { ChainError, InputError } from "../errors.ts";
import { outcomeOf } from "../rule/apportionment.ts";
import { BPS } from "../rule/policy.ts";
import { identityProblem, type SettlementClaim } from "./checks.ts";
import type { LookBack } from "./credits.ts";
import { type EventName, eventOf, type FundEvent, readEvents } from "./events.ts";
import { FUND_INTERFACE, type Fund } from "./fund.ts";
import { allow } from "./token.ts";
import type { Sender } from "./transactions.ts";
import { type PeriodRecord, ruleText, sameRule } from "./types.ts";

/** A settlement, the fund it was made for, and the rule that it was made by. */
export interface SettlementOrder extends SettlementClaim {
  /** Where the public finds the bundle. */
  readonly dataURI?: string | undefined;
}

/** What a submission takes from the operator and promises, in base units, if it is made now. */
export interface SubmissionPreview {
  /** What the credits lack of the period's profit. */
  readonly missing: bigint;
  readonly coverage: bigint;
  readonly shared: bigint;
  readonly bond: bigint;
  /** The part of the bond that comes from the operator's claimable sum. */
  readonly fromClaimable: bigint;
  /** What is pulled from the operator: missing, and the rest of the bond. */
  readonly pulled: bigint;
}

/** What became of a settlement that was to be submitted or finalized. */
export interface SettlementResult {
  /** False if it had been done before. */
  readonly sent: boolean;
  readonly record: PeriodRecord;
  readonly transaction?: Hex | undefined;
  readonly approvals: readonly Hex[];
}

/**
 * What a settlement would take and promise now. Only an estimate: the contract decides at the time of submission.
 *
 * @throws {ChainError} if the chain is not reached
 */
export async function previewSubmission(
  fund: Fund,
  { settlement, policy }: Pick<SettlementOrder, "settlement" | "policy">,
  operator: Hex,
): Promise<SubmissionPreview> {
  const { quota, shared } = outcomeOf(settlement, policy);
  const [credited, today, { assets, reserved }, claimable] = await Promise.all([
    fund.credited(settlement.period),
    fund.policy(),
    fund.overview(),
    fund.claimable(operator),
  ]);
  const missing = atLeastZero(settlement.profit - credited.amount);
  const limit = ((assets + missing) * BigInt(today.maxCoverageBps)) / BigInt(BPS);
  const coverage = lesser(quota, atLeastZero(limit - reserved));
  const part = ((coverage + shared) * BigInt(today.bondBps)) / BigInt(BPS);
  const bond = part > today.settlementBond ? part : today.settlementBond;
  const fromClaimable = lesser(claimable, bond);
  return { missing, coverage, shared, bond, fromClaimable, pulled: missing + bond - fromClaimable };
}

/**
 * Submits a settlement: approves exactly what it takes, then sends it. If this very settlement is on chain already, nothing is
 * sent.
 *
 * @throws {InputError} if it is of no named fund or of another one, or has other decimals than the token
 * @throws {ChainError} if it does not fit the chain (period, times, rule), or the chain refuses or is not reached
 */
export async function submit(fund: Fund, sender: Sender, order: SettlementOrder): Promise<SettlementResult> {
  const foreign = await identityProblem(fund, order);
  if (foreign !== undefined) throw new InputError(`the bundle is not this fund's, and nothing was sent: ${foreign}`);
  await sender.recover();
  const { settlement, policy, dataURI = "" } = order;
  const domain = await fund.domain();
  const before = await fund.record(settlement.period);
  if (isStanding(before, settlement, domain)) return { sent: false, record: before, approvals: [] };
  await requireFit(fund, order, before);
  const { quota } = outcomeOf(settlement, policy);
  const data = FUND_INTERFACE.encodeFunctionData("submit", [settlement, quota, dataURI]) as Hex;
  const { pulled } = await previewSubmission(fund, order, sender.address);
  const allowance = { token: await fund.token(), spender: fund.address, amount: pulled, call: data };
  const approvals = await allow(fund.provider, sender, allowance);
  const id = `submit ${fund.address} ${hashSettlement(settlement, domain)} after ${before.submission}`;
  const receipt = await sender.send({ id, to: fund.address, data });
  return { sent: true, record: await fund.record(settlement.period), transaction: receipt.hash as Hex, approvals };
}

/**
 * Finalizes a period's settlement. If that is done already, nothing is sent.
 *
 * @throws {ChainError} if it is not due yet, or the chain refuses or is not reached
 */
export async function finalize(fund: Fund, sender: Sender, settlement: Settlement): Promise<SettlementResult> {
  await sender.recover();
  const before = await fund.record(settlement.period);
  if (before.status === "finalized" && isStanding(before, settlement, await fund.domain()))
    return { sent: false, record: before, approvals: [] };
  const data = FUND_INTERFACE.encodeFunctionData("finalize", [settlement]) as Hex;
  const id = `finalize ${fund.address} ${settlement.period} ${before.submission}`;
  const receipt = await sender.send({ id, to: fund.address, data });
  return { sent: true, record: await fund.record(settlement.period), transaction: receipt.hash as Hex, approvals: [] };
}

/** What a withdrawal brought; nothing was sent if nothing was claimable. */
export interface Withdrawal {
  readonly amount: bigint;
  readonly transaction?: Hex | undefined;
}

/**
 * Withdraws what is claimable by the sender.
 *
 * @throws {ChainError} if the chain refuses or is not reached
 */
export async function withdraw(fund: Fund, sender: Sender, to: Hex): Promise<Withdrawal> {
  await sender.recover();
  if ((await fund.claimable(sender.address)) === 0n) return { amount: 0n };
  const data = FUND_INTERFACE.encodeFunctionData("withdraw", [to]) as Hex;
  const receipt = await sender.send({ id: `withdraw ${fund.address} ${to}`, to: fund.address, data });
  const event = receipt.logs.map(eventOf).find((found) => found?.name === "Withdrawn");
  return { amount: event?.name === "Withdrawn" ? event.args.amount : 0n, transaction: receipt.hash as Hex };
}

/** The event of a period's latest submission, which has its header; undefined if there is none. */
export async function findSubmission(
  fund: Fund,
  period: bigint,
  { fromBlock }: LookBack = {},
): Promise<FundEvent<"SettlementSubmitted"> | undefined> {
  const { submission } = await fund.record(period);
  if (submission === 0n) return undefined;
  const name: EventName = "SettlementSubmitted";
  const query = { name, topics: [period, submission], ...(fromBlock !== undefined && { fromBlock }) } as const;
  for await (const event of readEvents<"SettlementSubmitted">(fund, query)) return event;
  return undefined;
}

/** Whether a period's record is of this very settlement, pending or final. */
export function isStanding({ status, settlementHash }: PeriodRecord, settlement: Settlement, domain: Hex): boolean {
  return (status === "pending" || status === "finalized") && settlementHash === hashSettlement(settlement, domain);
}

/** What the contract would refuse with less to go by. */
async function requireFit(fund: Fund, { settlement, policy }: SettlementOrder, before: PeriodRecord): Promise<void> {
  const { period, startTime } = settlement;
  if (before.status === "pending" || before.status === "finalized") {
    const hash = hashSettlement(settlement, await fund.domain());
    throw new ChainError(
      `Period ${period} is ${before.status} with another settlement, ${before.settlementHash}; this one is ${hash}.`,
    );
  }
  const rule = await fund.policyAt(startTime);
  if (sameRule(rule, policy)) return;
  throw new ChainError(
    `The bundle follows another rule than the fund had when period ${period} started: ${ruleText(policy)}, ` +
      `and the fund has ${ruleText(rule)}. Settle the period again by that rule.`,
  );
}

function atLeastZero(amount: bigint): bigint {
  return amount > 0n ? amount : 0n;
}

function lesser(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}
