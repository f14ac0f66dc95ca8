// A queue of credits whose inbox is in PostgreSQL: taken in by any of several machines, sent by any, credited once.
import type { Fund } from "../chain/fund.ts";
import type { Sender } from "../chain/sending/sender.ts";
import type { Hex } from "../columns/hex.ts";
import { type CreditAsked, keyOf } from "../history/credit-order.ts";
import { openPostgres, type Postgres } from "../postgres/connection.ts";
import { DATABASE } from "../postgres/given.ts";
import type { PostgresPool } from "../postgres/pool.ts";
import { SCHEMA } from "../postgres/schema.ts";
import { byPeriod, type Kept, outcomeFrom, outcomeText, queuedOtherwise } from "./credit-inbox.ts";
import {
  assertQueue,
  assertQueueable,
  creditRounds,
  type Inbox,
  type QueuedCredit,
  type RoundOptions,
} from "./credit-rounds.ts";
import type { CreditOutcome } from "./credits.ts";

/** How a queue in PostgreSQL works. */
export interface PostgresQueueOptions extends RoundOptions {
  /** The database's address, `postgres://user:password@host:port/database`, or a pool of the package `pg` that the caller closes. */
  readonly inbox: string | PostgresPool;
}

/** Takes in credits one by one, and sends them in bulk; so may other processes, from the same inbox. */
export interface PostgresQueue {
  /**
   * Takes in a credit.
   *
   * @returns what became of it, with its block, once it is confirmed, whichever process sent it
   * @throws {InputError} if period, reference or amount is not usable, or the reference was taken in or credited before with another
   *   amount or for another period
   */
  add(asked: QueuedCredit): Promise<CreditOutcome>;
  /**
   * Takes in many at once, all of them or none. They are on the database's disk when the promise is fulfilled, and are sent even if the
   * process is killed then.
   *
   * @returns what becomes of each, as `add`
   * @throws {InputError} as `add`
   * @throws {ChainError} of kind "unkept" if the database does not answer: they are taken in, or not; give them again
   */
  addAll(asked: readonly QueuedCredit[]): Promise<{ readonly outcomes: readonly Promise<CreditOutcome>[] }>;
  /** How many are not on chain yet, by what the inbox keeps. */
  waiting(): Promise<number>;
  /** Sends all that waits now, without waiting for the next round. @throws {ChainError} if the chain refuses or is not reached */
  flush(): Promise<void>;
  /** Ends the rounds; what is under way is waited for, and what waits is kept. */
  close(): Promise<void>;
}

const TAKE = `
  INSERT INTO ${SCHEMA}.inbox (fund, ref, period, amount, name)
  SELECT $1, * FROM unnest($2::text[], $3::text[], $4::text[], $5::text[]) ON CONFLICT (fund, ref) DO NOTHING`;
const FIND = `SELECT ref, period, amount, name, outcome FROM ${SCHEMA}.inbox WHERE fund = $1 AND ref = ANY($2::text[])`;
const SETTLE = `
  UPDATE ${SCHEMA}.inbox SET outcome = done.outcome FROM unnest($2::text[], $3::text[]) AS done (ref, outcome)
  WHERE inbox.fund = $1 AND inbox.ref = done.ref`;
const LEFT = `WHERE fund = $1 AND outcome IS NULL`;

/**
 * Opens a queue of credits in PostgreSQL. It does what `creditQueue` does, for processes on several machines: each reference is
 * credited once, whichever of them took it in and sends it. Their senders should share a `postgresStore`.
 *
 * @throws {InputError} if the database cannot be used, or a figure is not above zero
 * @throws {ChainError} of kind "unkept" if it is not reached
 * @example
 * const queue = await postgresQueue(fund, sender, { inbox: "postgres://fund:password@db.example/fund" });
 * const { outcomes } = await queue.addAll([{ period: 1n, ref: refOf("liq-1"), amount: 250_750_000n }]); // kept by now
 */
export async function postgresQueue(fund: Fund, sender: Sender, options: PostgresQueueOptions): Promise<PostgresQueue> {
  assertQueue(fund, sender, options);
  DATABASE(options.inbox, "inbox");
  const name = `${await fund.chainId()}:${fund.address.toLowerCase()}`;
  const inbox = inboxIn(await openPostgres(options.inbox), name);
  const rounds = creditRounds(fund, sender, inbox, options);
  const queue: PostgresQueue = {
    async add(asked) {
      const { outcomes } = await queue.addAll([asked]);
      return outcomes[0] as Promise<CreditOutcome>;
    },
    async addAll(asked) {
      rounds.assertOpen();
      assertQueueable(asked);
      const outcomes = rounds.promisesOf(asked, await inbox.take(asked));
      if (outcomes.length > 0) rounds.beginIfFull(await inbox.count());
      return { outcomes };
    },
    waiting: inbox.count,
    flush: rounds.flush,
    close: rounds.close,
  };
  return queue;
}

function inboxIn({ query, atOnce, close }: Postgres, fund: string) {
  const refsOf = (asked: readonly { readonly ref: Hex }[]) => asked.map(({ ref }) => keyOf(ref));
  const byRef = (rows: readonly unknown[]) => new Map((rows as Kept[]).map((row) => [row.ref, row]));
  return {
    /** Keeps them all, or none; tells which were done before. */
    take: (asked: readonly QueuedCredit[]) =>
      atOnce(async (ask) => {
        const refs = refsOf(asked);
        const columns = [asked.map(({ period }) => String(period)), asked.map(({ amount }) => String(amount))];
        const rows = [fund, refs, ...columns, asked.map(({ name = null }) => name && JSON.stringify(name))];
        let kept = new Map<string, Kept>();
        // What was there may be dropped by another process before it is looked at.
        while (!refs.every((ref) => kept.has(ref))) {
          await ask(TAKE, rows);
          kept = byRef(await ask(FIND, [fund, refs]));
        }
        return asked.map((each) => {
          const row = kept.get(keyOf(each.ref)) as Kept;
          if (row.period !== String(each.period) || row.amount !== String(each.amount))
            throw queuedOtherwise(each, row);
          return row.outcome === null ? undefined : outcomeFrom(row.outcome);
        });
      }),
    async waiting(most: number): Promise<Map<bigint, CreditAsked[]>> {
      const sql = `SELECT ref, period, amount, name, outcome FROM ${SCHEMA}.inbox ${LEFT} ORDER BY number LIMIT $2`;
      const rows = (await query(sql, [fund, most])) as unknown as Kept[];
      return byPeriod(rows.map((row) => ({ ...row, name: row.name && JSON.parse(row.name) })));
    },
    async count() {
      const [row] = await query(`SELECT count(*) AS count FROM ${SCHEMA}.inbox ${LEFT}`, [fund]);
      return Number(row?.count);
    },
    settle: (outcomes: readonly CreditOutcome[]) =>
      atOnce(async (ask) => void (await ask(SETTLE, [fund, refsOf(outcomes), outcomes.map(outcomeText)]))),
    drop: (ref: Hex) =>
      atOnce(async (ask) => {
        await ask(`DELETE FROM ${SCHEMA}.inbox WHERE fund = $1 AND ref = $2 AND outcome IS NULL`, [fund, keyOf(ref)]);
      }),
    async outcomesOf(refs: readonly Hex[]) {
      const rows = byRef(await query(FIND, [fund, refs]));
      const outcomes = new Map<Hex, CreditOutcome | undefined>();
      for (const [ref, { outcome }] of rows) outcomes.set(ref, outcome === null ? undefined : outcomeFrom(outcome));
      return outcomes;
    },
    close,
  } satisfies Inbox & Record<"take", unknown>;
}
