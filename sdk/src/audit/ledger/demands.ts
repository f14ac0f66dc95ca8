// Demands for entries, and what became of them.
import type { TreeName } from "../../chain/names.ts";
import { verifyProof } from "../../commitment/inclusion.ts";
import { liquidationLeafHash, positionLeafHash } from "../../commitment/leaves.ts";
import { type LeafPlace, placeName, type TimedEvent } from "../../history/submissions.ts";
import { linkSettlement } from "./links.ts";
import {
  type AuditedSubmission,
  type Enter,
  type Entering,
  type LedgerState,
  type OpenDemand,
  type PendingPart,
  periodOf,
  placeOf,
} from "./state.ts";
import { checkBond } from "./submissions.ts";

type Revealed = Extract<TimedEvent, { name: "PositionRevealed" | "LiquidationRevealed" }>;

const nameOf = (serial: bigint, place: LeafPlace) => `${serial}:${placeName(place)}`;
const wordsOf = (serial: bigint, { tree, index }: LeafPlace) => `entry ${index} of the ${tree} of submission ${serial}`;

/** A demand: inside the window, for an entry that there is, once. */
export const enterDemanded: Enter<"Demanded"> = (state, event, entering) => {
  const { args, time } = event;
  const { submission: serial, tree, index, period, demander, deadline, bond } = args;
  const { check, equal } = entering;
  const name = nameOf(serial, args);
  const words = wordsOf(serial, args);
  linkSettlement(periodOf(state, period), event, entering);
  const of = pendingOf(state, serial);
  check(of !== undefined, "LIFE-2", `There was a demand for ${words}, which was not pending.`);
  if (of !== undefined) {
    const { submission, part } = of;
    const count = tree === "positions" ? submission.settlement.positionCount : submission.settlement.liquidationCount;
    equal("LIFE-2", `A demand for ${words} is of another period.`, { expected: submission.period, got: period });
    check(time < submission.challengeEnd, "LIFE-2", `A demand for ${words} came after the window.`);
    check(index < count, "LIFE-2", `A demand for ${words} is beyond the list.`);
    check(!part.demanded.has(name), "LIFE-2", `There was a second demand for ${words}.`);
    equal("POLICY-1", `The deadline of a demand for ${words} is not the policy's.`, {
      expected: time + submission.policy.revealWindow,
      got: deadline,
    });
    const asked = submission.policy.demandBond;
    checkBond(
      { ...args, asked, claim: state.books.claimable.get(demander) ?? 0n },
      `the demand for ${words}`,
      entering,
    );
    state.feesOnBonds += asked > bond ? asked - bond : 0n;
    part.demanded.add(name);
    submission.openDemands++;
    submission.demands++;
  }
  state.demands.set(name, { serial, tree, index, period, demander, bond, deadline });
  entering.move();
};

/** An answer: in time, with the committed entry; the bond is the fund's. */
function enterRevealed(state: LedgerState, event: Revealed, tree: TreeName, entering: Entering): void {
  const { submission: serial, period, forfeited, leaf } = event.args;
  const { check, equal, move } = entering;
  const place = { tree, index: leaf.index };
  const words = wordsOf(serial, place);
  linkSettlement(periodOf(state, period), event, entering);
  const demand = takeDemand(state, serial, place, entering);
  const of = pendingOf(state, serial);
  check(of !== undefined, "LIFE-2", `The ${words} was shown, which was not pending.`);
  if (of !== undefined) {
    equal("LIFE-2", `An answer for ${words} is of another period.`, { expected: of.submission.period, got: period });
    of.submission.openDemands--;
    of.submission.quietUntil = event.time + of.submission.policy.revealWindow;
    keepShown(of, event, entering);
  }
  if (demand !== undefined) {
    check(event.time <= demand.deadline, "LIFE-2", `The ${words} was shown after its deadline.`);
    equal("BOND-1", `What fell to the fund for ${words} is not the whole bond.`, {
      expected: demand.bond,
      got: forfeited,
    });
  }
  move();
}

