import { keccak256, type ParamType, Result, type TransactionDescription } from "ethers";
import type { Hex } from "../../columns/hex.ts";
import { FUND_INTERFACE } from "../fund.ts";
import { callFrom } from "../results.ts";
import { MANAGER_INTERFACE, type ReadView } from "./manager.ts";

/** A call that was scheduled in public, and is neither executed, cancelled nor expired. Times in seconds. */
export interface ScheduledCall {
  readonly id: Hex;
  /** Who may execute it. */
  readonly caller: Hex;
  readonly target: Hex;
  readonly contract: "fund" | "manager" | "other";
  readonly data: Hex;
  /** The function's name; undefined where it is not one of the fund's or the manager's. */
  readonly name: string | undefined;
  /** Its arguments in words of the contract, nested ones as `policy.coverBps`. */
  readonly args: readonly NamedArgument[];
  /** From when on it can be executed. */
  readonly readyAt: bigint;
  /** When it can no longer be executed. */
  readonly expiresAt: bigint;
}

/** One argument of a call, integers in decimal, bytes in hexadecimal. */
export interface NamedArgument {
  readonly name: string;
  readonly value: string;
}

/** What is known of a scheduled operation from its event. */
export interface ScheduledOperation {
  readonly operationId: Hex;
  /** How often the same call was scheduled, this time included. */
  readonly nonce: bigint;
  readonly caller: Hex;
  readonly target: Hex;
  readonly data: Hex;
  /** From when on it could be executed, in seconds. */
  readonly readyAt: bigint;
}

const SELECTOR = "0x12345678".length;

/** The manager's own name for a call that an account announces: the hash of the arguments of `hashOperation`. */
export function operationId(caller: string, target: string, data: string): Hex {
  const asked = MANAGER_INTERFACE.encodeFunctionData("hashOperation", [caller, target, data]);
  return keccak256(`0x${asked.slice(SELECTOR)}`) as Hex;
}

/**
 * Says of operations that were ever scheduled which are pending, and what they would change.
 *
 * @throws {ChainError} if the chain is not reached
 */
export async function pendingCalls(
  operations: Iterable<ScheduledOperation>,
  { fund, manager }: { readonly fund: Hex; readonly manager: Hex },
  read: ReadView,
): Promise<ScheduledCall[]> {
  const lifetime = BigInt((await read(MANAGER_INTERFACE, manager, "expiration"))[0]);
  const contracts = { [fund.toLowerCase()]: "fund", [manager.toLowerCase()]: "manager" } as const;
  // An operation may be scheduled again under the same id: its schedule says what holds now.
  const byId = new Map([...operations].map((operation) => [operation.operationId, operation]));
  const calls = await Promise.all(
    [...byId.values()].map(async (operation): Promise<ScheduledCall | undefined> => {
      const [readyAt] = await read(MANAGER_INTERFACE, manager, "getSchedule", [operation.operationId]);
      if (readyAt === 0n) return undefined;
      const contract = contracts[operation.target.toLowerCase()] ?? "other";
      return { ...callIn(operation, contract), readyAt, expiresAt: readyAt + lifetime };
    }),
  );
  return calls.filter((call) => call !== undefined).sort((a, b) => Number(a.readyAt - b.readyAt));
}

/** What a scheduled operation calls, in words of the contract; what cannot be decoded is shown as it is. */
export function callIn(
  { operationId: id, caller, target, data }: ScheduledOperation,
  contract: ScheduledCall["contract"],
): Omit<ScheduledCall, "readyAt" | "expiresAt"> {
  const described = contract === "other" ? undefined : callFrom(interfaceOf(contract), data);
  const args = described === undefined ? [] : argumentsOf(described);
  return { id, caller, target, contract, data, name: described?.name, args };
}

const interfaceOf = (contract: "fund" | "manager") => (contract === "fund" ? FUND_INTERFACE : MANAGER_INTERFACE);

function argumentsOf({ fragment, args }: TransactionDescription): NamedArgument[] {
  return fragment.inputs.flatMap((type, at) => namedArguments(type, type.name, args[at]));
}

/** An argument in text; each field of a struct as one of its own. */
function namedArguments(type: ParamType, name: string, value: unknown): NamedArgument[] {
  if (type.components === null || !(value instanceof Result)) return [{ name, value: textOf(value) }];
  return type.components.flatMap((field, at) => namedArguments(field, `${name}.${field.name}`, value[at]));
}

function textOf(value: unknown): string {
  return value instanceof Result ? value.toArray().map(String).join(", ") : String(value);
}
