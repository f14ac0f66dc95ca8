import { csvFile, PARQUET_NAME, withParquetFile } from "../tables/files.ts";
import type { OnRows } from "../tables/inputs.ts";
import { readPricesCsv, readPricesParquet } from "./read.ts";
import type { PriceTable } from "./table.ts";

/**
 * Reads a table of prices: Parquet if the name ends with `.parquet`, else CSV.
 *
 * @throws {InputError} as `readPricesCsv` and `readPricesParquet`, or if the file cannot be read
 */
export async function readPricesFile(path: string, onRows?: OnRows): Promise<PriceTable> {
  if (PARQUET_NAME.test(path)) return withParquetFile(path, (source) => readPricesParquet(source, onRows));
  return readPricesCsv(await csvFile(path), onRows);
}
