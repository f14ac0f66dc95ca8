// What an access manager's events tell: where to look, and what no view says.
import type { LogDescription } from "ethers";
import { NODES } from "#words";
import { requireGiven } from "../../columns/given.ts";
import type { Hex } from "../../columns/hex.ts";
import { failed } from "../../problems/problem.ts";
import { LOG_READER, MANAGER_RANGE } from "../given.ts";
import { logsInRange } from "../logs.ts";
import type { ChainLogEntry, ChainReader } from "../reader.ts";
import { textAt } from "../results.ts";
import type { Values } from "../types.ts";
import { MANAGER_INTERFACE } from "./manager.ts";
import type { ComingDelay } from "./roles.ts";
import type { ScheduledOperation } from "./scheduled.ts";

/** An event of a fund's access manager, and where it stands in the chain. */
export interface ManagerEvent {
  readonly name: string;
  readonly args: Values;
  readonly block: number;
  readonly transaction: Hex;
  readonly index: number;
}

/** Which events to read; the last block is included. */
export interface ManagerEventsQuery {
  readonly manager: Hex;
  readonly fromBlock: number;
  readonly toBlock: number;
  /** How many blocks are asked for at once at the most. */
  readonly most?: number | undefined;
}

/**
 * Reads a manager's events, in the order of the chain. Whether a node left some out, `readRoles` tells.
 *
 * @throws {ChainError} if the chain is not reached
 * @example
 * const events = await readManagerEvents(chain.provider, { manager, fromBlock, toBlock });
 */
export async function readManagerEvents(
  reader: Pick<ChainReader, "getLogs">,
  query: ManagerEventsQuery,
): Promise<ManagerEvent[]> {
  requireGiven({ reader, query }, { reader: LOG_READER, query: MANAGER_RANGE });
  const { manager, ...range } = query;
  const topics: string[] = [];
  MANAGER_INTERFACE.forEachEvent(({ topicHash }) => topics.push(topicHash));
  const events: ManagerEvent[] = [];
  for await (const log of logsInRange(reader, { address: manager, topics: [topics], ...range })) {
    const event = managerEventOf(log);
    if (event !== undefined) events.push(event);
  }
  return events;
}

/**
 * A manager's log as an event; undefined if it is none of those that are known here.
 *
 * @throws {ChainError} if no contract can have written it: then it is the node's
 */
export function managerEventOf(log: ChainLogEntry): ManagerEvent | undefined {
  const { blockNumber: block, transactionHash, index } = log;
  try {
    const event = MANAGER_INTERFACE.parseLog(log);
    if (event === null) return undefined;
    const { name, args, fragment } = event;
    // A value that cannot be decoded is told when it is taken; of text, any bytes can be written.
    for (const [at, { type }] of fragment.inputs.entries()) if (type !== "string") void args[at];
    return { name, args, block, transaction: transactionHash as Hex, index };
  } catch (cause) {
    throw failed(NODES, "brokenLog", { index, block }, { cause });
  }
}

/** What a manager's events come to. */
export interface ManagerHistory {
  readonly roles: ReadonlySet<bigint>;
  /** Everybody who ever was given a role; the value says since when by the last event, undefined if it was taken away. */
  readonly accounts: ReadonlyMap<bigint, ReadonlyMap<Hex, bigint | undefined>>;
  readonly labels: ReadonlyMap<bigint, string>;
  readonly admins: ReadonlyMap<bigint, bigint>;
  readonly guardians: ReadonlyMap<bigint, bigint>;
  readonly grantDelays: ReadonlyMap<bigint, ComingDelay>;
  /** By the target's address in small letters, and for functions by the selector after it. */
  readonly adminDelays: ReadonlyMap<string, ComingDelay>;
  readonly functionRoles: ReadonlyMap<string, bigint>;
  readonly closed: ReadonlyMap<string, boolean>;
  readonly operations: readonly ScheduledOperation[];
  /** By an operation's id: its last number, and whether it was done or taken back since. */
  readonly turns: ReadonlyMap<Hex, { readonly nonce: bigint; readonly isEnded: boolean }>;
}

