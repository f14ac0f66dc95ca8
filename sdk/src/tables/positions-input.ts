import { type Amounts, smallAmounts } from "../columns/amounts.ts";
import { type ByteRange, withRoom } from "../columns/bytes.ts";
import { TABLES } from "../problems/english/tables.ts";
import { refused } from "../problems/problem.ts";
import type { Ids } from "./ids.ts";
import type { TableNotes } from "./notes.ts";
import type { TableOptions } from "./options.ts";
import { PlacedIds } from "./placed-ids.ts";
import type { RowPlace } from "./warnings.ts";

/** The columns of a table of positions, in the order in which a CSV file has them. */
export const POSITION_COLUMNS = ["account", "position", "profit"] as const;

/** What a table of positions is read by. */
export interface PositionFormat extends TableOptions {
  /** Decimal places of the margin asset, 0 to 18. */
  readonly decimals: number;
}

/** A period's positions as they were read: all ids, and the profit of those above zero. */
export interface PositionTable {
  /** Of every row, profitable or not: account, NUL, position. */
  readonly ids: Ids;
  /** How many rows are profitable. */
  readonly count: number;
  /** The row of each profitable position, counted from 0. */
  readonly rows: Uint32Array;
  readonly profits: Amounts;
}

/** Takes a table's rows, one after the other. */
export interface PositionTableBuilder {
  /**
   * Adds a row.
   *
   * @param profit base units, at most 2^127 in absolute value
   * @throws {InputError} if an id is bad, or the same position was there before
   */
  add(account: ByteRange, position: ByteRange, profit: number | bigint, place: RowPlace): void;
  finish(): PositionTable;
}

const UINT32_MAX = 0xffffffff;
// Two amounts of 15 digits more, and the sum is still exact.
const LARGEST_SUM = 4e15;

/** Makes a builder of a position table; takes note of the totals. */
export function createPositionTable(notes: TableNotes): PositionTableBuilder {
  const ids = new PlacedIds("account and position", ["account", "position"], notes);
  // Sums of what is small enough, until they no longer are.
  let [smallProfit, smallLoss] = [0, 0];
  let rows = new Uint32Array(1 << 10);
  // Limbs of 64 bits; the higher ones only once there is a profit that has them.
  let low = new BigUint64Array(1 << 10);
  let high: BigUint64Array | undefined;
  let small = smallAmounts({ low });
  let row = 0;
  let count = 0;

  function makeRoom(): void {
    if (count < low.length) return;
    low = withRoom(low, count + 1);
    small = smallAmounts({ low });
    if (high !== undefined) high = withRoom(high, low.length);
  }

  function addLarge(profit: bigint): void {
    low[count] = BigInt.asUintN(64, profit);
    const upper = profit >> 64n;
    if (upper === 0n) return;
    high ??= new BigUint64Array(low.length);
    high[count] = upper;
  }

  function addSmall(profit: number): void {
    if (profit > 0) smallProfit += profit;
    else smallLoss -= profit;
    if (smallProfit > LARGEST_SUM || smallLoss > LARGEST_SUM) flush();
  }

  function flush(): void {
    notes.profit += BigInt(smallProfit);
    notes.loss += BigInt(smallLoss);
    [smallProfit, smallLoss] = [0, 0];
  }

  return {
    add(account, position, profit, place) {
      if (row === UINT32_MAX) throw refused(TABLES, "rowsTooMany", {});
      ids.add([account, position], place);
      if (typeof profit === "number") addSmall(profit);
      else if (profit > 0n) notes.profit += profit;
      else notes.loss -= profit;
      notes.endRow();
      if (profit > 0) {
        rows = withRoom(rows, count + 1);
        rows[count] = row;
        makeRoom();
        if (typeof profit === "number") small.set(count, profit);
        else addLarge(profit);
        count++;
      }
      row++;
    },
    finish() {
      flush();
      notes.rows += row;
      notes.inProfit += count;
      const profits =
        high === undefined ? { low: low.slice(0, count) } : { low: low.slice(0, count), high: high.slice(0, count) };
      return { ids: ids.ids(), count, rows: rows.slice(0, count), profits };
    },
  };
}
