// What becomes of a period's settlement in a made-up history: finalized sooner or later, or voided and made again.
import type { Bundle } from "zke-insurance-fund/bundle";
import type { TreeName } from "zke-insurance-fund/chain";
import { falsified } from "./false-settlement.ts";
import type { PlayedSubmission } from "./history.ts";
import type { PeriodPlan } from "./history-plan.ts";
import { creditAll, hashOf, type Stage } from "./history-stage.ts";
import { challengeOf, revealOf, treeNumber } from "./local-moves.ts";
import { integerIn, type Range } from "./random.ts";

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const BPS = 10_000n;

/** A submission that was made, and what its fate is played with. */
interface Case {
  readonly plan: PeriodPlan;
  readonly bundle: Bundle;
  /** What the exchange would submit again. */
  readonly honest: Bundle;
  readonly submission: PlayedSubmission;
  readonly submittedAt: number;
  readonly challengeWindow: number;
  readonly revealWindow: number;
  readonly stage: Stage;
}

interface Leaf {
  readonly tree: TreeName;
  readonly index: number;
}

/** Puts the submission of a period's settlement on the agenda, and all that follows from it. */
export function playFate(plan: PeriodPlan, honest: Bundle, end: number, stage: Stage): void {
  const isEmpty = honest.liquidations.count === 0;
  const fate = isEmpty && plan.fate !== "cancelled" ? "smooth" : plan.fate;
  const bundle = fate === "false" ? falsified(honest, plan.lie) : honest;
  stage.agenda.at(end + integerIn([5 * MINUTE, HOUR], plan.random), async (time) => {
    const made = await submit(time, plan, { bundle, honest }, stage);
    switch (fate) {
      case "smooth":
        return finalizeLater(made, made.submittedAt + made.challengeWindow);
      case "demanded":
        return answerDemand(made);
      case "silent":
        return expireDemand(made);
      case "false":
        return challengeFault(made);
      case "cancelled":
        return cancelSubmission(made);
    }
  });
}

async function submit(
  time: number,
  plan: PeriodPlan,
  { bundle, honest }: Pick<Case, "bundle" | "honest">,
  stage: Stage,
): Promise<Case> {
  const { local, moves } = stage;
  await topUp(time, bundle, stage);
  const submission = await stage.publish(bundle, bundle === honest);
  const { settlement } = bundle.document;
  // Whatever the fund has by now: what it lacks stands in the deficit.
  await moves.fund(time, local.operator.address, "submit", [settlement, 0n, submission.dataURI]);
  const { challengeWindow, revealWindow } = await local.fund.policy();
  return {
    plan,
    bundle,
    honest,
    submission,
    submittedAt: time,
    challengeWindow: Number(challengeWindow),
    revealWindow: Number(revealWindow),
    stage,
  };
}

/** While the token takes a fee, a submission cannot pull what is missing: it is credited before, the fee on top. */
async function topUp(time: number, { document }: Bundle, stage: Stage): Promise<void> {
  const { period, profit } = document.settlement;
  const rate = await stage.local.token.basisPointsRate();
  const { amount } = await stage.local.fund.credited(period);
  if (rate === 0n || amount >= profit) return;
  const missing = ((profit - amount) * BPS) / (BPS - rate) + 2n;
  await creditAll(time, period, [{ ref: hashOf(`what period ${period} lacks`), amount: missing }], stage);
}

/** Anyone finalizes once it is due; at times what became claimable is withdrawn. */
function finalizeLater({ plan, bundle, stage }: Case, due: number): void {
  const { random, has } = plan;
  const { agenda, moves, local } = stage;
  agenda.at(due + integerIn([MINUTE, HOUR], random), async (time) => {
    await moves.fund(time, local.trader.address, "finalize", [bundle.document.settlement]);
    if (!has.withdrawal) return;
    for (const { address } of [local.clearing, local.operator, local.challenger]) {
      agenda.at(time + integerIn([MINUTE, 10 * HOUR], random), async (later) => {
        if ((await local.fund.claimable(address)) > 0n) await moves.fund(later, address, "withdraw", [address]);
      });
    }
  });
}

