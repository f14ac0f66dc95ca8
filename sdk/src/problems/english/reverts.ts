import type { Fault } from "../fault.ts";
import type { ProblemIn, Show } from "../problem.ts";
import { FAULT_PHRASES } from "./faults.ts";

/** A list by its name; a number where a newer contract has more lists. */
export type Tree = "liquidations" | "positions" | `number ${bigint}`;
export type Status = "none" | "pending" | "finalized" | "voided" | `number ${bigint}`;
export interface Place {
  readonly tree: Tree;
  readonly index: bigint;
}

const leaf = ({ tree, index }: Place) => `entry ${index} of the ${tree}`;
const ROLES: Readonly<Record<string, string>> = {
  0: "the admin",
  1: "the operator",
  2: "the guardian",
  3: "the governor",
};

/** What a contract refuses, by the names of its errors: the rest of a sentence such as "The chain refused: ...". */
export const REVERTS = {
  revertSilent: () =>
    "a contract reverted without a reason. The token does that: the balance or the allowance is too small, it is paused, or an account is blacklisted.",
  revertReason: ({ reason }: { reason: string }) => `${reason}.`,
  revertPanic: ({ number }: { number: bigint }) => `an assertion failed in a contract (panic ${number}).`,
  revertUnknown: ({ selector }: { selector: string }) => `an unknown error, ${selector}.`,

  AccessManagedInvalidAuthority: ({ authority }: { authority: string }) =>
    `${authority} cannot be an authority: it has no code.`,
  AccessManagedUnauthorized: ({ caller }: { caller: string }) =>
    `${caller} does not have the role for this; use the key of the account that has it.`,
  AccessManagedRequiredDelay: ({ caller }: { caller: string }) =>
    `${caller} must schedule this in public first, and wait.`,
  AccessManagerNotScheduled: () => "this was not scheduled; schedule it in public first, and wait.",
  AccessManagerNotReady: () => "this was scheduled, but its delay has not passed yet.",
  AccessManagerExpired: () => "this was scheduled, but not done in time; schedule it again.",
  AccessManagerAlreadyScheduled: () => "this is scheduled already.",
  AccessManagerUnauthorizedAccount: ({ msgsender, roleId }: { msgsender: string; roleId: bigint }) =>
    `${msgsender} is not ${ROLES[String(roleId)] ?? `of role ${roleId}`}.`,
  AccessManagerUnauthorizedCall: ({ caller }: { caller: string }) => `${caller} may not do or schedule this.`,

  EnforcedPause: () =>
    "the fund is paused; credits, submissions and finalizing go on when the guardian ends the pause.",
  ExpectedPause: () => "the fund is not paused.",
  FundClosed: () => "the fund is closed: nothing is credited or submitted any more.",
  FundNotClosed: () => "the fund is not closed; it can be migrated only then.",
  Insolvent: ({ missing }: { missing: bigint }, { amount }: Show) =>
    `tokens are missing in the fund: ${amount(missing)}. Give them back by a donation, or have the loss written off.`,
  InvalidAddress: ({ given }: { given: string }) =>
    `${given} cannot hold money or power here: a payee is neither zero nor the fund nor the token, and a token or an authority has code.`,
  ReentrancyGuardReentrantCall: () => "the token called back into the fund.",
  SafeCastOverflowedUintDowncast: ({ bits }: { bits: bigint }) =>
    `an amount is out of range in the contract: it does not fit ${bits} bits.`,
  SafeCastOverflowedUintToInt: () => "an amount is out of range in the contract.",
  SafeERC20FailedOperation: () => "the token refused a transfer.",
  ERC20InsufficientAllowance: (
    { spender, allowance, needed }: { spender: string; allowance: bigint; needed: bigint },
    { amount }: Show,
  ) => `${spender} may take ${amount(allowance)} tokens, and ${amount(needed)} are needed; approve more.`,
  ERC20InsufficientBalance: (
    { sender, balance, needed }: { sender: string; balance: bigint; needed: bigint },
    { amount }: Show,
  ) => `${sender} has ${amount(balance)} tokens, and ${amount(needed)} are needed; send it the rest first.`,
  ZeroAmount: () => "the amount is zero.",
  NothingClaimable: ({ account }: { account: string }) => `nothing is claimable by ${account}.`,
  OpeningInFuture: ({ openingTime, time }: { openingTime: bigint; time: bigint }, show: Show) =>
    `the opening time ${show.time(openingTime)} is after the chain's ${show.time(time)}.`,
  PolicyOutOfBounds: ({ field, given }: { field: string; given: bigint }) =>
    `the policy's ${field} is out of bounds (got ${given}).`,

  SequenceMismatch: ({ period, given, expected }: { period: bigint; given: bigint; expected: bigint }) =>
    `the next credit of period ${period} has sequence ${expected}, not ${given}: it was sent before, or one is missing.`,
  NoCredits: () => "the call credits nothing.",
  CreditsNotReceived: ({ received, expected }: { received: bigint; expected: bigint }, { amount }: Show) =>
    `of credits of ${amount(expected)} only ${amount(received)} arrived, since the token takes a fee; credit them one by one (--per-call 1), and each counts as what arrived.`,
  PeriodNotOpen: ({ period, nextPeriod, status }: { period: bigint; nextPeriod: bigint; status: Status }) =>
    `period ${period} ${status === "none" ? "comes later" : `is ${status}`}; the next one is ${nextPeriod}.`,
  PeriodGap: (
    {
      period,
      startTime,
      expectedStartTime: expected,
    }: { period: bigint; startTime: bigint; expectedStartTime: bigint },
    { time }: Show,
  ) =>
    `period ${period} must start where the one before ended, at ${expected} (${time(expected)}), not at ${startTime}.`,
  PeriodEnd: ({ period, endTime }: { period: bigint; endTime: bigint }, { time }: Show) =>
    `period ${period} cannot end at ${endTime} (${time(endTime)}): that is not after its start, in the chain's future, not as long after its start as the policy says, or not where it ended before.`,
  ProfitNotReceived: ({ received, expected }: { received: bigint; expected: bigint }, { amount }: Show) =>
    `of the period's profit ${amount(expected)} only ${amount(received)} arrived, since the token takes a fee; credit the rest first.`,
  CoverageTooLow: ({ coverage, leastCoverage }: { coverage: bigint; leastCoverage: bigint }, { amount }: Show) =>
    `the fund can cover ${amount(coverage)} now, and ${amount(leastCoverage)} was asked for at the least; wait until a pending settlement is final, donate the rest, or ask for less.`,
  ListTooLong: ({ tree, count, most }: { tree: Tree; count: bigint; most: bigint }) =>
    `the list of ${tree} has ${count} entries, and the policy allows ${most}.`,
  LiquidationsInconsistent: () => "count, root and sums of the liquidations contradict each other.",
  PositionsInconsistent: () => "count, root, sum and head of the positions contradict each other.",
  HeadInconsistent: () => "the head's count and profit cannot be the head of these positions.",
  NothingToShare: () => "positions are committed though there is nothing to share.",

  SettlementMismatch: ({ period }: { period: bigint }) =>
    `this header is not the one that was submitted for period ${period}.`,
  NotPending: ({ period, status }: { period: bigint; status: Status }) =>
    `the settlement of period ${period} is ${status}, not pending.`,
  NotYetFinal: (
    { period, readyAt, openDemands }: { period: bigint; readyAt: bigint; openDemands: bigint },
    { time }: Show,
  ) => {
    const open = openDemands > 0n ? `, once its open demands are answered (${openDemands})` : "";
    return `period ${period} can be finalized from ${readyAt} (${time(readyAt)}) on${open}.`;
  },
  VoidedSettlement: ({ period }: { period: bigint }) => `the settlement of period ${period} was voided.`,
  SettlementsPending: ({ count }: { count: bigint }) => `settlements are pending (${count}).`,

  NotInTree: (place: Place) => `${leaf(place)} is not what the settlement has there.`,
  LeafAtFault: ({ fault }: { fault: Fault | undefined }) =>
    `the entry breaks the rule: ${fault === undefined ? "by a fault that is not known here" : FAULT_PHRASES[fault]}.`,
  NoFault: () => "these entries break nothing.",
  DemandTooLate: ({ challengeEnd }: { challengeEnd: bigint }, { time }: Show) =>
    `demands ended at ${time(challengeEnd)}.`,
  IndexOutOfRange: ({ count, ...place }: Place & { count: bigint }) =>
    `there is no ${leaf(place)}: the list has ${count}.`,
  DemandedBefore: (place: Place) => `${leaf(place)} was demanded before.`,
  NoOpenDemand: (place: Place) => `there is no open demand for ${leaf(place)}.`,
  AnswerTooLate: ({ deadline }: { deadline: bigint }, { time }: Show) => `the answer was due at ${time(deadline)}.`,
  DeadlineNotPassed: ({ deadline }: { deadline: bigint }, { time }: Show) =>
    `the demand can be answered until ${time(deadline)}.`,
  SubmissionPending: ({ submission }: { submission: bigint }) =>
    `submission ${submission} is pending; its demands can be answered or expire.`,
};

/** A contract's refusal. */
export type Refusal = ProblemIn<typeof REVERTS>;
