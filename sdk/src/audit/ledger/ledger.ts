import type { EventName } from "../../chain/events.ts";
import type { ChainPolicy } from "../../chain/types.ts";
import { BIGINT, COUNT, OBJECT, oneOf, partsOf, requireGiven, TEXT, WORD } from "../../columns/given.ts";
import type { Hex } from "../../columns/hex.ts";
import { moneyIn } from "../../history/movements.ts";
import type { TimedEvent } from "../../history/submissions.ts";
import { type Books, type Movement, openBooks } from "./books.ts";
import {
  enterDemandExpired,
  enterDemanded,
  enterDemandReclaimed,
  enterLiquidationRevealed,
  enterPositionRevealed,
} from "./demands.ts";
import { checkExpired, enterCancelled, enterFinalized, enterVoided } from "./ends.ts";
import { type Finding, findingOf } from "./finding.ts";
import { enterCredited, enterDonated, enterMigrated, enterSynced, enterWithdrawn, enterWrittenOff } from "./money.ts";
import { policyHistory } from "./policies.ts";
import {
  enterAuthorityUpdated,
  enterClearingSet,
  enterClosed,
  enterPaused,
  enterPolicySet,
  enterUnpaused,
} from "./settings.ts";
import {
  type AuditedPeriod,
  type AuditedSubmission,
  type Enter,
  type Entering,
  type LedgerState,
  type OpenDemand,
  placeOf,
} from "./state.ts";
import { enterSubmitted } from "./submissions.ts";

/** What an event did to the books. */
export interface Entry {
  readonly event: TimedEvent;
  readonly movements: readonly Movement[];
  readonly findings: readonly Finding[];
}

/** The contract's settings, as its events tell them. */
export interface LedgerSettings {
  readonly policy: ChainPolicy | undefined;
  readonly clearing: Hex | undefined;
  readonly authority: Hex | undefined;
  readonly closed: boolean;
  readonly paused: boolean;
}

/** The fund's whole books, kept from its events alone. All sums in base units. */
export interface Ledger {
  /** The fund's domain, under which it hashes headers. */
  readonly domain: Hex;
  /** Enters the next event; its part in whatever is not as it must be is found. */
  enter(event: TimedEvent): Entry;
  readonly books: Books;
  readonly settings: LedgerSettings;
  /** The first period that was never submitted. */
  readonly nextPeriod: bigint;
  /** When the fund opened, in seconds; unknown before its first settlement. */
  readonly openingTime: bigint | undefined;
  /** All periods that were credited or submitted. */
  readonly periods: ReadonlyMap<bigint, AuditedPeriod>;
  /** All submissions in the order of the chain. */
  readonly submissions: readonly AuditedSubmission[];
  readonly openDemands: Iterable<OpenDemand>;
  /** How many events were entered. */
  readonly eventCount: number;
  /** What bonds and credits fell short of, because the token took a fee. */
  readonly feesOnBonds: bigint;
  readonly feesOnCredits: bigint;
}

const ENTER: { readonly [N in EventName]: Enter<N> } = {
  Credited: enterCredited,
  Donated: enterDonated,
  Synced: enterSynced,
  SettlementSubmitted: enterSubmitted,
  SettlementFinalized: enterFinalized,
  SettlementVoided: enterVoided,
  SettlementCancelled: enterCancelled,
  Demanded: enterDemanded,
  LiquidationRevealed: enterLiquidationRevealed,
  PositionRevealed: enterPositionRevealed,
  DemandExpired: enterDemandExpired,
  DemandReclaimed: enterDemandReclaimed,
  Withdrawn: enterWithdrawn,
  WrittenOff: enterWrittenOff,
  Closed: enterClosed,
  Migrated: enterMigrated,
  PolicySet: enterPolicySet,
  ClearingSet: enterClearingSet,
  Paused: enterPaused,
  Unpaused: enterUnpaused,
  AuthorityUpdated: enterAuthorityUpdated,
};

const EVENT = partsOf({
  ...{ name: oneOf(Object.keys(ENTER)), args: OBJECT, time: BIGINT, blockNumber: COUNT, logIndex: COUNT },
  transactionHash: TEXT,
});

/** What the constructor says, in its order. */
const FIRST_EVENTS: readonly EventName[] = ["AuthorityUpdated", "PolicySet", "ClearingSet"];

