export {
  type Amounts,
  allocateAmounts,
  amountAt,
  amountsFrom,
  amountsToArray,
  type PositionColumns,
  setAmount,
  UINT128_MAX,
} from "./columns/amounts.ts";
export { type Hex, isWord, toHex, wordBytes, ZERO_HASH } from "./columns/hex.ts";
export type { CommittedPositions, PositionList } from "./columns/lists.ts";
export type { PackedIds } from "./columns/packed-ids.ts";
export {
  type CommittedList,
  committedLiquidations,
  committedPositions,
  committedPositionsAsync,
} from "./commitment/committed-list.ts";
export {
  assertIdentity,
  checksumAddress,
  domainOf,
  type FundIdentity,
  identityText,
  sameIdentity,
} from "./commitment/domain.ts";
export { hashSettlement, headerHash, SETTLEMENT_FIELDS, type Settlement } from "./commitment/header.ts";
export { verifyProof } from "./commitment/inclusion.ts";
export { keccak256 } from "./commitment/keccak.ts";
export {
  keyOf,
  liquidationId,
  marketBytes32,
  marketText,
  positionId,
  saltOf,
} from "./commitment/keys.ts";
export { type Liquidation, liquidationLeafHash, type Position, positionLeafHash } from "./commitment/leaves.ts";
export {
  type CommittedLiquidations,
  commitLiquidations,
  type LiquidationColumns,
  type LiquidationList,
  type LiquidationRow,
  liquidationAt,
  liquidationColumns,
  liquidationTree,
  type PeriodTimes,
} from "./commitment/liquidations.ts";
export { keysOf, keysOfPacked, keysOfPackedAsync, saltsOfPacked } from "./commitment/packed-ids.ts";
export { commitPositions, commitPositionsAsync, positionAt, positionTree, sharesOf } from "./commitment/positions.ts";
export { type SettledPeriod, type SettlementInput, settle, settleAsync } from "./commitment/settle.ts";
export { proofOf, rootOf, treeOf } from "./commitment/tree.ts";
export { allocatePositions } from "./engine/allocate.ts";
export type { BackgroundOptions, EnginePath } from "./engine/options.ts";
export { type Attempt, ChainError, InputError, type InputErrorDetails, type ProblemData } from "./errors.ts";
export { describeFault, FAULTS, type Fault } from "./faults/fault.ts";
export { faultOfLiquidation, faultOfLiquidationPair } from "./faults/liquidations.ts";
export { faultOfPosition, faultOfPositionPair } from "./faults/positions.ts";
export { type FoundFault, findFault, type KnownLists } from "./faults/search.ts";
export { priceText, type Worth } from "./prices/price.ts";
export { textOf } from "./problems/english/all.ts";
export { AMOUNTS } from "./problems/english/amounts.ts";
export { CHAINS } from "./problems/english/chains.ts";
export { FILES } from "./problems/english/files.ts";
export { GAPS, PERIOD_GAPS, type PeriodGap, POWER_GAPS, type PowerGap } from "./problems/english/gaps.ts";
export { HISTORIES } from "./problems/english/histories.ts";
export { ENGLISH, type Language, type Problem, type ProblemCode } from "./problems/english/index.ts";
export { NODES } from "./problems/english/nodes.ts";
export { PLAIN, refused, type Said, type SaidParts, type Show, say, type Translated } from "./problems/problem.ts";
export { type AmountFormat, formatAmount, LARGEST_AMOUNT, MOST_DECIMALS, parseAmount } from "./rule/amount.ts";
export {
  coverageOf,
  deficitOf,
  type Head,
  headOf,
  type Outcome,
  outcomeOf,
  type PeriodTotals,
  quotaUp,
  reachesHead,
  type Split,
  shareOf,
  shareUpTo,
  splitOf,
  toShareDown,
} from "./rule/apportionment.ts";
export { parseSide, resultOf, type Side, valueAtPrice } from "./rule/liquidation.ts";
export { assertRulePolicy, type Basis, BPS, DEFAULT_RULE, type RulePolicy } from "./rule/policy.ts";
export { formatQuantity, parseQuantity, QUANTITY_DECIMALS } from "./rule/quantity.ts";
export { parseTime } from "./rule/time.ts";
