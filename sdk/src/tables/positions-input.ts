import { type Amounts, smallAmounts } from "../columns/amounts.ts";
import { type ByteRange, withRoom } from "../columns/bytes.ts";
import { InputError } from "../errors.ts";
import { IdSet, type Ids } from "./ids.ts";

/** The columns of a table of positions, in the order in which a CSV file has them. */
export const POSITION_COLUMNS = ["account", "position", "profit"] as const;

/** What a table of positions is read by. */
export interface PositionFormat {
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
  add(account: ByteRange, position: ByteRange, profit: number | bigint, line: number): void;
  finish(): PositionTable;
}

const UINT32_MAX = 0xffffffff;

/**
 * Makes a builder of a position table.
 *
 * @param file the file's name, for errors
 */
export function createPositionTable(file: string): PositionTableBuilder {
  const ids = new IdSet(["account", "position"]);
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

  return {
    add(account, position, profit, line) {
      const before = ids.add([account, position], line);
      if (before !== undefined) {
        throw new InputError(`the same account and position as in line ${before}`, { file, line, column: "position" });
      }
      if (row === UINT32_MAX) throw new InputError("too many rows", { file, line, expected: "fewer than 2^32" });
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
      const profits =
        high === undefined ? { low: low.slice(0, count) } : { low: low.slice(0, count), high: high.slice(0, count) };
      return { ids: ids.ids(), count, rows: rows.slice(0, count), profits };
    },
  };
}
