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
export interface SignedTransaction {
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
  readonly attempts: readonly [SignedTransaction, ...SignedTransaction[]];
}

/** How a send ended: mined, reverted or not; or dropped, since another took its nonce or no node wanted it. */
export type SendEnd = "mined" | "dropped";

/** How a turn is waited for. */
export interface TurnWait {
  /** In milliseconds. */
  readonly patience: number;
  /** Told once, if it does not come at once. */
  readonly onWait?: (() => void) | undefined;
}

/**
 * Keeps what was signed until it is known how it ended. What is added is kept when the call returns; a store that shall
 * survive the process keeps it on disk.
 */
export interface SendStore {
  /** Runs one short task at a time, whoever else uses the store, so that no nonce is given out twice. */
  exclusively<T>(task: () => Promise<T>): Promise<T>;
  /**
   * Runs one of an account's tasks at a time, whoever else uses the store: a task looks up, sends and waits. `exclusively` may be
   * used in it.
   *
   * @throws {ChainError} if the turn does not come in time
   */
  inTurn<T>(account: string, wait: TurnWait, task: () => Promise<T>): Promise<T>;
  /** The sends of an account whose end is not known, by nonce. */
  open(account: string): readonly Send[];
  /** The nonces of an account's sends that were not dropped, from a number on. */
  nonces(account: string, from: number): ReadonlySet<number>;
  /** Of an account's sends that were mined, the one with the highest nonce. */
  lastMined(account: string): Send | undefined;
  /** The latest of an account's sends of an id that were mined. */
  mined(account: string, id: string): Send | undefined;
  add(send: Omit<Send, "key">): Send;
  addAttempt(send: Send, attempt: SignedTransaction): Send;
  /** The send with all its attempts so far. */
  current(send: Send): Send;
  end(send: Send, end: SendEnd): void;
  /** Opens again what was mined at this nonce or later: the chain has forgotten it. */
  reopen(account: string, from: number): void;
}

/** The attempt that is most likely to be mined. */
export function latestOf({ attempts }: Send): SignedTransaction {
  return attempts.at(-1) ?? attempts[0];
}

/** A store that lasts as long as the process. */
export function memoryStore(): SendStore {
  const sends: { send: Send; end?: SendEnd }[] = [];
  const accountTurns = new Map<string, ReturnType<typeof turns>>();
  const entry = (key: number) => {
    const found = sends[key];
    if (found === undefined) throw new RangeError(`there is no send ${key}`);
    return found;
  };
  const of = (account: string) => sends.filter(({ send }) => send.account === account);
  const mined = (account: string) => of(account).flatMap(({ send, end }) => (end === "mined" ? [send] : []));
  const still = (account: string) => of(account).filter(({ end }) => end === undefined);
  return {
    exclusively: turns(),
    inTurn(account, _, task) {
      const inTurn = accountTurns.get(account) ?? turns();
      accountTurns.set(account, inTurn);
      return inTurn(task);
    },
    open: (account) =>
      still(account)
        .map(({ send }) => send)
        .sort((a, b) => a.nonce - b.nonce),
    nonces(account, from) {
      const kept = of(account).filter(({ send, end }) => end !== "dropped" && send.nonce >= from);
      return new Set(kept.map(({ send }) => send.nonce));
    },
    lastMined: (account) =>
      mined(account).reduce<Send | undefined>(
        (last, send) => (last && last.nonce > send.nonce ? last : send),
        undefined,
      ),
    mined: (account, id) => mined(account).findLast((send) => send.id === id),
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
