import { eventOf } from "../chain/events.ts";
import type { Fund } from "../chain/fund.ts";
import { FUND, SENDER } from "../chain/given.ts";
import type { ChainReceipt } from "../chain/reader.ts";
import { refusalOf, revertOf, sentenceOf } from "../chain/reverts.ts";
import { allow } from "../chain/sending/allowance.ts";
import type { Sender } from "../chain/sending/sender.ts";
import {
  COUNT,
  countFrom,
  FLAG,
  FUNCTION,
  ifGiven,
  listOf,
  partsOf,
  requireGiven,
  UINT64,
  UINT256,
} from "../columns/given.ts";
import type { Hex } from "../columns/hex.ts";
import { ChainError } from "../errors.ts";
import {
  type BookedCredit,
  type CreditBook,
  type LookBack,
  type LookedOver,
  readCreditBook,
} from "../history/credit-book.ts";
import {
  assertCreditOrder,
  type CreditAsked,
  type CreditOrder,
  keyOf,
  nameOf,
  refusal,
} from "../history/credit-order.ts";
import { CREDITS } from "../problems/english/credits.ts";
import { failed } from "../problems/problem.ts";
import { formatAmount } from "../rule/amount.ts";
import { CREDITS_A_CALL, type CreditCall, creditCalls, creditData, mostCreditsACall } from "./credit-calls.ts";
import { requireOpenVault, type VaultTerms } from "./vault.ts";

/** How credits are sent. */
export interface CreditOptions extends Pick<LookBack, "fromBlock">, VaultTerms {
  /** How many credits a call has at the most: 500 unless given, and never more than fit a transaction. */
  readonly perCall?: number | undefined;
  /**
   * What is approved if the fund may take less than what is to be credited, in base units: the sum of these credits unless given, and
   * never less.
   */
  readonly allowance?: bigint | undefined;
  /** Told after each call how many credits this run has sent. */
  readonly onProgress?: ((sent: number) => void) | undefined;
}

/** What became of one credit. */
export interface CreditOutcome extends Omit<BookedCredit, "period"> {
  /** False if it had been credited before. */
  readonly sent: boolean;
}

/** What became of an order. */
export interface CreditResult {
  readonly period: bigint;
  /** In the order's order. */
  readonly credits: readonly CreditOutcome[];
  readonly approvals: readonly Hex[];
  /** How far other periods' credits were looked over: a reference that one of them has is refused. */
  readonly others: LookedOver;
}

const TRIES = 10;
// Who leaves out logs for longer than a moment does so for long.
const TRIES_INCOMPLETE = 5;
// The longest pause is as long as a node behind a balancer is usually late.
const PAUSE = 200;
// go-ethereum's pool keeps 16 slots of 32 KiB for each account; a transaction has some bytes beside its calldata.
const SLOTS = 16;
const SLOT_BYTES = 32 * 1024;
const ENVELOPE = 400;
/** What is wrong with a credit is said with its name and place. */
const ORDER = partsOf({ period: UINT64, credits: listOf(partsOf({})), sequence: ifGiven(UINT64) });
/** Of the options of credits, and of what queues them. */
export const CREDIT_OPTIONS = {
  fromBlock: ifGiven(COUNT),
  intoFrozen: ifGiven(FLAG),
  perCall: ifGiven(countFrom(1)),
  allowance: ifGiven(UINT256),
  onProgress: ifGiven(FUNCTION),
};

/**
 * Credits liquidations' profits, each reference once: what was credited before is left out, and the rest sent in as few calls as it
 * fits. Done again after a failure or a kill, it goes on where it was; done by several at once, each credit is paid once.
 *
 * The sum is approved once, before the first call. If the token takes a fee, the contract refuses a call of several credits: send
 * them one by one (`perCall: 1`), and each counts as what arrived. A standing `allowance` saves the approval.
 *
 * @throws {InputError} if a reference is there twice, or was credited before with another amount or to another period
 * @throws {ChainError} if the vault is frozen or tokens are missing in it (kind "refused"; `intoFrozen` pays in nevertheless), the node
 *   left out logs of the period's credits (kind "incomplete"), or the chain refuses or is not reached;
 *   if some were credited by then, it says how many
 * @example
 * await credit(fund, sender, { period: 1n, credits: [{ ref: refOf("liq-1"), amount: 250_750_000n }] })
 */
