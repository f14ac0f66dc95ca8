import type { Hex } from "../../columns/hex.ts";

/** What is to be done by a transaction. */
export interface Intent {
  /** Names it among the account's open sends: asked for twice, it is sent once. */
  readonly id: string;
  readonly to: Hex;
  readonly data: Hex;
  /** Decimal places of the amounts in a refusal, for its sentence: 6 unless given. Not kept. */
  readonly decimals?: number;
}

/** One signed transaction of a send; a send that was stuck has several, with the same nonce and rising fees. */
export interface Attempt {
  readonly hash: Hex;
  /** The signed transaction. */
  readonly raw: Hex;
  /** Wei a unit of gas. */
  readonly maxFeePerGas: bigint;
  readonly maxPriorityFeePerGas: bigint;
}

/** A transaction on its way. */
export interface Send extends Intent {
  /** Names it in its store. */
  readonly key: number;
  /** Chain and address that it is sent from. */
  readonly account: string;
  readonly nonce: number;
  readonly gasLimit: bigint;
  /** Oldest first; at least one. */
  readonly attempts: readonly [Attempt, ...Attempt[]];
}

/** How a send ended: mined, reverted or not; or dropped, since another took its nonce or no node wanted it. */
export type SendEnd = "mined" | "dropped";

/**
 * Keeps what was signed until it is known how it ended. What is added is kept when the call returns; a store that shall
 * survive the process keeps it on disk.
 */
export interface SendStore {
  /** Runs one task at a time, whoever else uses the store, so that no nonce is given out twice. */
  exclusively<T>(task: () => Promise<T>): Promise<T>;
  /** The sends of an account whose end is not known, by nonce. */
  open(account: string): readonly Send[];
  /** The nonces of an account's sends that were not dropped, from a number on. */
  nonces(account: string, from: number): ReadonlySet<number>;
  add(send: Omit<Send, "key">): Send;
  addAttempt(send: Send, attempt: Attempt): Send;
  /** The send with all its attempts so far. */
  current(send: Send): Send;
  end(send: Send, end: SendEnd): void;
  /** Opens again what was mined at this nonce or later: the chain has forgotten it. */
  reopen(account: string, from: number): void;
}

/** The attempt that is most likely to be mined. */
export function latestOf({ attempts }: Send): Attempt {
  return attempts.at(-1) ?? attempts[0];
}

/** A store that lasts as long as the process. */
export function memoryStore(): SendStore {
  const sends: { send: Send; end?: SendEnd }[] = [];
  const inTurn = turns();
  const entry = (key: number) => {
    const found = sends[key];
    if (found === undefined) throw new RangeError(`there is no send ${key}`);
    return found;
  };
  const of = (account: string) => sends.filter(({ send }) => send.account === account);
  const still = (account: string) => of(account).filter(({ end }) => end === undefined);
  return {
    exclusively: inTurn,
    open: (account) =>
      still(account)
        .map(({ send }) => send)
        .sort((a, b) => a.nonce - b.nonce),
    nonces(account, from) {
      const kept = of(account).filter(({ send, end }) => end !== "dropped" && send.nonce >= from);
      return new Set(kept.map(({ send }) => send.nonce));
    },
    add(send) {
      const added = { ...send, key: sends.length };
      sends.push({ send: added });
      return added;
    },
    addAttempt({ key }, attempt) {
      const found = entry(key);
      found.send = { ...found.send, attempts: [...found.send.attempts, attempt] };
      return found.send;
    },
    current: ({ key }) => entry(key).send,
    end({ key }, end) {
      entry(key).end = end;
    },
    reopen(account, from) {
      for (const found of of(account)) if (found.end === "mined" && found.send.nonce >= from) delete found.end;
    },
  };
}

/** Runs tasks one after another, whether the one before failed or not. */
export function turns(): <T>(task: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const done = last.then(task);
    last = done.catch(() => undefined);
    return done;
  };
}
