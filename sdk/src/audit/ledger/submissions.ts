// A settlement's way into the books.

import { headerProblems } from "../../bundle/header-check.ts";
import { hashSettlement } from "../../commitment/header.ts";
import type { TimedEvent } from "../../history/submissions.ts";
import { textOf } from "../../problems/english/all.ts";
import { linkSettlement, numberCheck } from "./links.ts";
import { requireRunning } from "./money.ts";
import { isWithinBounds, policyText } from "./policies.ts";
import {
  type AuditedSubmission,
  type Enter,
  type Entering,
  isOpenAgain,
  type LedgerState,
  periodOf,
  placeOf,
} from "./state.ts";
import { termsOf } from "./terms.ts";

/** What is longer is no address that anything could be fetched from, and is cut: a ledger's size is not its operator's to choose. */
export const LONGEST_URI = 8_192;

type Submitted = Extract<TimedEvent, { name: "SettlementSubmitted" }>;

/** A submission: in its place, by its policy, with the figures of the rule. */
export const enterSubmitted: Enter<"SettlementSubmitted"> = (state, event, entering) => {
  const { period, terms } = event.args;
  requireRunning(state, entering, `The settlement of period ${period}`);
  checkPlace(state, event, entering);
  checkPolicy(state, event, entering);
  checkTerms(state, event, entering);
  const known = periodOf(state, period);
  linkSettlement(known, event, entering);
  if (terms.pulled > 0n) known.credited += terms.pulled;
  if (period === 1n) state.openingTime ??= event.args.settlement.startTime;
  if (period >= state.nextPeriod) state.nextPeriod = period + 1n;
  entering.move();
  state.books.reserve(terms.coverage);
  const submission = submissionFrom(event, state);
  known.latest = submission;
  state.submissions.push(submission);
  state.pending.set(submission.serial, { demanded: new Set(), positions: [], liquidations: [] });
};

/** In its place among the periods, with the next serial number, and with a header that contradicts nothing. */
function checkPlace(state: LedgerState, { args, time }: Submitted, { check, equal }: Entering): void {
  const { period, submission, settlement: s } = args;
  const known = periodOf(state, period);
  const before = known.latest;
  const isAgain = isOpenAgain(known);
  check(s.period === period, "LIFE-1", `The header submitted for period ${period} is of period ${s.period}.`);
  check(
    isAgain || (before === undefined && period === state.nextPeriod),
    "LIFE-2",
    `Period ${period} was submitted, and it was neither the next one, ${state.nextPeriod}, nor voided.`,
  );
  const serial = { expected: (state.submissions.at(-1)?.serial ?? 0n) + 1n, got: submission };
  equal(
    numberCheck("LIFE-4", serial),
    `The submission of period ${period} does not have the next serial number.`,
    serial,
  );
  const start = period === 1n ? state.openingTime : state.periods.get(period - 1n)?.latest?.settlement.endTime;
  if (start !== undefined || period > 1n) {
    equal("LIFE-1", `Period ${period} does not start where the one before ended.`, {
      expected: start ?? "a period before it",
      got: s.startTime,
    });
  }
  const endIsOpen = period + 1n >= state.nextPeriod;
  const expected = endIsOpen ? undefined : before?.settlement.endTime;
  if (expected !== undefined)
    equal("LIFE-1", `Period ${period} does not end where it ended before.`, { expected, got: s.endTime });
  check(s.endTime <= time, "LIFE-1", `Period ${period} ends after it was submitted.`);
  checkLengths(args, endIsOpen, { check, equal });
}

const HOUR = 3_600n;

/** As long as the rule says, unless its end was fixed before; and no list longer than today's policy allows. */
function checkLengths(
  { period, settlement: s, policy }: Submitted["args"],
  endIsOpen: boolean,
  { check, equal }: Pick<Entering, "check" | "equal">,
): void {
  if (endIsOpen && policy.periodHours > 0)
    equal("LIFE-1", `Period ${period} is not as long as the rule says.`, {
      expected: BigInt(policy.periodHours) * HOUR,
      got: s.endTime - s.startTime,
    });
  const most = 1n << BigInt(policy.maxLevels);
  const longest = s.positionCount > s.liquidationCount ? s.positionCount : s.liquidationCount;
  check(longest <= most, "POLICY-1", `A list of period ${period} is longer than the policy allows.`, {
    expected: most,
    got: longest,
  });
}

