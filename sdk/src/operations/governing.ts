// What is announced in public before it is done: by the governor, of the fund itself; by an admin, of who may do what.
import { AbiCoder, isAddress, keccak256 } from "ethers";
import { FUND_INTERFACE, type Fund } from "../chain/fund.ts";
import type { ChainReceipt } from "../chain/reader.ts";
import { MANAGER_INTERFACE, viewReader } from "../chain/roles/manager.ts";
import { readRoles } from "../chain/roles/roles.ts";
import type { ScheduledCall } from "../chain/roles/scheduled.ts";
import type { Sender } from "../chain/sending/sender.ts";
import type { ChainPolicy } from "../chain/types.ts";
import type { Hex } from "../columns/hex.ts";
import { CREDITS } from "../problems/english/credits.ts";
import { GOVERNING } from "../problems/english/governing.ts";
import { failed, refused } from "../problems/problem.ts";

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

const YEARS = 2n ** 32n;

/**
 * Announces a change, to be executed when its delay has passed. If it is announced already, nothing is sent.
 *
 * @throws {InputError} if an account is none, a delay is out of range, or no field of the policy changes
 * @throws {ChainError} if the sender may not propose it, or the chain refuses or is not reached
 */
export async function propose(fund: Fund, sender: Sender, change: Change): Promise<Proposal> {
  return sender.inTurn(async () => {
    await sender.recover();
    const at = await sender.newest();
    const manager = await managerOf(fund, at);
    const call = await callOf(fund, manager, change, at);
    const id = idOf(sender.address, call);
    const { readyAt, lifetime, now } = await scheduleOf(fund, manager, id, at);
    if (readyAt !== 0n && now < readyAt + lifetime) return { id, readyAt, expiresAt: readyAt + lifetime };
    const receipt = await send(fund, sender, manager, "schedule", [call.target, call.data, 0n], id);
    const scheduled = scheduledIn(receipt, manager);
    return { id, readyAt: scheduled, expiresAt: scheduled + lifetime, transaction: receipt.hash as Hex };
  });
}

/**
 * Executes what the sender has announced, once its delay has passed.
 *
 * @param id the proposal's
 * @returns what was executed; undefined if nothing of that id is announced: nothing is sent then
 * @throws {ChainError} if it is not due yet, too late, or another account's; or the chain refuses or is not reached
 */
export function execute(fund: Fund, sender: Sender, id: Hex): Promise<Executed | undefined> {
  return onScheduled(fund, sender, id, async (call, manager, now) => {
    const { caller, target, data, readyAt, expiresAt } = call;
    if (caller.toLowerCase() !== sender.address.toLowerCase())
      throw failed(GOVERNING, "proposalOfOther", { id, caller }, { kind: "refused" });
    if (now >= expiresAt) throw failed(GOVERNING, "proposalExpired", { id }, { kind: "refused" });
    if (now < readyAt) throw failed(GOVERNING, "proposalEarly", { id, readyAt, now }, { kind: "refused" });
    return send(fund, sender, manager, "execute", [target, data], id);
  });
}

/**
 * Takes back what was announced: by whoever announced it, an admin, or the role that guards the proposer's.
 *
 * @param id the proposal's
 * @returns what was taken back; undefined if nothing of that id is announced: nothing is sent then
 * @throws {ChainError} if the sender may not, or the chain refuses or is not reached
 */
export function withdrawProposal(fund: Fund, sender: Sender, id: Hex): Promise<Executed | undefined> {
  return onScheduled(fund, sender, id, ({ caller, target, data }, manager) =>
    send(fund, sender, manager, "cancel", [caller, target, data], id),
  );
}

/** What became of a proposal. */
export interface Executed {
  readonly call: ScheduledCall;
  readonly transaction: Hex;
}

function onScheduled(
  fund: Fund,
  sender: Sender,
  id: Hex,
  act: (call: ScheduledCall, manager: Hex, now: bigint) => Promise<ChainReceipt>,
): Promise<Executed | undefined> {
  return sender.inTurn(async () => {
    await sender.recover();
    const block = await sender.newest();
    const { manager, scheduled } = await readRoles(fund, { block });
    const call = scheduled.find((each) => each.id.toLowerCase() === id.toLowerCase());
    if (call === undefined) return undefined;
    const { now } = await scheduleOf(fund, manager, id, block);
    const receipt = await act(call, manager, now);
    return { call, transaction: receipt.hash as Hex };
  });
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
      return ofFund("setClearing", [accountOf(change.account)]);
    case "close":
      return ofFund("close");
    case "migrate":
      return ofFund("migrate", [accountOf(change.to)]);
    case "grant":
      return ofManager("grantRole", [change.role, accountOf(change.account), delayOf(change.executionDelay)]);
    case "revoke":
      return ofManager("revokeRole", [change.role, accountOf(change.account)]);
    case "set-delay":
      return ofManager("setGrantDelay", [change.role, delayOf(change.delay)]);
  }
}

/** The fields in which two policies differ. */
export function changedFields(before: ChainPolicy, after: ChainPolicy): (keyof ChainPolicy)[] {
  return (Object.keys(before) as (keyof ChainPolicy)[]).filter((field) => before[field] !== after[field]);
}

function accountOf(account: string): string {
  if (isAddress(account)) return account;
  throw refused(GOVERNING, "notAddress", {}, { got: account });
}

function delayOf(delay: bigint): bigint {
  if (delay >= 0n && delay < YEARS) return delay;
  throw refused(GOVERNING, "delayOutOfRange", {}, { got: `${delay}` });
}

/** The manager's own name for a call that an account announces. */
function idOf(caller: string, { target, data }: Call): Hex {
  return keccak256(AbiCoder.defaultAbiCoder().encode(["address", "address", "bytes"], [caller, target, data])) as Hex;
}

async function managerOf(fund: Fund, at: number): Promise<Hex> {
  const [manager] = await fund.read("authority", [], at);
  return manager as Hex;
}

async function scheduleOf(fund: Fund, manager: Hex, id: Hex, at: number) {
  const read = viewReader(fund.provider, at);
  const [[readyAt], [lifetime], block] = await Promise.all([
    // The schedule of what expired is 0 here.
    read(MANAGER_INTERFACE, manager, "getSchedule", [id]),
    read(MANAGER_INTERFACE, manager, "expiration"),
    fund.provider.getBlock(at),
  ]);
  if (block === null) throw failed(CREDITS, "blockForgotten", { block: at });
  return { readyAt: BigInt(readyAt), lifetime: BigInt(lifetime), now: BigInt(block.timestamp) };
}

function scheduledIn(receipt: ChainReceipt, manager: Hex): bigint {
  for (const log of receipt.logs) {
    if (log.address.toLowerCase() !== manager.toLowerCase()) continue;
    const event = MANAGER_INTERFACE.parseLog(log);
    if (event?.name === "OperationScheduled") return BigInt(event.args.schedule);
  }
  const { hash: transaction } = receipt;
  throw failed(GOVERNING, "scheduleUnseen", { transaction }, { kind: "incomplete", transaction });
}

async function send(fund: Fund, sender: Sender, manager: Hex, name: string, args: readonly unknown[], id: Hex) {
  const data = MANAGER_INTERFACE.encodeFunctionData(name, args) as Hex;
  return sender.send({ id: `${name} ${manager} ${id}`, to: manager, data, decimals: await fund.decimals() });
}
