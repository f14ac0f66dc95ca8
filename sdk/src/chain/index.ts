export { INSURANCE_FUND_ABI } from "./abi.ts";
export { type BackwardsOptions, openBlockTimes, readCredits, readLife } from "./backwards.ts";
export { type BlockSpan, BlockTimes } from "./block-times.ts";
export {
  type ChainCheck,
  checkSettlement,
  checkShare,
  identityOf,
  identityProblem,
  requireThisFund,
  type SettlementClaim,
  type ShareClaim,
} from "./checks.ts";
export { type Chain, type ConnectOptions, connectChain } from "./connection.ts";
export { type BookedCredit, type CreditBook, type LookBack, readCreditBook } from "./credit-book.ts";
export { CREDITS_A_CALL, mostCreditsACall } from "./credit-calls.ts";
export type { CreditAsked, CreditOrder } from "./credit-order.ts";
export { type CreditOptions, type CreditOutcome, type CreditResult, credit } from "./credits.ts";
export {
  type CreditEntry,
  type EventName,
  type EventQuery,
  eventOf,
  type FundEvent,
  type FundEvents,
  readEvents,
} from "./events.ts";
export { chainErrorOf, isUnreachable } from "./failures.ts";
export { FUND_INTERFACE, type Fund, type FundOverview, openFund, type PeriodCredits } from "./fund.ts";
export { LIFE_EVENTS, type LifeEvent, type Timed } from "./life.ts";
export { FAULTS, type SettlementStatus, STATUSES, TREES, type TreeName, wordOf } from "./names.ts";
export { type PeriodTerms, readPeriodTerms } from "./period-terms.ts";
export { previewSubmission, type SubmissionPreview } from "./preview.ts";
export type {
  BlockTag,
  ChainBlock,
  ChainCall,
  ChainLogEntry,
  ChainReader,
  LogFilter,
} from "./reader.ts";
export { refOf } from "./reference.ts";
export { type Revert, revertOf, sentenceOf } from "./reverts.ts";
export {
  ADMIN_ROLE,
  type ComingDelay,
  type FundRole,
  type FundRoles,
  PUBLIC_ROLE,
  RESTRICTED_FUNCTIONS,
  type RoleMember,
  type RolesQuery,
  readRoles,
} from "./roles.ts";
export type { NamedArgument, ScheduledCall } from "./scheduled.ts";
export { type Attempt, type Intent, memoryStore, type Send, type SendEnd, type SendStore } from "./send-store.ts";
export type { SendEvent, SenderOptions, TransactionSigner } from "./sending.ts";
export {
  finalize,
  findSubmission,
  isStanding,
  type SettlementOrder,
  type SettlementResult,
  type SubmitOptions,
  submit,
  type Withdrawal,
  withdraw,
} from "./settlements.ts";
export { allow, allowanceOf, balanceOf, decimalsOf } from "./token.ts";
export { createSender, type Sender } from "./transactions.ts";
export { type ChainPolicy, type PeriodRecord, readyAt, sameRule, type Totals } from "./types.ts";
