// What keeps a fund safe, or gives it money, outside of settlements: the guardian's calls, and those that anyone may make.

import { eventIn } from "../chain/events.ts";
import { FUND_INTERFACE, type Fund } from "../chain/fund.ts";
import { FUND, SENDER } from "../chain/given.ts";
import { allow } from "../chain/sending/allowance.ts";
import type { Sender } from "../chain/sending/sender.ts";
import { assertBigint } from "../columns/bigints.ts";
import { AMOUNT, FLAG, ifGiven, partsOf, requireGiven, UINT64 } from "../columns/given.ts";
import type { Hex } from "../columns/hex.ts";
import { SUBMISSIONS } from "../problems/english/submissions.ts";
import { refused } from "../problems/problem.ts";
import { findSubmission } from "./settlements.ts";
import { requireFreeVault, type VaultTerms } from "./vault.ts";

const WHO = { fund: FUND, sender: SENDER };

/** What was done by a call, or nothing: then it needed not be done. */
export interface Deed {
  readonly transaction?: Hex | undefined;
}

/**
 * Stops credits, submissions and finalizing until `unpause`; nothing else, and no window. Guardian only. If the fund is paused
 * already, nothing is sent.
 *
 * @throws {ChainError} if the chain refuses or is not reached
 * @example
 * await pause(fund, sender); // { transaction: "0x..." }, or {} if it is paused already
 */
export async function pause(fund: Fund, sender: Sender): Promise<Deed> {
  return unlessIs(fund, sender, "pause", true);
}

/**
 * Ends a pause. Guardian only. If the fund is not paused, nothing is sent.
 *
 * @throws {ChainError} if the chain refuses or is not reached
 * @example
 * await unpause(fund, sender);
 */
export async function unpause(fund: Fund, sender: Sender): Promise<Deed> {
  return unlessIs(fund, sender, "unpause", false);
}

function unlessIs(fund: Fund, sender: Sender, call: "pause" | "unpause", paused: boolean): Promise<Deed> {
  requireGiven({ fund, sender }, WHO);
  return sender.inTurn(async () => {
    await sender.recover();
    const [is] = await fund.read("paused", [], await sender.newest());
    if (is === paused) return {};
    const { hash } = await send(fund, sender, call);
    return { transaction: hash as Hex };
  });
}

/** What a settlement that was taken back leaves, in base units. */
export interface Cancelled extends Deed {
  /** The settlement's serial number. */
  readonly submission: bigint;
  /** What had been reserved for it, and is the fund's to give again. */
  readonly coverage: bigint;
  /** What the operator can claim of the bond, and what of it is the fund's now. */
  readonly returned: bigint;
  readonly forfeited: bigint;
}

/**
 * Takes a period's pending settlement back; its bond is split as for a fault, with the operator in the challenger's place. Guardian
 * only. The header is found by itself.
 *
 * @returns undefined if no settlement of the period is pending: nothing is sent then
 * @throws {ChainError} if the chain refuses or is not reached
 * @example
 * const taken = await cancel(fund, sender, 7n);
 */
export async function cancel(fund: Fund, sender: Sender, period: bigint): Promise<Cancelled | undefined> {
  requireGiven({ fund, sender, period }, { ...WHO, period: UINT64 });
  return sender.inTurn(async () => {
    await sender.recover();
    const { status } = await fund.record(period, await sender.newest());
    if (status !== "pending") return undefined;
    const submitted = await findSubmission(fund, period);
    if (submitted === undefined) return undefined;
    const { settlement, submission } = submitted.args;
    const receipt = await send(fund, sender, "cancel", [settlement], `${period} ${submission}`);
    const { coverage, returned, forfeited } = eventIn(fund.address, receipt, "SettlementCancelled").args;
    return { transaction: receipt.hash as Hex, submission, coverage, returned, forfeited };
  });
}

/** What a donation gave. */
export interface Donation extends Required<Deed> {
  /** What arrived, in base units: less than was sent if the token takes a fee. */
  readonly arrived: bigint;
}

