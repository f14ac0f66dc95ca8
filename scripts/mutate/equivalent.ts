const FAULTS = "contracts/libraries/Faults.sol: ";
const BOOKS = "contracts/base/Books.sol: ";
const POLICIES = "contracts/base/Policies.sol: ";
const FUND = "contracts/InsuranceFund.sol: ";

const EITHER_ORDER = "the judge takes two leaves in either order";
const SAME_LEAF = "leaves of one index are one leaf: a root commits to one list";
const NOTHING_MISSING = "where nothing is missing the amount is 0, which ends the call two lines later";

/** Mutants that no test can notice, by file and change, each with the reason. */
export const EQUIVALENT: Readonly<Record<string, string>> = {
  [`${FAULTS}ofPositions: a.index > b.index -> a.index >= b.index`]: SAME_LEAF,
  [`${FAULTS}ofLiquidations: a.index > b.index -> a.index >= b.index`]: SAME_LEAF,
  [`${FAULTS}ofPositions: a.key > b.key -> a.key >= b.key`]: "equal keys were a fault before",
  [`${FAULTS}ofPositions: b.cumulativeProfit < a.cumulativeProfit -> false`]:
    "a negative difference wraps to more than either bound allows: the same fault; the line spares the reader the argument",
  [`${FAULTS}ofPositions: b.cumulativeProfit < a.cumulativeProfit -> b.cumulativeProfit <= a.cumulativeProfit`]:
    "a difference of 0 is below the later position's profit, which is not 0: the same fault",
  [`${FAULTS}resultOf: gained > given -> gained >= given`]: "of two equal values neither is a profit or a loss",
  [`${BOOKS}_takeBond: fromClaimable != 0 -> true`]: "taking nothing writes what was there; the check saves gas",
  [`${BOOKS}_writeOff: excess >= 0 -> excess > 0`]: NOTHING_MISSING,
  [`${BOOKS}_writeOff: excess >= 0 -> excess >= 1`]: NOTHING_MISSING,
  [`${POLICIES}_policyOf: atStart == version -> false`]:
    "the rule of the same version is copied over itself; the line saves gas",
  [`${FUND}challengeLiquidationPair: Faults.ofLiquidations(s, a, b) -> Faults.ofLiquidations(s, b, a)`]: EITHER_ORDER,
  [`${FUND}challengePositionPair: Faults.ofPositions(s, a, b, r.headBps) -> Faults.ofPositions(s, b, a, r.headBps)`]:
    EITHER_ORDER,
};
