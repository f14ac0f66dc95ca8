import {
  type Liquidation,
  type Position,
  type RulePolicy,
  reachesHead,
  resultOf,
  type Settlement,
  toShareDown,
  ZERO_HASH,
} from "zke-insurance-fund";

/** The checks that the contract makes on a header when it is submitted, the chain's own state aside. */
export function acceptsHeader(s: Settlement, rule: RulePolicy): boolean {
  const committed = [s.positionCount, s.totalProfit, s.headCount, s.headProfit].map((figure) => figure !== 0n);
  const some = s.positionsRoot !== ZERO_HASH;
  if (committed.some((figure) => figure !== some)) return false;
  if ((s.liquidationCount === 0n) !== (s.liquidationsRoot === ZERO_HASH)) return false;
  if (s.liquidationCount === 0n && (s.profit !== 0n || s.loss !== 0n)) return false;
  if (s.headCount > s.positionCount || s.headProfit > s.totalProfit) return false;
  if (!reachesHead(s.headProfit, s.totalProfit, rule)) return false;
  if ((s.headCount === s.positionCount) !== (s.headProfit === s.totalProfit)) return false;
  return !some || toShareDown(s.loss, rule) > 0n;
}

/** Whether a whole list is the rule's, told from the rule alone, without the judge. */
export function isHonestPositionList(list: readonly Position[], s: Settlement, rule: RulePolicy): boolean {
  let cumulative = 0n;
  const inOrder = list.every(({ key, profit, cumulativeProfit }, i) => {
    const previous = list[i - 1];
    cumulative += profit;
    const sorted =
      !previous || previous.profit > profit || (previous.profit === profit && BigInt(previous.key) < BigInt(key));
    return sorted && profit > 0n && cumulativeProfit === cumulative;
  });
  const distinct = new Set(list.map(({ key }) => BigInt(key))).size === list.length;
  const headCount = list.findIndex(({ cumulativeProfit }) => reachesHead(cumulativeProfit, cumulative, rule)) + 1;
  const headProfit = list[headCount - 1]?.cumulativeProfit ?? 0n;
  const figures = [BigInt(list.length), cumulative, BigInt(headCount), headProfit];
  const claimed = [s.positionCount, s.totalProfit, s.headCount, s.headProfit];
  return inOrder && distinct && figures.every((figure, i) => figure === claimed[i]);
}

/** Whether a whole list of liquidations agrees with itself and its totals, told without the judge. */
export function isHonestLiquidationList(list: readonly Liquidation[], s: Settlement): boolean {
  let [profit, loss] = [0n, 0n];
  const summed = list.every(({ side, quantity, takeoverValue, closeValue, time, cumulativeProfit, cumulativeLoss }) => {
    if (side > 1n || takeoverValue >> 128n || closeValue >> 128n) return false;
    if (quantity === 0n || quantity >> 128n || time < s.startTime || time >= s.endTime) return false;
    const result = resultOf({ side: side === 0n ? "long" : "short", takeoverValue, closeValue });
    if (result > 0n) profit += result;
    else loss -= result;
    return cumulativeProfit === profit && cumulativeLoss === loss;
  });
  const inOrder = list.slice(1).every(({ key }, i) => BigInt((list[i] as Liquidation).key) < BigInt(key));
  return (
    summed &&
    inOrder &&
    [BigInt(list.length), profit, loss].every((figure, i) => figure === [s.liquidationCount, s.profit, s.loss][i])
  );
}

/** All pairs of a list, the earlier first. */
export function pairsOf<T>(list: readonly T[]): [T, T][] {
  return list.flatMap((first, i) => list.slice(i + 1).map((second): [T, T] => [first, second]));
}

/** Indices count from 0 in the order given. */
export function indexed<T extends object>(leaves: readonly T[]): (T & { index: bigint })[] {
  return leaves.map((leaf, index) => ({ ...leaf, index: BigInt(index) }));
}