export async function credit(
  fund: Fund,
  sender: Sender,
  order: CreditOrder,
  options: CreditOptions = {},
): Promise<CreditResult> {
  requireGiven(
    { fund, sender, order, options },
    { fund: FUND, sender: SENDER, order: ORDER, options: partsOf(CREDIT_OPTIONS) },
  );
  assertCreditOrder(order);
  return sender.inTurn(() => creditInTurn(fund, sender, order, options));
}

async function creditInTurn(fund: Fund, sender: Sender, order: CreditOrder, options: CreditOptions) {
  const { period, credits } = order;
  const run: Run = {
    fund,
    sender,
    period,
    decimals: await fund.decimals(),
    sent: new Map(),
    approvals: [],
    isContested: false,
  };
  const others = { fromBlock: undefined, isWhole: false };
  if (credits.length === 0) return { period, credits: [], approvals: [], others };
  await sender.recover();
  let failure: unknown;
  for (let tries = 1; ; tries++) {
    try {
      const refs = credits.map(({ ref }) => ref);
      const at = await sender.newest();
      const book = await readCreditBook(fund, period, refs, { ...options, at });
      const left = credits.filter((asked) => !isBooked(run, asked, book));
      // What took this account's place is not sent again: perhaps it was to be stopped.
      if (left.length > 0 && failure !== undefined) throw failure;
      requireSequence(order, book, left.length);
      if (left.length > 0) await requireOpenVault(fund, options, at);
      if (left.length > 0) await sendCalls(run, book, left, { ...options, at });
      return resultOf(run, credits, book);
    } catch (error) {
      run.isContested ||= isOvertaken(error);
      if (error === failure || !maySucceed(error, tries, order)) throw told(error, run, credits);
      if (isDisplaced(error)) failure = error;
      await new Promise((resolve) => setTimeout(resolve, PAUSE * tries));
    }
  }
}

/** Whether a look at the events may show that all is well, or what to send instead. */
function maySucceed(error: unknown, tries: number, { sequence }: CreditOrder): boolean {
  if (!(error instanceof ChainError)) return false;
  if (isOvertaken(error)) return sequence === undefined && tries < TRIES;
  return (error.kind === "incomplete" || error.kind === "changed") && tries < TRIES_INCOMPLETE;
}

/** Another transaction took the nonce; what was read while the chain changed has no transaction. */
const isDisplaced = (error: unknown) =>
  error instanceof ChainError && error.kind === "changed" && error.transaction !== undefined;

/** What an order's sending shares. */
interface Run {
  readonly fund: Fund;
  readonly sender: Sender;
  readonly period: bigint;
  readonly decimals: number;
  /** What this run has sent, by `keyOf`. */
  readonly sent: Map<Hex, CreditOutcome>;
  readonly approvals: Hex[];
  /** Somebody else credits the period: what is sent in a row is likely to be refused, all of it, and costs gas. */
  isContested: boolean;
}

/** The block that was read. */
interface At {
  readonly at: number;
}

/** Whether a credit was made before, as it is asked for now. */
function isBooked({ period, decimals, sent }: Run, asked: CreditAsked, { booked }: CreditBook): boolean {
  const before = booked.get(keyOf(asked.ref));
  if (before === undefined) return false;
  const known = { name: nameOf(asked), sequence: before.sequence, sent: sent.size };
  if (before.period !== period) {
    throw refusal(asked, "creditedElsewhere", { ...known, period: before.period }, { column: "ref" });
  }
  if (before.amount === asked.amount) return true;
  throw refusal(asked, "creditedOtherwise", known, {
    column: "amount",
    got: formatAmount(asked.amount, decimals),
    expected: formatAmount(before.amount, decimals),
  });
}

function requireSequence({ period, credits, sequence }: CreditOrder, { count }: CreditBook, left: number): void {
  if (sequence === undefined || left === 0) return;
  const next = sequence + BigInt(credits.length - left);
  if (next === count) return;
  const revert = { name: "SequenceMismatch", args: [period, next, count] };
  const details = { kind: "reverted", revert, problem: refusalOf(revert) } as const;
  throw new ChainError(`Nothing was sent: ${sentenceOf(revert)}`, details);
}

