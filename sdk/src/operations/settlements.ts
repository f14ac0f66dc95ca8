import { eventIn, type FundEvent, readEvents } from "../chain/events.ts";
import { messageOf } from "../chain/failures.ts";
import { FUND_INTERFACE, type Fund } from "../chain/fund.ts";
import { ADDRESS, CLAIM, FUND, RECORD, SENDER } from "../chain/given.ts";
import type { ChainReceipt } from "../chain/reader.ts";
import { allow, setAllowance } from "../chain/sending/allowance.ts";
import { patiently } from "../chain/sending/patience.ts";
import type { Sender } from "../chain/sending/sender.ts";
import { allowanceOf } from "../chain/token.ts";
import type { PeriodRecord } from "../chain/types.ts";
import {
  AMOUNT,
  FLAG,
  FUNCTION,
  ifGiven,
  partsOf,
  requireGiven,
  TEXT,
  UINT64,
  UINT256,
  WORD,
} from "../columns/given.ts";
import type { Hex } from "../columns/hex.ts";
import { SETTLEMENT } from "../commitment/given.ts";
import { hashSettlement, type Settlement } from "../commitment/header.ts";
import { ChainError } from "../errors.ts";
import { openBlockTimes } from "../history/backwards.ts";
import { missingLogs } from "../history/life.ts";
import { SUBMISSIONS } from "../problems/english/submissions.ts";
import { failed } from "../problems/problem.ts";
import { requireThisFund, type SettlementClaim } from "./checks.ts";
import { requireCoverage, requireFit } from "./fit.ts";
import { requirePayee } from "./payees.ts";
import { previewSubmission, type SubmissionPreview } from "./preview.ts";
import { requireOpenVault, type VaultTerms } from "./vault.ts";

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
export interface SubmitOptions extends VaultTerms {
  /** What is approved if the fund may take less than the submission can, in base units: just that unless given, and never less. */
  readonly allowance?: bigint | undefined;
  /** Told what it takes and promises, before anything is sent. */
  readonly onPreview?: (preview: SubmissionPreview) => void;
}

const WHO = { fund: FUND, sender: SENDER };
const ORDER = partsOf({ ...CLAIM, dataURI: ifGiven(TEXT), leastCoverage: ifGiven(AMOUNT) });
const OPTIONS = partsOf({ intoFrozen: ifGiven(FLAG), allowance: ifGiven(UINT256), onPreview: ifGiven(FUNCTION) });

/**
 * Submits a settlement. If this very settlement is on chain already, nothing is sent.
 *
 * What is approved is the most that it can take, whatever others do to the fund meanwhile: what the credits lack of the profit, and
 * the bond of a settlement that is covered in full. What is left of that afterwards stays: the fund pulls from an account in its
 * own calls alone, and the next submission needs it.
 *
 * @throws {InputError} if it is of no named fund or of another one, has other decimals than the token, or asks for more than its quota
 * @throws {ChainError} if it does not fit the chain (period, times, rule, length), the fund can cover less than it must, its vault
 *   is frozen or short (`intoFrozen` submits nevertheless), or the chain refuses or is not reached
 * @example
 * await submit(fund, sender, { ...bundle.document, dataURI: "https://example.com/period-1/" });
 */
export async function submit(
  fund: Fund,
  sender: Sender,
  order: SettlementOrder,
  options: SubmitOptions = {},
): Promise<SettlementResult> {
  requireGiven({ fund, sender, order, options }, { ...WHO, order: ORDER, options: OPTIONS });
  await requireThisFund(fund, order);
  const { settlement } = order;
  return once(fund, sender, settlement, ["pending", "finalized"], async (before, at) => {
    const { dataURI = "", decimals } = order;
    await patiently(() => requireFit(fund, order, before, at));
    await requireOpenVault(fund, options, at);
    const preview = await patiently(() => previewSubmission(fund, order, sender.address, at));
    const leastCoverage = order.leastCoverage ?? preview.quota;
    requireCoverage(preview, leastCoverage, order);
    options.onPreview?.(preview);

    const data = FUND_INTERFACE.encodeFunctionData("submit", [settlement, leastCoverage, dataURI]) as Hex;
    const { pulled: needed, approved: amount } = preview;
    const needs = { token: await fund.token(), spender: fund.address, amount, needed, decimals, call: data };
    const approvals = await allow(fund.provider, sender, { ...needs, standing: options.allowance, at });
    const id = `submit ${fund.address} ${hashSettlement(settlement, await fund.domain())} after ${before.submission}`;
    return { receipt: await sender.send({ id, to: fund.address, data, decimals }), approvals };
  });
}

/**
 * Finalizes a period's settlement. If that is done already, nothing is sent.
 *
 * @throws {ChainError} if it is not due yet, or the chain refuses or is not reached
 * @example
 * const { sent, record } = await finalize(fund, sender, settlement);
 */
export async function finalize(fund: Fund, sender: Sender, settlement: Settlement): Promise<SettlementResult> {
  requireGiven({ fund, sender, settlement }, { ...WHO, settlement: SETTLEMENT });
  const decimals = await fund.decimals();
  return once(fund, sender, settlement, ["finalized"], async (before) => {
    const data = FUND_INTERFACE.encodeFunctionData("finalize", [settlement]) as Hex;
    const id = `finalize ${fund.address} ${settlement.period} ${before.submission}`;
    return { receipt: await sender.send({ id, to: fund.address, data, decimals }), approvals: [] };
  });
}

