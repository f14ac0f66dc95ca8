// Credits as liquidations happen: taken in from anywhere in a process, kept on disk, and sent many at a time.

import type { Fund } from "../chain/fund.ts";
import type { Sender } from "../chain/sending/sender.ts";
import { NAME } from "../columns/given.ts";
import { openDatabase } from "../disk/database.ts";
import { fileInbox } from "./credit-inbox.ts";
import { assertQueue, assertQueueable, creditRounds, type QueuedCredit, type RoundOptions } from "./credit-rounds.ts";
import type { CreditOutcome } from "./credits.ts";

/** How a queue works. */
export interface CreditQueueOptions extends RoundOptions {
  /** The file in which credits are kept until they are on chain; made if it is not there, and used by one process at a time. */
  readonly inbox: string;
}

/** Takes in credits one by one, and sends them in bulk. */
export interface CreditQueue {
  /**
   * Takes in a credit. It is on disk when this returns, and is sent even if the process is killed then: give it again after a start, and
   * the promise is that of the same credit.
   *
   * @returns what became of it, with its block, once it is confirmed
   * @throws {InputError} if period, reference or amount is not usable, or the reference was taken in or credited before with another
   *   amount or for another period
   */
  add(asked: QueuedCredit): Promise<CreditOutcome>;
  /** Takes in many at once, all of them or none: one write to the disk. @throws {InputError} at once, where `add` does */
  addAll(asked: readonly QueuedCredit[]): Promise<CreditOutcome>[];
  /** How many are not on chain yet, by what the file keeps. */
  waiting(): number;
  /** Sends all that waits now, without waiting for the next round. @throws {ChainError} if the chain refuses or is not reached */
  flush(): Promise<void>;
  /** Ends the rounds; what is under way is waited for, and what waits is kept for the next start. */
  close(): Promise<void>;
}

/**
 * Opens a queue of credits. Each reference is credited once, however often it is taken in, whoever else sends it, and wherever the
 * process is killed: what was taken in is on disk before `add` returns, and what was sent before is found in the fund's events, as
 * `credit` does.
 *
 * @throws {InputError} if the file cannot be used, another process has it open, or a figure is not above zero
 * @example
 * const queue = creditQueue(fund, sender, { inbox: "credits.sqlite" });
 * const { block } = await queue.add({ period: 1n, ref: refOf("liq-1"), amount: 250_750_000n });
 */
export function creditQueue(fund: Fund, sender: Sender, options: CreditQueueOptions): CreditQueue {
  assertQueue(fund, sender, options);
  NAME(options.inbox, "inbox");
  const inbox = fileInbox(openDatabase(options.inbox), fund.address);
  const rounds = creditRounds(fund, sender, inbox, options);
  const queue: CreditQueue = {
    add: async (asked) => queue.addAll([asked])[0] as Promise<CreditOutcome>,
    addAll(asked) {
      rounds.assertOpen();
      assertQueueable(asked);
      const promises = rounds.promisesOf(asked, inbox.take(asked));
      rounds.beginIfFull(inbox.count());
      return promises;
    },
    waiting: () => inbox.count(),
    flush: rounds.flush,
    close: rounds.close,
  };
  return queue;
}