/**
 * Begins a ledger. It holds a few figures for every period, submission, account and open demand, and nothing of a credit once it is
 * entered: a million of them take no more room than one.
 *
 * @param domain the fund's, under which it hashes headers
 * @example
 * const ledger = createLedger(await fund.domain());
 */
export function createLedger(domain: Hex): Ledger {
  requireGiven({ domain }, { domain: WORD });
  const state = emptyState(domain);
  let last: TimedEvent | undefined;
  let eventCount = 0;
  return {
    domain,
    enter(event) {
      requireGiven({ event }, { event: EVENT });
      const movements: Movement[] = [];
      const findings: Finding[] = [];
      const entering = enteringOf(state, event, movements, findings);
      if (!isNext(event, last, entering)) return { event, movements, findings };
      checkBeginning(event, eventCount, entering);
      checkExpired(state, event, entering);
      last = event;
      eventCount++;
      (ENTER[event.name] as Enter<EventName>)(state, event, entering);
      checkBalances(state, entering);
      return { event, movements, findings };
    },
    books: state.books,
    get settings() {
      const { policies, clearing, authority, closed, paused } = state;
      return { policy: policies.current, clearing, authority, closed, paused };
    },
    get nextPeriod() {
      return state.nextPeriod;
    },
    get openingTime() {
      return state.openingTime;
    },
    get feesOnBonds() {
      return state.feesOnBonds;
    },
    get feesOnCredits() {
      return state.feesOnCredits;
    },
    get eventCount() {
      return eventCount;
    },
    periods: state.periods,
    submissions: state.submissions,
    openDemands: { [Symbol.iterator]: () => state.demands.values() },
  };
}

function emptyState(domain: Hex): LedgerState {
  return {
    domain,
    books: openBooks(),
    policies: policyHistory(),
    periods: new Map(),
    submissions: [],
    pending: new Map(),
    demands: new Map(),
    nextPeriod: 1n,
    openingTime: undefined,
    clearing: undefined,
    authority: undefined,
    closed: false,
    paused: false,
    expired: undefined,
    feesOnBonds: 0n,
    feesOnCredits: 0n,
  };
}

function enteringOf({ books }: LedgerState, event: TimedEvent, movements: Movement[], findings: Finding[]): Entering {
  const place = placeOf(event);
  const check: Entering["check"] = (holds, id, what, seen) => {
    if (!holds) findings.push(findingOf(id, what, place, seen));
  };
  return {
    move(period) {
      for (const moved of moneyIn(event)) {
        const movement = books.move(period === undefined ? moved : { ...moved, period });
        if (movement !== undefined) movements.push(movement);
      }
    },
    check,
    equal: (id, what, seen) => check(seen.expected === seen.got, id, what, seen),
  };
}

/** Whether an event stands behind the one before; one that was there already is not entered again. */
function isNext(event: TimedEvent, last: TimedEvent | undefined, { check }: Entering): boolean {
  if (last === undefined) return true;
  const inBlock = event.blockNumber === last.blockNumber;
  const follows = inBlock ? event.logIndex > last.logIndex : event.blockNumber > last.blockNumber;
  check(follows, "LOGS-1", "A log does not stand behind the one before it: it was there already, or comes too late.");
  const agrees = inBlock ? event.blockHash === last.blockHash && event.time === last.time : event.time >= last.time;
  check(agrees, "LOGS-1", "A log's block contradicts that of the log before it.");
  return follows;
}

function checkBeginning(event: TimedEvent, entered: number, { check }: Entering): void {
  const expected = FIRST_EVENTS[entered];
  if (expected === undefined) return;
  check(
    event.name === expected,
    "LOGS-2",
    `Log number ${entered + 1} of the fund is a ${event.name}, and its deployment writes a ${expected} there: earlier logs are missing.`,
  );
}

function checkBalances({ books }: LedgerState, { check }: Entering): void {
  const { assets, reserved, bonds, claims } = books.balances;
  check(assets >= reserved && reserved >= 0n, "MONEY-2", "The assets are less than what is reserved.", {
    expected: reserved,
    got: assets,
  });
  check(bonds >= 0n && claims >= 0n, "MONEY-3", "More was paid of bonds and claims than there was.");
}
