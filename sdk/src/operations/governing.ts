// What is announced in public before it is done: by the governor, of the fund itself; by an admin, of who may do what.

import { isAddress } from "ethers";
import { answered } from "../chain/failures.ts";
import { FUND_INTERFACE, type Fund } from "../chain/fund.ts";
import { ADDRESS, FUND, SENDER } from "../chain/given.ts";
import type { ChainReceipt } from "../chain/reader.ts";
import { callFrom, policyFrom } from "../chain/results.ts";
import { managerEventOf } from "../chain/roles/events.ts";
import { MANAGER_INTERFACE, viewReader } from "../chain/roles/manager.ts";
import { ROLES_QUERY, type RolesQuery, readRoles } from "../chain/roles/roles.ts";
import { operationId, type ScheduledCall } from "../chain/roles/scheduled.ts";
import type { Sender } from "../chain/sending/sender.ts";
import type { ChainPolicy } from "../chain/types.ts";
import {
  BIGINT,
  BYTES,
  bigintOf,
  type Check,
  numberOf,
  OBJECT,
  oneOf,
  partsOf,
  requireGiven,
  TEXT,
  UINT64,
  WORD,
} from "../columns/given.ts";
import type { Hex } from "../columns/hex.ts";
import { checksumAddress } from "../commitment/domain.ts";
import { CREDITS } from "../problems/english/credits.ts";
import { GOVERNING } from "../problems/english/governing.ts";
import { failed, refused } from "../problems/problem.ts";
import { requirePayee } from "./payees.ts";

/** What can be proposed. Delays in seconds. */
export type Change =
  /** What the policy is to be, in the fields that change. */
  | { readonly kind: "set-policy"; readonly policy: Partial<ChainPolicy> }
  | { readonly kind: "set-clearing"; readonly account: Hex }
  | { readonly kind: "close" }
  | { readonly kind: "migrate"; readonly to: Hex }
  /** Gives an account a role; to one that has it, another delay before it acts. */
  | { readonly kind: "grant"; readonly role: bigint; readonly account: Hex; readonly executionDelay: bigint }
  | { readonly kind: "revoke"; readonly role: bigint; readonly account: Hex }
  /** How long after a grant a role counts. */
  | { readonly kind: "set-delay"; readonly role: bigint; readonly delay: bigint };

/** A call that is announced, and when it may be made. Times in seconds. */
export interface Proposal {
  /** Names it in the manager: whoever proposes the same again gets the same. */
  readonly id: Hex;
  /** From when on it can be executed, and from when on no more. */
  readonly readyAt: bigint;
  readonly expiresAt: bigint;
  /** Undefined if it was announced before. */
  readonly transaction?: Hex | undefined;
}

/** A call of the fund or its manager. */
interface Call {
  readonly target: Hex;
  readonly data: Hex;
}

const DELAYS = 2n ** 32n;
const WHO = { fund: FUND, sender: SENDER };
const CALL = partsOf({ id: WORD, caller: ADDRESS, target: ADDRESS, data: BYTES, readyAt: UINT64 });
const [UINT16, SECONDS, BOND] = [numberOf(16), bigintOf(24), bigintOf(96)];
/** The policy's fields, as the contract has them. */
const FIELDS: Readonly<Record<keyof ChainPolicy, Check>> = {
  ...{ coverBps: UINT16, headBps: UINT16, basis: oneOf(["head", "all"]), periodHours: UINT16, maxCoverageBps: UINT16 },
  ...{ challengeWindow: SECONDS, revealWindow: SECONDS, maxLevels: numberOf(8), bondBps: UINT16 },
  ...{ settlementBond: BOND, demandBond: BOND },
};
const POLICY: Check = (value, what) => {
  partsOf({})(value, what);
  for (const [field, given] of Object.entries(value as object)) {
    if (!Object.hasOwn(FIELDS, field))
      throw refused(GOVERNING, "policyField", { fields: Object.keys(FIELDS) }, { got: field });
    FIELDS[field as keyof ChainPolicy](given, field);
  }
};
const ACCOUNT: Check = (value, what) => {
  TEXT(value, what);
  checksumAddress(accountOf(value as string));
};
const DELAY: Check = (value, what) => {
  BIGINT(value, what);
  delayOf(value as bigint);
};
/** What each kind of change has. */
const PARTS: { readonly [Kind in Change["kind"]]: Readonly<Record<string, Check>> } = {
  "set-policy": { policy: POLICY },
  "set-clearing": { account: ACCOUNT },
  close: {},
  migrate: { to: ACCOUNT },
  grant: { role: UINT64, account: ACCOUNT, executionDelay: DELAY },
  revoke: { role: UINT64, account: ACCOUNT },
  "set-delay": { role: UINT64, delay: DELAY },
};
export const CHANGE: Check = (value, what) => {
  partsOf({ kind: TEXT })(value, what);
  const { kind } = value as Change;
  if (!Object.hasOwn(PARTS, kind))
    throw refused(GOVERNING, "changeUnknown", { kinds: Object.keys(PARTS) }, { got: kind });
  partsOf(PARTS[kind])(value, what);
};

