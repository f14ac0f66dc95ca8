export { type Audit, type AuditOptions, type AuditStep, auditFund as audit } from "../audit/audit.ts";
export type { AuditedBundle, BundleOptions, BundleResult } from "../audit/bundles.ts";
export { auditedHistory, writeHistory } from "../audit/report/history.ts";
export { reportHtml } from "../audit/report/html.ts";
export { type OutputPlaces, type Outputs, openOutputs } from "../audit/report/outputs.ts";
export { reportJson, reportLines } from "../audit/report/report.ts";
export { openStore } from "../chain/sending/open-store.ts";
export { postgresStore } from "../chain/sending/postgres-store.ts";
export { sqliteStore } from "../chain/sending/sqlite-store.ts";
export { type Challenged, challenge, type FolderMove, reveal } from "../challenge/by-folder.ts";
export type { Verdict } from "../challenge/judge.ts";
export type { Limits } from "../daemon/means.ts";
export type { Log } from "../daemon/monitoring/log.ts";
export type { ListenAddress } from "../daemon/monitoring/server.ts";
export { type OperateRun, operate } from "../daemon/operate/start.ts";
export type { EndedPeriod, PeriodTables, Publish, TablesOf } from "../daemon/schedule/period.ts";
export { publishTo } from "../daemon/schedule/publish.ts";
export { publishToS3, type S3Target } from "../daemon/schedule/s3.ts";
export { type OwnCommand, type ScheduleRun, schedule, type TableSource } from "../daemon/schedule/start.ts";
export type { EveryFormat } from "../daemon/schedule/tables.ts";
export type { DaemonEnd, DaemonRun } from "../daemon/start.ts";
export { type WatchRun, watch } from "../daemon/watch/start.ts";
export { checkDeployment, type DeploymentCheck, type DeploymentSubject } from "../deployment/check.ts";
export type { CheckedNode } from "../deployment/creation.ts";
export {
  type ParametersFile,
  readDecision,
  readParameters,
  type Values as ParameterValues,
} from "../deployment/parameters.ts";
export { type DeploymentPlan, planDeployment } from "../deployment/plan.ts";
export type { DevnetAccount, DevnetFacts, DevnetPart } from "../devnet/accounts.ts";
export { deployDevnet } from "../devnet/deploy.ts";
export { type FetchedBundle, type FetchOptions, fetchBundle } from "../download/bundle.ts";
export type { Publisher } from "../feed/atom.ts";
export { type FeedData, type FeedQuery, type FeedSubmission, readFeed } from "../feed/read.ts";
export { type FeedFile, feedFiles, writeFeed } from "../feed/write.ts";
export {
  type CreditQueue,
  type CreditQueueOptions,
  creditQueue,
} from "../operations/credit-queue.ts";
export type { QueuedCredit } from "../operations/credit-rounds.ts";
export { readCreditsFile } from "../operations/credits-file.ts";
export { type PostgresQueue, type PostgresQueueOptions, postgresQueue } from "../operations/postgres-queue.ts";
export type { PostgresClient, PostgresPool } from "../postgres/pool.ts";
export { readPricesFile } from "../prices/files.ts";
