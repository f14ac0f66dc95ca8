import { requireGiven } from "../columns/given.ts";
import { ZERO_HASH } from "../columns/hex.ts";
import { SETTLEMENT } from "../commitment/given.ts";
import type { Settlement } from "../commitment/header.ts";
import type { HEADERS } from "../problems/english/checks.ts";
import type { ProblemIn } from "../problems/problem.ts";
import { reachesHead, toShareDown } from "../rule/apportionment.ts";
import { RULE } from "../rule/given.ts";
import type { RulePolicy } from "../rule/policy.ts";

/** What is wrong with a header by itself. */
export type HeaderProblem = ProblemIn<typeof HEADERS>;

/**
 * What is wrong with a header on its own: all that the contract can check without the lists.
 *
 * @throws {InputError} if the rule is out of bounds
 * @example
 * headerProblems(settlement, DEFAULT_RULE) // []
 */
export function headerProblems(settlement: Settlement, rule: RulePolicy): HeaderProblem[] {
  requireGiven({ settlement, rule }, { settlement: SETTLEMENT, rule: RULE });
  const { period, startTime, endTime, profit, loss, liquidationCount, liquidationsRoot } = settlement;
  const { positionCount, positionsRoot, totalProfit, headCount, headProfit } = settlement;
  const positions = [positionCount, BigInt(positionsRoot), totalProfit, headCount, headProfit];
  const noPositions = positions.every((figure) => figure === 0n);
  const noLiquidations = liquidationCount === 0n;
  const args = {};
  const checks: [boolean, HeaderProblem][] = [
    [period >= 1n, { code: "periodZero", args }],
    [endTime > startTime, { code: "endsBeforeStart", args: { start: startTime, end: endTime } }],
    [noLiquidations === (liquidationsRoot === ZERO_HASH), { code: "rootWithoutLiquidations", args }],
    [!noLiquidations || (profit === 0n && loss === 0n), { code: "resultsWithoutLiquidations", args }],
    [noPositions || positions.every((figure) => figure !== 0n), { code: "positionsPartlyZero", args }],
    [headCount <= positionCount, { code: "headTooLong", args: { head: headCount, all: positionCount } }],
    [headProfit <= totalProfit, { code: "headAboveTotal", args: { head: headProfit, all: totalProfit } }],
    [reachesHead(headProfit, totalProfit, rule), { code: "headTooSmall", args: { headBps: rule.headBps } }],
    [(headCount === positionCount) === (headProfit === totalProfit), { code: "headNotAll", args }],
    [noPositions || toShareDown(loss, rule) > 0n, { code: "nothingToShare", args }],
  ];
  return checks.filter(([holds]) => !holds).map(([, problem]) => problem);
}
