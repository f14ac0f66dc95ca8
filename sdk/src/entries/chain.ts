export { INSURANCE_FUND_ABI } from "../chain/abi.ts";
export { type Chain, type ConnectOptions, connectChain } from "../chain/connection.ts";
export {
  type CreditEntry,
  type EventName,
  type EventQuery,
  eventOf,
  eventTopics,
  type FundEvent,
  type FundEvents,
  readEvents,
} from "../chain/events.ts";
export { chainErrorOf, isUnreachable } from "../chain/failures.ts";
export { type CodeReader, firstBlockOf, startOf } from "../chain/first-block.ts";
export { FUND_INTERFACE, type Fund, type FundOverview, openFund, type PeriodCredits } from "../chain/fund.ts";
export { type LogSpan, logSpanOf, logsInRange } from "../chain/logs.ts";
export { type SettlementStatus, STATUSES, TREES, type TreeName, wordOf } from "../chain/names.ts";
export { openNode, type ReadingNode } from "../chain/node.ts";
export { isNodeAddress, urlOf } from "../chain/node-address.ts";
export { NodeFailure, type Trouble } from "../chain/node-failure.ts";
export type { NodesOptions } from "../chain/nodes.ts";
export type {
  BlockTag,
  ChainBlock,
  ChainCall,
  ChainHead,
  ChainLogEntry,
  ChainNode,
  ChainReader,
  ChainReceipt,
  ChainTransaction,
  LogFilter,
  NodeBlock,
  NodeLog,
} from "../chain/reader.ts";
export { refOf } from "../chain/reference.ts";
export { type Revert, refusalOf, revertOf, sentenceOf } from "../chain/reverts.ts";
export {
  DEPLOYED_ADMINS,
  DEPLOYED_DELAY,
  DEPLOYED_PARTS,
  DEPLOYED_ROLES,
  type DeployedRole,
  type PartName,
} from "../chain/roles/deployed.ts";
export { type DeployedCall, type DeployedParts, deployedCalls } from "../chain/roles/deployed-calls.ts";
export { type ManagerEvent, readManagerEvents } from "../chain/roles/events.ts";
export { type GovernanceEvent, readGovernanceEvents, requireWholeGovernance } from "../chain/roles/fund-events.ts";
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
} from "../chain/roles/roles.ts";
export type { NamedArgument, ScheduledCall } from "../chain/roles/scheduled.ts";
export { type Allowance, allow } from "../chain/sending/allowance.ts";
export type { SendEvent, SenderOptions, Urgency } from "../chain/sending/options.ts";
export { isApproval, type Plan, type PlannedCall, planCalls } from "../chain/sending/plan.ts";
export { type RemoteSignerOptions, remoteSigner } from "../chain/sending/remote-signer.ts";
export { type SafeBatch, type SafeTransaction, safeBatch } from "../chain/sending/safe-batch.ts";
export { createSender, type Sender } from "../chain/sending/sender.ts";
export {
  type EthersSigner,
  ethersSigner,
  type ViemAccount,
  type ViemTransaction,
  viemSigner,
} from "../chain/sending/signers.ts";
export { signedBy, type TransactionSigner, type UnsignedTransaction } from "../chain/sending/signing.ts";
export {
  type Intent,
  memoryStore,
  type OpenStore,
  type Send,
  type SendEnd,
  type SendStore,
  type SignedTransaction,
  type TurnWait,
} from "../chain/sending/store.ts";
export type { TypedData, TypedDataSigner, TypedField } from "../chain/sending/typed-data.ts";
export { symbolOf } from "../chain/symbol.ts";
export { allowanceOf, balanceOf, decimalsOf } from "../chain/token.ts";
export { type ChainPolicy, type PeriodRecord, readyAt, sameRule, type Totals, type Values } from "../chain/types.ts";
export { readVault, type VaultState } from "../chain/vault.ts";
export { pendingSubmission } from "../challenge/asked.ts";
export { type DemandMade, demand, expire, type MoveMade, type ReclaimOptions, reclaim } from "../challenge/by-hand.ts";
export {
  challengeCall,
  demandCall,
  expireCall,
  finalizeCall,
  type ProvenFault,
  reclaimCall,
  revealCall,
} from "../challenge/calls.ts";
export { type BackwardsOptions, openBlockTimes, readCredits, readLife } from "../history/backwards.ts";
export { type BlockSpan, BlockTimes } from "../history/block-times.ts";
export { type Counted, gapInSubmissions, gapInTotals } from "../history/complete.ts";
export {
  type BookedCredit,
  type CreditBook,
  type LookBack,
  type LookedOver,
  readCreditBook,
} from "../history/credit-book.ts";
export type { CreditAsked, CreditOrder } from "../history/credit-order.ts";
export {
  type FundHistory,
  type HistoryCredits,
  type HistoryPayment,
  type HistoryPlace,
  type HistorySubmission,
  historyToJson,
} from "../history/file.ts";
export { parseHistory } from "../history/file-parse.ts";
export { type HeldAt, type HeldHistory, holdHistory } from "../history/held.ts";
export { LIFE_EVENTS, type LifeEvent, type Timed } from "../history/life.ts";
export { MOVEMENTS, type MoneyMoved, type MovementKind, movementsOf, type WayOfMoney } from "../history/movements.ts";
export { gapInSubmission } from "../history/on-record.ts";
export { createHistoryRecorder, type HistoryOf, type HistoryRecorder } from "../history/recorder.ts";
export { type SubmissionJson, submissionToJson } from "../history/submission-json.ts";
export {
  type Demand,
  type Ending,
  type EventPlace,
  eventName,
  isOfSubmission,
  isOnlyOnRecord,
  type LeafPlace,
  NOT_READ,
  openDemands,
  type Submission,
  type SubmissionStatus,
  submissionsOf,
} from "../history/submissions.ts";
export {
  type Before,
  callLines,
  changeLines,
  changeWords,
  rolesLines,
  scheduledText,
} from "../operations/change-words.ts";
export { type ChangeKind, changesOf, type FundChange } from "../operations/changes.ts";
export {
  type AskedFund,
  type ChainCheck,
  type ChainProblem,
  checkSettlement,
  checkShare,
  identityOf,
  identityProblem,
  isStranger,
  requireThisFund,
  type SettlementClaim,
  type ShareClaim,
  type StrangerProblem,
  shareProblem,
} from "../operations/checks.ts";
export { CREDITS_A_CALL, mostCreditsACall } from "../operations/credit-calls.ts";
export { type CreditOptions, type CreditOutcome, type CreditResult, credit } from "../operations/credits.ts";
export {
  type Change,
  changedFields,
  changeIn,
  execute,
  findProposal,
  type Proposal,
  propose,
  renounce,
  withdrawProposal,
} from "../operations/governing.ts";
export {
  type Cancelled,
  cancel,
  type Deed,
  type Donation,
  donate,
  pause,
  sync,
  unpause,
  writeOff,
} from "../operations/guarding.ts";
export { moveTokens } from "../operations/move-tokens.ts";
export { type PeriodTerms, readPeriodTerms } from "../operations/period-terms.ts";
export { previewSubmission, type SubmissionPreview } from "../operations/preview.ts";
export {
  type Approval,
  approve,
  finalize,
  findSubmission,
  isStanding,
  type SettlementOrder,
  type SettlementResult,
  type SubmitOptions,
  submit,
  type Withdrawal,
  withdraw,
} from "../operations/settlements.ts";
export { readStanding, type Standing, type StandingQuery } from "../operations/standing.ts";
export {
  readUnfinished,
  reservableNow,
  type UnfinishedPeriod,
  type UnfinishedPeriods,
} from "../operations/standing-periods.ts";
export { type StandingOf, standingJson, standingLines } from "../operations/standing-words.ts";
