import type { Chain } from "../chain/connection.ts";
import { eventOf, eventTopics } from "../chain/events.ts";
import { answered } from "../chain/failures.ts";
import type { Fund } from "../chain/fund.ts";
import type { Hex } from "../columns/hex.ts";
import type { Database } from "../disk/database.ts";
import { ChainError } from "../errors.ts";
import { createFollower } from "../follow/follower.ts";
import { type Journal, openJournal, type TimedLog } from "../follow/journal.ts";
import { type Block, type ChainLog, contractSource, type Source } from "../follow/source.ts";
import {
  eventName,
  SUBMISSION_EVENTS,
  type Submissions,
  submissionsOf,
  type TimedEvent,
} from "../history/submissions.ts";
import { FOLLOWING } from "../problems/english/following.ts";
import { failed } from "../problems/problem.ts";
import type { Metrics } from "./monitoring/metrics.ts";
import type { Notice, Notices } from "./monitoring/notices.ts";
import { TAKEN_KINDS, takenAway } from "./unseen.ts";
import { createWholeFollower } from "./whole.ts";

/** What a daemon sees when it looks at the chain: all of it, or it sees nothing. */
export interface View {
  readonly submissions: Submissions;
  /** The newest block. */
  readonly head: Block;
  /** The block up to which `submissions` is known and proven complete. */
  readonly cursor: number;
}

/** How a fund is looked at, and who is told. */
export interface LookOptions {
  /** The first block that is of interest. */
  readonly fromBlock: number;
  /** How many blocks must stand on one before what it says is believed. */
  readonly confirmations: number;
  readonly notices: Notices;
  readonly metrics: Metrics;
  /** Whether the chain has changed: what was sent may be gone. */
  readonly recover: (changed: boolean) => void;
  /** The newest block's time. */
  readonly onTime: (time: bigint) => void;
}

/** Looks at a fund's submissions; throws ChainError if the chain is not reached, or the node leaves out logs. */
export function createLook(chain: Chain, fund: Fund, database: Database, options: LookOptions) {
  const { fromBlock, confirmations, notices, metrics, recover, onTime } = options;
  const { provider, chainId, genesis, host } = chain;
  const address = fund.address.toLowerCase() as Hex;
  const journal = openJournal(database, { chain: `${chainId}:${genesis}`, fund: address });
  const topics = eventTopics(SUBMISSION_EVENTS);
  const source = contractSource(provider, address, topics, host, isEvent);
  const known = knownOf(journal);
  const follower = createWholeFollower({
    ...{ fund, source, journal, events: () => known().events, passOver: () => provider.passOver() },
    follower: createFollower(source, journal, { from: fromBlock, confirmations }),
  });
  const headBlock = metrics.gauge("head_block", "The newest block of the chain.");
  const followed = metrics.gauge("followed_block", "The block up to which the fund is known.");
  const chainTime = metrics.gauge("head_timestamp_seconds", "The newest block's time.");
  const taken = metrics.counter("taken_away_total", "What a change of the chain took away, by kind.", {
    kind: TAKEN_KINDS,
  });

  return async (signal?: AbortSignal): Promise<View> => {
    await assertSameChain(chain);
    const before = known().submissions;
    const { head: told, changed } = await follower.catchUp(signal).catch((error: unknown) => {
      if (error instanceof ChainError && error.kind === "incomplete") tell(notices, incompleteNotice(error));
      throw error;
    });
    const cursor = journal.cursor()?.number ?? -1;
    const head = await headOf(source, told, cursor);
    recover(changed);
    const { submissions } = known();
    for (const { notice, kind, outdated } of changed ? takenAway(before, submissions, head) : []) {
      taken.add(1, { kind });
      notices.add(notice);
      for (const id of outdated) notices.forget(id);
    }
    headBlock.set(head.number);
    followed.set(cursor);
    chainTime.set(head.time);
    onTime(head.time);
    return { submissions, head, cursor };
  };
}

/**
 * The newest block, if the node still has it when it is asked by its number; else the last that was followed. On a single answer,
 * of another chain say, time would run out, and bonds be paid.
 */
export async function headOf(source: Pick<Source, "block">, told: Block, cursor: number): Promise<Block> {
  const again = await source.block(told.number);
  if (again?.hash === told.hash || cursor < 0) return told;
  return (await source.block(cursor)) ?? told;
}

/** What a journal's logs come to; kept until there are others. */
function knownOf(journal: Journal) {
  let known: { version: number; events: readonly TimedEvent[]; submissions: Submissions } | undefined;
  // To decode a log takes longer than all the rest: what was decoded is kept, by the log's place in one chain.
  let decoded = new Map<string, TimedEvent>();
  return () => {
    if (known?.version === journal.version()) return known;
    const placed = journal.logs().map((log) => [eventName({ ...log, logIndex: log.index }), log] as const);
    decoded = new Map(placed.map(([place, log]) => [place, decoded.get(place) ?? timedEvent(log)]));
    const events = [...decoded.values()];
    known = { version: journal.version(), events, submissions: submissionsOf(events) };
    return known;
  };
}

/** What is kept of another chain's blocks, or sent for them, would be of no use on this one. */
async function assertSameChain({ provider, chainId, host }: Chain): Promise<void> {
  const now = BigInt(await answered(provider.send<string>("eth_chainId", []), { host }));
  if (now === chainId) return;
  throw failed(FOLLOWING, "chainSwapped", { node: host, got: now, expected: chainId }, { kind: "foreign" });
}

function incompleteNotice({ message }: ChainError): Notice {
  return { id: `history-incomplete:${message}`, level: "error", event: "history-incomplete", message };
}

/** At once: the look that finds it comes to nothing. */
function tell(notices: Notices, notice: Notice): void {
  notices.add(notice);
  notices.tell();
  void notices.post().catch(() => undefined);
}

function isEvent(log: ChainLog): boolean {
  try {
    return eventOf(log) !== undefined;
  } catch {
    return false;
  }
}

function timedEvent(log: TimedLog): TimedEvent {
  const event = eventOf(log);
  if (event === undefined) throw new RangeError(`an unknown event in block ${log.blockNumber}`);
  return { ...event, time: log.time };
}
