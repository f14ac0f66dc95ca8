import type { Hex } from "../commitment/hex.ts";
import { ChainError, InputError } from "../errors.ts";
import { formatAmount } from "../rule/amount.ts";
import { eventOf, type FundEvent, readEvents } from "./events.ts";
import { chainErrorOf } from "./failures.ts";
import { FUND_INTERFACE, type Fund } from "./fund.ts";
import { revertOf } from "./reverts.ts";
import { allow } from "./token.ts";
import type { Sender } from "./transactions.ts";

/** A liquidation's profit for the fund. */
export interface CreditOrder {
  readonly period: bigint;
  /** Base units, above zero. */
  readonly amount: bigint;
  /** The exchange's own reference: what has it is credited once. */
  readonly ref: Hex;
  /** The number of credits of the period before this one; looked up unless given. */
  readonly sequence?: bigint | undefined;
}

/** What became of a credit. */
export interface CreditResult {
  /** False if it had been credited before. */
  readonly sent: boolean;
  readonly period: bigint;
  readonly sequence: bigint;
  readonly ref: Hex;
  /** What arrived: less than was sent if the token takes a fee. */
  readonly amount: bigint;
  readonly transaction: Hex;
  readonly approvals: readonly Hex[];
}

/** Where to look for what was done before. */
export interface LookBack {
  /** The block from which events are read; that of the fund's deployment, or 0 unless given. */
  readonly fromBlock?: number | undefined;
}

const TRIES = 3;

/**
 * Credits a liquidation's profit, unless its reference was credited before. Sent twice, it pays once.
 *
 * @throws {InputError} if the reference was credited before with another amount
 * @throws {ChainError} if it was credited to another period, or the chain refuses or is not reached
 */
export async function credit(
  fund: Fund,
  sender: Sender,
  order: CreditOrder,
  options: LookBack = {},
): Promise<CreditResult> {
  await sender.recover();
  for (let tries = TRIES; ; tries--) {
    const before = await findCredit(fund, order.ref, options);
    if (before !== undefined) return creditedBefore(fund, order, before);
    const sequence = order.sequence ?? (await fund.credited(order.period)).count;
    try {
      return await sendCredit(fund, sender, { ...order, sequence });
    } catch (error) {
      // Another credit came first. Only a look at the events tells whether it was this one.
      const overtaken = error instanceof ChainError && revertOf(error.cause)?.name === "SequenceMismatch";
      if (!overtaken || order.sequence !== undefined || tries === 1) throw error;
    }
  }
}

/** The credit of a reference, of any period; undefined if there is none. */
export async function findCredit(fund: Fund, ref: Hex, { fromBlock }: LookBack = {}) {
  const query = { name: "Credited", topics: [null, null, ref], ...(fromBlock !== undefined && { fromBlock }) } as const;
  for await (const event of readEvents<"Credited">(fund, query)) return event;
  return undefined;
}

async function creditedBefore(
  fund: Fund,
  order: CreditOrder,
  { args, transactionHash }: FundEvent<"Credited">,
): Promise<CreditResult> {
  if (args.period !== order.period) {
    throw new ChainError(
      `The reference ${order.ref} was credited before, to period ${args.period} (sequence ${args.sequence}); nothing was sent.`,
    );
  }
  const asked = await amountAsked(fund, transactionHash);
  if (asked !== undefined && asked !== order.amount) {
    throw new InputError("the reference was credited before with another amount; nothing was sent", {
      got: formatAmount(order.amount),
      expected: formatAmount(asked),
    });
  }
  return { sent: false, ...args, transaction: transactionHash, approvals: [] };
}

/** What a credit's transaction asked for, since a fee may have taken a part; undefined if another contract made the call. */
async function amountAsked(fund: Fund, transactionHash: Hex): Promise<bigint | undefined> {
  const transaction = await fund.provider.getTransaction(transactionHash).catch((error: unknown) => {
    throw chainErrorOf(error);
  });
  if (transaction?.to?.toLowerCase() !== fund.address.toLowerCase()) return undefined;
  const call = FUND_INTERFACE.parseTransaction({ data: transaction.data });
  return call?.name === "credit" ? call.args.amount : undefined;
}

async function sendCredit(fund: Fund, sender: Sender, order: CreditOrder): Promise<CreditResult> {
  const { period, sequence, amount, ref } = order;
  const data = FUND_INTERFACE.encodeFunctionData("credit", [period, sequence, amount, ref]) as Hex;
  const allowance = { token: await fund.token(), spender: fund.address, amount, call: data };
  const approvals = await allow(fund.provider, sender, allowance);
  const receipt = await sender.send({ id: `credit ${fund.address} ${period} ${ref}`, to: fund.address, data });
  const event = receipt.logs.map(eventOf).find((found) => found?.name === "Credited" && found.args.ref === ref);
  if (event?.name !== "Credited") throw new ChainError(`Transaction ${receipt.hash} credited nothing.`);
  return { sent: true, ...event.args, transaction: receipt.hash as Hex, approvals };
}
