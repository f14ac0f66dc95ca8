import { ZERO_HASH } from "../columns/hex.ts";
import type { Settlement } from "../commitment/header.ts";
import { reachesHead, toShareDown } from "../rule/apportionment.ts";
import type { RulePolicy } from "../rule/policy.ts";

/**
 * What is wrong with a header on its own, in sentences: all that the contract can check without the lists.
 *
 * @throws {InputError} if the rule is out of bounds
 */
export function headerProblems(settlement: Settlement, rule: RulePolicy): string[] {
  const s = settlement;
  const positions = [s.positionCount, BigInt(s.positionsRoot), s.totalProfit, s.headCount, s.headProfit];
  const noPositions = positions.every((figure) => figure === 0n);
  const noLiquidations = s.liquidationCount === 0n;
  const checks: [boolean, string][] = [
    [s.period >= 1n, "The period is 0; periods are numbered from 1."],
    [s.endTime > s.startTime, `The period ends at ${s.endTime}, not after its start at ${s.startTime}.`],
    [
      noLiquidations === (s.liquidationsRoot === ZERO_HASH),
      "A list of liquidations is empty exactly if its root is zero.",
    ],
    [!noLiquidations || (s.profit === 0n && s.loss === 0n), "There are profits or losses, but no liquidations."],
    [
      noPositions || positions.every((figure) => figure !== 0n),
      "The position count, root, total profit, head count and head profit are neither all zero nor all above zero.",
    ],
    [
      s.headCount <= s.positionCount,
      `The head has ${s.headCount} positions, more than the ${s.positionCount} there are.`,
    ],
    [s.headProfit <= s.totalProfit, `The head's profit ${s.headProfit} is above the total profit ${s.totalProfit}.`],
    [
      reachesHead(s.headProfit, s.totalProfit, rule),
      `The head holds less than ${rule.headBps} basis points of all profit.`,
    ],
    [
      (s.headCount === s.positionCount) === (s.headProfit === s.totalProfit),
      "The head is all positions exactly if it holds all profit.",
    ],
    [noPositions || toShareDown(s.loss, rule) > 0n, "There is nothing to share, but positions are committed."],
  ];
  return checks.filter(([holds]) => !holds).map(([, problem]) => problem);
}
