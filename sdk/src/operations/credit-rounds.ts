// The rounds of a queue of credits: what waits in an inbox is sent, and who waits for it is told.

import type { Fund } from "../chain/fund.ts";
import { FUND, SENDER } from "../chain/given.ts";
import type { Sender } from "../chain/sending/sender.ts";
import { FUNCTION, ifGiven, listOf, partsOf, requireGiven, UINT64 } from "../columns/given.ts";
import type { Hex } from "../columns/hex.ts";
import { InputError } from "../errors.ts";
import { assertCreditOrder, type CreditAsked, keyOf } from "../history/credit-order.ts";
import { CREDITS } from "../problems/english/credits.ts";
import { refused } from "../problems/problem.ts";
import { CREDIT_OPTIONS, type CreditOptions, type CreditOutcome, credit } from "./credits.ts";

/** A liquidation's profit for a period: base units, above zero, and the exchange's own reference (see `refOf`). */
export interface QueuedCredit extends Pick<CreditAsked, "amount" | "ref" | "name"> {
  readonly period: bigint;
}

/** How often a queue sends, and how much at once. */
export interface RoundOptions extends CreditOptions {
  /** Milliseconds between two rounds of sending; 12,000 unless given. */
  readonly every?: number | undefined;
  /** How many credits a round sends at the most; 8,000 unless given, as many as are on their way at once. When so many wait, the round begins at once. */
  readonly most?: number | undefined;
  /** Told why a round failed; what it was to send is kept, and sent by a later one. */
  readonly onError?: ((error: unknown) => void) | undefined;
}

type Awaitable<T> = T | Promise<T>;

/** Where credits wait. */
export interface Inbox {
  /** What waits, oldest first, by period. */
  waiting(most: number): Awaitable<ReadonlyMap<bigint, CreditAsked[]>>;
  count(): Awaitable<number>;
  settle(outcomes: readonly CreditOutcome[]): Awaitable<void>;
  /** Forgets one that cannot be credited. */
  drop(ref: Hex): Awaitable<void>;
  /** What became of these, where other processes send, too: undefined if it waits still, and missing if it is forgotten. */
  outcomesOf?(refs: readonly Hex[]): Promise<ReadonlyMap<Hex, CreditOutcome | undefined>>;
  close(): Awaitable<void>;
}

interface Promised {
  readonly promise: Promise<CreditOutcome>;
  resolve(outcome: CreditOutcome): void;
  reject(error: unknown): void;
}

const EVERY = 12_000;
const MOST = 8_000;

/** The rounds, and the promises that they fulfill. */
export interface CreditRounds {
  /** @throws {InputError} once they are over */
  assertOpen(): void;
  /** What becomes of each; what was done before is known. */
  promisesOf(asked: readonly QueuedCredit[], known: readonly (CreditOutcome | undefined)[]): Promise<CreditOutcome>[];
  /** Begins a round at once if so many wait. */
  beginIfFull(count: number): void;
  flush(): Promise<void>;
  close(): Promise<void>;
}

// The chain has the reference already, with another amount or for another period.
const OF_ONE_CREDIT = ["creditedElsewhere", "creditedOtherwise"] satisfies (keyof typeof CREDITS)[];

/** Whether an error is about one of the credits: any other tells nothing of them, and none is forgotten for it. */
const isOfOneCredit = (error: unknown): error is InputError =>
  error instanceof InputError && OF_ONE_CREDIT.some((code) => code === error.code);

/** @throws {InputError} if a period, a reference or an amount is not usable */
export function assertQueueable(asked: readonly QueuedCredit[]): void {
  listOf(partsOf({ period: UINT64 }))(asked, "credits");
  assertCreditOrder({ period: 0n, credits: asked });
}

/** @throws {InputError} if a figure is not above zero, or what is given is of another kind than it should be */
export function assertQueue(fund: Fund, sender: Sender, options: RoundOptions): void {
  const parts = { ...CREDIT_OPTIONS, onError: ifGiven(FUNCTION) };
  requireGiven({ fund, sender, options }, { fund: FUND, sender: SENDER, options: partsOf(parts) });
  const { every = EVERY, most = MOST } = options;
  aboveZero(every, "every");
  aboveZero(most, "most");
}

