import type { FundEvent } from "../../chain/events.ts";
import type { TreeName } from "../../chain/names.ts";
import type { ChainPolicy } from "../../chain/types.ts";
import type { Hex } from "../../columns/hex.ts";
import type { Settlement } from "../../commitment/header.ts";
import type { Liquidation, Position } from "../../commitment/leaves.ts";
import type { Fault } from "../../faults/fault.ts";
import type { SubmissionStatus, TimedEvent } from "../../history/submissions.ts";
import type { OpenBooks } from "./books.ts";
import type { CheckId, Disagreement, Place } from "./finding.ts";
import type { PolicyHistory } from "./policies.ts";

/** One submission of a period's settlement, as the logs tell it. Times in seconds, sums in base units. */
export interface AuditedSubmission {
  /** Its serial number, from 1. */
  readonly serial: bigint;
  readonly period: bigint;
  readonly operator: Hex;
  readonly settlement: Settlement;
  readonly settlementHash: Hex;
  /** What it is judged by, as its event says. */
  readonly policy: ChainPolicy;
  /** The number of the policy in force at its submission. */
  readonly policyVersion: bigint;
  readonly dataURI: string;
  readonly pulled: bigint;
  readonly coverage: bigint;
  readonly shared: bigint;
  readonly deficit: bigint;
  readonly bond: bigint;
  readonly challengeEnd: bigint;
  readonly submittedAt: bigint;
  readonly place: Place;
  status: SubmissionStatus;
  /** What it was voided for. */
  fault?: Fault | undefined;
  /** The last answer's time and the reveal window; finalizing waits for it. */
  quietUntil: bigint;
  /** Neither answered nor expired. */
  openDemands: bigint;
  /** How many leaves were ever demanded of it. */
  demands: number;
  /** When it was finalized, voided or cancelled. */
  endedAt?: bigint;
}

/** What the logs tell of one period. */
export interface AuditedPeriod {
  readonly period: bigint;
  /** Credits and pulls, in base units. */
  credited: bigint;
  /** The number of credits, and so the next one's sequence number. */
  count: bigint;
  /** When the latest credits were entered; 0 if there are none. */
  creditedAt: bigint;
  /** When the latest event of its submissions happened; 0 if there was none. */
  lastTime: bigint;
  /** The latest submission. */
  latest?: AuditedSubmission;
}

/** A demand that nobody has answered yet. */
export interface OpenDemand {
  readonly serial: bigint;
  readonly tree: TreeName;
  readonly index: bigint;
  readonly period: bigint;
  readonly demander: Hex;
  /** Base units. */
  readonly bond: bigint;
  /** The last second in which it can be answered. */
  readonly deadline: bigint;
}

/** What is known of a submission only as long as it is pending. */
export interface PendingPart {
  /** The leaves that were ever demanded of it. */
  readonly demanded: Set<string>;
  readonly positions: Position[];
  readonly liquidations: Liquidation[];
}

/** What a ledger knows. */
export interface LedgerState {
  /** The fund's, under which it hashes headers. */
  readonly domain: Hex;
  readonly books: OpenBooks;
  readonly policies: PolicyHistory;
  readonly periods: Map<bigint, AuditedPeriod>;
  readonly submissions: AuditedSubmission[];
  readonly pending: Map<bigint, PendingPart>;
  readonly demands: Map<string, OpenDemand>;
  nextPeriod: bigint;
  /** When the fund opened; unknown before its first settlement. */
  openingTime: bigint | undefined;
  clearing: Hex | undefined;
  authority: Hex | undefined;
  closed: boolean;
  paused: boolean;
  /** A demand that has just expired: its submission's end must follow at once. */
  expired: { readonly serial: bigint; readonly demander: Hex; readonly place: Place } | undefined;
  /** What bonds and credits fell short of, because the token took a fee. */
  feesOnBonds: bigint;
  feesOnCredits: bigint;
}

/** What the entry of one event does: it moves the money that the event tells of, and finds what is not as it must be. */
export interface Entering {
  /** @param period what it is of, where the event does not say */
  move(period?: bigint): void;
  /** Finds something, unless it is as it must be. */
  check(holds: boolean, id: CheckId, what: string, seen?: Disagreement): void;
  /** Finds two figures that must be equal and are not. */
  equal(id: CheckId, what: string, seen: Disagreement): void;
}

/** How an event of one kind is entered. */
export type Enter<N extends FundEvent["name"]> = (
  state: LedgerState,
  event: Extract<TimedEvent, { name: N }>,
  entering: Entering,
) => void;

/** Where a log stands. */
export function placeOf({ blockNumber, transactionHash, logIndex }: Omit<FundEvent, "name" | "args">): Place {
  return { block: blockNumber, transaction: transactionHash, logIndex };
}

/** What is known of a period; nothing happened in it so far, if it is new. */
export function periodOf({ periods }: LedgerState, period: bigint): AuditedPeriod {
  let known = periods.get(period);
  if (known === undefined) {
    known = newPeriod(period);
    periods.set(period, known);
  }
  return known;
}

/** A period in which nothing happened. */
export function newPeriod(period: bigint): AuditedPeriod {
  return { period, credited: 0n, count: 0n, creditedAt: 0n, lastTime: 0n };
}

/** Whether a period's last submission counts for nothing any more. */
export function isOpenAgain({ latest }: AuditedPeriod): boolean {
  return latest?.status === "voided" || latest?.status === "cancelled";
}
