// Demands for entries, and what became of them.
import { TREES, type TreeName } from "../../chain/names.ts";
import type { Hex } from "../../columns/hex.ts";
import { type Liquidation, liquidationLeafHash, type Position, positionLeafHash } from "../../commitment/leaves.ts";
import { verifyProof } from "../../commitment/tree.ts";
import type { TimedEvent } from "../../history/submissions.ts";
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
import { checkBond, enterBond } from "./submissions.ts";

type Revealed = Extract<TimedEvent, { name: "PositionRevealed" | "LiquidationRevealed" }>;

const nameOf = (serial: bigint, tree: bigint, index: bigint) => `${serial}:${tree}:${index}`;
const wordsOf = (serial: bigint, tree: bigint, index: bigint) =>
  `entry ${index} of the ${TREES[Number(tree)] ?? `list ${tree}`} of submission ${serial}`;

/** A demand: inside the window, for an entry that there is, once. */
export const enterDemanded: Enter<"Demanded"> = (state, event, entering) => {
  const { args, time } = event;
  const { submission: serial, tree, index, period, demander, deadline, bond } = args;
  const { check, equal } = entering;
  const name = nameOf(serial, tree, index);
  const words = wordsOf(serial, tree, index);
  linkSettlement(periodOf(state, period), event, entering);
  const of = pendingOf(state, serial);
  check(of !== undefined, "LIFE-2", `There was a demand for ${words}, which was not pending.`);
  if (of !== undefined) {
    const { submission, part } = of;
    const count = tree === 1n ? submission.settlement.positionCount : submission.settlement.liquidationCount;
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
  enterBond(demander, args, entering);
};

/** An answer: in time, with the committed entry; the bond is the fund's. */
function enterRevealed(state: LedgerState, event: Revealed, tree: TreeName, entering: Entering): void {
  const { submission: serial, period, forfeited, leaf } = event.args;
  const { check, equal, move } = entering;
  const index = indexOf(leaf);
  const words = wordsOf(serial, numberOf(tree), index);
  linkSettlement(periodOf(state, period), event, entering);
  const demand = takeDemand(state, [serial, numberOf(tree), index], entering);
  const of = pendingOf(state, serial);
  check(of !== undefined, "LIFE-2", `The ${words} was shown, which was not pending.`);
  if (of !== undefined) {
    equal("LIFE-2", `An answer for ${words} is of another period.`, { expected: of.submission.period, got: period });
    of.submission.openDemands--;
    of.submission.quietUntil = event.time + of.submission.policy.revealWindow;
    keepShown(of, event, tree, entering);
  }
  if (demand !== undefined) {
    check(event.time <= demand.deadline, "LIFE-2", `The ${words} was shown after its deadline.`);
    equal("BOND-1", `What fell to the fund for ${words} is not the whole bond.`, {
      expected: demand.bond,
      got: forfeited,
    });
  }
  move("forfeit", forfeited, { period });
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
  const { submission: serial, tree, index, demander, bond } = args;
  const demand = takeDemand(state, [serial, tree, index], entering);
  if (demand !== undefined) {
    const words = wordsOf(serial, tree, index);
    entering.equal("BOND-1", `The bond of a demand for ${words} was not given back as a whole.`, {
      expected: demand.bond,
      got: bond,
    });
    entering.equal("BOND-1", `The bond of a demand for ${words} was not given back to its demander.`, {
      expected: demand.demander,
      got: demander,
    });
  }
  entering.move("bondReturn", bond, { period: demand?.period, account: demander });
  return demand;
}

/** The open demand, which is open no longer. */
function takeDemand(
  { demands }: LedgerState,
  place: readonly [serial: bigint, tree: bigint, index: bigint],
  { check }: Entering,
): OpenDemand | undefined {
  const demand = demands.get(nameOf(...place));
  check(demand !== undefined, "LIFE-2", `A demand for ${wordsOf(...place)} ended, and there was none.`);
  demands.delete(nameOf(...place));
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
function keepShown(
  { submission: { settlement, serial }, part }: Pending,
  event: Revealed,
  tree: TreeName,
  { check }: Entering,
): void {
  const { leaf, proof } = event.args;
  const index = indexOf(leaf);
  const [count, root, hash] =
    tree === "positions"
      ? [settlement.positionCount, settlement.positionsRoot, positionLeafHash(leafOf<Position>(leaf))]
      : [settlement.liquidationCount, settlement.liquidationsRoot, liquidationLeafHash(leafOf<Liquidation>(leaf))];
  const isCommitted = verifyProof(hash, index, count, proof, root);
  check(
    isCommitted,
    "LIFE-2",
    `The ${wordsOf(serial, numberOf(tree), index)} was shown, and it is not the committed one.`,
  );
  if (!isCommitted) return;
  if (tree === "positions") part.positions.push(leafOf<Position>(leaf));
  else part.liquidations.push(leafOf<Liquidation>(leaf));
}

const leafOf = <Leaf>(leaf: Readonly<Record<string, bigint | Hex>>): Leaf => leaf as unknown as Leaf;
const indexOf = (leaf: Revealed["args"]["leaf"]) => leaf.index as bigint;
const numberOf = (tree: TreeName) => BigInt(TREES.indexOf(tree));
