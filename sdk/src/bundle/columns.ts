// What each file of a bundle consists of. Whoever reads it without the SDK must read the same: a column of another type is refused, even
// where its values could be understood.

import { openParquet, type ParquetSource, type ParquetTable } from "../parquet/read.ts";
import { TYPE } from "../parquet/type-names.ts";
import { FILES } from "../problems/english/files.ts";
import { refused } from "../problems/problem.ts";

/** What a column holds: places and times, hashes, figures as the decimal text of an integer, or text. */
type ColumnKind = "integer" | "word" | "amount" | "text";

/** A file's columns by name, in the order in which they are written. */
type Columns = Readonly<Record<string, ColumnKind>>;

/** The columns of positions.parquet. Amounts are in base units. */
export const POSITION_COLUMNS = {
  index: "integer",
  key: "word",
  profit: "amount",
  cumulative_profit: "amount",
  share: "amount",
} as const satisfies Columns;

/** The columns of private/statements.parquet. Amounts are in base units. */
export const STATEMENT_COLUMNS = {
  account: "text",
  position: "text",
  index: "integer",
  profit: "amount",
  share: "amount",
  salt: "word",
} as const satisfies Columns;

/** The columns of liquidations.parquet. Amounts are in base units, quantities in 10^-18 of the market's unit, times in Unix seconds. */
export const LIQUIDATION_COLUMNS = {
  index: "integer",
  key: "word",
  market: "text",
  side: "text",
  quantity: "amount",
  takeover_value: "amount",
  close_value: "amount",
  time: "integer",
  cumulative_profit: "amount",
  cumulative_loss: "amount",
} as const satisfies Columns;

// Some writers have no bytes of a fixed length: their hashes are bytes of any length, each with 32 of them.
const TYPES: Readonly<Record<ColumnKind, readonly string[]>> = {
  integer: [TYPE.integer],
  word: [TYPE.word, TYPE.bytes],
  amount: [TYPE.text],
  text: [TYPE.text],
};

/**
 * Opens a file of a bundle, whose columns have their names and types.
 *
 * @throws {InputError} if it is not such a file
 */
export async function openList(source: ParquetSource, columns: Columns): Promise<ParquetTable> {
  const table = await openParquet(source, Object.keys(columns));
  for (const [i, [column, kind]] of Object.entries(columns).entries()) {
    const got = table.types[i] as string;
    if (TYPES[kind].includes(got)) continue;
    throw refused(FILES, "wrongType", {}, { file: source.name, column, got, expected: TYPES[kind].join(" or ") });
  }
  return table;
}
