import { refOf } from "../chain/reference.ts";
import type { ByteRange } from "../columns/bytes.ts";
import { COUNT } from "../columns/given.ts";
import { isWord } from "../columns/hex.ts";
import type { CreditAsked } from "../history/credit-order.ts";
import { CREDITS } from "../problems/english/credits.ts";
import { refused } from "../problems/problem.ts";
import { readFiles } from "../tables/files.ts";
import { eachRow, numberReader, openTable, textReader } from "../tables/inputs-parquet.ts";
import { inColumn, rangeText } from "../tables/liquidations-input.ts";
import { TableNotes } from "../tables/notes.ts";
import { parseTableAmount } from "../tables/numbers.ts";
import type { ExpectedTotals } from "../tables/options.ts";
import { PlacedIds } from "../tables/placed-ids.ts";
import { assertTotals, type TableReader } from "../tables/reader.ts";
import { scanTable, type TableRow } from "../tables/scan.ts";
import type { RowPlace } from "../tables/warnings.ts";

/** The columns of a file of credits. */
const CREDIT_COLUMNS = ["ref", "amount"] as const;

/**
 * Reads a file of credits, `ref,amount`: the exchange's references, and profits in tokens. References are as ids of tables are: all of
 * one is seen, and none stands there twice.
 *
 * @param path "-" for standard input
 * @param decimals decimal places of the fund's token
 * @param notes takes what looks odd
 * @throws {InputError} with file, line and column, at the rows that are wrong; or if there are not as many as are expected; or if none
 *   are expected, and the last line has no end, or the file changed while it was read
 * @example
 * const credits = await readCreditsFile("credits.csv", 6);
 */
export function readCreditsFile(
  path: string,
  decimals: number,
  expect: Pick<ExpectedTotals, "rows"> = {},
  notes: TableNotes = new TableNotes(),
): Promise<CreditAsked[]> {
  COUNT(decimals, "decimals");
  return readFiles(path, creditsReader(decimals, expect, notes), expect);
}

function creditsReader(
  decimals: number,
  expect: Pick<ExpectedTotals, "rows">,
  notes: TableNotes,
): TableReader<CreditAsked[]> {
  const credits: CreditAsked[] = [];
  const ids = new PlacedIds("reference", ["ref"], notes);
  const options = { expect, notes, mustEnd: true };
  const add = (range: ByteRange, amountText: string, place: RowPlace) => {
    const name = rangeText(range);
    const ref = inColumn("ref", () => refOf(name));
    const amount = inColumn("amount", () => parseCredit(amountText, decimals));
    ids.add([isWord(name) ? rangeOf(ref) : range], place);
    credits.push({ ref, name, place, amount });
  };
  return {
    text(source, onRows) {
      const addRow = (row: TableRow) =>
        add(row.field(0), rangeText(row.field(1)), { file: source.name, line: row.line });
      return scanTable(source, [CREDIT_COLUMNS], () => addRow, options, onRows);
    },
    async parquet(source, onRows) {
      const { table } = await openTable(source, [CREDIT_COLUMNS], options);
      const [ref, amount] = [textReader(table, 0), numberReader(table, 1)];
      await eachRow(table, options, onRows, (cells, line) =>
        add(ref(cells), amount(cells), { file: source.name, line }),
      );
    },
    finish() {
      notes.rows = credits.length;
      assertTotals(expect, notes, decimals);
      return credits;
    },
  };
}

/** Text as bytes: of a word in hex, one spelling, since capitals make no other reference of it. */
function rangeOf(text: string): ByteRange {
  const bytes = new TextEncoder().encode(text);
  return { bytes, start: 0, end: bytes.length };
}

/**
 * Reads a credit's amount in tokens.
 *
 * @returns base units, above zero
 * @throws {InputError} if it is not a plain decimal above zero
 */
export function parseCredit(text: string, decimals: number): bigint {
  const amount = parseTableAmount(text, { decimals, signed: false });
  if (amount > 0n) return amount;
  throw refused(CREDITS, "creditZero", {}, { got: text });
}
