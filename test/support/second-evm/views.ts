// Everything that can be asked of a fund, asked at once.
import { type Lists, liquidationProof, positionProof } from "./lists.ts";
import { addressOf, OPENING, PARTS, type Stage } from "./stage.ts";

const PLAIN = [
  "token",
  "authority",
  "paused",
  "isConsumingScheduledOp",
  "domain",
  "assets",
  "reserved",
  "available",
  "liabilities",
  "solvency",
  "totals",
  "nextPeriod",
  "lastEndTime",
  "submissions",
  "pendingCount",
  "clearing",
  "closed",
  "policy",
];

/** Asks for all of the books, and for all that is stored of the periods up to `last`. */
export function askAll({ script, fund }: Stage, last: bigint): void {
  for (const name of PLAIN) script.ask(fund, name);
  for (const time of [0, OPENING, script.time]) script.ask(fund, "policyAt", [time]);
  for (const part of PARTS) script.ask(fund, "claimable", [addressOf(part)]);
  for (let period = 0n; period <= last; period++) {
    for (const name of ["status", "submission", "record", "credited"]) script.ask(fund, name, [period]);
  }
  for (const tree of [0, 1]) for (const index of [0, 1, 2]) script.ask(fund, "demandOf", [last, tree, index]);
}

/** Asks for a settlement's figures, for every share and for every result. */
export function askLists({ script, fund }: Stage, lists: Lists, refusal?: string): void {
  const { header, positions, liquidations } = lists;
  script.ask(fund, "outcomeOf", [header], refusal);
  for (const [i, leaf] of positions.entries()) {
    script.ask(fund, "shareOf", [header, leaf, positionProof(lists, i)], refusal);
  }
  for (const [i, leaf] of liquidations.entries()) {
    script.ask(fund, "verifyLiquidation", [header, leaf, liquidationProof(lists, i)], refusal);
  }
}
