// Credits as liquidations happen: taken in from anywhere in a process, kept on disk, and sent many at a time.
import type { Fund } from "../chain/fund.ts";
import type { Sender } from "../chain/sending/sender.ts";
import { assertUint64 } from "../columns/amounts.ts";
import type { Hex } from "../columns/hex.ts";
import { atOnce, type Database, openDatabase } from "../disk/database.ts";
import { InputError } from "../errors.ts";
import { assertCreditOrder, type CreditAsked, keyOf, nameOf, refusal } from "../history/credit-order.ts";
import { CREDITS } from "../problems/english/credits.ts";
import { refused } from "../problems/problem.ts";
import { type CreditOptions, type CreditOutcome, credit } from "./credits.ts";

/** A liquidation's profit for a period: base units, above zero, and the exchange's own reference (see `refOf`). */
export interface QueuedCredit extends Pick<CreditAsked, "amount" | "ref" | "name"> {
  readonly period: bigint;
}

/** How a queue works. */
export interface CreditQueueOptions extends CreditOptions {
  /** The file in which credits are kept until they are on chain; made if it is not there, and used by one process at a time. */
  readonly inbox: string;
  /** Milliseconds between two rounds of sending; 12,000 unless given. */
  readonly every?: number | undefined;
  /** How many credits a round sends at the most; 10,000 unless given. When so many wait, the round begins at once. */
  readonly most?: number | undefined;
  /** Told why a round failed; what it was to send is kept, and sent by a later one. */
  readonly onError?: ((error: unknown) => void) | undefined;
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

const EVERY = 12_000;
const MOST = 10_000;
const TABLES = `
  CREATE TABLE IF NOT EXISTS inbox (
    number INTEGER PRIMARY KEY, fund TEXT NOT NULL, ref TEXT NOT NULL, period TEXT NOT NULL, amount TEXT NOT NULL, name TEXT,
    outcome TEXT, UNIQUE (fund, ref)
  ) STRICT;
  CREATE INDEX IF NOT EXISTS inbox_waiting ON inbox (fund, number) WHERE outcome IS NULL;`;

/** A row of the inbox. */
interface Kept {
  readonly ref: Hex;
  readonly period: string;
  readonly amount: string;
  readonly name: string | null;
  readonly outcome: string | null;
}

interface Promised {
  readonly promise: Promise<CreditOutcome>;
  resolve(outcome: CreditOutcome): void;
  reject(error: unknown): void;
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
  const every = aboveZero(options.every ?? EVERY, "every");
  const most = aboveZero(options.most ?? MOST, "most");
  const inbox = openInbox(openDatabase(options.inbox), fund.address);
  const promised = new Map<Hex, Promised>();
  let round: Promise<void> | undefined;
  let closed = false;

  async function send(period: bigint, credits: readonly CreditAsked[]): Promise<void> {
    try {
      const result = await credit(fund, sender, { period, credits }, options);
      inbox.settle(result.credits);
      for (const outcome of result.credits) {
        const key = keyOf(outcome.ref);
        promised.get(key)?.resolve(outcome);
        promised.delete(key);
      }
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      const [first, second] = credits;
      if (first !== undefined && second === undefined) {
        // The chain has this very reference otherwise: it never will be credited so, and is nobody else's trouble.
        inbox.drop(first.ref);
        const waits = promised.get(keyOf(first.ref));
        if (waits === undefined) options.onError?.(error);
        waits?.reject(error);
        promised.delete(keyOf(first.ref));
        return;
      }
      const half = Math.ceil(credits.length / 2);
      await send(period, credits.slice(0, half));
      await send(period, credits.slice(half));
    }
  }

  async function sendWaiting(): Promise<void> {
    for (const [period, credits] of inbox.waiting(most)) await send(period, credits);
  }

  /** One round at a time: who asks while one is under way gets the next. */
  function nextRound(): Promise<void> {
    round = (round ?? Promise.resolve()).catch(() => undefined).then(sendWaiting);
    return round;
  }

  const inBackground = () => void nextRound().catch((error: unknown) => options.onError?.(error));
  const timer = setInterval(() => {
    if (inbox.count() > 0) inBackground();
  }, every);
  let begun = false;

