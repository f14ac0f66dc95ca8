import { type ErrorDescription, Interface } from "ethers";
import { requireGiven } from "../columns/given.ts";
import { ChainError, type Revert } from "../errors.ts";
import type { Refusal } from "../problems/english/reverts.ts";
import { FAULTS } from "../problems/fault.ts";
import { INSURANCE_FUND_SIGNATURES } from "./abi.ts";
import { REVERT } from "./given.ts";
import { STATUSES, TREES, wordOf } from "./names.ts";
import { NodeFailure } from "./node-failure.ts";

export { sentenceOf } from "./refusal-text.ts";
export type { Revert };

const MANAGER_ERRORS = [
  "error AccessManagerNotScheduled(bytes32 operationId)",
  "error AccessManagerNotReady(bytes32 operationId)",
  "error AccessManagerExpired(bytes32 operationId)",
  "error AccessManagerAlreadyScheduled(bytes32 operationId)",
  "error AccessManagerUnauthorizedAccount(address msgsender, uint64 roleId)",
  "error AccessManagerUnauthorizedCall(address caller, address target, bytes4 selector)",
];
/** What tokens say by the standard for their errors, ERC-6093; many have words of their own. */
const TOKEN_ERRORS = [
  "error ERC20InsufficientAllowance(address spender, uint256 allowance, uint256 needed)",
  "error ERC20InsufficientBalance(address sender, uint256 balance, uint256 needed)",
];
const ERRORS = new Interface([
  ...TOKEN_ERRORS,
  ...INSURANCE_FUND_SIGNATURES.filter((signature) => signature.startsWith("error ")),
  ...MANAGER_ERRORS,
]);
// Some nodes write a word before the data.
const DATA = /^(?:reverted )?(0x(?:[0-9a-f]{2})*)$/i;
const REVERTED = 3;
// What nodes call it where the machine itself ended a call; that gas ran out may be the node's own limit.
const WORDS =
  /revert|VM (execution )?error|invalid (fe ?)?opcode|opcode ?not ?found|bad (instruction|jump)|invalid ?jump|stack ?(under|over)flow|write protection/i;

/**
 * The refusal of a contract that an error of a provider carries, if it carries one. All else is the node's trouble.
 *
 * @example
 * revertOf(error)?.name // "NotPending"; undefined if the node is at fault
 */
export function revertOf(error: unknown): Revert | undefined {
  if (error instanceof ChainError) return error.revert;
  const data = revertData(error);
  // No data is what some nodes send with trouble of their own, too.
  if (data === undefined || (data === "0x" && isNumbered(error)))
    return saysReverted(error) ? { name: "", args: [] } : undefined;
  const described = describedError(data);
  if (described !== undefined) {
    const mask = error instanceof NodeFailure ? error.mask : String;
    const args = described.args.toArray().map((arg) => (typeof arg === "string" ? mask(arg) : (arg as unknown)));
    return { name: described.name, args };
  }
  return { name: data === "0x" ? "" : data.slice(0, 10), args: [] };
}

/** Whether a refusal may be the word of a token: the fund and its access manager have words of their own for all that they refuse. */
export function isTokens({ name }: Revert): boolean {
  const isFunds = inputsOf(name) !== undefined && name !== "Error" && name !== "Panic";
  return !isFunds || name === "SafeERC20FailedOperation" || name.startsWith("ERC20");
}

/** Undefined if it is no error that is known, or not laid out as one: a contract may give any bytes as its reason. */
function describedError(data: string): ErrorDescription | undefined {
  try {
    const described = data === "0x" ? null : ERRORS.parseError(data);
    // What cannot be decoded is told when it is taken.
    described?.args.toArray();
    return described ?? undefined;
  } catch {
    return undefined;
  }
}

/** An error, and what nodes and ethers put in it. */
function placesIn(error: unknown) {
  const outer = error as { error?: unknown; info?: { error?: unknown } } | undefined;
  return [outer, outer?.error, outer?.info?.error].map(
    (place) => (place ?? {}) as { code?: unknown; message?: unknown; data?: unknown },
  );
}

/** Nodes put the data in different places; ethers passes them on as they are. */
function revertData(error: unknown): string | undefined {
  for (const { data } of placesIn(error)) {
    for (const value of [data, (data as { data?: unknown } | undefined)?.data]) {
      const found = typeof value === "string" ? DATA.exec(value)?.[1] : undefined;
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

const isNumbered = (error: unknown) => placesIn(error).some(({ code }) => typeof code === "number");

/** By the node's number or words; what ethers makes of them, with a code of its own, is not the node's. */
function saysReverted(error: unknown): boolean {
  return placesIn(error).some(
    ({ code, message }) => code === REVERTED || (typeof code === "number" && WORDS.test(String(message))),
  );
}

/**
 * A refusal as data: the arguments by their names, the contract's numbers for lists, statuses and faults as words.
 *
 * @example
 * const revert = revertOf(error);
 * if (revert !== undefined) console.log(refusalOf(revert).code); // "NotPending"
 */
export function refusalOf(revert: Revert): Refusal {
  requireGiven({ revert }, { revert: REVERT });
  return { code: codeOf(revert), args: argsOf(revert) } as Refusal;
}

function codeOf({ name }: Revert): string {
  if (name === "") return "revertSilent";
  if (name === "Error") return "revertReason";
  if (name === "Panic") return "revertPanic";
  return inputsOf(name) === undefined ? "revertUnknown" : name;
}

function argsOf({ name, args }: Revert): Record<string, unknown> {
  if (name === "Error") return { reason: args[0] };
  if (name === "Panic") return { number: args[0] };
  const inputs = inputsOf(name);
  if (inputs === undefined) return { selector: name };
  return Object.fromEntries(inputs.map(({ name: input }, at) => [input, wordFor(input, args[at])]));
}

const inputsOf = (name: string) =>
  /^\w+$/.test(name) && !name.startsWith("0x") ? ERRORS.getError(name)?.inputs : undefined;

function wordFor(input: string, value: unknown): unknown {
  if (input === "tree") return wordOf(TREES, BigInt(value as bigint));
  if (input === "status") return wordOf(STATUSES, BigInt(value as bigint));
  if (input !== "fault") return value;
  return BigInt(value as bigint) === 0n ? undefined : FAULTS[Number(value)];
}
