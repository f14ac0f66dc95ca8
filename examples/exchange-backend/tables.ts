// The exchange's tables, as the backend reads them.
import type { Pool } from "pg";
import type { Hex } from "zke-insurance-fund";
import { liquidationTable, positionTable } from "zke-insurance-fund/bundle";
import { type PeriodTerms, refOf } from "zke-insurance-fund/chain";

const ROWS_AT_ONCE = 5_000;

/** A period that has ended. */
export type EndedPeriod = PeriodTerms & { readonly endTime: bigint };

/** When a period ends, once its positions are there. */
export async function endOf(pool: Pool, period: bigint): Promise<bigint | undefined> {
  const { rows } = await pool.query("SELECT ends_at FROM periods WHERE period = $1", [period]);
  return rows[0] === undefined ? undefined : BigInt(rows[0].ends_at as string);
}

/** Reads a period's tables row by row: there is no file between the database and the settlement. */
export async function readTables(pool: Pool, { period, decimals, startTime, endTime }: EndedPeriod) {
  const positions = await positionTable(
    rowsOf(pool, "SELECT account, position, profit FROM positions WHERE period = $1", period, (row) => ({
      account: row.account as string,
      position: row.position as string,
      profit: row.profit as string,
    })),
    { decimals },
  );
  const liquidations = await liquidationTable(
    rowsOf(pool, "SELECT * FROM liquidations WHERE period = $1", period, (row) => ({
      liquidation: row.liquidation as string,
      market: row.market as string,
      side: row.side as "long" | "short",
      quantity: row.quantity as string,
      takeover_value: row.takeover_value as string,
      close_value: row.close_value as string,
      time: BigInt(row.closed_at as string),
    })),
    { decimals, startTime, endTime },
  );
  return { positions, liquidations };
}

/** A liquidation whose profit no block has credited yet. */
export interface Uncredited {
  readonly liquidation: string;
  /** In tokens, as the database has it. */
  readonly profit: string;
  readonly credit: { readonly name: string; readonly ref: Hex; readonly period: bigint };
}

/** Profits that no block has credited yet, oldest first. */
export async function uncredited(pool: Pool): Promise<Uncredited[]> {
  const open = "credited_block IS NULL AND profit > 0";
  const { rows } = await pool.query(
    `SELECT liquidation, period, profit FROM liquidations WHERE ${open} ORDER BY closed_at LIMIT 10000`,
  );
  return rows.map((row) => ({
    liquidation: row.liquidation as string,
    profit: row.profit as string,
    credit: {
      ...{ name: row.liquidation as string, ref: refOf(row.liquidation as string) },
      period: BigInt(row.period as string),
    },
  }));
}

/** Whether all of a period's profits are on chain. */
export async function isCredited(pool: Pool, period: bigint): Promise<boolean> {
  const open = "SELECT 1 FROM liquidations WHERE period = $1 AND profit > 0 AND credited_block IS NULL LIMIT 1";
  return (await pool.query(open, [period])).rows.length === 0;
}

export async function noteCredited(pool: Pool, liquidation: string, block: bigint): Promise<void> {
  await pool.query("UPDATE liquidations SET credited_block = $2 WHERE liquidation = $1", [liquidation, block]);
}

/** The account of whoever is signed in by a token. */
export async function accountOf(pool: Pool, token: string | undefined): Promise<string | undefined> {
  if (token === undefined) return undefined;
  return (await pool.query("SELECT account FROM sessions WHERE token = $1", [token])).rows[0]?.account;
}

/** The rows of a query about a period, by a cursor: in memory are some thousand at a time. */
async function* rowsOf<T>(pool: Pool, sql: string, period: bigint, make: (row: Record<string, string>) => T) {
  const client = await pool.connect();
  let isWhole = false;
  try {
    await client.query("BEGIN TRANSACTION READ ONLY");
    await client.query(`DECLARE period_rows NO SCROLL CURSOR FOR ${sql}`, [period]);
    for (;;) {
      const { rows } = await client.query(`FETCH ${ROWS_AT_ONCE} FROM period_rows`);
      if (rows.length === 0) break;
      for (const row of rows) yield make(row);
    }
    await client.query("COMMIT");
    isWhole = true;
  } finally {
    // A connection that stopped half-way is of no use to others.
    client.release(!isWhole);
  }
}
