// Settlements that are voided: by silence, by each of the four kinds of challenge, and by the guardian.
import { committed, type Lists, liquidationProof, positionProof, sumUp } from "./lists.ts";
import {
  addressOf,
  creditOf,
  DAY,
  HEAD_BPS,
  HOUR,
  hourOf,
  LIQUIDATIONS,
  POSITIONS,
  type Stage,
  UNIT,
} from "./stage.ts";
import { askAll, askLists } from "./views.ts";

/** Two demands, one of them unanswered: void. The other's bond is reclaimed, the period submitted again and finalized. */
export function silence(stage: Stage): void {
  const { script, fund } = stage;
  const lists = hourOf(2n);
  const { header, positions } = lists;
  const serial = 2n;
  script.send("operator", fund, "submit", [header, 0n, ""]);
  script.send("demander", fund, "demand", [header, POSITIONS, 0n]);
  script.send("challenger", fund, "demand", [header, LIQUIDATIONS, 2n]);
  script.send("donor", fund, "expire", [header, POSITIONS, 0n], "DeadlineNotPassed");
  script.later(6 * HOUR);
  script.send("operator", fund, "revealPosition", [header, positions[0], positionProof(lists, 0)], "AnswerTooLate");
  script.send("challenger", fund, "reclaim", [serial, LIQUIDATIONS, 2n], "SubmissionPending");
  askAll(stage, 2n);
  script.send("donor", fund, "expire", [header, POSITIONS, 0n]);
  askLists(stage, lists, "VoidedSettlement");
  script.send("donor", fund, "reclaim", [serial, LIQUIDATIONS, 2n]);
  script.send("donor", fund, "reclaim", [serial, LIQUIDATIONS, 2n], "NoOpenDemand");
  script.send("operator", fund, "credit", [2n, 20n, [creditOf(1n)]]);

  script.send("operator", fund, "submit", [header, 0n, "again"]);
  // Paid for by what the first demand won.
  script.send("demander", fund, "demand", [header, POSITIONS, 3n]);
  script.send("operator", fund, "revealPosition", [header, positions[3], positionProof(lists, 3)]);
  askAll(stage, 3n);
  script.later(DAY);
  script.send("donor", fund, "finalize", [header]);
  script.send("demander", fund, "withdraw", [addressOf("donor")]);
}

/** The third period: five submissions that do not stand, and one that does. */
export function falseSettlements(stage: Stage): void {
  const { script, fund } = stage;
  const submit = ({ header }: Lists) => script.send("operator", fund, "submit", [header, 0n, ""]);

  // A winner is left out between the last two: one leaf shows it.
  const short = hourOf(3n);
  for (const position of short.positions.slice(3)) position.cumulativeProfit -= UNIT;
  challengeOnePosition(stage, committed(short), submit);

  // Two winners in the wrong order: it takes both.
  const unsorted = hourOf(3n);
  unsorted.positions.splice(1, 2, ...unsorted.positions.slice(1, 3).reverse());
  sumUp(unsorted, HEAD_BPS);
  const lists = committed(unsorted);
  submit(lists);
  const pair = [1, 2].flatMap((i) => [lists.positions[i], positionProof(lists, i)]);
  script.send("challenger", fund, "challengePositionPair", [lists.header, ...pair]);

  challengeLiquidations(stage, submit);

  const honest = hourOf(3n);
  submit(honest);
  script.send("donor", fund, "cancel", [honest.header], "AccessManagedUnauthorized");
  script.send("guardian", fund, "cancel", [honest.header]);
  askAll(stage, 3n);
  submit(honest);
  script.later(DAY);
  script.send("donor", fund, "finalize", [honest.header]);
  askAll(stage, 3n);
}

function challengeOnePosition({ script, fund }: Stage, lists: Lists, submit: (lists: Lists) => void): void {
  submit(lists);
  const shown = [lists.positions[3], positionProof(lists, 3)];
  script.ask(fund, "shareOf", [lists.header, ...shown], "LeafAtFault");
  script.send("challenger", fund, "challengePosition", [lists.header, ...shown]);
}

/** One that was closed after the period, and two in the wrong order. */
function challengeLiquidations({ script, fund }: Stage, submit: (lists: Lists) => void): void {
  const late = hourOf(3n);
  for (const liquidation of late.liquidations.slice(1, 2)) liquidation.time = late.header.endTime;
  const later = committed(late);
  submit(later);
  const shown = [later.liquidations[1], liquidationProof(later, 1)];
  script.ask(fund, "verifyLiquidation", [later.header, ...shown], "LeafAtFault");
  script.send("challenger", fund, "challengeLiquidation", [later.header, ...shown]);

  const unsorted = hourOf(3n);
  unsorted.liquidations.reverse();
  sumUp(unsorted, HEAD_BPS);
  const lists = committed(unsorted);
  submit(lists);
  const pair = [2, 0].flatMap((i) => [lists.liquidations[i], liquidationProof(lists, i)]);
  script.send("challenger", fund, "challengeLiquidationPair", [lists.header, ...pair]);
}
