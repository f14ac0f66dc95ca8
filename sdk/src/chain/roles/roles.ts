import { COUNT, ifGiven, listOf, partsOf, requireGiven } from "../../columns/given.ts";
import type { Hex } from "../../columns/hex.ts";
import { FUND_INTERFACE, type Fund } from "../fund.ts";
import { ADDRESS, MANAGER_EVENT, READER } from "../given.ts";
import { historyOf, type ManagerEvent, type ManagerHistory, readManagerEvents } from "./events.ts";
import { MANAGER_INTERFACE, type ReadView, viewReader } from "./manager.ts";
import { pendingCalls, type ScheduledCall } from "./scheduled.ts";
import { requireWholeHistory } from "./whole.ts";

/** The manager's number for its admins. */
export const ADMIN_ROLE = 0n;
/** The manager's number for the role that every account has. */
export const PUBLIC_ROLE = 2n ** 64n - 1n;

/** The fund's functions that need a role; all others are anybody's. */
export const RESTRICTED_FUNCTIONS = [
  "credit",
  "submit",
  "pause",
  "unpause",
  "cancel",
  "setPolicy",
  "setClearing",
  "close",
  "migrate",
] as const;

/** A delay that was set, and is not in force yet. In seconds. */
export interface ComingDelay {
  readonly delay: bigint;
  readonly since: bigint;
}

/** An account that has a role, or will. Times in seconds. */
export interface RoleMember {
  readonly account: Hex;
  /** From when on the role counts; it may lie ahead. */
  readonly since: bigint;
  /** How long before it acts it must say so in public. */
  readonly executionDelay: bigint;
  readonly comingExecutionDelay?: ComingDelay;
}

/** A role, who has it, and what it may do. Delays in seconds. */
export interface FundRole {
  readonly id: bigint;
  /** What the chain calls it; the admin's and everybody's role have no label. */
  readonly label: string;
  readonly members: readonly RoleMember[];
  /** The fund's functions that it may call. */
  readonly may: readonly string[];
  /** The role that grants and revokes this one. */
  readonly admin: bigint;
  /** The role that may cancel what this one has scheduled, beside the admins. */
  readonly guardian: bigint;
  /** How long after a grant the role counts. */
  readonly grantDelay: bigint;
  readonly comingGrantDelay?: ComingDelay;
}

/** Who may do what with a fund, and how soon, at one block. */
export interface FundRoles {
  readonly block: number;
  /** The access manager that the fund obeys. */
  readonly manager: Hex;
  readonly roles: readonly FundRole[];
  /** How long an admin must wait at least before functions change their role or the fund its manager, in seconds. */
  readonly adminDelay: bigint;
  readonly comingAdminDelay?: ComingDelay;
  /** True if the manager lets nobody call the restricted functions. */
  readonly isClosed: boolean;
  /** What will change: scheduled, and not yet done; the soonest first. */
  readonly scheduled: readonly ScheduledCall[];
}

/** Which state to read. */
export interface RolesQuery {
  /** The block whose state is read. */
  readonly block: number;
  /** The first block with logs of the manager; it was deployed before the fund. Found unless given, and never later than where it is found. */
  readonly fromBlock?: number;
  /** The manager's events up to the block, where they are read already. */
  readonly events?: readonly ManagerEvent[];
}

const SOURCE = partsOf({ address: ADDRESS, provider: READER }, "a fund, of openFund");
export const ROLES_QUERY = partsOf({ block: COUNT, fromBlock: ifGiven(COUNT), events: ifGiven(listOf(MANAGER_EVENT)) });

/**
 * Reads who holds which role, with what delay, and what is scheduled. Events say where to look, views what holds at the block; where
 * they disagree, the node has left out logs. Only of a call that was scheduled, and whose log is left out, no view tells: ask several
 * nodes, which must agree (`connectChain` with `agree`).
 *
 * @throws {ChainError} of kind "incomplete" if the node left out logs; of another if the chain is not reached, or the fund's authority
 *   is not an AccessManager
 * @example
 * const { roles, scheduled } = await readRoles(fund, { block: await chain.provider.getBlockNumber() });
 */