/**
 * Gives an amount of the sender's tokens to the fund, and approves it before where that is needed. Each call gives once more; one that
 * was stopped on its way is brought to an end, and counts as this one.
 *
 * @param amount base units, above zero
 * @throws {InputError} if the amount is not above zero
 * @throws {ChainError} if the vault is frozen (kind "refused"; `intoFrozen` gives nevertheless), the sender has too little, or the chain
 *   refuses or is not reached
 * @example
 * const { arrived } = await donate(fund, sender, 5_000_000n);
 */
export async function donate(fund: Fund, sender: Sender, amount: bigint, options: VaultTerms = {}): Promise<Donation> {
  requireGiven({ fund, sender, options }, { ...WHO, options: partsOf({ intoFrozen: ifGiven(FLAG) }) });
  assertBigint(amount, "amount");
  if (amount <= 0n) throw refused(SUBMISSIONS, "nothingGiven", {}, { got: `${amount}` });
  AMOUNT(amount, "amount");
  const decimals = await fund.decimals();
  return sender.inTurn(async () => {
    const id = `donate ${fund.address} ${amount}`;
    const isUnderWay = (await sender.underWay()).some((send) => send.id === id);
    await sender.recover();
    const before = isUnderWay ? await sender.sentBefore(id) : undefined;
    if (before !== undefined && before.receipt !== "unknown") return donated(fund, before.receipt);
    const call = FUND_INTERFACE.encodeFunctionData("donate", [amount]) as Hex;
    const needs = { token: await fund.token(), spender: fund.address, amount, decimals, call };
    const at = await sender.newest();
    await requireFreeVault(fund, options, at);
    await allow(fund.provider, sender, { ...needs, at });
    return donated(fund, await sender.send({ id, to: fund.address, data: call, decimals }));
  });
}

function donated(fund: Fund, receipt: Parameters<typeof eventIn>[1]): Donation {
  const { amount } = eventIn(fund.address, receipt, "Donated").args;
  return { transaction: receipt.hash as Hex, arrived: amount };
}

/**
 * Turns tokens that were sent to the fund without a call into a donation. Anyone may; if there are none, nothing is sent.
 *
 * @returns how many they were, in base units
 * @throws {ChainError} if the chain refuses or is not reached
 * @example
 * const { amount } = await sync(fund, sender);
 */
export async function sync(fund: Fund, sender: Sender): Promise<Deed & { readonly amount: bigint }> {
  requireGiven({ fund, sender }, WHO);
  return sender.inTurn(async () => {
    await sender.recover();
    const [surplus] = await fund.read("solvency", [], await sender.newest());
    if (BigInt(surplus) <= 0n) return { amount: 0n };
    const receipt = await send(fund, sender, "sync");
    return { amount: eventIn(fund.address, receipt, "Synced").args.amount, transaction: receipt.hash as Hex };
  });
}

/**
 * Takes tokens that are missing from the vault out of the fund's assets, as far as nothing is reserved of them. Anyone may; if none are
 * missing, or all assets are reserved, nothing is sent.
 *
 * @returns how many were taken out, in base units
 * @throws {ChainError} if the chain refuses or is not reached
 * @example
 * const { amount } = await writeOff(fund, sender);
 */
export async function writeOff(fund: Fund, sender: Sender): Promise<Deed & { readonly amount: bigint }> {
  requireGiven({ fund, sender }, WHO);
  return sender.inTurn(async () => {
    await sender.recover();
    const at = await sender.newest();
    const [[surplus], [available]] = await Promise.all([fund.read("solvency", [], at), fund.read("available", [], at)]);
    if (BigInt(surplus) >= 0n || BigInt(available) === 0n) return { amount: 0n };
    const receipt = await send(fund, sender, "writeOff");
    return { amount: eventIn(fund.address, receipt, "WrittenOff").args.amount, transaction: receipt.hash as Hex };
  });
}

async function send(fund: Fund, sender: Sender, name: string, args: readonly unknown[] = [], what = "") {
  const data = FUND_INTERFACE.encodeFunctionData(name, args) as Hex;
  return sender.send({
    id: `${name} ${fund.address} ${what}`,
    to: fund.address,
    data,
    decimals: await fund.decimals(),
  });
}
