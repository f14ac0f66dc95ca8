import { readFiles } from "../tables/files.ts";
import type { OnRows } from "../tables/scan.ts";
import { pricesReader } from "./read.ts";
import type { PriceTable } from "./table.ts";

/**
 * Reads a table of prices from a file, or from the files that a pattern such as "prices-*.csv" names: CSV, JSON lines, either packed by
 * gzip or zstd, or Parquet, by what the first bytes say.
 *
 * @throws {InputError} as `readPricesCsv` and `readPricesParquet`, or if a file cannot be read, or changed meanwhile
 * @example
 * const prices = await readPricesFile("prices.csv");
 */
export function readPricesFile(path: string, onRows?: OnRows): Promise<PriceTable> {
  return readFiles(path, pricesReader(), undefined, onRows);
}
