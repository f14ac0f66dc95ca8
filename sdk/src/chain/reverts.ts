import { type ErrorDescription, Interface, isError, type Result } from "ethers";
import { REVERTS, type Refusal } from "../problems/english/reverts.ts";
import { FAULTS } from "../problems/fault.ts";
import { PLAIN, say } from "../problems/problem.ts";
import { formatAmount } from "../rule/amount.ts";
import { INSURANCE_FUND_ABI } from "./abi.ts";
import { STATUSES, TREES, wordOf } from "./names.ts";

/** Why a contract refused. */
export interface Revert {
  /** The custom error's name, "Error" for a text, "Panic" for a failed assertion, or "" where nothing was said. */
  readonly name: string;
  readonly args: Result | readonly unknown[];
}

const MANAGER_ERRORS = [
  "error AccessManagerNotScheduled(bytes32 operationId)",
  "error AccessManagerNotReady(bytes32 operationId)",
  "error AccessManagerExpired(bytes32 operationId)",
  "error AccessManagerAlreadyScheduled(bytes32 operationId)",
  "error AccessManagerUnauthorizedAccount(address msgsender, uint64 roleId)",
  "error AccessManagerUnauthorizedCall(address caller, address target, bytes4 selector)",
];
const ERRORS = new Interface([...INSURANCE_FUND_ABI.filter(({ type }) => type === "error"), ...MANAGER_ERRORS]);
const DATA = /^0x(?:[0-9a-f]{2})*$/i;

/** The refusal that an error of a provider carries, if it carries one. */
export function revertOf(error: unknown): Revert | undefined {
  const data = revertData(error);
  if (data === undefined) return isError(error, "CALL_EXCEPTION") ? { name: "", args: [] } : undefined;
  const described: ErrorDescription | null = data === "0x" ? null : ERRORS.parseError(data);
  if (described !== null) return { name: described.name, args: described.args };
  return { name: data === "0x" ? "" : data.slice(0, 10), args: [] };
}

/** Nodes put the data in different places; ethers passes them on as they are. */
function revertData(error: unknown): string | undefined {
  const outer = error as { data?: unknown; error?: unknown; info?: { error?: unknown } } | undefined;
  for (const place of [outer, outer?.error, outer?.info?.error]) {
    const { data } = (place ?? {}) as { data?: unknown };
    for (const value of [data, (data as { data?: unknown } | undefined)?.data]) {
      if (typeof value === "string" && DATA.test(value)) return value;
    }
  }
  return undefined;
}

type ContractError = Extract<(typeof INSURANCE_FUND_ABI)[number], { readonly type: "error" }>["name"];
REVERTS satisfies Record<ContractError, unknown>;

/** A refusal as data: the arguments by their names, the contract's numbers for lists, statuses and faults as words. */
export function refusalOf({ name, args }: Revert): Refusal {
  return { code: codeOf(name), args: argsOf(name, args) } as Refusal;
}

function codeOf(name: string): string {
  if (name === "") return "revertSilent";
  if (name === "Error") return "revertReason";
  if (name === "Panic") return "revertPanic";
  return Object.hasOwn(REVERTS, name) ? name : "revertUnknown";
}

function argsOf(name: string, args: readonly unknown[]): Record<string, unknown> {
  if (name === "Error") return { reason: args[0] };
  if (name === "Panic") return { number: args[0] };
  const inputs = name === "" || name.startsWith("0x") ? undefined : ERRORS.getError(name)?.inputs;
  if (inputs === undefined) return { selector: name };
  return Object.fromEntries(inputs.map(({ name: input }, at) => [input, wordFor(input, args[at])]));
}

function wordFor(input: string, value: unknown): unknown {
  if (input === "tree") return wordOf(TREES, BigInt(value as bigint));
  if (input === "status") return wordOf(STATUSES, BigInt(value as bigint));
  if (input !== "fault") return value;
  return BigInt(value as bigint) === 0n ? undefined : FAULTS[Number(value)];
}

/**
 * What a refusal means and what to do, as a sentence without its beginning: "The chain refused: ...".
 *
 * @param decimals decimal places of the fund's token, 6 unless given
 */
export function sentenceOf(revert: Revert, decimals?: number): string {
  const amount = (units: bigint) => formatAmount(units, decimals);
  return say(REVERTS, refusalOf(revert), { ...PLAIN, amount }).reason;
}

/** A time in seconds for a person; times beyond the calendar stay numbers. */
export const timeText = PLAIN.time;
