// How a settlement ends: finalized, voided or cancelled.
import { describeFault } from "../../faults/fault.ts";
import { findFault } from "../../faults/search.ts";
import type { TimedEvent } from "../../history/submissions.ts";
import { linkSettlement } from "./links.ts";
import { type AuditedSubmission, type Enter, type Entering, type LedgerState, periodOf } from "./state.ts";

type Ended = Extract<TimedEvent, { name: "SettlementFinalized" | "SettlementVoided" | "SettlementCancelled" }>;

/** Finalized: not before its windows and demands are over; coverage and bond become claimable. */
export const enterFinalized: Enter<"SettlementFinalized"> = (state, event, entering) => {
  const { period, clearing, operator, bond } = event.args;
  const { check, equal, move } = entering;
  const submission = endOf(state, event, "finalized", entering);
  check(!state.paused, "LIFE-2", `Period ${period} was finalized while the fund was paused.`);
  if (state.clearing !== undefined) {
    equal("STATE-1", `The coverage of period ${period} did not go to the clearing account.`, {
      expected: state.clearing,
      got: clearing,
    });
  }
  if (submission !== undefined) {
    checkDue(submission, event.time, entering);
    checkShown(state, submission, entering);
    equal("BOND-1", `The bond of period ${period} was not given back as a whole.`, {
      expected: submission.bond,
      got: bond,
    });
    equal("BOND-1", `The bond of period ${period} was not given back to who had submitted.`, {
      expected: submission.operator,
      got: operator,
    });
    state.pending.delete(submission.serial);
  }
  move();
};

/** Voided: a part of the bond to the challenger. Silence voids only at once after a demand has expired, for its demander. */
export const enterVoided: Enter<"SettlementVoided"> = (state, event, entering) => {
  const { period, submission: serial, challenger, fault, reward, forfeited } = event.args;
  const submission = endOf(state, event, "voided", entering);
  entering.check(fault !== undefined, "LIFE-2", `Period ${period} was voided without a fault.`);
  if (submission !== undefined) {
    submission.fault = fault;
    checkSplit(submission, { part: reward, forfeited }, entering);
    state.pending.delete(submission.serial);
  }
  const { expired } = state;
  const isExpiry = expired?.serial === serial && expired.place.transaction === event.transactionHash;
  const isRight = fault === "Silence" ? isExpiry && expired.demander === challenger : !isExpiry;
  entering.check(
    isRight,
    "LIFE-2",
    `Period ${period} was voided for ${fault ?? "no known fault"}, and its demands tell otherwise.`,
  );
  state.expired = undefined;
  entering.move();
};

/** Taken back by the guardian: a part of the bond to the operator. */
export const enterCancelled: Enter<"SettlementCancelled"> = (state, event, entering) => {
  const { period, operator, returned, forfeited } = event.args;
  const submission = endOf(state, event, "cancelled", entering);
  if (submission !== undefined) {
    checkSplit(submission, { part: returned, forfeited }, entering);
    entering.equal("BOND-1", `The bond of period ${period} was not split with who had submitted.`, {
      expected: submission.operator,
      got: operator,
    });
    state.pending.delete(submission.serial);
  }
  entering.move();
};

/** The submission that ends, if it was pending as it must; its coverage is no longer reserved. */
function endOf(
  state: LedgerState,
  event: Ended,
  status: "finalized" | "voided" | "cancelled",
  entering: Entering,
): AuditedSubmission | undefined {
  const { books } = state;
  const { check, equal } = entering;
  const { period, submission: serial, coverage } = event.args;
  const known = periodOf(state, period);
  linkSettlement(known, event, entering);
  const submission = known.latest;
  const isPending = submission?.serial === serial && submission.status === "pending";
  const was = submission === undefined ? "was never submitted" : `is ${submission.status} (${submission.serial})`;
  check(isPending, "LIFE-2", `Submission ${serial} of period ${period} was ${status}; the period ${was}.`);
  if (!isPending) {
    // Whatever ended was reserved before.
    books.unreserve(coverage);
    return undefined;
  }
  equal("MONEY-4", `What period ${period} had reserved is not what was ${status === "finalized" ? "paid" : "freed"}.`, {
    expected: submission.coverage,
    got: coverage,
  });
  books.unreserve(submission.coverage);
  submission.status = status;
  submission.endedAt = event.time;
  return submission;
}

function checkDue(
  { period, challengeEnd, quietUntil, openDemands }: AuditedSubmission,
  time: bigint,
  { check }: Entering,
) {
  const due = challengeEnd > quietUntil ? challengeEnd : quietUntil;
  check(time >= due, "LIFE-2", `Period ${period} was finalized before its windows had passed.`, {
    expected: due,
    got: time,
  });
  check(openDemands === 0n, "LIFE-2", `Period ${period} was finalized with ${openDemands} demands open.`);
}

/** What answers showed is public: a fault in it could have voided the settlement, and did not. */
function checkShown({ pending }: LedgerState, submission: AuditedSubmission, { check }: Entering): void {
  const shown = pending.get(submission.serial);
  if (shown === undefined || shown.positions.length + shown.liquidations.length === 0) return;
  const found = findFault(shown, submission.settlement, submission.policy);
  const said = found === undefined ? "" : describeFault(found.fault);
  check(
    found === undefined,
    "SHOWN-1",
    `Period ${submission.period} is final, though its answers show a fault. ${said}`,
  );
}

/** Of a lost bond half, but at most half of the least bond there is, to who gets it; the rest to the fund. */
function checkSplit(
  { bond, period, policy }: AuditedSubmission,
  { part, forfeited }: { readonly part: bigint; readonly forfeited: bigint },
  { equal }: Entering,
): void {
  const { settlementBond } = policy;
  const expected = (bond < settlementBond ? bond : settlementBond) / 2n;
  equal(
    "BOND-1",
    `The part of the bond of period ${period} that was paid is not half of the smaller of bond and least bond.`,
    {
      expected,
      got: part,
    },
  );
  equal("BOND-1", `The part of the bond of period ${period} that fell to the fund is not the rest.`, {
    expected: bond - expected,
    got: forfeited,
  });
}

/** Finds a demand that expired, and whose submission was not voided for it. */
export function checkExpired(state: LedgerState, event: TimedEvent, { check }: Entering): void {
  const { expired } = state;
  if (expired === undefined) return;
  const { block, logIndex } = expired.place;
  const follows = event.blockNumber === block && event.logIndex === logIndex + 1 && event.name === "SettlementVoided";
  if (follows) return;
  check(false, "LIFE-2", `A demand of submission ${expired.serial} expired, and the settlement was not voided for it.`);
  state.expired = undefined;
}
