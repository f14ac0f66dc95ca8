// Where credits wait: rows by fund and reference, with what became of each.
import type { Hex } from "../columns/hex.ts";
import { atOnce, type Database } from "../disk/database.ts";
import { type CreditAsked, keyOf, nameOf, refusal } from "../history/credit-order.ts";
import type { QueuedCredit } from "./credit-rounds.ts";
import type { CreditOutcome } from "./credits.ts";

const TABLES = `
  CREATE TABLE IF NOT EXISTS inbox (
    number INTEGER PRIMARY KEY, fund TEXT NOT NULL, ref TEXT NOT NULL, period TEXT NOT NULL, amount TEXT NOT NULL, name TEXT,
    outcome TEXT, UNIQUE (fund, ref)
  ) STRICT;
  CREATE INDEX IF NOT EXISTS inbox_waiting ON inbox (fund, number) WHERE outcome IS NULL;`;

/** A row of the inbox. */
export interface Kept {
  readonly ref: Hex;
  readonly period: string;
  readonly amount: string;
  readonly name: string | null;
  readonly outcome: string | null;
}

/** An inbox in a file. */
export function fileInbox(database: Database, address: string) {
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
    throw queuedOtherwise(asked, before);
  }

  return {
    /** Keeps them all, or none; tells which were done before. */
    take: (asked: readonly QueuedCredit[]) => atOnce(database, () => asked.map(takeOne)),
    waiting(most: number): Map<bigint, CreditAsked[]> {
      return byPeriod(left.all(fund, most) as unknown as Kept[]);
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

/** What waits, by period. */
export function byPeriod(rows: readonly Kept[]): Map<bigint, CreditAsked[]> {
  const periods = new Map<bigint, CreditAsked[]>();
  for (const { ref, period, amount, name } of rows) {
    const credits = periods.get(BigInt(period)) ?? [];
    periods.set(BigInt(period), credits);
    credits.push({ ref, amount: BigInt(amount), ...(name !== null && { name }) });
  }
  return periods;
}

/** A reference that waits, or is done, with another amount or for another period. */
export function queuedOtherwise(asked: QueuedCredit, { period, amount }: Pick<Kept, "period" | "amount">): unknown {
  const got = `${asked.amount} for period ${asked.period}`;
  return refusal(asked, "queuedOtherwise", { name: nameOf(asked), period, amount }, { got });
}

/** An outcome as text. */
export const outcomeText = (outcome: CreditOutcome) =>
  JSON.stringify(outcome, (_, value) => (typeof value === "bigint" ? String(value) : value));

/** An outcome of an earlier run, from its text. */
export function outcomeFrom(text: string): CreditOutcome {
  const { ref, sequence, amount, arrived, transaction, block } = JSON.parse(text);
  const figures = {
    sequence: BigInt(sequence),
    amount: BigInt(amount),
    arrived: BigInt(arrived),
    block: BigInt(block),
  };
  return { ref, transaction, ...figures, sent: false };
}
