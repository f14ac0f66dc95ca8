// The option --prices, of commands that hold prices against the market's.
import type { PriceTable } from "../../prices/index.ts";

/** What a file of prices is. */
export const PRICES_HELP = `FILE has the columns market,time,low,high, one row a minute, as exchanges publish klines; CSV, or Parquet if
its name ends with .parquet. Times are the starts of minutes, in Unix seconds or ISO 8601 with an offset; prices are plain decimals.`;

/** Reads the file of prices, if there is one: what is wrong with it is known before the chain is asked. */
export async function readPrices(path: string | undefined): Promise<PriceTable | undefined> {
  if (path === undefined) return undefined;
  const { readPricesFile } = await import("../../prices/files.ts");
  const { withProgress } = await import("./progress.ts");
  return withProgress(`Reading ${path}`, (onRows) => readPricesFile(path, onRows));
}
