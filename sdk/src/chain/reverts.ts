import { type ErrorDescription, Interface } from "ethers";
import { ChainError, type Revert } from "../errors.ts";
import { formatAmount } from "../rule/amount.ts";
import { INSURANCE_FUND_ABI } from "./abi.ts";
import { FAULTS, STATUSES, TREES, wordOf } from "./names.ts";

export type { Revert };

const MANAGER_ERRORS = [
  "error AccessManagerNotScheduled(bytes32 operationId)",
  "error AccessManagerNotReady(bytes32 operationId)",
  "error AccessManagerExpired(bytes32 operationId)",
  "error AccessManagerAlreadyScheduled(bytes32 operationId)",
  "error AccessManagerUnauthorizedAccount(address msgsender, uint64 roleId)",
  "error AccessManagerUnauthorizedCall(address caller, address target, bytes4 selector)",
];
const ERRORS = new Interface([...INSURANCE_FUND_ABI.filter(({ type }) => type === "error"), ...MANAGER_ERRORS]);
// Some nodes write a word before the data.
const DATA = /^(?:reverted )?(0x(?:[0-9a-f]{2})*)$/i;
const REVERTED = 3;
// What nodes call it where the machine itself ended a call; that gas ran out may be the node's own limit.
const WORDS =
  /revert|VM (execution )?error|invalid (fe ?)?opcode|opcode ?not ?found|bad (instruction|jump)|invalid ?jump|stack ?(under|over)flow|write protection/i;

