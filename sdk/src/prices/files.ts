import { ifGiven, partsOf, SIGNAL } from "../columns/given.ts";
import { readFiles } from "../tables/files.ts";
import type { TableOptions } from "../tables/options.ts";
import type { OnRows } from "../tables/scan.ts";
import { pricesReader } from "./read.ts";
import type { PriceTable } from "./table.ts";

/**
 * Reads a table of prices from a file, or from the files that a pattern such as "prices-*.csv" names: CSV, JSON lines, either packed by
 * gzip or zstd, or Parquet, by what the first bytes say.
 *
 * @throws {InputError} as `readPricesCsv` and `readPricesParquet`, or if a file cannot be read, or changed meanwhile
 * @throws what the signal was aborted with
 * @example
 * const prices = await readPricesFile("prices.csv");
 */
export async function readPricesFile(
  path: string,
  onRows?: OnRows,
  options: Pick<TableOptions, "signal"> = {},
): Promise<PriceTable> {
  partsOf({ signal: ifGiven(SIGNAL) })(options, "options");
  return readFiles(path, pricesReader(options), undefined, onRows);
}
