import { mkdirSync, rmSync } from "node:fs";
import { type Chain, connectChain } from "../chain/connection.ts";
import { eventOf } from "../chain/events.ts";
import { chainErrorOf, messageOf } from "../chain/failures.ts";
import { FUND_INTERFACE, type Fund, openFund } from "../chain/fund.ts";
import type { TransactionSigner } from "../chain/sending/options.ts";
import { createSender, type Sender } from "../chain/sending/sender.ts";
import { sqliteStore } from "../chain/sending/sqlite-store.ts";
import type { Hex } from "../columns/hex.ts";
import type { Database } from "../disk/database.ts";
import { ChainError } from "../errors.ts";
import { createFollower } from "../follow/follower.ts";
import { openJournal, type TimedLog } from "../follow/journal.ts";
import { type Block, type ChainLog, contractSource } from "../follow/source.ts";
import { SUBMISSION_EVENTS, type Submissions, submissionsOf, type TimedEvent } from "../history/submissions.ts";
import { type AnyMove, createDispatcher, type Dispatcher } from "./dispatch.ts";
import type { Log } from "./monitoring/log.ts";
import type { Metrics } from "./monitoring/metrics.ts";
import type { Notices } from "./monitoring/notices.ts";
import { dueNotice, failedNotice, isCrowded, isOvertaken, MOVE_KINDS, madeNotice, overtakenNotice } from "./moves.ts";
import { type UrgentMoves, urgentMoves } from "./urgency.ts";

/** What every daemon is told. */
export interface DaemonOptions {
  /** The chain's JSON-RPC address. */
  readonly rpc: string;
  /** The fund's address. */
  readonly fund: string;
  /** The file that outlives the process, its path, and what is to be told. */
  readonly database: Database;
  readonly db: string;
  readonly notices: Notices;
  /** Where transactions are kept until they are mined; beside `db` unless given. */
  readonly state?: string | undefined;
  /** The first block that is of interest. */
  readonly fromBlock: number;
  /** How many blocks must stand on one before what it says is believed, and what was sent in it counts as done. */
  readonly confirmations: number;
  /** The most that is offered for a unit of gas, in wei; no limit unless given. */
  readonly feeLimit?: bigint | undefined;
  /** The same for a move whose deadline is near; the same limit unless given. */
  readonly urgentFeeLimit?: bigint | undefined;
  /** Milliseconds between two looks at the chain. */
  readonly interval: number;
  /** Who sends transactions; nothing is sent if left out. */
  readonly signer?: TransactionSigner | undefined;
}

/** What a daemon sees when it looks at the chain. */
export interface View {
  readonly submissions: Submissions;
  /** The newest block. */
  readonly head: Block;
  /** The block up to which `submissions` is known. */
  readonly cursor: number;
}

/** A fund that is followed, and the hands to act on it. */
export interface Daemon {
  readonly chain: Chain;
  readonly fund: Fund;
  /** Decimal places of the fund's token. */
  readonly decimals: number;
  readonly database: Database;
  /** A folder for what may be lost. */
  readonly scratch: string;
  readonly log: Log;
  readonly notices: Notices;
  /** Who sends; undefined if nothing is sent. */
  readonly sender: Sender | undefined;
  readonly dispatcher: Dispatcher;
  /** Makes moves in the background, as `Dispatcher.start`; says what it is time to do, if nothing is sent. */
  make(moves: readonly AnyMove[], cursor: number, prepare?: (moves: readonly AnyMove[]) => Promise<unknown>): void;
  look(signal?: AbortSignal): Promise<View>;
  close(): void;
}

const LONGEST_PAUSE = 600_000;
// What fills a block or two: more under way at once would only wait in the node, where others can push it out.
const MOST_AT_ONCE = 512;
// How often the chain is asked what became of a transaction, in milliseconds; less often where many are under way.
const ASK_EVERY = 1_000;
const FEW = 64;
const LONG_WAIT = 2_000;

/**
 * Connects to a fund and opens what is known of it.
 *
 * @throws {InputError} if an address or the file cannot be used
 * @throws {ChainError} if the chain is not reached, or has no such fund
 */
export async function openDaemon(options: DaemonOptions, log: Log, metrics: Metrics): Promise<Daemon> {
  const chain = await connectChain(options.rpc);
  const fund = await openFund(chain.provider, options.fund, chain.host);
  const decimals = await fund.decimals();
  const { database, notices } = options;
  const scratch = `${options.db}.scratch`;
  // What a killed process left there is of no use.
  rmSync(scratch, { recursive: true, force: true });
  mkdirSync(scratch, { recursive: true });
  const store = options.signer && sqliteStore(options.state ?? `${options.db}.sends`);
  const urgent = urgentMoves(options.urgentFeeLimit ?? options.feeLimit);
  const interval = () => ASK_EVERY * Math.max(1, dispatcher.count() / FEW);
  const sending = { ...senderOptions(options, store, log), urgencyOf: urgent.of, interval };
  const sender = options.signer && createSender(chain, options.signer, sending);
  const dispatcher = dispatcherOf({ fund, sender, notices, urgent, log }, metrics, options);
  const recover = sender === undefined ? () => {} : recoveryOf(sender, dispatcher, options.interval, log);
  const look = lookerAt(chain, fund, database, { ...options, recover, onTime: urgent.tell }, metrics);
  return {
    ...{ chain, fund, decimals, database, scratch, log, notices, sender, dispatcher, look },
    make(moves, cursor, prepare) {
      if (sender !== undefined) dispatcher.start(moves, cursor, prepare);
      else for (const move of moves) notices.add(dueNotice(move));
    },
    close() {
      database.close();
      store?.close();
      chain.provider.destroy();
    },
  };
}