/**
 * Announces a change, to be executed when its delay has passed. If it is announced already, nothing is sent.
 *
 * @throws {InputError} if an account is none, a delay is out of range, or no field of the policy changes
 * @throws {ChainError} if the sender may not propose it, or the chain refuses or is not reached
 * @example
 * const { id, readyAt } = await propose(fund, sender, { kind: "set-clearing", account: "0x..." });
 */
export async function propose(fund: Fund, sender: Sender, change: Change): Promise<Proposal> {
  requireGiven({ fund, sender, change }, { ...WHO, change: CHANGE });
  return sender.inTurn(async () => {
    await sender.recover();
    const at = await sender.newest();
    const manager = await managerOf(fund, at);
    const call = await callOf(fund, manager, change, at);
    const id = operationId(sender.address, call.target, call.data);
    const { readyAt, lifetime } = await scheduleOf(fund, manager, id, at);
    if (readyAt !== 0n) return { id, readyAt, expiresAt: readyAt + lifetime };
    const receipt = await send(fund, sender, manager, "schedule", [call.target, call.data, 0n], id);
    const scheduled = scheduledIn(receipt, manager);
    return { id, readyAt: scheduled, expiresAt: scheduled + lifetime, transaction: receipt.hash as Hex };
  });
}

/**
 * Finds a proposal that is announced, and neither executed, taken back nor expired.
 *
 * @param id what `propose` gave
 * @returns undefined if there is none of that id
 * @throws {ChainError} if the chain is not reached, or the fund's authority is not an AccessManager
 * @example
 * const call = await findProposal(fund, id, { block: await chain.provider.getBlockNumber() });
 */
export async function findProposal(fund: Fund, id: Hex, query: RolesQuery): Promise<ScheduledCall | undefined> {
  requireGiven({ fund, id, query }, { fund: FUND, id: WORD, query: ROLES_QUERY });
  const { scheduled } = await readRoles(fund, query);
  return scheduled.find((each) => each.id.toLowerCase() === id.toLowerCase());
}

/**
 * Executes what the sender has announced, once its delay has passed.
 *
 * @param call the proposal, as `findProposal` found it
 * @returns the transaction
 * @throws {ChainError} if it is not due yet, or another account's; or the chain refuses or is not reached
 * @example
 * if (call !== undefined) await execute(fund, sender, call);
 */
export async function execute(fund: Fund, sender: Sender, call: ScheduledCall): Promise<Hex> {
  requireGiven({ fund, sender, call }, { ...WHO, call: CALL });
  return sender.inTurn(async () => {
    await sender.recover();
    const at = await sender.newest();
    const { id, caller, target, data, readyAt } = call;
    if (caller.toLowerCase() !== sender.address.toLowerCase())
      throw failed(GOVERNING, "proposalOfOther", { id, caller }, { kind: "refused" });
    const now = await timeAt(fund, at);
    if (now < readyAt) throw failed(GOVERNING, "proposalEarly", { id, readyAt, now }, { kind: "refused" });
    const { hash } = await send(fund, sender, await managerOf(fund, at), "execute", [target, data], id);
    return hash as Hex;
  });
}

/**
 * Takes back what was announced: by whoever announced it, an admin, or the role that guards the proposer's.
 *
 * @param call the proposal, as `findProposal` found it
 * @returns the transaction
 * @throws {ChainError} if the sender may not, or the chain refuses or is not reached
 * @example
 * if (call !== undefined) await withdrawProposal(fund, sender, call);
 */
export async function withdrawProposal(fund: Fund, sender: Sender, call: ScheduledCall): Promise<Hex> {
  requireGiven({ fund, sender, call }, { ...WHO, call: CALL });
  const { id, caller, target, data } = call;
  return sender.inTurn(async () => {
    await sender.recover();
    const manager = await managerOf(fund, await sender.newest());
    const { hash } = await send(fund, sender, manager, "cancel", [caller, target, data], id);
    return hash as Hex;
  });
}

/**
 * Gives up a role of the sender's, at once and without an announcement. If the sender does not have it, nothing is sent.
 *
 * @param role its number in the manager
 * @returns the transaction; undefined if nothing was sent
 * @throws {ChainError} if the chain refuses or is not reached
 * @example
 * await renounce(fund, sender, 1n);
 */
export async function renounce(fund: Fund, sender: Sender, role: bigint): Promise<Hex | undefined> {
  requireGiven({ fund, sender, role }, { ...WHO, role: UINT64 });
  return sender.inTurn(async () => {
    await sender.recover();
    const at = await sender.newest();
    const manager = await managerOf(fund, at);
    const access = await viewReader(fund.provider, at)(MANAGER_INTERFACE, manager, "getAccess", [role, sender.address]);
    if (BigInt(access.since) === 0n) return undefined;
    const { hash } = await send(fund, sender, manager, "renounceRole", [role, sender.address], `${role}`);
    return hash as Hex;
  });
}

/**
 * What a scheduled call would change; undefined if it is none of the changes that can be proposed here.
 *
 * @example
 * changeIn(await findProposal(fund, id, { block })) // { kind: "set-clearing", account: "0x..." }
 */
