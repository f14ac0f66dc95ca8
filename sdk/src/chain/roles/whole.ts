// Whether a node has shown all of a manager's events: what they come to is held against what the manager itself says.
import { GAPS } from "#words";
import type { Hex } from "../../columns/hex.ts";
import type { PowerGap } from "../../problems/english/gaps.ts";
import { failed } from "../../problems/problem.ts";
import { answered } from "../failures.ts";
import { FUND_INTERFACE } from "../fund.ts";
import type { ChainReader } from "../reader.ts";
import { functionKey, type ManagerEvent, type ManagerHistory } from "./events.ts";
import { MANAGER_INTERFACE, viewReader } from "./manager.ts";
import { ADMIN_ROLE, type FundRole } from "./roles.ts";
import { operationId, type ScheduledCall } from "./scheduled.ts";

/** What the manager's views say at a block. */
interface Said {
  readonly fund: Hex;
  readonly manager: Hex;
  readonly roles: readonly FundRole[];
  readonly functions: readonly { readonly name: string; readonly role: bigint }[];
  readonly isClosed: boolean;
  readonly scheduled: readonly ScheduledCall[];
  readonly block: number;
}

/**
 * Requires that events and views agree. A call that was scheduled, and whose log is left out, no view tells of, but for `close`: its
 * name is known, and nothing can be migrated without it.
 *
 * @throws {ChainError} of kind "incomplete" if they do not
 */
export async function requireWholeHistory(
  list: readonly ManagerEvent[],
  history: ManagerHistory,
  said: Said,
  provider: ChainReader,
): Promise<void> {
  const gap =
    gapAtStart(list) ??
    gapInFunctions(history, said) ??
    said.roles.map((role) => gapInRole(history, role)).find((each) => each !== undefined) ??
    (await gapInCalls(history, said, provider));
  if (gap !== undefined) throw failed(GAPS, "missingLogs", { gap }, { kind: "incomplete" });
}

/** A manager's constructor makes its first admin. */
function gapAtStart([first]: readonly ManagerEvent[]): PowerGap | undefined {
  const isFirst = first?.name === "RoleGranted" && first.args.roleId === ADMIN_ROLE && first.args.newMember;
  return isFirst ? undefined : { code: "firstGrant", args: {} };
}

function gapInFunctions(history: ManagerHistory, { fund, functions, isClosed }: Said): PowerGap | undefined {
  const { functionRoles, closed } = history;
  if ((closed.get(fund.toLowerCase()) ?? false) !== isClosed) return { code: "closedTarget", args: {} };
  const changed = functions.find(({ name, role }) => {
    const selector = FUND_INTERFACE.getFunction(name)?.selector ?? "";
    return (functionRoles.get(functionKey(fund, selector)) ?? ADMIN_ROLE) !== role;
  });
  return changed && { code: "functionRole", args: { name: changed.name } };
}

function gapInRole(history: ManagerHistory, { id: role, admin, guardian, members }: FundRole): PowerGap | undefined {
  const { accounts, admins, guardians } = history;
  if ((admins.get(role) ?? ADMIN_ROLE) !== admin) return { code: "roleAdmin", args: { role } };
  if ((guardians.get(role) ?? ADMIN_ROLE) !== guardian) return { code: "roleGuardian", args: { role } };
  const holds = new Map(members.map(({ account, since }) => [account, since]));
  for (const [account, since] of accounts.get(role) ?? []) {
    if (holds.get(account) !== since) return { code: "roleMember", args: { role, account } };
  }
  return undefined;
}

async function gapInCalls(history: ManagerHistory, said: Said, provider: ChainReader): Promise<PowerGap | undefined> {
  const { manager, block, scheduled } = said;
  const read = viewReader(provider, block);
  const view = async (name: string, id: Hex) => BigInt((await read(MANAGER_INTERFACE, manager, name, [id]))[0]);
  for (const { operationId: id, caller, target, data } of history.operations) {
    if (id !== operationId(caller, target, data)) return { code: "callOther", args: { call: id } };
  }
  const pending = new Set(scheduled.map(({ id }) => id));
  const lost = [...history.turns].map(async ([id, { nonce, isEnded }]): Promise<PowerGap | undefined> => {
    const args = { call: id };
    if ((await view("getNonce", id)) !== nonce) return { code: "callTimes", args };
    if (pending.has(id)) return isEnded ? { code: "callAgain", args } : undefined;
    return isEnded || (await isExpired(history, id, said, provider)) ? undefined : { code: "callEnd", args };
  });
  const found = (await Promise.all(lost)).find((each) => each !== undefined);
  return found ?? (await hiddenClose(said, view, pending));
}

/** Whether a call that nobody has ended can no longer be executed. */
async function isExpired({ operations }: ManagerHistory, id: Hex, { manager, block }: Said, provider: ChainReader) {
  const last = [...operations].reverse().find((operation) => operation.operationId === id);
  const [lifetime] = await viewReader(provider, block)(MANAGER_INTERFACE, manager, "expiration");
  const now = await answered(provider.getBlock(block));
  return last !== undefined && now !== null && last.readyAt + BigInt(lifetime) <= BigInt(now.timestamp);
}

async function hiddenClose(
  { fund, roles, functions }: Said,
  view: (name: string, id: Hex) => Promise<bigint>,
  known: ReadonlySet<Hex>,
): Promise<PowerGap | undefined> {
  const role = functions.find(({ name }) => name === "close")?.role;
  const may = roles.find(({ id }) => id === role)?.members ?? [];
  for (const { account } of may) {
    const id = operationId(account, fund, FUND_INTERFACE.encodeFunctionData("close"));
    if (!known.has(id) && (await view("getSchedule", id)) !== 0n) return { code: "closeScheduled", args: { account } };
  }
  return undefined;
}