export const enterPositionRevealed: Enter<"PositionRevealed"> = (state, event, entering) =>
  enterRevealed(state, event, "positions", entering);

export const enterLiquidationRevealed: Enter<"LiquidationRevealed"> = (state, event, entering) =>
  enterRevealed(state, event, "liquidations", entering);

/** A demand that nobody answered: its bond goes back, and its settlement is voided at once. */
export const enterDemandExpired: Enter<"DemandExpired"> = (state, event, entering) => {
  const { submission: serial, demander, period } = event.args;
  linkSettlement(periodOf(state, period), event, entering);
  const demand = giveBack(state, event, entering);
  const of = pendingOf(state, serial);
  if (of !== undefined) of.submission.openDemands--;
  if (demand !== undefined)
    entering.check(event.time > demand.deadline, "LIFE-2", `A demand of submission ${serial} expired too early.`);
  state.expired = { serial, demander, place: placeOf(event) };
};

/** A demand that the end of its submission left open: its bond goes back. */
export const enterDemandReclaimed: Enter<"DemandReclaimed"> = (state, event, entering) => {
  const { submission: serial } = event.args;
  const isPending = state.pending.has(serial);
  entering.check(!isPending, "LIFE-2", `A demand was reclaimed while its submission, ${serial}, was pending.`);
  giveBack(state, event, entering);
};

function giveBack(
  state: LedgerState,
  { args }: Extract<TimedEvent, { name: "DemandExpired" | "DemandReclaimed" }>,
  entering: Entering,
): OpenDemand | undefined {
  const { submission: serial, demander, bond } = args;
  const demand = takeDemand(state, serial, args, entering);
  if (demand !== undefined) {
    const words = wordsOf(serial, args);
    entering.equal("BOND-1", `The bond of a demand for ${words} was not given back as a whole.`, {
      expected: demand.bond,
      got: bond,
    });
    entering.equal("BOND-1", `The bond of a demand for ${words} was not given back to its demander.`, {
      expected: demand.demander,
      got: demander,
    });
  }
  entering.move(demand?.period);
  return demand;
}

/** The open demand, which is open no longer. */
function takeDemand(
  { demands }: LedgerState,
  serial: bigint,
  place: LeafPlace,
  { check }: Entering,
): OpenDemand | undefined {
  const demand = demands.get(nameOf(serial, place));
  check(demand !== undefined, "LIFE-2", `A demand for ${wordsOf(serial, place)} ended, and there was none.`);
  demands.delete(nameOf(serial, place));
  return demand;
}

interface Pending {
  readonly submission: AuditedSubmission;
  readonly part: PendingPart;
}

function pendingOf({ submissions, pending }: LedgerState, serial: bigint): Pending | undefined {
  const part = pending.get(serial);
  // Where serial numbers have gaps, the place in the row is not the number.
  const submission = part && submissions.findLast((candidate) => candidate.serial === serial);
  return part && submission && { submission, part };
}

/** Keeps what was shown as long as it can be judged, and finds it if it is not what was committed. */
function keepShown({ submission: { settlement, serial }, part }: Pending, event: Revealed, { check }: Entering): void {
  const { index } = event.args.leaf;
  const isPosition = event.name === "PositionRevealed";
  const hash = isPosition ? positionLeafHash(event.args.leaf) : liquidationLeafHash(event.args.leaf);
  const [count, root] = isPosition
    ? [settlement.positionCount, settlement.positionsRoot]
    : [settlement.liquidationCount, settlement.liquidationsRoot];
  const isCommitted = verifyProof(hash, index, count, event.args.proof, root);
  const words = wordsOf(serial, { tree: isPosition ? "positions" : "liquidations", index });
  check(isCommitted, "LIFE-2", `The ${words} was shown, and it is not the committed one.`);
  if (!isCommitted) return;
  if (event.name === "PositionRevealed") part.positions.push(event.args.leaf);
  else part.liquidations.push(event.args.leaf);
}
