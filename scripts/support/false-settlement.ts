// Settlements that break the rule in ways that the contract cannot see when they are submitted, only when their leaves are shown.
import {
  type Amounts,
  amountAt,
  amountsFrom,
  amountsToArray,
  outcomeOf,
  positionTree,
  type Settlement,
  shareUpTo,
  splitOf,
  toHex,
} from "zke-insurance-fund";
import type { Bundle } from "zke-insurance-fund/bundle";

/** What is false: the order of two positions, the cut behind the head, or the period's loss. */
export const LIES = ["order", "cut", "loss"] as const;

export type Lie = (typeof LIES)[number];

const OVERSTATED_BY = 1_000_000_000n;

/** A bundle with a lie in it, consistent otherwise; where its lists have no room for that lie, it overstates the loss. */
export function falsified(bundle: Bundle, lie: Lie): Bundle {
  const { count } = bundle.positions;
  const { headCount } = bundle.document.settlement;
  if (lie === "order" && count > 1) return withFirstTwoExchanged(bundle);
  if (lie === "cut" && headCount > 0n && headCount < BigInt(count)) return withWiderHead(bundle);
  const { settlement } = bundle.document;
  return withHeader(bundle, { ...settlement, loss: settlement.loss + OVERSTATED_BY });
}

/** The second winner is charged as the first. */
function withFirstTwoExchanged(bundle: Bundle): Bundle {
  const { keys, profits, cumulative } = bundle.positions;
  const exchanged = keys.slice();
  exchanged.set(keys.subarray(32, 64));
  exchanged.set(keys.subarray(0, 32), 32);
  const [first = 0n, second = 0n, ...others] = amountsToArray(profits);
  const [, ...sums] = amountsToArray(cumulative);
  const positions = {
    ...bundle.positions,
    keys: exchanged,
    profits: amountsFrom([second, first, ...others]),
    cumulative: amountsFrom([second, ...sums]),
  };
  const tree = positionTree(positions);
  const settlement = { ...bundle.document.settlement, positionsRoot: toHex(tree.subarray(0, 32)) };
  return withHeader({ ...bundle, positions: { ...positions, tree } }, settlement);
}

/** One winner too many is charged. */
function withWiderHead(bundle: Bundle): Bundle {
  const { settlement } = bundle.document;
  const headProfit = amountAt(bundle.positions.cumulative, Number(settlement.headCount));
  return withHeader(bundle, { ...settlement, headCount: settlement.headCount + 1n, headProfit });
}

/** The bundle with another header, and the outcome and the shares that follow from it. */
function withHeader(bundle: Bundle, settlement: Settlement): Bundle {
  const { document, positions } = bundle;
  const outcome = outcomeOf(settlement, document.policy);
  const split = splitOf(settlement, document.policy);
  const upTo = (index: number) => (index < 0 ? 0n : shareUpTo(amountAt(positions.cumulative, index), split));
  const shares: Amounts = amountsFrom(
    Array.from({ length: positions.count }, (_, index) =>
      index < settlement.headCount ? upTo(index) - upTo(index - 1) : 0n,
    ),
  );
  return { ...bundle, document: { ...document, settlement, outcome }, positions: { ...positions, shares } };
}