/** A leaf is demanded, and shown before its deadline. */
function answerDemand(made: Case): void {
  const { plan, bundle, submittedAt, challengeWindow, revealWindow, stage } = made;
  const { random } = plan;
  const { agenda, moves, local } = stage;
  demandAt(submittedAt + integerIn([10 * MINUTE, 50 * MINUTE], random), made, (leaf, time) => {
    agenda.at(time + integerIn([revealWindow / 2, revealWindow], random), async (later) => {
      await moves.fund(later, local.operator.address, ...revealOf(bundle, leaf.tree, leaf.index));
      finalizeLater(made, Math.max(submittedAt + challengeWindow, later + revealWindow));
    });
  });
}

/** Two leaves are demanded and never shown: one voids the settlement, and the other's bond is taken back. */
function expireDemand(made: Case): void {
  const { plan, submittedAt, revealWindow, stage } = made;
  const { random } = plan;
  const { agenda, moves, local } = stage;
  const at = submittedAt + integerIn([10 * MINUTE, 10 * HOUR], random);
  demandAt(at, made, ({ tree, index }, time) => {
    agenda.at(time + revealWindow + integerIn([1, HOUR], random), async (later) => {
      const { settlement } = made.bundle.document;
      await moves.fund(later, local.trader.address, "expire", [settlement, treeNumber(tree), index]);
      submitAgain(made, later);
    });
  });
  demandAt(at + 5 * MINUTE, made, (leaf, time) => reclaimAt(time + 3 * revealWindow, made, leaf));
}

/** A watcher shows the fault; in some cases it had demanded a leaf before. */
function challengeFault(made: Case): void {
  const { plan, bundle, submittedAt, challengeWindow, stage } = made;
  const { agenda, moves, local } = stage;
  const challenged = submittedAt + integerIn([HOUR, Math.floor(challengeWindow / 2)], plan.random);
  if (plan.random() < 0.5) {
    demandAt(submittedAt + 20 * MINUTE, made, (leaf) => reclaimAt(challenged + 2 * HOUR, made, leaf));
  }
  agenda.at(challenged, async (time) => {
    await moves.fund(time, local.challenger.address, ...challengeOf(bundle));
    submitAgain(made, time);
  });
}

/** The guardian takes it back. */
function cancelSubmission(made: Case): void {
  const { plan, bundle, submittedAt, challengeWindow, stage } = made;
  const { agenda, moves, local } = stage;
  agenda.at(submittedAt + integerIn([HOUR, challengeWindow], plan.random), async (time) => {
    await moves.fund(time, local.guardian.address, "cancel", [bundle.document.settlement]);
    submitAgain(made, time);
  });
}

function submitAgain({ plan, honest, stage }: Case, voided: number): void {
  if (!plan.again) return;
  const delays: Range = [HOUR, 12 * HOUR];
  stage.agenda.at(voided + integerIn(delays, plan.random), async (time) => {
    const made = await submit(time, plan, { bundle: honest, honest }, stage);
    finalizeLater(made, made.submittedAt + made.challengeWindow);
  });
}

/** Somebody demands a leaf, unless it was demanded before. */
function demandAt(at: number, made: Case, then: (leaf: Leaf, time: number) => void): void {
  const { plan, bundle, submission, stage } = made;
  const { moves, local } = stage;
  stage.agenda.at(at, async (time) => {
    const tree: TreeName = bundle.positions.count > 0 && plan.random() < 0.7 ? "positions" : "liquidations";
    const index = integerIn([0, bundle[tree].count - 1], plan.random);
    const { bond } = await local.fund.demandOf(submission.serial, treeNumber(tree), index);
    if (bond !== 0n) return;
    const { settlement } = bundle.document;
    await moves.fund(time, local.challenger.address, "demand", [settlement, treeNumber(tree), index]);
    then({ tree, index }, time);
  });
}

function reclaimAt(at: number, { submission, stage }: Case, { tree, index }: Leaf): void {
  const { agenda, moves, local } = stage;
  agenda.at(at, (time) =>
    moves.fund(time, local.challenger.address, "reclaim", [submission.serial, treeNumber(tree), index]),
  );
}