export async function readRoles(source: Pick<Fund, "address" | "provider">, query: RolesQuery): Promise<FundRoles> {
  requireGiven({ fund: source, query }, { fund: SOURCE, query: ROLES_QUERY });
  const { block } = query;
  const { address, provider } = source;
  const read = viewReader(provider, block);
  const manager = (await read(FUND_INTERFACE, address, "authority"))[0] as Hex;
  const list = query.events ?? (await eventsOf(source, manager, query));
  const events = historyOf(list);
  const view = (name: string, ...args: unknown[]) => read(MANAGER_INTERFACE, manager, name, args);
  const roleOf = async (name: string) => {
    const selector = FUND_INTERFACE.getFunction(name)?.selector;
    if (selector === undefined) throw new Error(`The fund has no function ${name}.`);
    return { name, role: (await view("getTargetFunctionRole", address, selector))[0] as bigint };
  };
  const functions = await Promise.all(RESTRICTED_FUNCTIONS.map(roleOf));
  const ids = new Set([ADMIN_ROLE, ...events.roles, ...functions.map(({ role }) => role)]);
  const sorted = [...ids].sort((a, b) => (a < b ? -1 : 1));
  const mayOf = (id: bigint) => functions.filter(({ role }) => role === id).map(({ name }) => name);
  const roles = await Promise.all(sorted.map((id) => readRole(id, mayOf(id), events, view)));
  const adminDelay = BigInt((await view("getTargetAdminDelay", address))[0]);
  const isClosed: boolean = (await view("isTargetClosed", address))[0];
  const scheduled = await pendingCalls(events.operations, { fund: address, manager }, read);
  const said = { fund: address, manager, roles, functions, isClosed, scheduled, block };
  if (saysBeginning(source, query)) await requireWholeHistory(list, events, said, provider);
  return {
    block,
    manager,
    roles,
    adminDelay,
    ...coming("comingAdminDelay", adminDelay, events.adminDelays.get(address.toLowerCase())),
    isClosed,
    scheduled,
  };
}

/** Whether the events are to begin with the manager: a reader that cannot tell where that is begins where it is told to. */
function saysBeginning({ provider }: Pick<Fund, "provider">, { events, fromBlock = 0 }: RolesQuery): boolean {
  return events !== undefined || provider.startOf !== undefined || fromBlock === 0;
}

async function eventsOf({ provider }: Pick<Fund, "provider">, manager: Hex, { block, fromBlock }: RolesQuery) {
  const first = (await provider.startOf?.(manager, fromBlock)) ?? fromBlock ?? 0;
  return readManagerEvents(provider, { manager, fromBlock: first, toBlock: block });
}

type View = (name: string, ...args: unknown[]) => ReturnType<ReadView>;

async function readRole(id: bigint, may: readonly string[], events: ManagerHistory, view: View): Promise<FundRole> {
  const accounts = [...(events.accounts.get(id)?.keys() ?? [])];
  const members = await Promise.all(accounts.map((account) => readMember(id, account, view)));
  const one = async (name: string) => BigInt((await view(name, id))[0]);
  const grantDelay = await one("getRoleGrantDelay");
  return {
    id,
    label: events.labels.get(id) ?? "",
    members: members.filter((member) => member !== undefined),
    may,
    admin: await one("getRoleAdmin"),
    guardian: await one("getRoleGuardian"),
    grantDelay,
    ...coming("comingGrantDelay", grantDelay, events.grantDelays.get(id)),
  };
}

async function readMember(id: bigint, account: Hex, view: View): Promise<RoleMember | undefined> {
  const [since, currentDelay, pendingDelay, effect] = (await view("getAccess", id, account)).map(BigInt) as bigint[];
  if (since === undefined || since === 0n) return undefined;
  const member = { account, since, executionDelay: currentDelay ?? 0n };
  if (effect === undefined || effect === 0n) return member;
  return { ...member, comingExecutionDelay: { delay: pendingDelay ?? 0n, since: effect } };
}

/** The last delay that was set, where it is not the one in force. */
function coming<N extends string>(
  name: N,
  now: bigint,
  last: ComingDelay | undefined,
): Partial<Record<N, ComingDelay>> {
  return last === undefined || last.delay === now ? {} : ({ [name]: last } as Record<N, ComingDelay>);
}
