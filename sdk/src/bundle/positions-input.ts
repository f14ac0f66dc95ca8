import { type Amounts, allocateAmounts, setAmount } from "../commitment/columns.ts";
import { InputError } from "../errors.ts";
import { type ByteRange, createIdSet, type Ids, withRoom } from "./ids.ts";

/** The columns of a table of positions, in the order in which a CSV file has them. */
export const POSITION_COLUMNS = ["account", "position", "profit"] as const;

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
  const ids = createIdSet(["account", "position"]);
  let rows = new Uint32Array(1 << 10);
  let small = new Float64Array(1 << 10);
  // Profits beyond 2^53 base units are rare: nine billion tokens.
  const large = new Map<number, bigint>();
  let row = 0;
  let count = 0;

  return {
    add(account, position, profit, line) {
      const before = ids.add([account, position], line);
      if (before !== undefined) {
        throw new InputError(`the same account and position as in line ${before}`, { file, line, column: "position" });
      }
      if (row === UINT32_MAX) throw new InputError("too many rows", { file, line, expected: "fewer than 2^32" });
      if (profit > 0) {
        rows = withRoom(rows, count + 1);
        small = withRoom(small, count + 1);
        rows[count] = row;
        if (typeof profit === "number") small[count] = profit;
        else large.set(count, profit);
        count++;
      }
      row++;
    },
    finish() {
      const wide = [...large.values()].some((profit) => profit >> 64n !== 0n);
      const profits = allocateAmounts(count, wide);
      for (let i = 0; i < count; i++) profits.low[i] = BigInt(small[i] as number);
      for (const [i, profit] of large) setAmount(profits, i, profit);
      return { ids: ids.ids(), count, rows: rows.slice(0, count), profits };
    },
  };
}
