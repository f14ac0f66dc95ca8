import { mkdirSync, rmSync } from "node:fs";
import { usualConfirmations } from "../chain/confirmations.ts";
import { type Chain, type ConnectOptions, connectChain } from "../chain/connection.ts";
import { messageOf } from "../chain/failures.ts";
import { type Fund, openFund } from "../chain/fund.ts";
import { openStore } from "../chain/sending/open-store.ts";
import { createSender, type Sender } from "../chain/sending/sender.ts";
import type { TransactionSigner } from "../chain/sending/signing.ts";
import type { SendStore } from "../chain/sending/store.ts";
import type { Database } from "../disk/database.ts";
import { keptStartOf } from "../follow/kept-start.ts";
import { identityOf } from "../operations/checks.ts";
import { SENDING } from "../problems/english/sending.ts";
import { failed } from "../problems/problem.ts";
import { type AnyMove, createDispatcher, type Dispatcher } from "./dispatch.ts";
import { createLook, type View } from "./look.ts";
import type { Log } from "./monitoring/log.ts";
import type { Metrics } from "./monitoring/metrics.ts";
import type { Notices } from "./monitoring/notices.ts";
import {
  dueNotice,
  failedNotice,
  isCrowded,
  isOvertaken,
  isUnknown,
  MOVE_KINDS,
  madeNotice,
  overtakenNotice,
} from "./moves.ts";
import { type UrgentMoves, urgentMoves } from "./urgency.ts";

/** What every daemon is told. */
export interface DaemonOptions {
  /** The JSON-RPC address of the chain's node, or of several that stand in for each other. */
  readonly rpc: string | readonly string[];
  /** How it is connected to. */
  readonly connect?: ConnectOptions | undefined;
  /** The fund's address. */
  readonly fund: string;
  /** The file that outlives the process, its path, and what is to be told. */
  readonly database: Database;
  readonly db: string;
  readonly notices: Notices;
  /** Where transactions are kept until they are mined: a file, or `postgres://...`; beside `db` unless given. */
  readonly state?: string | undefined;
  /** The same, open already. It is closed by who opened it. */
  readonly store?: SendStore | undefined;
  /** A block before the fund's first one, where a node does not find that; what is later is of no effect. */
  readonly fromBlock?: number | undefined;
  /**
   * How many blocks must stand on what happened in one, its own included, before it is believed, or counts as done; as many as are usual
   * on the chain unless given.
   */
  readonly confirmations?: number | undefined;
  /** The most that is offered for a unit of gas, in wei; no limit unless given. */
  readonly feeLimit?: bigint | undefined;
  /** The same for a move whose deadline is near; the same limit unless given. */
  readonly urgentFeeLimit?: bigint | undefined;
  /** Milliseconds between two looks at the chain. */
  readonly interval: number;
  /** Who sends transactions; nothing is sent if left out. */
  readonly signer?: TransactionSigner | undefined;
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
  close(): Promise<void>;
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
  const chain = await connectChain(options.rpc, options.connect);
  const fund = await openFund(chain.provider, options.fund, chain.host);
  const [decimals] = await Promise.all([fund.decimals(), identityOf(fund)]);
  const fromBlock = await keptStartOf(options.database, chain, fund.address, options.fromBlock);
  const { database, notices } = options;
  const scratch = `${options.db}.scratch`;
  // What a killed process left there is of no use.
  rmSync(scratch, { recursive: true, force: true });
  mkdirSync(scratch, { recursive: true });
  const own = options.signer && !options.store ? await openStore(options.state ?? `${options.db}.sends`) : undefined;
  const store = own ?? options.store;
  const urgent = urgentMoves(options.urgentFeeLimit ?? options.feeLimit);
  const interval = () => ASK_EVERY * Math.max(1, dispatcher.count() / FEW);
  const confirmations = options.confirmations ?? usualConfirmations(chain.chainId);
  const sending = { ...senderOptions(options, store, log), confirmations, urgencyOf: urgent.of, interval };
  const sender = options.signer && createSender(chain, options.signer, sending);
  const dispatcher = dispatcherOf({ fund, sender, notices, urgent, log }, metrics, options);
  const recover = sender === undefined ? () => {} : recoveryOf(sender, dispatcher, options.interval, log);
  const look = createLook(chain, fund, database, {
    ...{ fromBlock, confirmations: confirmations - 1, notices, metrics, recover, onTime: urgent.tell },
  });
  return {
    ...{ chain, fund, decimals, database, scratch, log, notices, sender, dispatcher, look },
    make(moves, cursor, prepare) {
      if (sender !== undefined) dispatcher.start(moves, cursor, prepare);
      else for (const move of moves) notices.add(dueNotice(move));
    },
    async close() {
      database.close();
      chain.provider.destroy();
      await own?.close();
    },
  };
}

function senderOptions(options: DaemonOptions, store: SendStore | undefined, log: Log) {
  const { feeLimit } = options;
  return {
    ...(store && { store }),
    feeLimit,
    onEvent: ({ kind, ...send }: { kind: string }) =>
      log("info", "transaction", `Transaction: ${kind}.`, { kind, ...send }),
  };
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
  const failures = metrics.counter("failed_moves_total", "Transactions that were refused or failed, by kind.", kinds);
  const crowded = metrics.counter("crowded_total", "Transactions that the node had no room for, by kind.", kinds);
  const overtaken = metrics.counter("overtaken_moves_total", "Moves that somebody else made before, by kind.", kinds);
  return createDispatcher({
    async make(move) {
      if (sender === undefined) throw failed(SENDING, "noSender", {});
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
      (isLate ? overtaken : failures).add(1, { kind: move.kind });
      notices.add(isLate ? overtakenNotice(move, error) : failedNotice(move, error));
    },
    onCrowded(move, error) {
      crowded.add(1, { kind: move.kind });
      const why = isUnknown(error) ? "" : "The node takes no more of this account at once: ";
      log("info", "node-crowded", `${why}${messageOf(error)}`, { id: move.id });
    },
    isCrowded,
    most: MOST_AT_ONCE,
    pause: interval,
    longestPause: LONGEST_PAUSE,
    clock: () => performance.now(),
  });
}