/**
 * Does what brings a settlement to a status, unless it has that: somebody may have done it before, or while this was tried. What is
 * on record is read in a block that this account's own transactions are in, afterwards in the transaction's own.
 */
async function once(
  fund: Fund,
  sender: Sender,
  settlement: Settlement,
  done: readonly PeriodRecord["status"][],
  send: (before: PeriodRecord, at: number) => Promise<{ receipt: ChainReceipt; approvals: readonly Hex[] }>,
): Promise<SettlementResult> {
  const { period } = settlement;
  const domain = await fund.domain();
  const isDone = (record: PeriodRecord) => done.includes(record.status) && isStanding(record, settlement, domain);
  return sender.inTurn(async () => {
    await sender.recover();
    const at = await sender.newest();
    const before = await fund.record(period, at);
    if (isDone(before)) return { sent: false, record: before, approvals: [] };
    try {
      const { receipt, approvals } = await send(before, at);
      const record = await recordAfter(fund, period, receipt);
      return { sent: true, record, transaction: receipt.hash as Hex, approvals };
    } catch (error) {
      // Refused, or another transaction was mined instead: by then, it may be done.
      if (!(error instanceof ChainError) || !["reverted", "changed"].includes(error.kind)) throw error;
      const record = await fund.record(period, await sender.newest());
      if (!isDone(record)) throw error;
      return { sent: false, record, approvals: [] };
    }
  });
}

async function recordAfter(fund: Fund, period: bigint, { blockNumber, hash }: ChainReceipt): Promise<PeriodRecord> {
  try {
    return await patiently(() => fund.record(period, blockNumber));
  } catch (error) {
    const args = { transaction: hash, block: blockNumber, said: messageOf(error) };
    throw failed(SUBMISSIONS, "resultUnread", args, { transaction: hash, cause: error });
  }
}

/** What a withdrawal brought; nothing was sent if nothing was claimable. */
export interface Withdrawal {
  readonly amount: bigint;
  readonly transaction?: Hex | undefined;
}

/**
 * Withdraws what is claimable by the sender.
 *
 * @throws {InputError} if the tokens would be lost there: at the token, the fund or its manager
 * @throws {ChainError} if the chain refuses or is not reached
 * @example
 * const { amount } = await withdraw(fund, sender, "0x...");
 */
export async function withdraw(fund: Fund, sender: Sender, to: Hex): Promise<Withdrawal> {
  requireGiven({ fund, sender, to }, { ...WHO, to: ADDRESS });
  await requirePayee(fund, to);
  const decimals = await fund.decimals();
  return sender.inTurn(async () => {
    await sender.recover();
    if ((await fund.claimable(sender.address, await sender.newest())) === 0n) return { amount: 0n };
    const data = FUND_INTERFACE.encodeFunctionData("withdraw", [to]) as Hex;
    const id = `withdraw ${fund.address} ${to}`;
    const receipt = await sender.send({ id, to: fund.address, data, decimals });
    return { amount: eventIn(fund.address, receipt, "Withdrawn").args.amount, transaction: receipt.hash as Hex };
  });
}

/** What an account lets the fund take, and the transactions that made it so. */
export interface Approval {
  /** What the fund may take now, in base units. */
  readonly allowance: bigint;
  /** What it might take before. */
  readonly before: bigint;
  readonly approvals: readonly Hex[];
}

/**
 * Lets the fund take an amount from the sender in all, for credits and submissions to come; what it might take before counts no more.
 * The fund takes from an account in the account's own calls alone. If it may take just that already, nothing is sent.
 *
 * @param amount base units; 0 takes the allowance back
 * @throws {ChainError} if the chain refuses or is not reached
 * @example
 * await approve(fund, sender, 5_000_000_000_000n)
 */
export async function approve(fund: Fund, sender: Sender, amount: bigint): Promise<Approval> {
  requireGiven({ fund, sender, amount }, { ...WHO, amount: UINT256 });
  const token = await fund.token();
  return sender.inTurn(async () => {
    await sender.recover();
    const before = await allowanceOf(fund.provider, token, sender.address, fund.address, await sender.newest());
    if (before === amount) return { allowance: amount, before, approvals: [] };
    const approvals = await setAllowance(sender, { token, spender: fund.address, allowed: before, amount });
    return { allowance: amount, before, approvals };
  });
}

/**
 * The event of a period's latest submission, which has its header: the record names its time, so only the logs of that second are
 * read.
 *
 * @returns undefined if the period was never submitted
 * @throws {ChainError} if the node left the event out, or is not reached
 * @example
 * const submitted = await findSubmission(fund, 7n);
 * console.log(submitted?.args.dataURI);
 */
export async function findSubmission(
  fund: Fund,
  period: bigint,
): Promise<FundEvent<"SettlementSubmitted"> | undefined> {
  requireGiven({ fund, period }, { fund: FUND, period: UINT64 });
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
  throw missingLogs({ period, what: "submission", serial: submission }, { code: "headerAt", args: { time } });
}

/**
 * Whether a period's record is of this very settlement, pending or final.
 *
 * @example
 * isStanding(await fund.record(settlement.period), settlement, await fund.domain()) // true
 */
export function isStanding(record: PeriodRecord, settlement: Settlement, domain: Hex): boolean {
  requireGiven({ record, settlement, domain }, { record: RECORD, settlement: SETTLEMENT, domain: WORD });
  const { status, settlementHash } = record;
  return (status === "pending" || status === "finalized") && settlementHash === hashSettlement(settlement, domain);
}