  const queue: CreditQueue = {
    add: async (asked) => queue.addAll([asked])[0] as Promise<CreditOutcome>,
    addAll(asked) {
      if (closed) throw refused(CREDITS, "queueClosed", {});
      for (const { period } of asked) assertUint64(period, "period");
      assertCreditOrder({ period: 0n, credits: asked });
      const promises = inbox.take(asked).map((outcome, at) => {
        if (outcome !== undefined) return Promise.resolve(outcome);
        const key = keyOf((asked[at] as QueuedCredit).ref);
        const waits = promised.get(key) ?? promisedOutcome();
        promised.set(key, waits);
        // Who does not wait for it is told by `onError`.
        waits.promise.catch(() => undefined);
        return waits.promise;
      });
      if (inbox.count() < most || begun) return promises;
      begun = true;
      void nextRound()
        .catch((error: unknown) => options.onError?.(error))
        .finally(() => {
          begun = false;
        });
      return promises;
    },
    waiting: () => inbox.count(),
    async flush() {
      do await nextRound();
      while (inbox.count() > 0);
    },
    async close() {
      if (closed) return;
      closed = true;
      clearInterval(timer);
      await round?.catch(() => undefined);
      for (const { reject } of promised.values()) reject(refused(CREDITS, "queueClosed", {}));
      inbox.close();
    },
  };
  return queue;
}

function promisedOutcome(): Promised {
  let settle: Omit<Promised, "promise"> = { resolve() {}, reject() {} };
  const promise = new Promise<CreditOutcome>((resolve, reject) => {
    settle = { resolve, reject };
  });
  return { promise, ...settle };
}

function aboveZero(value: number, name: string): number {
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw refused(CREDITS, "queueFigure", { name }, { got: String(value) });
}

function openInbox(database: Database, address: string) {
  const fund = address.toLowerCase();
  database.exec(TABLES);
  const find = database.prepare("SELECT * FROM inbox WHERE fund = ? AND ref = ?");
  const insert = database.prepare("INSERT INTO inbox (fund, ref, period, amount, name) VALUES (?, ?, ?, ?, ?)");
  const left = database.prepare("SELECT * FROM inbox WHERE fund = ? AND outcome IS NULL ORDER BY number LIMIT ?");
  const counted = database.prepare("SELECT count(*) AS count FROM inbox WHERE fund = ? AND outcome IS NULL");
  const settled = database.prepare("UPDATE inbox SET outcome = ? WHERE fund = ? AND ref = ?");
  const remove = database.prepare("DELETE FROM inbox WHERE fund = ? AND ref = ?");
  const rowOf = (ref: Hex) => find.get(fund, keyOf(ref)) as unknown as Kept | undefined;

  function takeOne(asked: QueuedCredit): CreditOutcome | undefined {
    const { ref, period, amount, name = null } = asked;
    const before = rowOf(ref);
    if (before === undefined) {
      insert.run(fund, keyOf(ref), String(period), String(amount), name);
      return undefined;
    }
    if (before.period === String(period) && before.amount === String(amount)) {
      return before.outcome === null ? undefined : outcomeFrom(before.outcome);
    }
    const args = { name: nameOf(asked), period: before.period, amount: before.amount };
    throw refusal(asked, "queuedOtherwise", args, { got: `${amount} for period ${period}` });
  }

  return {
    /** Keeps them all, or none; tells which were done before. */
    take: (asked: readonly QueuedCredit[]) => atOnce(database, () => asked.map(takeOne)),
    waiting(most: number): Map<bigint, CreditAsked[]> {
      const periods = new Map<bigint, CreditAsked[]>();
      for (const { ref, period, amount, name } of left.all(fund, most) as unknown as Kept[]) {
        const credits = periods.get(BigInt(period)) ?? [];
        periods.set(BigInt(period), credits);
        credits.push({ ref, amount: BigInt(amount), ...(name !== null && { name }) });
      }
      return periods;
    },
    count: () => Number((counted.get(fund) as { count: number }).count),
    settle(outcomes: readonly CreditOutcome[]): void {
      atOnce(database, () => {
        for (const outcome of outcomes) settled.run(outcomeText(outcome), fund, keyOf(outcome.ref));
      });
    },
    drop: (ref: Hex) => void remove.run(fund, keyOf(ref)),
    close: () => database.close(),
  };
}

const outcomeText = (outcome: CreditOutcome) =>
  JSON.stringify(outcome, (_, value) => (typeof value === "bigint" ? String(value) : value));

function outcomeFrom(text: string): CreditOutcome {
  const { ref, sequence, amount, arrived, transaction, block } = JSON.parse(text);
  const figures = {
    sequence: BigInt(sequence),
    amount: BigInt(amount),
    arrived: BigInt(arrived),
    block: BigInt(block),
  };
  return { ref, transaction, ...figures, sent: false };
}
