export {
  BUNDLE_FILES,
  type Bundle,
  type BundledLiquidations,
  type BundledPositions,
  MOST_HEADER_BYTES,
  mostBytesOf,
  type PrivatePart,
  PUBLIC_FILES,
  type PublicFile,
  type StatementList,
} from "../bundle/bundle.ts";
export {
  documentToJson,
  integersToText,
  parseDocument,
  policyToJson,
  SETTLEMENT_FORMAT,
  type SettlementDocument,
  settlementHashOf,
} from "../bundle/document.ts";
export { type BundleProblem, bundleProblemText, type Verification } from "../bundle/findings.ts";
export {
  type GivenStatement,
  MOST_GIVEN_BYTES,
  statementsInBytes,
  statementsInText,
} from "../bundle/given-statements.ts";
export { type HeaderProblem, headerProblems } from "../bundle/header-check.ts";
export {
  readLiquidations,
  readPositions,
  readStatements,
  writeLiquidations,
  writePositions,
  writeStatements,
} from "../bundle/lists.ts";
export { proveStatement } from "../bundle/prove.ts";
export { type AccountOptions, createProver, type Prover } from "../bundle/prover.ts";
export { type ReadableBundle, ReadingNotes, readApart, verifyReadableAsync } from "../bundle/readable.ts";
export {
  type BundleTerms,
  bundleOf,
  type SettleOptions,
  settleTables,
  settleTablesAsync,
  type TablesToSettle,
} from "../bundle/settle.ts";
export {
  checkStatement,
  parseStatement,
  STATEMENT_FORMAT,
  type Statement,
  type StatementCheck,
  type StatementProblem,
  shareOfPosition,
  statementToJson,
} from "../bundle/statement.ts";
export { type StatementNames, statementNames } from "../bundle/statements.ts";
export { type StatementsHandlerOptions, statementsHandler } from "../bundle/statements-handler.ts";
export { type VerifyOptions, verifyBundle, verifyBundleAsync } from "../bundle/verify.ts";
export type { AsyncBuffer, Compressors, ParquetSource } from "../parquet/read.ts";
export type { ByteSink } from "../parquet/write.ts";
export {
  readLiquidationsCsv,
  readLiquidationsParquet,
  readPositionsCsv,
  readPositionsParquet,
} from "../tables/inputs.ts";
export type { LiquidationFormat, LiquidationInput } from "../tables/liquidations-input.ts";
export { TableNotes } from "../tables/notes.ts";
export type { ExpectedTotals, TableOptions } from "../tables/options.ts";
export type { PositionFormat, PositionTable } from "../tables/positions-input.ts";
export { RowErrors } from "../tables/row-errors.ts";
export {
  type LiquidationPriceRow,
  type LiquidationTableRow,
  type LiquidationValueRow,
  liquidationTable,
  type PositionRow,
  positionTable,
  type Rows,
  type RowsOptions,
} from "../tables/rows.ts";
export type { CsvSource, OnRows } from "../tables/scan.ts";
export type { TableWarning } from "../tables/warnings.ts";