/** The refusal of a contract that an error of a provider carries, if it carries one. All else is the node's trouble. */
export function revertOf(error: unknown): Revert | undefined {
  if (error instanceof ChainError) return error.revert;
  const data = revertData(error);
  if (data === undefined) return saysReverted(error) ? { name: "", args: [] } : undefined;
  const described: ErrorDescription | null = data === "0x" ? null : ERRORS.parseError(data);
  if (described !== null) return { name: described.name, args: described.args };
  return { name: data === "0x" ? "" : data.slice(0, 10), args: [] };
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

/** By the node's number or words; what ethers makes of them, with a code of its own, is not the node's. */
function saysReverted(error: unknown): boolean {
  return placesIn(error).some(
    ({ code, message }) => code === REVERTED || (typeof code === "number" && WORDS.test(String(message))),
  );
}

/**
 * What a refusal means and what to do, as a sentence without its beginning: "The chain refused: ...".
 *
 * @param decimals decimal places of the fund's token, 6 unless given
 */
export function sentenceOf({ name, args }: Revert, decimals?: number): string {
  const amount = (value: unknown) => formatAmount(BigInt(String(value)), decimals);
  const sentence = SENTENCES[name];
  if (sentence !== undefined) return sentence(args as readonly string[], amount);
  return name.startsWith("0x") ? `an unknown error, ${name}.` : `${name}(${args.join(", ")}).`;
}

/** A time in seconds for a person; times beyond the calendar stay numbers. */
export const timeText = (value: unknown) => {
  const date = new Date(Number(value) * 1000);
  return Number.isNaN(date.getTime()) ? String(value) : date.toISOString().replace(".000Z", "Z");
};
const status = (value: unknown) => wordOf(STATUSES, BigInt(String(value)));
const leaf = (tree: unknown, index: unknown) => `entry ${index} of the ${wordOf(TREES, BigInt(String(tree)))}`;
const ROLES: Record<string, string> = { 0: "the admin", 1: "the operator", 2: "the guardian", 3: "the governor" };

type Sentence = (args: readonly string[], amount: (value: unknown) => string) => string;

const SENTENCES: Record<string, Sentence> = {
  "": () =>
    "a contract reverted without a reason. The token does that: the balance or the allowance is too small, it is paused, or an account is blacklisted.",
  Error: ([reason]) => `${reason}.`,
  Panic: ([code]) => `an assertion failed in a contract (panic ${code}).`,

  AccessManagedUnauthorized: ([caller]) =>
    `${caller} does not have the role for this; use the key of the account that has it.`,
  AccessManagedRequiredDelay: ([caller]) => `${caller} must schedule this in public first, and wait.`,
  AccessManagerNotScheduled: () => "this was not scheduled; schedule it in public first, and wait.",
  AccessManagerNotReady: () => "this was scheduled, but its delay has not passed yet.",
  AccessManagerExpired: () => "this was scheduled, but not done in time; schedule it again.",
  AccessManagerAlreadyScheduled: () => "this is scheduled already.",
  AccessManagerUnauthorizedAccount: ([caller, role]) => `${caller} is not ${ROLES[role ?? ""] ?? `of role ${role}`}.`,
  AccessManagerUnauthorizedCall: ([caller]) => `${caller} may not do or schedule this.`,

  EnforcedPause: () =>
    "the fund is paused; credits, submissions and finalizing go on when the guardian ends the pause.",
  ExpectedPause: () => "the fund is not paused.",
  FundClosed: () => "the fund is closed: nothing is credited or submitted any more.",
  FundNotClosed: () => "the fund is not closed; it can be migrated only then.",
  Insolvent: ([missing], amount) =>
    `tokens are missing in the fund: ${amount(missing)}. Give them back by a donation, or have the loss written off.`,
  InvalidAddress: ([given]) =>
    `${given} cannot hold money or power here: a payee is neither zero nor the fund nor the token, and a token or an authority has code.`,
  ReentrancyGuardReentrantCall: () => "the token called back into the fund.",
  SafeERC20FailedOperation: () => "the token refused a transfer.",
  ZeroAmount: () => "the amount is zero.",
  NothingClaimable: ([account]) => `nothing is claimable by ${account}.`,
  OpeningInFuture: ([opening, now]) => `the opening time ${timeText(opening)} is after the chain's ${timeText(now)}.`,
  PolicyOutOfBounds: ([field, given]) => `the policy's ${field} is out of bounds (got ${given}).`,

  SequenceMismatch: ([period, given, expected]) =>
    `the next credit of period ${period} has sequence ${expected}, not ${given}: it was sent before, or one is missing.`,
  NoCredits: () => "the call credits nothing.",
  CreditsNotReceived: ([received, expected], amount) =>
    `of credits of ${amount(expected)} only ${amount(received)} arrived, since the token takes a fee; credit them one by one (--per-call 1), and each counts as what arrived.`,
  PeriodNotOpen: ([period, next, now]) =>
    `period ${period} ${status(now) === "none" ? "comes later" : `is ${status(now)}`}; the next one is ${next}.`,
  PeriodGap: ([period, start, expected]) =>
    `period ${period} must start where the one before ended, at ${expected} (${timeText(expected)}), not at ${start}.`,
  PeriodEnd: ([period, end]) =>
    `period ${period} cannot end at ${end} (${timeText(end)}): that is not after its start, in the chain's future, not as long after its start as the policy says, or not where it ended before.`,
  ProfitNotReceived: ([received, expected], amount) =>
    `of the period's profit ${amount(expected)} only ${amount(received)} arrived, since the token takes a fee; credit the rest first.`,
  CoverageTooLow: ([coverage, least], amount) =>
    `the fund can cover ${amount(coverage)} now, and ${amount(least)} was asked for at the least; wait until a pending settlement is final, donate the rest, or ask for less.`,
  ListTooLong: ([tree, count, most]) =>
    `the list of ${wordOf(TREES, BigInt(tree ?? 0))} has ${count} entries, and the policy allows ${most}.`,
  LiquidationsInconsistent: () => "count, root and sums of the liquidations contradict each other.",
  PositionsInconsistent: () => "count, root, sum and head of the positions contradict each other.",
  HeadInconsistent: () => "the head's count and profit cannot be the head of these positions.",
  NothingToShare: () => "positions are committed though there is nothing to share.",

  SettlementMismatch: ([period]) => `this header is not the one that was submitted for period ${period}.`,
  NotPending: ([period, now]) => `the settlement of period ${period} is ${status(now)}, not pending.`,
  NotYetFinal: ([period, readyAt, open]) =>
    `period ${period} can be finalized from ${readyAt} (${timeText(readyAt)}) on${
      BigInt(open ?? 0) > 0n ? `, once its open demands are answered (${open})` : ""
    }.`,
  VoidedSettlement: ([period]) => `the settlement of period ${period} was voided.`,
  SettlementsPending: ([count]) => `settlements are pending (${count}).`,

  NotInTree: ([tree, index]) => `${leaf(tree, index)} is not what the settlement has there.`,
  LeafAtFault: ([fault]) => `the entry breaks the rule: ${wordOf(FAULTS, BigInt(fault ?? 0))}.`,
  NoFault: () => "these entries break nothing.",
  DemandTooLate: ([_, end]) => `demands ended at ${timeText(end)}.`,
  IndexOutOfRange: ([tree, index, count]) => `there is no ${leaf(tree, index)}: the list has ${count}.`,
  DemandedBefore: ([_, tree, index]) => `${leaf(tree, index)} was demanded before.`,
  NoOpenDemand: ([_, tree, index]) => `there is no open demand for ${leaf(tree, index)}.`,
  AnswerTooLate: ([_, deadline]) => `the answer was due at ${timeText(deadline)}.`,
  DeadlineNotPassed: ([_, deadline]) => `the demand can be answered until ${timeText(deadline)}.`,
  SubmissionPending: ([submission]) => `submission ${submission} is pending; its demands can be answered or expire.`,
};
