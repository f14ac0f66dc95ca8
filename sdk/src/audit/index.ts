export {
  type Balances,
  type Books,
  liabilitiesOf,
  MOVEMENTS,
  type Movement,
  type MovementKind,
  type Pot,
} from "./books.ts";
export { CHECKS, type CheckId, type Finding, formatFinding, type Place } from "./finding.ts";
export { createLedger, type Entry, type Ledger, type LedgerSettings } from "./ledger.ts";
export type { AuditedPeriod, AuditedSubmission, OpenDemand, Standing } from "./state.ts";
export { createTimeline, type Timeline, type TimelinePoint } from "./timeline.ts";