/** Judged by the rule of its start, and by brake, windows and bonds of now. */
function checkPolicy({ policies }: LedgerState, { args }: Submitted, { check, equal }: Entering): void {
  const { period, settlement, policy } = args;
  const expected = policies.judging(settlement.startTime);
  if (expected !== undefined) {
    equal("POLICY-1", `Period ${period} is not judged by the rule of its start and the policy of its submission.`, {
      expected: policyText(expected),
      got: policyText(policy),
    });
  }
  if (!isWithinBounds(policy)) {
    check(false, "POLICY-1", `Period ${period} is judged by a policy out of the contract's bounds.`);
    return;
  }
  for (const problem of headerProblems(settlement, policy))
    check(false, "JUDGE-4", `Period ${period}: ${textOf(problem)}`);
}

/** What is pulled, covered, shared, left over and held, recomputed. */
function checkTerms(state: LedgerState, { args, time }: Submitted, { check, equal }: Entering): void {
  const { period, policy, terms, operator } = args;
  if (!isWithinBounds(policy)) return;
  const { balances, claimable } = state.books;
  const expected = termsOf(args, state.periods.get(period)?.credited ?? 0n, balances);
  const figures = [
    ["pulled", "BOOKS-3", "What period %s pulled is not what its credits lacked of its profit."],
    [
      "coverage",
      "JUDGE-4",
      "The coverage of period %s is not the rule's, as far as the fund's means and the brake allow.",
    ],
    ["shared", "JUDGE-4", "What the head of period %s pays is not the rule's."],
    ["deficit", "JUDGE-4", "The deficit of period %s is not what coverage and shares leave of its loss."],
  ] as const;
  for (const [name, id, what] of figures)
    equal(id, what.replace("%s", `${period}`), { expected: expected[name], got: terms[name] });
  const claim = claimable.get(operator) ?? 0n;
  checkBond({ ...terms, asked: expected.bond, claim }, `the settlement of period ${period}`, { check, equal });
  state.feesOnBonds += expected.bond > terms.bond ? expected.bond - terms.bond : 0n;
  equal("POLICY-1", `The challenge window of period ${period} does not end when the policy says.`, {
    expected: time + policy.challengeWindow,
    got: terms.challengeEnd,
  });
}

/** A bond is as much as the policy asks for, or what a fee left of it; from the payer's claimable sum first. */
export function checkBond(
  { asked, claim, bond, bondFromClaimable }: { asked: bigint; claim: bigint; bond: bigint; bondFromClaimable: bigint },
  of: string,
  { check, equal }: Pick<Entering, "check" | "equal">,
): void {
  check(bond <= asked, "BOND-1", `The bond of ${of} is more than the policy asks for.`, { expected: asked, got: bond });
  equal("BOND-1", `The bond of ${of} did not come from its payer's claimable sum first.`, {
    expected: claim < asked ? claim : asked,
    got: bondFromClaimable,
  });
}

function submissionFrom(event: Submitted, { domain, policies }: LedgerState): AuditedSubmission {
  const { period, submission, operator, settlement, policy, terms, dataURI } = event.args;
  const { pulled, coverage, shared, deficit, bond, challengeEnd } = terms;
  return {
    ...{
      serial: submission,
      period,
      operator,
      settlement,
      settlementHash: hashSettlement(settlement, domain),
      policy,
      policyVersion: policies.count - 1n,
    },
    ...{ pulled, coverage, shared, deficit, bond, challengeEnd },
    dataURI: dataURI.slice(0, LONGEST_URI),
    submittedAt: event.time,
    place: placeOf(event),
    status: "pending",
    quietUntil: 0n,
    openDemands: 0n,
    demands: 0,
  };
}