/** Begins the rounds of an inbox, by figures that are known to be usable. */
export function creditRounds(fund: Fund, sender: Sender, inbox: Inbox, options: RoundOptions): CreditRounds {
  const { every = EVERY, most = MOST } = options;
  const promised = new Map<Hex, Promised>();
  let round: Promise<void> | undefined;
  let begun = false;
  let closed = false;

  function fulfill(outcome: CreditOutcome): void {
    const key = keyOf(outcome.ref);
    promised.get(key)?.resolve(outcome);
    promised.delete(key);
  }

  function fail(ref: Hex, error: unknown): void {
    const waits = promised.get(keyOf(ref));
    if (waits === undefined) options.onError?.(error);
    waits?.reject(error);
    promised.delete(keyOf(ref));
  }

  async function send(period: bigint, credits: readonly CreditAsked[]): Promise<void> {
    try {
      const result = await credit(fund, sender, { period, credits }, options);
      await inbox.settle(result.credits);
      for (const outcome of result.credits) fulfill(outcome);
    } catch (error) {
      if (!isOfOneCredit(error)) throw error;
      const [first, second] = credits;
      if (first !== undefined && second === undefined) {
        // The chain has this very reference otherwise: it never will be credited so, and is nobody else's trouble.
        await inbox.drop(first.ref);
        return fail(first.ref, error);
      }
      const half = Math.ceil(credits.length / 2);
      await send(period, credits.slice(0, half));
      await send(period, credits.slice(half));
    }
  }

  async function sendWaiting(): Promise<void> {
    for (const [period, credits] of await inbox.waiting(most)) await send(period, credits);
    const refs = [...promised.keys()];
    if (inbox.outcomesOf === undefined || refs.length === 0) return;
    const outcomes = await inbox.outcomesOf(refs);
    for (const ref of refs) {
      const outcome = outcomes.get(ref);
      if (outcome !== undefined) fulfill(outcome);
      else if (!outcomes.has(ref)) fail(ref, refused(CREDITS, "queueDropped", { ref }));
    }
  }

  /** One round at a time: who asks while one is under way gets the next. */
  function nextRound(): Promise<void> {
    round = (round ?? Promise.resolve()).catch(() => undefined).then(sendWaiting);
    return round;
  }

  const inBackground = () => nextRound().catch((error: unknown) => options.onError?.(error));
  const timer = setInterval(async () => {
    try {
      if (promised.size > 0 || (await inbox.count()) > 0) await nextRound();
    } catch (error) {
      if (!closed) options.onError?.(error);
    }
  }, every);

  return {
    assertOpen() {
      if (closed) throw refused(CREDITS, "queueClosed", {});
    },
    promisesOf: (asked, known) =>
      asked.map(({ ref }, at) => {
        const outcome = known[at];
        if (outcome !== undefined) return Promise.resolve(outcome);
        const waits = promised.get(keyOf(ref)) ?? promisedOutcome();
        promised.set(keyOf(ref), waits);
        // Who does not wait for it is told by `onError`.
        waits.promise.catch(() => undefined);
        return waits.promise;
      }),
    beginIfFull(count) {
      if (count < most || begun) return;
      begun = true;
      void inBackground().finally(() => {
        begun = false;
      });
    },
    async flush() {
      do await nextRound();
      while ((await inbox.count()) > 0);
    },
    async close() {
      if (closed) return;
      closed = true;
      clearInterval(timer);
      await round?.catch(() => undefined);
      for (const { reject } of promised.values()) reject(refused(CREDITS, "queueClosed", {}));
      await inbox.close();
    },
  };
}

function promisedOutcome(): Promised {
  let settle: Omit<Promised, "promise"> = { resolve() {}, reject() {} };
  const promise = new Promise<CreditOutcome>((resolve, reject) => {
    settle = { resolve, reject };
  });
  return { promise, ...settle };
}

function aboveZero(value: number, name: string): void {
  if (Number.isSafeInteger(value) && value > 0) return;
  throw refused(CREDITS, "queueFigure", { name }, { got: String(value) });
}
