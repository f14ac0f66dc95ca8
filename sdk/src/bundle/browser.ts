export {
  BUNDLE_FILES,
  type Bundle,
  type BundledLiquidations,
  type BundledPositions,
  type PrivatePart,
  type StatementList,
} from "./bundle.ts";
export {
  documentToJson,
  integersToText,
  parseDocument,
  policyToJson,
  SETTLEMENT_FORMAT,
  type SettlementDocument,
  settlementHashOf,
} from "./document.ts";
export { type Finding, formatFinding, type Verification } from "./findings.ts";
export { headerProblems } from "./header-check.ts";
export { type CsvSource, type OnRows, readLiquidationsCsv, readPositionsCsv } from "./inputs.ts";
export { readLiquidationsParquet, readPositionsParquet } from "./inputs-parquet.ts";
export type { LiquidationFormat, LiquidationInput } from "./liquidations-input.ts";
export {
  readLiquidations,
  readPositions,
  readStatements,
  writeLiquidations,
  writePositions,
  writeStatements,
} from "./lists.ts";
export type { AsyncBuffer, Compressors, ParquetSource } from "./parquet-read.ts";
export type { ByteSink } from "./parquet-write.ts";
export type { PositionFormat, PositionTable } from "./positions-input.ts";
export { proveStatement } from "./prove.ts";
export {
  type BundleTerms,
  bundleOf,
  type SettleOptions,
  settleTables,
  settleTablesAsync,
  type TablesToSettle,
} from "./settle.ts";
export {
  checkStatement,
  parseStatement,
  STATEMENT_FORMAT,
  type Statement,
  type StatementCheck,
  shareOfPosition,
  statementToJson,
} from "./statement.ts";
export { type StatementNames, statementNames } from "./statements.ts";
export { type VerifyOptions, verifyBundle, verifyBundleAsync } from "./verify.ts";
