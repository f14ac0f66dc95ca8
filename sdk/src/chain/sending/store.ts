import type { Hex } from "../../columns/hex.ts";

/** What is to be done by a transaction. */
export interface Intent {
  /** Names it among the account's open sends: asked for twice, it is sent once. */
  readonly id: string;
  readonly to: Hex;
  readonly data: Hex;
  /** Decimal places of the amounts in a refusal, for its sentence: 6 unless given. Not kept. */
  readonly decimals?: number;
  /** Data of a call that takes as much gas, if the chain takes this one only after those before it in a row. Not kept. */
  readonly likeNow?: Hex;
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
 * Keeps what was signed until it is known how it ended. What is added is kept for good when the promise is fulfilled; a store that
 * shall survive the process keeps it on disk, and one that several machines share in a database.
 */
export interface SendStore {
  /** Runs one of an account's short tasks at a time, whoever else uses the store, so that no nonce is given out twice. */
  exclusively<T>(account: string, task: () => Promise<T>): Promise<T>;
  /**
   * Runs one of an account's tasks at a time, whoever else uses the store: a task looks up, sends and waits. `exclusively` may be
   * used in it.
   *
   * @throws {ChainError} if the turn does not come in time
   */
  inTurn<T>(account: string, wait: TurnWait, task: () => Promise<T>): Promise<T>;
  /** The sends of an account whose end is not known, by nonce. */
  open(account: string): Promise<readonly Send[]>;
  /** The nonces of an account's sends that were not dropped, from a number on. */
  nonces(account: string, from: number): Promise<ReadonlySet<number>>;
  /** The highest nonce of an account's sends that were not dropped. */
  lastNonce(account: string): Promise<number | undefined>;
  /** Of an account's sends that were mined, the one with the highest nonce. */
  lastMined(account: string): Promise<Send | undefined>;
  /** The latest of an account's sends of an id that were mined. */
  mined(account: string, id: string): Promise<Send | undefined>;
  add(send: Omit<Send, "key">): Promise<Send>;
  addAttempt(send: Send, attempt: SignedTransaction): Promise<Send>;
  /** The send with all its attempts so far; undefined if the store has lost it. */
  current(send: Send): Promise<Send | undefined>;
  end(send: Send, end: SendEnd): Promise<void>;
  /** Opens again what was mined at this nonce or later: the chain has forgotten it. */
  reopen(account: string, from: number): Promise<void>;
}

/** A store that holds something open: close it when done. */
export interface OpenStore extends SendStore {
  close(): Promise<void>;
}

/** The attempt that is most likely to be mined. */
export function latestOf({ attempts }: Send): SignedTransaction {
  return attempts.at(-1) ?? attempts[0];
}

/** A store that lasts as long as the process. */
export function memoryStore(): SendStore {
  const sends: { send: Send; end?: SendEnd }[] = [];
  const taskTurns = turnsByName();
  const accountTurns = turnsByName();
  const entry = (key: number) => {
    const found = sends[key];
    if (found === undefined) throw new RangeError(`there is no send ${key}`);
    return found;
  };
  const of = (account: string) => sends.filter(({ send }) => send.account === account);
  const mined = (account: string) => of(account).flatMap(({ send, end }) => (end === "mined" ? [send] : []));
  const still = (account: string) => of(account).filter(({ end }) => end === undefined);
  const kept = (account: string) => of(account).flatMap(({ send, end }) => (end === "dropped" ? [] : [send.nonce]));
  return {
    exclusively: taskTurns,
    inTurn: (account, _, task) => accountTurns(account, task),
    async open(account) {
      return still(account)
        .map(({ send }) => send)
        .sort((a, b) => a.nonce - b.nonce);
    },
    async nonces(account, from) {
      return new Set(kept(account).filter((nonce) => nonce >= from));
    },
    async lastNonce(account) {
      const nonces = kept(account);
      return nonces.length === 0 ? undefined : Math.max(...nonces);
    },
    async lastMined(account) {
      const later = (last: Send | undefined, send: Send) => (last && last.nonce > send.nonce ? last : send);
      return mined(account).reduce<Send | undefined>(later, undefined);
    },
    async mined(account, id) {
      return mined(account).findLast((send) => send.id === id);
    },
    async add(send) {
      const added = { ...send, key: sends.length };
      sends.push({ send: added });
      return added;
    },
    async addAttempt({ key }, attempt) {
      const found = entry(key);
      found.send = { ...found.send, attempts: [...found.send.attempts, attempt] };
      return found.send;
    },
    async current({ key }) {
      return sends[key]?.send;
    },
    async end({ key }, end) {
      entry(key).end = end;
    },
    async reopen(account, from) {
      for (const found of of(account)) if (found.end === "mined" && found.send.nonce >= from) delete found.end;
    },
  };
}

/** Runs tasks of one name one after another, whether the one before failed or not; those of different names beside each other. */
export function turnsByName(): <T>(name: string, task: () => Promise<T>) => Promise<T> {
  const last = new Map<string, Promise<unknown>>();
  return (name, task) => {
    const done = (last.get(name) ?? Promise.resolve()).then(task);
    last.set(
      name,
      done.catch(() => undefined),
    );
    return done;
  };
}