export function changeIn(call: Pick<ScheduledCall, "contract" | "data">): Change | undefined {
  requireGiven({ call }, { call: partsOf({ contract: oneOf(["fund", "manager", "other"]), data: TEXT }) });
  const { contract, data } = call;
  if (contract === "other") return undefined;
  const described = callFrom(contract === "fund" ? FUND_INTERFACE : MANAGER_INTERFACE, data);
  const args = described?.args ?? [];
  switch (described?.name) {
    case "setPolicy":
      return { kind: "set-policy", policy: policyFrom(args[0]) };
    case "setClearing":
      return { kind: "set-clearing", account: args[0] };
    case "close":
      return { kind: "close" };
    case "migrate":
      return { kind: "migrate", to: args[0] };
    case "grantRole":
      return { kind: "grant", role: args[0], account: args[1], executionDelay: args[2] };
    case "revokeRole":
      return { kind: "revoke", role: args[0], account: args[1] };
    case "setGrantDelay":
      return { kind: "set-delay", role: args[0], delay: args[1] };
    default:
      return undefined;
  }
}

/** The call that makes a change. */
async function callOf(fund: Fund, manager: Hex, change: Change, at: number): Promise<Call> {
  const ofFund = (name: string, args: readonly unknown[] = []) => ({
    target: fund.address,
    data: FUND_INTERFACE.encodeFunctionData(name, args) as Hex,
  });
  const ofManager = (name: string, args: readonly unknown[]) => ({
    target: manager,
    data: MANAGER_INTERFACE.encodeFunctionData(name, args) as Hex,
  });
  switch (change.kind) {
    case "set-policy": {
      const now = await fund.policy(at);
      const next = { ...now, ...change.policy };
      if (changedFields(now, next).length === 0) throw refused(GOVERNING, "policyUnchanged", {});
      return ofFund("setPolicy", [{ ...next, basisAll: next.basis === "all" }]);
    }
    case "set-clearing":
      return ofFund("setClearing", [await requirePayee(fund, accountOf(change.account))]);
    case "close":
      return ofFund("close");
    case "migrate":
      return ofFund("migrate", [await requirePayee(fund, accountOf(change.to))]);
    case "grant":
      return ofManager("grantRole", [change.role, accountOf(change.account), delayOf(change.executionDelay)]);
    case "revoke":
      return ofManager("revokeRole", [change.role, accountOf(change.account)]);
    case "set-delay":
      return ofManager("setGrantDelay", [change.role, delayOf(change.delay)]);
  }
}

/**
 * The fields in which two policies differ.
 *
 * @example
 * changedFields(before.policy, after.policy) // ["bondBps"]
 */
export function changedFields(before: ChainPolicy, after: ChainPolicy): (keyof ChainPolicy)[] {
  requireGiven({ before, after }, { before: OBJECT, after: OBJECT });
  return (Object.keys(before) as (keyof ChainPolicy)[]).filter((field) => before[field] !== after[field]);
}

function accountOf(account: string): string {
  if (isAddress(account)) return account;
  throw refused(GOVERNING, "notAddress", {}, { got: account });
}

function delayOf(delay: bigint): bigint {
  if (delay >= 0n && delay < DELAYS) return delay;
  throw refused(GOVERNING, "delayOutOfRange", {}, { got: `${delay}` });
}

async function managerOf(fund: Fund, at: number): Promise<Hex> {
  const [manager] = await fund.read("authority", [], at);
  return manager as Hex;
}

/** When a call can be executed, 0 if it is not scheduled or expired; and for how long, in seconds. */
async function scheduleOf(fund: Fund, manager: Hex, id: Hex, at: number) {
  const read = viewReader(fund.provider, at);
  const [[readyAt], [lifetime]] = await Promise.all([
    read(MANAGER_INTERFACE, manager, "getSchedule", [id]),
    read(MANAGER_INTERFACE, manager, "expiration"),
  ]);
  return { readyAt: BigInt(readyAt), lifetime: BigInt(lifetime) };
}

async function timeAt({ provider }: Fund, at: number): Promise<bigint> {
  const block = await answered(provider.getBlock(at));
  if (block === null) throw failed(CREDITS, "blockForgotten", { block: at });
  return BigInt(block.timestamp);
}

function scheduledIn(receipt: ChainReceipt, manager: Hex): bigint {
  for (const log of receipt.logs) {
    if (log.address.toLowerCase() !== manager.toLowerCase()) continue;
    const event = managerEventOf(log);
    if (event?.name === "OperationScheduled") return BigInt(event.args.schedule);
  }
  const { hash: transaction } = receipt;
  throw failed(GOVERNING, "scheduleUnseen", { transaction }, { kind: "incomplete", transaction });
}

async function send(fund: Fund, sender: Sender, manager: Hex, name: string, args: readonly unknown[], id: string) {
  const data = MANAGER_INTERFACE.encodeFunctionData(name, args) as Hex;
  return sender.send({ id: `${name} ${manager} ${id}`, to: manager, data, decimals: await fund.decimals() });
}
