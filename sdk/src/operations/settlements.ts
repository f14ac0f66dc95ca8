import { eventOf, type FundEvent, readEvents } from "../chain/events.ts";
import { FUND_INTERFACE, type Fund } from "../chain/fund.ts";
import { allow } from "../chain/sending/allowance.ts";
import type { Sender } from "../chain/sending/sender.ts";
import type { PeriodRecord } from "../chain/types.ts";
import type { Hex } from "../columns/hex.ts";
import { hashSettlement, type Settlement } from "../commitment/header.ts";
import { openBlockTimes } from "../history/backwards.ts";
import { missingLogs } from "../history/life.ts";
import { requireThisFund, type SettlementClaim } from "./checks.ts";
import { requireCoverage, requireFit } from "./fit.ts";
import { previewSubmission, type SubmissionPreview } from "./preview.ts";

/** A settlement, the fund it was made for, and the rule that it was made by. */
export interface SettlementOrder extends SettlementClaim {
  /** Where the public finds the bundle. */
  readonly dataURI?: string | undefined;
  /** What the fund must at least be able to cover, in base units: the quota, unless less is said to be enough. */
  readonly leastCoverage?: bigint | undefined;
}

/** What became of a settlement that was to be submitted or finalized. */
export interface SettlementResult {
  /** False if it had been done before. */
  readonly sent: boolean;
  readonly record: PeriodRecord;
  readonly transaction?: Hex | undefined;
  readonly approvals: readonly Hex[];
}

/** How a submission is made. */
export interface SubmitOptions {
  /** Told what it takes and promises, before anything is sent. */
  readonly onPreview?: (preview: SubmissionPreview) => void;
}

/**
 * Submits a settlement. If this very settlement is on chain already, nothing is sent.
 *
 * What is approved is the most that it can take, whatever others do to the fund meanwhile: what the credits lack of the profit, and
 * the bond of a settlement that is covered in full. What is left of that afterwards stays: the fund pulls from an account in its
 * own calls alone, and the next submission needs it.
 *
 * @throws {InputError} if it is of no named fund or of another one, has other decimals than the token, or asks for more than its quota
 * @throws {ChainError} if it does not fit the chain (period, times, rule, length), the fund can cover less than it must, or the chain
 *   refuses or is not reached
 */
export async function submit(
  fund: Fund,
  sender: Sender,
  order: SettlementOrder,
  options: SubmitOptions = {},
): Promise<SettlementResult> {
  await requireThisFund(fund, order);
  await sender.recover();
  const { settlement, dataURI = "", decimals } = order;
  const { period } = settlement;
  const domain = await fund.domain();
  const before = await fund.record(period);
  if (isStanding(before, settlement, domain)) return { sent: false, record: before, approvals: [] };
  await requireFit(fund, order, before);
  const preview = await previewSubmission(fund, order, sender.address);
  const leastCoverage = order.leastCoverage ?? preview.quota;
  requireCoverage(preview, leastCoverage, order);
  options.onPreview?.(preview);

  const data = FUND_INTERFACE.encodeFunctionData("submit", [settlement, leastCoverage, dataURI]) as Hex;
  const { pulled: needed, approved: amount } = preview;
  const allowance = { token: await fund.token(), spender: fund.address, amount, needed, decimals, call: data };
  const approvals = await allow(fund.provider, sender, allowance);
  const id = `submit ${fund.address} ${hashSettlement(settlement, domain)} after ${before.submission}`;
  const receipt = await sender.send({ id, to: fund.address, data, decimals });
  return { sent: true, record: await fund.record(period), transaction: receipt.hash as Hex, approvals };
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
  const receipt = await sender.send({ id, to: fund.address, data, decimals: await fund.decimals() });
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
  const id = `withdraw ${fund.address} ${to}`;
  const receipt = await sender.send({ id, to: fund.address, data, decimals: await fund.decimals() });
  const event = receipt.logs.map(eventOf).find((found) => found?.name === "Withdrawn");
  return { amount: event?.name === "Withdrawn" ? event.args.amount : 0n, transaction: receipt.hash as Hex };
}

/**
 * The event of a period's latest submission, which has its header: the record names its time, so only the logs of that second are
 * read.
 *
 * @returns undefined if the period was never submitted
 * @throws {ChainError} if the node left the event out, or is not reached
 */
export async function findSubmission(
  fund: Fund,
  period: bigint,
): Promise<FundEvent<"SettlementSubmitted"> | undefined> {
  const times = await openBlockTimes(fund);
  const { submission, challengeEnd, challengeWindow } = await fund.record(period, times.newest.number);
  if (submission === 0n) return undefined;
  const time = challengeEnd - challengeWindow;
  const span = await times.blocksOf(time);
  if (span !== undefined) {
    const range = { fromBlock: span.first, toBlock: span.last };
    const query = { name: "SettlementSubmitted", topics: [period, submission], ...range } as const;
    for await (const event of readEvents<"SettlementSubmitted">(fund, query)) return event;
  }
  throw missingLogs({ period, what: `submission ${submission}` }, `its header, of ${time}, is not there`);
}

/** Whether a period's record is of this very settlement, pending or final. */
export function isStanding({ status, settlementHash }: PeriodRecord, settlement: Settlement, domain: Hex): boolean {
  return (status === "pending" || status === "finalized") && settlementHash === hashSettlement(settlement, domain);
}