async function sendCalls(run: Run, book: CreditBook, left: readonly CreditAsked[], options: CreditOptions & At) {
  const { fund, sender, period, decimals, sent, approvals } = run;
  const perCall = Math.min(Math.max(options.perCall ?? CREDITS_A_CALL, 1), mostCreditsACall(book.blockGas));
  const calls = creditCalls(fund, period, book.count, left, perCall);
  for (const call of calls) await requireNew(run, call);
  const amount = left.reduce((sum, asked) => sum + asked.amount, 0n);
  const needs = { token: await fund.token(), spender: fund.address, amount, decimals, call: calls[0]?.data as Hex };
  approvals.push(...(await allow(fund.provider, sender, { ...needs, standing: options.allowance, at: options.at })));
  const intentOf = ({ id, data }: CreditCall) => ({ id, to: fund.address, data, decimals });
  sender.announce?.(calls.map(intentOf));
  let done = 0;
  while (done < calls.length) {
    const row = calls.slice(done, done + (run.isContested ? 1 : rowOf(calls)));
    const likeNow = ({ credits }: CreditCall) => creditData(period, row[0]?.sequence as bigint, credits);
    const intents = row.map((call, at) => ({ ...intentOf(call), ...(at > 0 && { likeNow: likeNow(call) }) }));
    done += await sender.sendRow(intents, (receipt, at) => {
      for (const outcome of outcomesOf(run, row[at] as CreditCall, receipt)) sent.set(outcome.ref, outcome);
      options.onProgress?.(sent.size);
    });
  }
}

/** How many calls are on their way at once: what nodes keep of an account for certain. */
function rowOf([first]: readonly CreditCall[]): number {
  const slots = Math.ceil(((first?.data.length ?? 0) / 2 + ENVELOPE) / SLOT_BYTES);
  return Math.max(Math.floor(SLOTS / slots), 1);
}

/** What this account has sent and seen mined is credited, whatever the logs show; unless it was reverted. */
async function requireNew({ sender }: Run, { id, credits }: CreditCall): Promise<void> {
  const before = await sender.sentBefore(id);
  if (before === undefined || (before.receipt !== "unknown" && before.receipt.status === 0)) return;
  const [first] = credits;
  const name = first !== undefined && credits.length === 1 ? nameOf(first) : undefined;
  const { hash: transaction } = before;
  throw failed(CREDITS, "creditUnseen", { name, transaction }, { kind: "incomplete", transaction });
}

/** Of what a transaction credited, by its event: it may be one of the same credits that another process had on its way. */
function outcomesOf({ fund, period }: Run, { credits }: CreditCall, receipt: ChainReceipt): CreditOutcome[] {
  const ours = receipt.logs.filter(({ address }) => address.toLowerCase() === fund.address.toLowerCase());
  for (const event of ours.map(eventOf)) {
    if (event?.name !== "Credited" || event.args.period !== period) continue;
    const { args } = event;
    const same = ({ ref, amount }: CreditAsked, at: number) =>
      args.credits[at]?.amount === amount && keyOf(args.credits[at].ref) === keyOf(ref);
    if (args.credits.length !== credits.length || !credits.every(same)) continue;
    return credits.map(({ ref, amount }, at) => ({
      ...{ ref: keyOf(ref), amount, arrived: credits.length === 1 ? args.amount : amount, sent: true },
      ...{ sequence: args.sequence + BigInt(at), transaction: receipt.hash as Hex, block: BigInt(receipt.blockNumber) },
    }));
  }
  throw failed(CREDITS, "creditOther", { transaction: receipt.hash });
}

function resultOf({ period, sent, approvals }: Run, credits: readonly CreditAsked[], { booked, others }: CreditBook) {
  const outcomes = credits.map(({ ref }): CreditOutcome => {
    const now = sent.get(keyOf(ref));
    if (now !== undefined) return now;
    const { period: _, ...before } = booked.get(keyOf(ref)) as BookedCredit;
    return { ...before, sent: false };
  });
  return { period, credits: outcomes, approvals, others };
}

/** Another credit came first. Only a look at the events tells whether it was one of these. */
function isOvertaken(error: unknown): boolean {
  return error instanceof ChainError && (error.revert ?? revertOf(error.cause))?.name === "SequenceMismatch";
}

/** What went wrong, and how far it had come. */
function told(error: unknown, { sent }: Run, credits: readonly CreditAsked[]): unknown {
  if (!(error instanceof ChainError) || sent.size === 0) return error;
  const { message: said, code, args, kind, revert, transaction, cause } = error;
  const facts = { said, sent: sent.size, all: credits.length, problem: { code, args } };
  return failed(CREDITS, "creditsBroken", facts, { kind, revert, transaction, cause });
}