const ROLE_FIELDS = ["roleId", "admin", "guardian"];

/** What a manager's events come to. */
export function historyOf(events: readonly ManagerEvent[]): ManagerHistory {
  const roles = new Set<bigint>();
  const accounts = new Map<bigint, Map<Hex, bigint | undefined>>();
  const labels = new Map<bigint, string>();
  const admins = new Map<bigint, bigint>();
  const guardians = new Map<bigint, bigint>();
  const grantDelays = new Map<bigint, ComingDelay>();
  const adminDelays = new Map<string, ComingDelay>();
  const functionRoles = new Map<string, bigint>();
  const closed = new Map<string, boolean>();
  const operations: ScheduledOperation[] = [];
  const turns = new Map<Hex, { nonce: bigint; isEnded: boolean }>();
  const membersOf = (role: bigint) => {
    const members = accounts.get(role) ?? new Map<Hex, bigint | undefined>();
    accounts.set(role, members);
    return members;
  };
  for (const { name, args } of events) {
    for (const role of rolesIn(name, args)) roles.add(role);
    if (name === "RoleLabel") labels.set(args.roleId, textAt(args, 1));
    if (name === "RoleGranted" && args.newMember) membersOf(args.roleId).set(args.account, args.since);
    if (name === "RoleRevoked") membersOf(args.roleId).set(args.account, undefined);
    if (name === "RoleAdminChanged") admins.set(args.roleId, args.admin);
    if (name === "RoleGuardianChanged") guardians.set(args.roleId, args.guardian);
    if (name === "RoleGrantDelayChanged") grantDelays.set(args.roleId, delayOf(args));
    if (name === "TargetAdminDelayUpdated") adminDelays.set(args.target.toLowerCase(), delayOf(args));
    if (name === "TargetFunctionRoleUpdated") functionRoles.set(functionKey(args.target, args.selector), args.roleId);
    if (name === "TargetClosed") closed.set(args.target.toLowerCase(), args.closed);
    if (name === "OperationScheduled") {
      const { operationId, nonce, schedule: readyAt, caller, target, data } = args;
      // Whoever was to be given a role is looked at, whether or not the node shows that it was.
      const granted = grantIn(data);
      if (granted !== undefined) {
        roles.add(granted.role);
        const members = membersOf(granted.role);
        if (!members.has(granted.account)) members.set(granted.account, undefined);
      }
      operations.push({ operationId, nonce, caller, target, data, readyAt });
    }
    if (name.startsWith("Operation")) {
      turns.set(args.operationId, { nonce: args.nonce, isEnded: name !== "OperationScheduled" });
    }
  }
  return {
    ...{ roles, accounts, labels, admins, guardians, grantDelays },
    ...{ adminDelays, functionRoles, closed, operations, turns },
  };
}

/** Names a function of a contract. */
export const functionKey = (target: string, selector: string) => `${target.toLowerCase()} ${selector}`;

function rolesIn(name: string, args: Values): bigint[] {
  const inputs: LogDescription["fragment"]["inputs"] = MANAGER_INTERFACE.getEvent(name)?.inputs ?? [];
  return inputs.flatMap((input, at) => (ROLE_FIELDS.includes(input.name) ? [args[at]] : []));
}

function grantIn(data: string): { readonly role: bigint; readonly account: Hex } | undefined {
  if (!data.startsWith(GRANT)) return undefined;
  try {
    const [role, account] = MANAGER_INTERFACE.decodeFunctionData("grantRole", data);
    return { role, account };
  } catch {
    return undefined;
  }
}

const GRANT = MANAGER_INTERFACE.getFunction("grantRole")?.selector ?? "";

const delayOf = ({ delay, since }: Values): ComingDelay => ({ delay, since });
