// Whether a node has shown all of a manager's events: what they come to is held against what the manager itself says.
import { NODES } from "#words";
import type { Hex } from "../../columns/hex.ts";
import { failed } from "../../problems/problem.ts";
import { chainErrorOf } from "../failures.ts";
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
  if (gap !== undefined)
    throw failed(NODES, "missingLogs", { gap: `${gap} (of its access manager)` }, { kind: "incomplete" });
}

/** A manager's constructor makes its first admin. */
function gapAtStart([first]: readonly ManagerEvent[]): string | undefined {
  const isFirst = first?.name === "RoleGranted" && first.args.roleId === ADMIN_ROLE && first.args.newMember;
  return isFirst ? undefined : "the manager's first grant, which its constructor makes";
}

function gapInFunctions({ functionRoles, closed }: ManagerHistory, { fund, functions, isClosed }: Said) {
  if ((closed.get(fund.toLowerCase()) ?? false) !== isClosed) return "whether the fund is a closed target";
  const changed = functions.find(({ name, role }) => {
    const selector = FUND_INTERFACE.getFunction(name)?.selector ?? "";
    return (functionRoles.get(functionKey(fund, selector)) ?? ADMIN_ROLE) !== role;
  });
  return changed && `which role may call ${changed.name}`;
}

function gapInRole({ accounts, admins, guardians }: ManagerHistory, { id, admin, guardian, members }: FundRole) {
  if ((admins.get(id) ?? ADMIN_ROLE) !== admin) return `who grants role ${id}`;
  if ((guardians.get(id) ?? ADMIN_ROLE) !== guardian) return `who guards role ${id}`;
  const holds = new Map(members.map(({ account, since }) => [account, since]));
  for (const [account, since] of accounts.get(id) ?? []) {
    if (holds.get(account) !== since) return `what became of role ${id} of ${account}`;
  }
  return undefined;
}

async function gapInCalls(history: ManagerHistory, said: Said, provider: ChainReader): Promise<string | undefined> {
  const { manager, block, scheduled } = said;
  const read = viewReader(provider, block);
  const view = async (name: string, id: Hex) => BigInt((await read(MANAGER_INTERFACE, manager, name, [id]))[0]);
  for (const { operationId: id, caller, target, data } of history.operations) {
    if (id !== operationId(caller, target, data)) return `what the call ${id} is`;
  }
  const pending = new Set(scheduled.map(({ id }) => id));
  const lost = [...history.turns].map(async ([id, { nonce, isEnded }]) => {
    if ((await view("getNonce", id)) !== nonce) return `how often the call ${id} was scheduled`;
    if (pending.has(id)) return isEnded ? `that the call ${id} was scheduled again` : undefined;
    return isEnded || (await isExpired(history, id, said, provider)) ? undefined : `what became of the call ${id}`;
  });
  const found = (await Promise.all(lost)).find((each) => each !== undefined);
  return found ?? (await hiddenClose(said, view, pending));
}

/** Whether a call that nobody has ended can no longer be executed. */
async function isExpired({ operations }: ManagerHistory, id: Hex, { manager, block }: Said, provider: ChainReader) {
  const last = [...operations].reverse().find((operation) => operation.operationId === id);
  const [lifetime] = await viewReader(provider, block)(MANAGER_INTERFACE, manager, "expiration");
  const now = await provider.getBlock(block).catch((error: unknown) => {
    throw chainErrorOf(error);
  });
  return last !== undefined && now !== null && last.readyAt + BigInt(lifetime) <= BigInt(now.timestamp);
}

async function hiddenClose(
  { fund, roles, functions }: Said,
  view: (name: string, id: Hex) => Promise<bigint>,
  known: ReadonlySet<Hex>,
): Promise<string | undefined> {
  const role = functions.find(({ name }) => name === "close")?.role;
  const may = roles.find(({ id }) => id === role)?.members ?? [];
  for (const { account } of may) {
    const id = operationId(account, fund, FUND_INTERFACE.encodeFunctionData("close"));
    if (!known.has(id) && (await view("getSchedule", id)) !== 0n) return `that ${account} has scheduled close`;
  }
  return undefined;
}
