export {
  type Amounts,
  allocateAmounts,
  amountAt,
  amountsFrom,
  amountsToArray,
  type PositionColumns,
  setAmount,
  UINT128_MAX,
} from "./commitment/columns.ts";
export { hashSettlement, SETTLEMENT_FIELDS, type Settlement } from "./commitment/header.ts";
export { type Hex, isWord, toHex, wordBytes, ZERO_HASH } from "./commitment/hex.ts";
export { keccak256 } from "./commitment/keccak.ts";
export { keyOf, keysOf, liquidationId, marketBytes32, marketText, positionId, saltOf } from "./commitment/keys.ts";
export { type Liquidation, liquidationLeafHash, type Position, positionLeafHash } from "./commitment/leaves.ts";
export {
  type CommittedLiquidations,
  commitLiquidations,
  type LiquidationColumns,
  type LiquidationRow,
  liquidationAt,
  liquidationColumns,
} from "./commitment/liquidations.ts";
export { type CommittedPositions, commitPositions, positionAt, sharesOf } from "./commitment/positions.ts";
export { type SettledPeriod, type SettlementInput, settle } from "./commitment/settle.ts";
export { proofOf, rootOf, treeOf, verifyProof } from "./commitment/tree.ts";
export { ChainError, InputError, type InputErrorDetails } from "./errors.ts";
export { type AmountFormat, formatAmount, LARGEST_AMOUNT, parseAmount } from "./rule/amount.ts";
export {
  coverageOf,
  deficitOf,
  type Head,
  headOf,
  isHead,
  type Outcome,
  outcomeOf,
  quotaUp,
  type Split,
  shareOf,
  shareUpTo,
  splitOf,
  type Totals,
  toShareDown,
} from "./rule/apportionment.ts";
export { parseSide, resultOf, type Side, valueAtPrice } from "./rule/liquidation.ts";
export { assertRulePolicy, type Basis, BPS, DEFAULT_RULE, type RulePolicy } from "./rule/policy.ts";
