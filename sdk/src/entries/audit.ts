export { type Balances, type Books, liabilitiesOf, type Movement } from "../audit/ledger/books.ts";
export { CHECKS, type CheckId, type Finding, formatFinding, type Place } from "../audit/ledger/finding.ts";
export { createLedger, type Entry, type Ledger, type LedgerSettings } from "../audit/ledger/ledger.ts";
export type { AuditedPeriod, AuditedSubmission, OpenDemand } from "../audit/ledger/state.ts";
export { createTimeline, type Timeline, type TimelinePoint } from "../audit/ledger/timeline.ts";
export { MOVEMENTS, type MovementKind, type Pot } from "../history/movements.ts";
