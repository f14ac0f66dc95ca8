import { setImmediate as nextTurn } from "node:timers/promises";
import { type GovernanceEvent, isGovernance } from "../../chain/roles/fund-events.ts";
import type { Hex } from "../../columns/hex.ts";
import type { TimedLog } from "../../follow/journal.ts";
import { timedEventOf } from "./decode.ts";
import { type Finding, findingOf } from "./finding.ts";
import { createLedger, type Entry, type Ledger } from "./ledger.ts";
import { isGap } from "./links.ts";
import { createTimeline, type Timeline } from "./timeline.ts";

/** Findings, of which a bounded number is kept. */
interface Findings {
  add(findings: readonly Finding[]): void;
  /** The first of them. */
  readonly kept: readonly Finding[];
  /** All of them, those that are not kept included. */
  readonly count: number;
  /** The first that says that logs are missing. */
  readonly gap: Finding | undefined;
}

/** The books that logs add up to. */
export interface Replayed {
  readonly ledger: Ledger;
  readonly timeline: Timeline;
  readonly findings: Findings;
  readonly logCount: number;
  /** What was done to the fund outside of settlements. */
  readonly governance: readonly GovernanceEvent[];
}

const MOST_FINDINGS = 1_000;

/** Begins a list of findings: where everything is wrong, the first thousand tell enough. */
function createFindings(): Findings {
  const kept: Finding[] = [];
  let count = 0;
  let gap: Finding | undefined;
  return {
    kept,
    get gap() {
      return gap;
    },
    get count() {
      return count;
    },
    add(findings) {
      count += findings.length;
      gap ??= findings.find(isGap);
      for (const finding of findings) if (kept.length < MOST_FINDINGS) kept.push(finding);
    },
  };
}

/** What is told of a replay, and how it is stopped. */
export interface ReplayOptions {
  /** The fund's domain. */
  readonly domain: Hex;
  readonly onEntry?: ((entry: Entry) => void) | undefined;
  /** Called now and then with the number of logs so far. */
  readonly onLogs?: ((count: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

const TURN = 4_096;

/** Keeps the books that logs add up to. However many there are, a bounded number is held at a time. */
export async function replay(logs: Iterable<TimedLog>, options: ReplayOptions): Promise<Replayed> {
  const { domain, onEntry, onLogs, signal } = options;
  const ledger = createLedger(domain);
  const timeline = createTimeline();
  const findings = createFindings();
  const governance: GovernanceEvent[] = [];
  let logCount = 0;
  for (const log of logs) {
    if (++logCount % TURN === 0) {
      onLogs?.(logCount);
      await nextTurn();
      signal?.throwIfAborted();
    }
    const event = timedEventOf(log);
    if (event === undefined) {
      findings.add([unknownLog(log)]);
      continue;
    }
    const entry = ledger.enter(event);
    findings.add(entry.findings);
    if (isGovernance(event)) governance.push(event);
    timeline.add(event.time, ledger.books.balances);
    onEntry?.(entry);
  }
  return { ledger, timeline, findings, logCount, governance };
}

function unknownLog({ blockNumber, transactionHash, index }: TimedLog): Finding {
  const place = { block: blockNumber, transaction: transactionHash, logIndex: index };
  return findingOf("LOGS-3", "A log of the contract is none of the fund's events, or malformed.", place);
}