function senderOptions(options: DaemonOptions, store: ReturnType<typeof sqliteStore> | undefined, log: Log) {
  const { confirmations, feeLimit } = options;
  return {
    ...(store && { store }),
    feeLimit,
    confirmations: confirmations + 1,
    onEvent: ({ kind, ...send }: { kind: string }) =>
      log("info", "transaction", `Transaction: ${kind}.`, { kind, ...send }),
  };
}

/** Who is told of each look at the chain. */
interface Watchers {
  /** Whether the chain has changed: what was sent may be gone. */
  readonly recover: (changed: boolean) => void;
  /** The newest block's time. */
  readonly onTime: (time: bigint) => void;
}

/** Follows the fund's events, and keeps what they come to until there are others. */
function lookerAt(
  chain: Chain,
  { address }: Fund,
  database: Database,
  { fromBlock, confirmations, recover, onTime }: DaemonOptions & Watchers,
  metrics: Metrics,
) {
  const { provider, chainId, genesis, host } = chain;
  const fund = address.toLowerCase() as Hex;
  const journal = openJournal(database, { chain: `${chainId}:${genesis}`, fund });
  const topics = SUBMISSION_EVENTS.map((name) => FUND_INTERFACE.getEvent(name)?.topicHash as Hex);
  const source = contractSource(provider, fund, topics, host, isEvent);
  const follower = createFollower(source, journal, { from: fromBlock, confirmations });
  const headBlock = metrics.gauge("head_block", "The newest block of the chain.");
  const followed = metrics.gauge("followed_block", "The block up to which the fund is known.");
  const chainTime = metrics.gauge("head_timestamp_seconds", "The newest block's time.");
  let known: { version: number; submissions: Submissions } | undefined;
  // To decode a log takes longer than all the rest: what was decoded is kept, by the log's place in one chain.
  let decoded = new Map<string, TimedEvent>();
  return async (signal?: AbortSignal): Promise<View> => {
    await assertSameChain(chain);
    const { head, changed } = await follower.catchUp(signal);
    recover(changed);
    const cursor = journal.cursor()?.number ?? -1;
    headBlock.set(head.number);
    followed.set(cursor);
    chainTime.set(head.time);
    onTime(head.time);
    if (known?.version !== journal.version()) {
      const placed = journal.logs().map((log) => [`${log.blockHash}:${log.index}`, log] as const);
      decoded = new Map(placed.map(([place, log]) => [place, decoded.get(place) ?? timedEvent(log)]));
      known = { version: journal.version(), submissions: submissionsOf(decoded.values()) };
    }
    return { submissions: known.submissions, head, cursor };
  };
}

/** What is kept of another chain's blocks, or sent for them, would be of no use on this one. */
async function assertSameChain({ provider, chainId, host }: Chain): Promise<void> {
  const now = await provider.send<string>("eth_chainId", []).then(BigInt, (error: unknown) => {
    throw chainErrorOf(error, { host });
  });
  if (now !== chainId) throw new ChainError(`The chain at ${host} is another one now (${now}, and before ${chainId}).`);
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

/**
 * Brings what was sent to its end in the background: at the start what an earlier run left, and later what a change of the
 * chain has thrown out. What follows that cannot be mined before, and waits.
 */
function recoveryOf(sender: Sender, dispatcher: Dispatcher, interval: number, log: Log): (changed: boolean) => void {
  const patience = Math.max(LONG_WAIT, 10 * interval);
  let running = false;
  let needed = true;
  let last = 0;
  return (changed) => {
    needed ||= changed || (dispatcher.waiting() > patience && performance.now() - last > patience);
    if (running || !needed) return;
    running = true;
    needed = false;
    sender
      .recover()
      .catch((error: unknown) => {
        needed = true;
        log("warn", "recovery-failed", `What was sent before is not at its end yet: ${messageOf(error)}`);
      })
      .finally(() => {
        running = false;
        last = performance.now();
      });
  };
}

interface Hands extends Pick<Daemon, "fund" | "sender" | "notices" | "log"> {
  readonly urgent: UrgentMoves;
}

function dispatcherOf(
  { fund, sender, notices, urgent, log }: Hands,
  metrics: Metrics,
  { interval }: DaemonOptions,
): Dispatcher {
  const kinds = { kind: MOVE_KINDS };
  const made = metrics.counter("moves_total", "Transactions that were mined, by kind.", kinds);
  const failed = metrics.counter("failed_moves_total", "Transactions that were refused or failed, by kind.", kinds);
  const crowded = metrics.counter("crowded_total", "Transactions that the node had no room for, by kind.", kinds);
  const overtaken = metrics.counter("overtaken_moves_total", "Moves that somebody else made before, by kind.", kinds);
  return createDispatcher({
    async make(move) {
      if (sender === undefined) throw new ChainError("There is no account to send from.");
      const data = typeof move.data === "function" ? await move.data() : move.data;
      const { blockNumber, hash } = await urgent.during(move, () => {
        return sender.send({ id: move.id, to: fund.address, data });
      });
      made.add(1, { kind: move.kind });
      notices.add(madeNotice(move, hash));
      return blockNumber;
    },
    onFailed(move, error) {
      const isLate = isOvertaken(error);
      (isLate ? overtaken : failed).add(1, { kind: move.kind });
      notices.add(isLate ? overtakenNotice(move, error) : failedNotice(move, error));
    },
    onCrowded(move, error) {
      crowded.add(1, { kind: move.kind });
      log("info", "node-crowded", `The node takes no more of this account at once: ${messageOf(error)}`, {
        id: move.id,
      });
    },
    isCrowded,
    most: MOST_AT_ONCE,
    pause: interval,
    longestPause: LONGEST_PAUSE,
    clock: () => performance.now(),
  });
}
