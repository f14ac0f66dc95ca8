// A fund's logs, read by ranges of blocks: what of them is needed, up to a block.
import {
  eventName,
  eventOf,
  eventTopics,
  type Fund,
  type FundEvent,
  isOfSubmission,
  LIFE_EVENTS,
  logSpanOf,
  logsInRange,
} from "zke-insurance-fund/chain";
import { type Flow, flowsOf } from "./flows.ts";

// A chain that takes more questions than this for its logs is read by its views and single seconds, and so is one that is slow to answer.
const MOST_QUESTIONS = 40;

/** What of the logs is needed, up to a block. */
export interface ReadLog {
  readonly readTo: number;
  /** The hash of that block, where it is known. */
  readonly anchor?: string;
  readonly eventCount: number;
  readonly flows: readonly Flow[];
  readonly submissionEvents: readonly FundEvent[];
  /** Names the newest event by its block's hash, and so all events before it as well. */
  readonly newest: string;
}

/** Nothing, up to a block. */
export const emptyLog = (readTo: number): ReadLog => ({
  readTo,
  eventCount: 0,
  flows: [],
  submissionEvents: [],
  newest: "",
});

/** How many blocks a node must answer at once, for what is not read yet not to take too many questions. */
export const leastSpan = (to: number, { readTo }: ReadLog) => Math.ceil((to - readTo) / MOST_QUESTIONS);

/** All up to a block; undefined if the node answers so few blocks at once that it would take too many questions. */
export async function extended(
  fund: Fund,
  log: ReadLog,
  { to, byViews, signal }: { readonly to: number; readonly byViews: boolean; readonly signal: AbortSignal },
): Promise<ReadLog | undefined> {
  const { provider, address } = fund;
  const least = leastSpan(to, log);
  const span = logSpanOf(provider);
  if (span.size < least) return undefined;
  const flows: Flow[] = [];
  const submissionEvents: FundEvent[] = [];
  let count = 0;
  let { newest } = log;
  try {
    for await (const entry of logsInRange(
      provider,
      { address, topics: byViews ? [withoutCredits()] : [], fromBlock: log.readTo + 1, toBlock: to },
      least,
      signal,
    )) {
      const event = eventOf(entry);
      if (event === undefined) continue;
      count++;
      newest = eventName(event);
      flows.push(...flowsOf(event).filter(({ kind }) => !byViews || kind !== "credited"));
      if (isOfSubmission(event)) submissionEvents.push(event);
    }
  } catch (error) {
    if (span.size < least) return undefined;
    throw error;
  }
  return {
    readTo: to,
    newest,
    eventCount: log.eventCount + count,
    flows: flows.length === 0 ? log.flows : [...log.flows, ...flows],
    submissionEvents:
      submissionEvents.length === 0 ? log.submissionEvents : [...log.submissionEvents, ...submissionEvents],
  };
}

/** All events that tell of settlements or move money, but credits. */
const withoutCredits = () =>
  eventTopics([...LIFE_EVENTS, "DemandReclaimed", "Donated", "Synced", "WrittenOff", "Migrated"]);

/** The same, with the hash of the block up to which it was read. */
export async function anchored(fund: Fund, log: ReadLog): Promise<ReadLog> {
  const hash = (await fund.provider.getBlock(log.readTo))?.hash;
  return hash == null ? log : { ...log, anchor: hash };
}

/** Whether the chain still has the block up to which it counts as settled: else it is another chain. */
export async function isStillThere(fund: Fund, { readTo, anchor }: ReadLog): Promise<boolean> {
  return anchor === undefined || (await fund.provider.getBlock(readTo))?.hash === anchor;
}
