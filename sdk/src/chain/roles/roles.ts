import type { LogDescription } from "ethers";
import type { Hex } from "../../columns/hex.ts";
import { FUND_INTERFACE, type Fund } from "../fund.ts";
import { logsInRange } from "../logs.ts";
import type { ChainReader } from "../reader.ts";
import { MANAGER_INTERFACE, type ReadView, viewReader } from "./manager.ts";
import { pendingCalls, type ScheduledCall, type ScheduledOperation } from "./scheduled.ts";

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
}

/**
 * Reads who holds which role, with what delay, and what is scheduled. Events say where to look, views what holds at the block.
 *
 * @throws {ChainError} if the chain is not reached, or the fund's authority is not an AccessManager
 */
export async function readRoles(source: Pick<Fund, "address" | "provider">, query: RolesQuery): Promise<FundRoles> {
  const { block } = query;
  const { address, provider } = source;
  const read = viewReader(provider, block);
  const manager = (await read(FUND_INTERFACE, address, "authority"))[0] as Hex;
  const fromBlock = (await provider.startOf?.(manager, query.fromBlock)) ?? query.fromBlock ?? 0;
  const events = await readHistory(provider, manager, fromBlock, block);
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
  return {
    block,
    manager,
    roles,
    adminDelay,
    ...coming("comingAdminDelay", adminDelay, events.adminDelays.get(address.toLowerCase())),
    isClosed: (await view("isTargetClosed", address))[0],
    scheduled: await pendingCalls(events.operations, { fund: address, manager }, read),
  };
}

type View = (name: string, ...args: unknown[]) => ReturnType<ReadView>;

async function readRole(id: bigint, may: readonly string[], events: History, view: View): Promise<FundRole> {
  const accounts = [...(events.accounts.get(id) ?? [])];
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

/** What the manager's events tell: where to look, and what no view says. */
interface History {
  readonly roles: ReadonlySet<bigint>;
  readonly accounts: ReadonlyMap<bigint, ReadonlySet<Hex>>;
  readonly labels: ReadonlyMap<bigint, string>;
  readonly grantDelays: ReadonlyMap<bigint, ComingDelay>;
  readonly adminDelays: ReadonlyMap<string, ComingDelay>;
  readonly operations: readonly ScheduledOperation[];
}

const ROLE_FIELDS = ["roleId", "admin", "guardian"];

async function readHistory(reader: ChainReader, manager: Hex, fromBlock: number, toBlock: number): Promise<History> {
  const topics: string[] = [];
  MANAGER_INTERFACE.forEachEvent(({ topicHash }) => topics.push(topicHash));
  const roles = new Set<bigint>();
  const accounts = new Map<bigint, Set<Hex>>();
  const labels = new Map<bigint, string>();
  const grantDelays = new Map<bigint, ComingDelay>();
  const adminDelays = new Map<string, ComingDelay>();
  const operations: ScheduledOperation[] = [];
  for await (const log of logsInRange(reader, { address: manager, topics: [topics], fromBlock, toBlock })) {
    const event = MANAGER_INTERFACE.parseLog(log);
    if (event === null) continue;
    const { name, args } = event;
    for (const role of rolesIn(event)) roles.add(role);
    if (name === "RoleLabel") labels.set(args.roleId, args.label);
    if (name === "RoleGranted") accounts.set(args.roleId, (accounts.get(args.roleId) ?? new Set()).add(args.account));
    if (name === "RoleGrantDelayChanged") grantDelays.set(args.roleId, delayOf(event));
    if (name === "TargetAdminDelayUpdated") adminDelays.set(args.target.toLowerCase(), delayOf(event));
    if (name === "OperationScheduled") {
      const { operationId, caller, target, data } = args;
      operations.push({ operationId, caller, target, data });
    }
  }
  return { roles, accounts, labels, grantDelays, adminDelays, operations };
}

function rolesIn({ fragment, args }: LogDescription): bigint[] {
  return fragment.inputs.flatMap(({ name }, at) => (ROLE_FIELDS.includes(name) ? [args[at]] : []));
}

const delayOf = ({ args }: LogDescription): ComingDelay => ({ delay: args.delay, since: args.since });
